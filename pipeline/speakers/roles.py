"""The phrases by which an article says what a person is: before the name, in apposition, or in a clause.

Read from the order of the words, since the parses of long appositions are often wrong.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from pipeline.records import Span
from pipeline.speakers.scene import Name, Scene

FRONT_POS = frozenset({"PROPN", "NOUN", "ADJ", "PART", "NUM"})
FRONT_WORDS = frozenset({"-", "–", "vice", "&"})
LINKS = frozenset({"of", "for", "and", "to"})
HYPHENS = frozenset({"-", "–", "/", "&"})
PHRASE_STARTS = frozenset({"DET", "ADV", "SPACE"})
PHRASE_END_POS = frozenset({"VERB", "AUX", "SCONJ"})
PHRASE_END_TAGS = frozenset({"WP", "WDT", "WP$", "WRB"})
MAX_ROLE_TOKENS = 16
MIN_CLAUSE_TOKENS = 3
MAX_CITING_TOKENS = 3
MAX_RELATIONAL_TOKENS = 2
OPPONENT = "critic"


def role_phrases(scene: Scene, name: Name) -> Iterator[list[Token]]:
    """The phrases that say what the bearer of a name is, before it or behind it ("Ann Roe, the minister")."""
    before = front_words(scene, name.first - 1)
    first = before[0].i if before else name.first
    if all(scene.titles.has(token.text, "honorific", "rank") for token in before) and _follows_comma(scene, first):
        apposed = front_words(scene, first - 2)
        if apposed and lemma_of(scene, apposed[-1]) and _is_determined(apposed):
            yield apposed
    while before and scene.titles.has(before[-1].text, "honorific"):
        before.pop()
    if before and _ends_in_role(scene, before):
        yield before
    behind = _behind(scene, name) if not _is_cited(scene, name, before) else []
    if behind and behind[0].lower_ == "who":
        yield from _office_clause(scene, behind)
    elif behind and not _ends_here(behind[0]) and _is_role(scene, behind):
        yield _stripped(behind)


def _follows_comma(scene: Scene, index: int) -> bool:
    return index > 1 and scene.doc[index - 1].text == ","


def _is_cited(scene: Scene, name: Name, before: list[Token]) -> bool:
    """Whether "according to" stands before the name and its title, so that what was said follows the comma."""
    first = before[0].i if before else name.first
    words = [token.lower_ for token in scene.doc[max(0, first - MAX_CITING_TOKENS) : first]]
    return "according" in words and "to" in words[words.index("according") :]


def _is_determined(tokens: list[Token]) -> bool:
    """Whether a phrase is singular and begins behind an article or possessor, as one before a name does.

    In "it won over young voters, Roe said" what stands before the comma is not about Roe.
    """
    if tokens[-1].tag_ in {"NNS", "NNPS"}:
        return False
    before = tokens[0].nbor(-1) if tokens[0].i > 0 else None
    while before is not None and before.i > 0 and (before.pos_ == "ADV" or before.tag_ == "VBN"):
        before = before.nbor(-1)
    has_owner = any(token.tag_ == "POS" for token in tokens)
    return has_owner or before is None or before.pos_ == "DET" or before.tag_ in {"PRP$", "POS"}


def _ends_here(token: Token) -> bool:
    """Whether a token opens a clause rather than an apposition: ", who …", ", was the best candidate"."""
    return token.tag_ in PHRASE_END_TAGS or token.pos_ in {"AUX", "SCONJ"}


def front_words(scene: Scene, index: int) -> list[Token]:
    """The words up to a token that may make up a title: nouns, adjectives and, behind a role, "of" and "and"."""
    tokens: list[Token] = []
    sentence = scene.sentence_of[max(index, 0)]
    while index >= 0 and len(tokens) < MAX_ROLE_TOKENS and scene.sentence_of[index] == sentence:
        token = scene.doc[index]
        is_link = token.lower_ in LINKS and index > 0 and lemma_of(scene, scene.doc[index - 1]) is not None
        if token.is_space or not (token.pos_ in FRONT_POS or token.lower_ in FRONT_WORDS or is_link):
            break
        name = scene.name_of(token)
        if name is not None and name.entity.label == "person" and not tokens:
            break
        tokens.insert(0, token)
        index -= 1
    while tokens and (
        tokens[0].is_punct
        or tokens[0].pos_ in {"PART", "NUM"}
        or tokens[0].lower_ in LINKS
        or (scene.titles.has(tokens[0].text, "honorific") and scene.name_of(tokens[0].nbor()) is None)
    ):
        tokens.pop(0)
    return tokens


def lemma_of(scene: Scene, token: Token) -> str | None:
    """The lemma under which a role noun is compared, also of a plural; None where it is no role."""
    entry = scene.titles.get(token.text, "role", "rank") or scene.titles.get(token.lemma_, "role", "rank")
    if entry is None and token.pos_ in {"NOUN", "PROPN"} and scene.titles.is_people(token.text):
        return token.lemma_.lower()
    return entry.lemma if entry else None


def is_role_noun(scene: Scene, token: Token) -> bool:
    """Whether a noun names an office, an occupation or kin."""
    return lemma_of(scene, token) is not None or scene.titles.has(token.text, "relative")


def is_relational(scene: Scene, phrase: Sequence[Token]) -> bool:
    """Whether a phrase only says what somebody is to others: "rival", "Democratic opponent"."""
    return len(phrase) <= MAX_RELATIONAL_TOKENS and lemma_of(scene, phrase[-1]) == OPPONENT


def phrase_span(scene: Scene, tokens: Sequence[Token]) -> Span | None:
    """The stretch of text of adjacent tokens; None without tokens."""
    if not tokens:
        return None
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    return Span(scene.document.text[start:end], start, end)


def _ends_in_role(scene: Scene, tokens: list[Token]) -> bool:
    """Whether a title stands directly before the name, or a role with "of" ("Secretary of State")."""
    if tokens[-1].lower_ in LINKS:
        return False
    links = [index for index, token in enumerate(tokens) if token.lower_ == "of" and index > 0]
    head = tokens[links[0] - 1] if links else tokens[-1]
    return lemma_of(scene, head) is not None and head.tag_ not in {"NNS", "NNPS"}


def _behind(scene: Scene, name: Name) -> list[Token]:
    """The words behind a name and a comma up to the next comma, the bracket of a party and the age skipped."""
    doc = scene.doc
    index = name.last + 1
    if index < len(doc) and doc[index].text == "(":
        while index < len(doc) and doc[index].text != ")" and index - name.last < MAX_ROLE_TOKENS:
            index += 1
        index += 1
    if index + 2 < len(doc) and doc[index].text == "," and doc[index + 1].like_num and doc[index + 2].text == ",":
        index += 2
    if index >= len(doc) or doc[index].text != ",":
        return []
    tokens: list[Token] = []
    for token in doc[index + 1 : index + 1 + MAX_ROLE_TOKENS]:
        ends = token.is_punct and token.text not in HYPHENS | {"'", "’", "“", "”", '"'}
        if ends or token.is_space or scene.sentence_of[token.i] != scene.sentence_of[name.last]:
            break
        tokens.append(token)
    return tokens


def _is_role(scene: Scene, tokens: list[Token]) -> bool:
    """Whether the head of a phrase is a role, kin or a party's member, or a common noun with an article."""
    for token in _stripped(tokens):
        if token.pos_ == "ADP":
            return False
        name = scene.name_of(token)
        following = token.nbor() if token.i + 1 < len(scene.doc) else None
        is_head = following is None or following.pos_ not in {"NOUN", "PROPN"} or following not in tokens
        if token.pos_ in {"NOUN", "PROPN"} and is_head:
            if name is not None and name.entity.label in {"person", "place"}:
                return False
            has_article = tokens[0].pos_ == "DET"
            is_member = name is not None and name.entity.label == "group"
            return is_role_noun(scene, token) or is_member or (has_article and token.pos_ == "NOUN")
    return False


