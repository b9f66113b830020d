"""Referents of the pronouns that no gender tells: it, they, who, which, this, I, we."""

from itertools import takewhile

from spacy.tokens import Token

from pipeline.records import SpeakerEvidence, SpeakerKind
from pipeline.speakers.named import referent_of_name, shown
from pipeline.speakers.nominals import PLURAL_TAGS, member_of_group, referent_of_key, referents_of_nominal
from pipeline.speakers.referents import Case, Referent, Referents, resting_on
from pipeline.speakers.roles import is_role_noun
from pipeline.speakers.transcript import turn_holder

FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours"})
SINGULAR_FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself"})
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
PLURAL = frozenset({"they", "them", "their", "theirs"})
NEUTER = frozenset({"it", "its", "this"})
VERBS = frozenset({"VERB", "AUX"})
NOMINAL_POS = frozenset({"NOUN", "PROPN"})
SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass"})
PLURAL_KINDS: tuple[SpeakerKind, ...] = ("group", "organisation")
NEUTER_KINDS: tuple[SpeakerKind, ...] = ("organisation", "country", "document")
QUANTIFIERS = frozenset({"some", "others", "many", "most", "several", "few", "both", "all", "everyone", "everybody"})
WINDOW_SENTENCES = 3
AUTHOR = "author"


def referents_of_pronoun(case: Case, token: Token) -> Referents:
    """The referents of a pronoun that is the head of a source; none where nothing fits."""
    word = token.lower_
    if (key := case.pronouns.get(token.i)) is not None:
        return (referent_of_key(case, key, basis="pronoun"),)
    if word in FIRST_PERSON:
        return resting_on("first_person", _first_person(case, token))
    if word in RELATIVE and (antecedent := _antecedent(token)) is not None:
        return resting_on("pronoun", referents_of_head(case, _study_by(case, _able(case, token, antecedent))))
    if word in PLURAL | NEUTER:
        return resting_on("pronoun", _nearest(case, token, is_plural=word in PLURAL))
    if word in QUANTIFIERS:
        return resting_on("pronoun", _counted(case, token)) or referents_of_nominal(case, token)
    return ()


def referents_of_head(case: Case, head: Token) -> Referents:
    """The referents of a noun or pronoun with its phrase."""
    name = case.scene.name_of(head)
    if name is not None and name.entity.label == "group" and (member := member_of_group(case, head)):
        return (member,)
    if name is not None:
        return (referent_of_name(case, name),)
    if head.pos_ in {"PRON", "DET"} or head.lower_ in QUANTIFIERS:
        return referents_of_pronoun(case, head)
    bearer = case.scene.name_of(head.head) if head.dep_ == "appos" else None
    if bearer is not None and bearer.entity.label == "person":
        return resting_on("description", (referent_of_name(case, bearer),))
    for child in head.children:
        apposed = case.scene.name_of(child)
        if child.dep_ == "appos" and apposed is not None and apposed.entity.label == "person":
            return resting_on("description", (referent_of_name(case, apposed),))
    return referents_of_nominal(case, head)


def _antecedent(token: Token) -> Token | None:
    """The noun that a relative pronoun's clause modifies; where the parse has none, the noun before it."""
    clause = token.head
    while clause.dep_ not in {"relcl", "ROOT"} and clause.head is not clause:
        clause = clause.head
    if clause.dep_ == "relcl" and clause.head.i < token.i:
        return clause.head
    index = token.i - 1
    while index > 0 and (token.doc[index].is_punct or token.doc[index].ent_type_ in {"DATE", "TIME"}):
        index -= 1
    before = token.doc[index]
    return before if before.pos_ in {"NOUN", "PROPN"} else None


def _able(case: Case, pronoun: Token, antecedent: Token) -> Token:
    """The noun near the antecedent that can be what the pronoun says it is, where the parse has one that cannot.

    "Calls from listeners to a programme who said" are said by listeners; "its ties with Norland which views" has
    the name right before the pronoun. Where there is none, the antecedent stays.
    """
    is_who = pronoun.lower_ not in {"which", "that"}
    if _may_speak(case, antecedent, is_who=is_who):
        return antecedent
    between = list(pronoun.doc[antecedent.i + 1 : pronoun.i])
    before = reversed(list(pronoun.doc[antecedent.sent.start : antecedent.left_edge.i])) if is_who else ()
    phrase = takewhile(lambda token: token.pos_ not in VERBS, before)
    near = reversed(between if is_who else between[-1:])
    nouns = (token for token in (*near, *phrase) if token.pos_ in NOMINAL_POS)
    return next((noun for noun in nouns if _may_speak(case, noun, is_who=is_who)), antecedent)


def _study_by(case: Case, antecedent: Token) -> Token:
    """The study or report rather than its maker: "a study by the Institute, which found"."""
    noun = antecedent.head.head if antecedent.head.lower_ == "by" else antecedent
    return noun if case.scene.titles.has(noun.text, "study", "publication") else antecedent


def _first_person(case: Case, token: Token) -> Referents:
    """Who speaks where the pronoun stands inside a statement; otherwise the author, "we" only if named."""
    if enclosing := _enclosing(case, token):
        return enclosing
    if holder := turn_holder(case, token):
        return holder
    author = case.scene.document.author or _signature(case, token)
    if author:
        return (Referent(author, "person", "first_person"),)
    return (Referent(AUTHOR, "person", "first_person"),) if token.lower_ in SINGULAR_FIRST_PERSON else ()


