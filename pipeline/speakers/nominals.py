"""Referents of noun phrases without a name: bare roles, groups, organisations, documents."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from spacy.tokens import Token

from pipeline.records import Span, SpeakerBasis, SpeakerEvidence, SpeakerKind
from pipeline.speakers.bearers import NEAR_SENTENCES, bearer_of_role, introduced_next, is_near
from pipeline.speakers.named import referent_of_name, referent_of_person
from pipeline.speakers.naming import carrier, phrase_name
from pipeline.speakers.people import ANONYMOUS
from pipeline.speakers.referents import Case, Referent, Referents
from pipeline.speakers.roles import lemma_of, phrase_span
from pipeline.speakers.scene import Name
from pipeline.speakers.states import states_of

DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their", "our", "my", "these", "those"})
INDEFINITE = frozenset({"next", "future", "a", "an", "another", "one", "some", "any", "each", "every"})
POSSESSOR_KINDS: Mapping[str, tuple[SpeakerKind, ...]] = {
    "their": ("group", "organisation", "country"),
    "its": ("organisation", "country", "document"),
}
PLURAL_TAGS = frozenset({"NNS", "NNPS"})
AUTHORS = frozenset({"person", "organisation", "country"})
SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass", "poss"})


def referent_of_key(case: Case, key: str, *, basis: SpeakerBasis) -> Referent:
    """The referent of a person of the article, named or not."""
    if key.startswith(ANONYMOUS):
        return replace(_plain(case, case.scene.doc[int(key.removeprefix(ANONYMOUS))]), basis=basis)
    return referent_of_person(case, case.scene.entities[key], basis=basis)


def referents_of_nominal(case: Case, head: Token) -> Referents:
    """The referents of the phrase around a common noun; several when plural nouns are joined by "and"."""
    if states := states_of(case, head):
        return states
    heads = [head, *(token for token in head.conjuncts if token.i > head.i and token.tag_ in PLURAL_TAGS)]
    if len(heads) > 1 and head.tag_ in PLURAL_TAGS:
        return tuple(_plain(case, token) for token in heads)
    joined = [token for token in head.conjuncts if token.i > head.i and _is_one_role(case, token)]
    if joined and _is_one_role(case, head):
        return tuple(_referent(case, token) for token in (head, *joined))
    return (_referent(case, head),)


def _is_one_role(case: Case, token: Token) -> bool:
    """Whether a noun is a role with an article of its own: "the mayor and the governor"."""
    has_article = any(child.dep_ == "det" for child in token.lefts)
    return (
        token.tag_ == "NN" and has_article and case.scene.name_of(token) is None and bool(lemma_of(case.scene, token))
    )


def _referent(case: Case, head: Token) -> Referent:
    titles = case.scene.titles
    is_plural = head.tag_ in PLURAL_TAGS or _is_capitalised_plural(case, head)
    if not is_plural and lemma_of(case.scene, head) and not titles.has(head.text, "organisation"):
        return _bare_role(case, head)
    described = None
    if not is_plural and titles.has(head.text, "publication"):
        described = _owner_of(case, head)
    if described is None and not is_plural and titles.has(head.text, "organisation"):
        described = _organisation(case, head)
    plain = _plain(case, head)
    if described is None and plain.kind == "unknown":
        described = _author_of(case, head)
    return replace(described, basis="description") if described is not None else plain


def _author_of(case: Case, head: Token) -> Referent | None:
    """Who stands behind a thing that can say nothing: "Norland's move", "a decision by the council"."""
    for child in head.children:
        owners = [child] if child.dep_ == "poss" else child.children if child.lower_ == "by" else ()
        for name in map(case.scene.name_of, owners):
            if name is not None and name.entity.label in AUTHORS:
                return referent_of_name(case, name)
    return None


def _bare_role(case: Case, head: Token) -> Referent:
    """The person of the article who has the role ("the Norland senator"); else the phrase itself."""
    if not _is_indefinite(head):
        key = bearer_of_role(case, head)
        if key is not None:
            return referent_of_key(case, key, basis="description")
    return _said_before(case, head) or replace(_plain(case, head), kind="person")


def _said_before(case: Case, head: Token) -> Referent | None:
    """Somebody without a name who spoke shortly before in the same role: "a nurse in Oblen … the nurse"."""
    last = case.last_spoken("person", before=head.i, sentences=NEAR_SENTENCES)
    is_same = last is not None and last.entity_key is None and head.lower_ in last.name.split()
    return replace(last, basis="description") if last and is_same and not _is_indefinite(head) else None


def member_of_group(case: Case, head: Token) -> Referent | None:
    """The person whom the singular of a group's name means: "the Norland Liberal" is whoever spoke last."""
    is_singular = head.tag_ == "NNP" and not head.text.endswith("s")
    if not is_singular or not any(child.lower_ == "the" for child in head.lefts):
        return None
    last = case.last_spoken("person", before=head.i, sentences=NEAR_SENTENCES)
    if last is not None:
        return replace(last, basis="description")
    key = introduced_next(case, head)
    return referent_of_key(case, key, basis="description") if key else None