def _stripped(tokens: list[Token]) -> list[Token]:
    """The phrase without its article and without what follows its first clause."""
    start = 0
    while start < len(tokens) and tokens[start].pos_ in PHRASE_STARTS:
        start += 1
    phrase: list[Token] = []
    for token in tokens[start:]:
        if phrase and (token.pos_ in PHRASE_END_POS or token.tag_ in PHRASE_END_TAGS):
            break
        phrase.append(token)
    while phrase and (phrase[-1].pos_ in {"ADP", "DET", "CCONJ", "PRON"} or phrase[-1].tag_ == "PRP$"):
        phrase.pop()
    return phrase


def _office_clause(scene: Scene, tokens: list[Token]) -> Iterator[list[Token]]:
    """What a clause says of an office: "leads the inquiry" in "Ann Roe, who leads the inquiry", or "who is a …"."""
    if len(tokens) < MIN_CLAUSE_TOKENS:
        return
    verb, rest = tokens[1], tokens[2:]
    if verb.lemma_ == "be" and _is_role(scene, rest):
        yield _stripped(rest)
    elif scene.titles.has(verb.lemma_, "office_verb"):
        clause = _stripped(rest)
        yield [verb, *(scene.doc[i] for i in range(verb.i + 1, clause[-1].i + 1))] if clause else [verb]