def _enclosing(case: Case, token: Token) -> Referents:
    """The referents of the innermost statement, resolved so far, in whose content a token stands."""
    around = [
        (content.end - content.start, case.answers[statement.key])
        for statement in case.statements
        for content in statement.content
        if content.start <= token.idx < content.end and case.answers.get(statement.key)
    ]
    return min(around, key=lambda one: one[0], default=(0, ()))[1]


def _signature(case: Case, token: Token) -> str | None:
    """The name that stands alone in a paragraph below, as under a letter."""
    names = {name.first: name for name in case.scene.names if name.entity.label == "person"}
    doc, blocks = case.scene.doc, case.scene.block_of
    for name in (names[first] for first in sorted(names) if first > token.i):
        starts_block = name.first == 0 or blocks[name.first - 1] != blocks[name.first] or doc[name.first - 1].is_space
        following = doc[name.last + 1 : name.last + 3]
        ends_block = all(t.is_punct or t.is_space or blocks[t.i] != blocks[name.last] for t in following)
        if starts_block and ends_block and name.last > name.first:
            return shown(name.entity)
    return None


def _nearest(case: Case, pronoun: Token, *, is_plural: bool) -> Referents:
    """The nearest subject before the pronoun, or in an earlier sentence, that agrees with it in number and kind."""
    kinds = PLURAL_KINDS if is_plural else NEUTER_KINDS
    enclosing = _enclosing(case, pronoun)
    if enclosing and all(one.kind in kinds for one in enclosing) and (len(enclosing) == 1 or is_plural):
        return enclosing
    if len(enclosing) == 1 and enclosing[0].kind == "person" and enclosing[0].affiliation:
        return (
            Referent(
                enclosing[0].affiliation,
                "organisation",
                "pronoun",
                country=enclosing[0].country,
                evidence=SpeakerEvidence(country=enclosing[0].evidence.country),
                place=enclosing[0].evidence.affiliation,
            ),
        )
    sentences = case.scene.sentence_of
    for index in range(pronoun.i - 1, -1, -1):
        token = case.scene.doc[index]
        if sentences[pronoun.i] - sentences[index] > WINDOW_SENTENCES:
            break
        if not _is_subject(case, token) or index in case.scene.quoted:
            continue
        if index in case.known:
            referents = case.known[index]
        elif token.pos_ in {"PRON", "DET"} or (
            not is_plural and token.tag_ in PLURAL_TAGS and not case.scene.name_of(token)
        ):
            continue
        else:
            referents = _agreeing(case, token, is_plural=is_plural) if _may_speak(case, token) else ()
        if len(referents) > 1 and is_plural:
            return referents
        may_be_texts = is_plural and token.lower_.endswith("s")  # tags of nouns such as "statements" are often wrong
        if len(referents) == 1 and _agrees(case, referents[0], (*kinds, "document") if may_be_texts else kinds):
            return referents
    last = case.last_spoken(*kinds, before=pronoun.i, sentences=WINDOW_SENTENCES)
    return (last,) if last else ()


def _counted(case: Case, token: Token) -> Referents:
    """The plural subject earlier in the sentence of which "some", and "others" after it, are a part."""
    if token.lower_ == "others" and not any(
        other.lower_ == "some" for other in token.sent[: token.i - token.sent.start]
    ):
        return ()
    for other in token.sent:
        if other.i < token.i and other.dep_ in SUBJECT_DEPS and other.tag_ in PLURAL_TAGS:
            return referents_of_head(case, other)
    return ()


def _is_subject(case: Case, token: Token) -> bool:
    """Whether a word is a subject, or a name that opens its sentence and that the parser takes for a time."""
    is_opening = token.dep_ == "npadvmod" and bool(token.is_sent_start)
    return token.dep_ in SUBJECT_DEPS or (is_opening and case.scene.name_of(token) is not None)


def _may_speak(case: Case, token: Token, *, is_who: bool = False) -> bool:
    """Whether a noun that has not spoken yet is a name, or a noun for people, an organisation or, if not "who", a text.

    Texts in the singular, such as "plan" or "deal", are seldom what "it" refers to.
    """
    titles = case.scene.titles
    words = (token.text, token.lemma_)
    if case.scene.name_of(token) is not None or is_role_noun(case.scene, token):
        return True
    if any(titles.has(word, "group", "organisation") for word in words):
        return True
    is_text = any(titles.has(word, "publication", "study") for word in words)
    return not is_who and (is_text or (token.lower_.endswith("s") and titles.has(token.text, "document")))


def _agrees(case: Case, referent: Referent, kinds: tuple[SpeakerKind, ...]) -> bool:
    """Whether a referent is of these kinds, or a lone name taken for a person that nothing shows to be one."""
    if referent.kind in kinds:
        return True
    person = case.people.get(referent.entity_key or "")
    return person is not None and person.gender is None and not person.roles and " " not in referent.name


def _agreeing(case: Case, token: Token, *, is_plural: bool) -> Referents:
    joined = [other for other in token.conjuncts if other.i > token.i]
    heads = [token, *joined] if is_plural else [token]
    if not is_plural and joined:
        return ()
    return tuple(referent for head in heads for referent in referents_of_head(case, head))