def _owner_of(case: Case, head: Token) -> Referent | None:
    """Who issued a publication: the possessor or the organisation before the noun."""
    for child in head.lefts:
        if child.dep_ == "poss" and (key := case.pronouns.get(child.i)):
            return referent_of_key(case, key, basis="description")
        name = case.scene.name_of(child)
        labels = {"person", "organisation"} if child.dep_ == "poss" else {"organisation"}
        if name is not None and child.dep_ in {"poss", "compound", "nmod"} and name.entity.label in labels:
            return referent_of_name(case, name)
    for noun in (noun for child in head.rights if child.lower_ == "by" for noun in child.children):
        name = case.scene.name_of(noun)
        if name is not None and name.entity.label in AUTHORS:
            return referent_of_name(case, name)
    return None if _is_indefinite(head) else _earlier_owner(case, head)


def _earlier_owner(case: Case, head: Token) -> Referent | None:
    """The issuer of the same publication where it was introduced: "a ministry report", "the bank said in a report"."""
    for token in reversed(list(_nouns_before(case, head))):
        if token.lemma_ != head.lemma_:
            continue
        if any(case.scene.name_of(child) for child in token.lefts):
            return _owner_of(case, token)
        subjects = (child for child in token.head.head.children if child.dep_ in SUBJECT_DEPS)
        speaker = next((case.known[child.i] for child in subjects if child.i in case.known), ())
        if token.head.lower_ == "in" and len(speaker) == 1 and speaker[0].entity_key:
            return speaker[0]
    return None


def _nouns_before(case: Case, head: Token) -> Iterator[Token]:
    return (token for token in case.scene.doc[: head.i] if token.pos_ == "NOUN")


def _organisation(case: Case, head: Token) -> Referent | None:
    """The named organisation that a short form means: "the ministry", "the Post"."""
    if _is_indefinite(head) or any(child.dep_ in {"poss", "compound"} for child in head.lefts):
        return None
    last = case.last_spoken("organisation", before=head.i, sentences=NEAR_SENTENCES)
    if any(child.dep_ == "amod" for child in head.lefts):
        return last if last is not None and last.entity_key else None
    names = [name for name in case.scene.names if name.first < head.i and name.entity.label == "organisation"]
    fitting = [name for name in names if head.lower_ in name.entity.name.lower().split()]
    if fitting or case.scene.titles.has(head.text, "state_body"):
        return referent_of_name(case, fitting[-1]) if fitting else None
    acting = [name for name in names if is_near(case, name, head) and _acts(case.scene.doc[name.last])]
    return last or (referent_of_name(case, acting[-1]) if acting else None)


def _acts(token: Token) -> bool:
    return token.dep_ in SUBJECT_DEPS or (token.dep_ == "pobj" and token.head.lower_ == "by")


def _plain(case: Case, head: Token) -> Referent:
    """The phrase itself as a name."""
    scene = case.scene
    head = carrier(scene, head)
    kind = _kind(case, head)
    maker = _maker(case, head)
    if maker is not None:
        noun = head.lemma_ if head.tag_ in PLURAL_TAGS else head.lower_
        place = scene.mention_of(maker.entity_key, head)
        evidence = SpeakerEvidence(affiliation=place, country=place if maker.country else None)
        return Referent(
            f"{maker.name} {noun}", kind, "phrase", None, None, maker.name, maker.country, evidence, _place(case, head)
        )
    shown = phrase_name(scene, head, lambda token: possessor_name(case, token))
    names = [found for token in head.subtree if (found := scene.name_of(token)) and found.first < head.i]
    organisation = next((name for name in names if name.entity.label == "organisation"), None)
    country = next((name for name in names if name.entity.label == "country"), None)
    if country is None and organisation is None and (country := _only_country(case, head)):
        shown = f"{country.entity.name}'s {shown}"
    return Referent(
        shown,
        kind,
        "name" if _is_unknown_name(case, head) else "phrase",
        affiliation=organisation.entity.name if organisation else None,
        country=country.entity.name if country else None,
        evidence=SpeakerEvidence(
            affiliation=scene.span_of(organisation) if organisation else None,
            country=scene.span_of(country) if country else None,
        ),
        place=_place(case, head),
    )


