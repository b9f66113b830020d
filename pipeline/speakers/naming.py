"""The name shown for a noun phrase that names nobody: "critics", "authors of the report", "Ann Roe's aides"."""

from collections.abc import Callable

from spacy.tokens import Token

from pipeline.speakers.scene import Scene

QUANTIFIERS = frozenset(
    {"some", "many", "most", "all", "several", "few", "any", "every", "each", "another", "other", "others", "more",
     "one", "certain", "various", "numerous", "such", "own", "much"}
)  # fmt: skip
SHARED_NOUNS_MODIFIERS = frozenset({"fellow"})
PREMODIFIER_DEPS = frozenset(
    {"amod", "compound", "nmod", "poss", "nummod", "npadvmod", "punct", "advmod", "case", "quantmod"}
)
KEPT_DETERMINERS = frozenset({"both", "no"})
LOOSE_PREPOSITIONS = frozenset({"as", "during", "after", "before", "since", "on", "by", "like", "including", "without"})
MAX_TAIL_TOKENS = 8
HYPHENS = frozenset({"-", "–"})
Possessor = Callable[[Token], str | None]


def phrase_name(scene: Scene, head: Token, possessor: Possessor) -> str:
    """The noun phrase without article, quantifier and clauses; a possessor is named in full.

    `possessor` gives the name of the person or thing behind a possessive word, None where unknown.
    """
    words = [_word(scene, token, possessor) for token in _front(head)]
    text = "".join(word + space for word, space in words if word).strip()
    return " ".join(f"{text} {_tail(head, possessor)}".split())


def carrier(scene: Scene, head: Token) -> Token:
    """The noun that a quantity stands for: "many in the trade" is "trade", "a number of growers" is "growers"."""
    if scene.titles.has(head.text, "quantity"):
        counted = (noun for child in head.children if child.lower_ == "of" for noun in child.children)
        return next((noun for noun in counted if noun.tag_ in {"NNS", "NNPS"}), head)
    if head.lower_ in QUANTIFIERS and head.pos_ != "NOUN":
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ in {"in", "within", "among", "across", "from"}:
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        return noun
    return head


def _front(head: Token) -> list[Token]:
    """The words of the phrase up to its head, from the leftmost modifier on."""
    first = head.i
    for child in head.lefts:
        if child.dep_ in PREMODIFIER_DEPS | {"det", "predet"}:
            first = min(first, child.left_edge.i)
    while first > 1 and head.doc[first - 1].text in HYPHENS and not head.doc[first - 1].whitespace_:
        first -= 2
    tokens = [head.doc[i] for i in range(first, head.i + 1)]
    while len(tokens) > 1 and (
        tokens[0].lower_ in QUANTIFIERS
        or tokens[0].tag_ in {"WDT", "WP", "IN"}
        or (tokens[0].pos_ in {"DET", "PUNCT", "SPACE", "ADV", "CCONJ"} and tokens[0].lower_ not in KEPT_DETERMINERS)
    ):
        tokens.pop(0)
    return tokens


def _word(scene: Scene, token: Token, possessor: Possessor) -> tuple[str, str]:
    """A word of the phrase as shown and the white space behind it; a possessor in full, "" to leave it out."""
    if token.tag_ == "PRP$":
        return _owner(token, possessor), " "
    name = scene.name_of(token)
    if token.dep_ == "poss" and token.pos_ == "NOUN" and (owner := possessor(token)):
        return owner, token.whitespace_
    if name is not None and name.last + 1 < len(scene.doc) and scene.doc[name.last + 1].tag_ == "POS":
        return (possessor(token) or name.entity.name) if token.i == name.last else "", token.whitespace_
    if _is_left_out(scene, token):
        return "", ""
    text = token.text.replace("’", "'") if token.tag_ == "POS" else token.text
    return (text if token.pos_ == "PROPN" or token.ent_type_ or name else _lowered(token, text)), token.whitespace_


def _is_left_out(scene: Scene, token: Token) -> bool:
    """Whether a word inside the phrase says nothing: a possessor's article or honorific, "own"."""
    if token.i + 1 < len(scene.doc) and scene.titles.has(token.text, "honorific"):
        return scene.name_of(token.nbor()) is not None
    return token.lower_ == "own" or (token.dep_ == "det" and token.head.dep_ == "poss")


def _owner(token: Token, possessor: Possessor) -> str:
    if any(sibling.lower_ in SHARED_NOUNS_MODIFIERS for sibling in token.head.lefts):
        return ""
    owner = possessor(token)
    is_plural = owner is not None and owner.endswith("s") and owner.split()[-1].islower()
    return f"{owner}'" if is_plural else f"{owner}'s" if owner else ""


def _owned(token: Token, possessor: Possessor) -> str:
    return (_owner(token, possessor) or token.text) if token.tag_ == "PRP$" else token.text


def _lowered(token: Token, text: str) -> str:
    is_headline = token.i > 0 and token.nbor(-1).text.istitle() and not token.is_sent_start
    return text.lower() if (token.is_sent_start or token.is_title) and not is_headline else text


def _tail(head: Token, possessor: Possessor) -> str:
    """The short prepositional phrase or "close to …" behind the head, without relative clauses and dates."""
    for child in head.rights:
        is_date = any(token.ent_type_ in {"DATE", "TIME"} for token in child.subtree)
        is_adjective = child.dep_ == "amod" and any(grandchild.dep_ == "prep" for grandchild in child.rights)
        is_phrase = child.dep_ == "prep" and child.lower_ not in LOOSE_PREPOSITIONS
        if child.i == head.i + 1 and (is_phrase or is_adjective) and not is_date:
            tokens = []
            for token in child.subtree:
                if token.i < child.i or token.dep_ == "relcl" or token.tag_ in {"WDT", "WP"} or token.is_punct:
                    break
                tokens.append(token)
            if tokens and len(tokens) <= MAX_TAIL_TOKENS:
                words = [_owned(token, possessor) for token in tokens]
                return "".join(word + token.whitespace_ for word, token in zip(words, tokens, strict=True)).strip()
    return ""