def _is_unknown_name(case: Case, head: Token) -> bool:
    """Whether a word is a name that was not recognised, rather than a noun that a capital disguises."""
    titles = case.scene.titles
    is_people = lemma_of(case.scene, head) is not None or titles.has(head.text, "group", "relative", "organisation")
    is_text = titles.has(head.text, "document", "publication", "study")
    return head.pos_ == "PROPN" and not is_people and not is_text


def _place(case: Case, head: Token) -> Span | None:
    """The phrase up to its head, as the text words it."""
    return phrase_span(case.scene, [token for token in head.subtree if token.i <= head.i])


def _only_country(case: Case, head: Token) -> Name | None:
    """The nearest name of the one country of the article, where the noun is a body that every state has."""
    countries = [name for name in case.scene.names if name.entity.label == "country"]
    if len({name.entity.key for name in countries}) != 1 or not case.scene.titles.has(head.text, "state_body"):
        return None
    return min(countries, key=lambda name: abs(name.first - head.i))


def _maker(case: Case, head: Token) -> Referent | None:
    """The organisation behind a study or a spokesperson: "a study by the Institute", "a spokesman for the firm"."""
    is_study = case.scene.titles.has(head.text, "study")
    wanted = {"by"} if is_study else {"for"}
    if head.tag_ in PLURAL_TAGS or not (is_study or lemma_of(case.scene, head) == "spokesperson"):
        return None
    for child in head.lefts:
        owner = case.scene.name_of(child)
        if is_study and child.dep_ == "poss" and owner is not None and owner.entity.label == "organisation":
            return referent_of_name(case, owner)
        if is_study and child.dep_ == "poss" and case.scene.titles.has(child.text, "organisation"):
            return _organisation(case, child)
    for preposition in (token for token in head.subtree if token.lower_ in wanted and token.i > head.i):
        for noun in preposition.children:
            name = case.scene.name_of(noun)
            if name is not None and name.entity.label == "organisation":
                return referent_of_name(case, name)
            if noun.dep_ == "pobj" and case.scene.titles.has(noun.text, "organisation"):
                return _organisation(case, noun)
    return None


def _kind(case: Case, head: Token) -> SpeakerKind:
    titles = case.scene.titles
    is_plural = head.tag_ in PLURAL_TAGS or _is_capitalised_plural(case, head)
    words = (head.text, head.lemma_)
    if head.lower_ == "one":
        return "person"
    if any(titles.has(word, "document", "publication", "study") for word in words):
        return "document"
    if lemma_of(case.scene, head) or titles.has(head.lemma_, "relative"):
        return "group" if is_plural else "person"
    if any(titles.has(word, "group") for word in words) or head.lower_ in {"both", "all"} or head.tag_ == "CD":
        return "group"
    if titles.has(head.lemma_, "organisation"):
        return "group" if is_plural else "organisation"
    return "group" if is_plural else "person" if _looks_like_name(head) else "unknown"


def _is_capitalised_plural(case: Case, head: Token) -> bool:
    """Whether a noun that a headline's capital disguises is the plural of a role: "Lawmakers"."""
    return head.tag_ == "NNP" and head.lower_.endswith("s") and case.scene.titles.has(head.text[:-1], "role")


def _looks_like_name(head: Token) -> bool:
    """Whether a proper noun that the model did not recognise has a first name before it."""
    before = head.doc[head.i - 1] if head.i > 0 else head
    return head.pos_ == "PROPN" and before.pos_ == "PROPN" and head.text.istitle() and before.dep_ == "compound"


def possessor_name(case: Case, token: Token) -> str | None:
    """The name behind a possessive word: "his", "Roe's"."""
    key = case.pronouns.get(token.i)
    if key is not None:
        return referent_of_key(case, key, basis="pronoun").name
    name = case.scene.name_of(token)
    if name is not None:
        return name.entity.name
    if token.pos_ == "NOUN" and case.scene.titles.has(token.text, "organisation"):
        organisation = _organisation(case, token)
        return organisation.name if organisation else None
    if token.lower_ in POSSESSOR_KINDS:
        last = case.last_spoken(*POSSESSOR_KINDS[token.lower_], before=token.i, sentences=1)
        return last.name if last else None
    return None


def _is_indefinite(head: Token) -> bool:
    return any(token.lower_ in INDEFINITE for token in head.lefts) or head.lower_ in INDEFINITE
