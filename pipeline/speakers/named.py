"""Referents that the article names: persons, organisations, countries, and what it says of them."""

from dataclasses import replace

from spacy.tokens import Token

from pipeline.records import Entity, MentionLabel, Span, SpeakerBasis, SpeakerEvidence, SpeakerKind
from pipeline.speakers.referents import Case, Referent
from pipeline.speakers.roles import is_relational, is_role_noun, lemma_of, phrase_span, role_phrases
from pipeline.speakers.scene import Name, Scene

KINDS: dict[MentionLabel, SpeakerKind] = {
    "person": "person",
    "organisation": "organisation",
    "country": "country",
    "place": "organisation",
    "group": "group",
    "event": "unknown",
    "work": "document",
    "other": "organisation",
}

ARTICLES = frozenset({"the", "a", "an"})
CANDIDATE = "candidate"
SPOKESPERSON = "spokesperson"
LOOSE_ROLES = frozenset({"critic", "graduate", "alumnus", "supporter", "friend", "fan", "ally", "opponent", "enemy"})
PARTY_WORDS = frozenset({"Party", "Congress", "Front", "Movement", "Alliance", "Union", "League"})
AFFILIATING = frozenset({"of", "at", "for", "from", "with", "in"})


def referent_of_name(case: Case, name: Name) -> Referent:
    """The referent of a name in a source, with the role stated there or else the person's main role."""
    entity = name.entity
    if entity.label == "person":
        phrases = list(role_phrases(case.scene, name))
        basis = _basis(name, shown(entity))
        referent = referent_of_person(case, entity, phrases[0] if phrases else None, basis=basis)
        return referent if referent.country else _with_country_behind(case.scene, referent, name)
    here = SpeakerEvidence(country=case.scene.span_of(name))
    alias = case.scene.aliases.lookup(entity.name)
    if entity.label == "place" and alias is not None:
        basis = _basis(name, alias.name)
        return Referent(alias.name, KINDS[alias.label], basis, country=alias.country, evidence=here)
    country = (
        entity.name if entity.label == "country" else alias.country if alias else country_in(case.scene, entity.name)
    )
    evidence = here if country else SpeakerEvidence()
    basis = _basis(name, entity.name)
    return Referent(entity.name, KINDS[entity.label], basis, entity.key, country=country, evidence=evidence)


def _basis(name: Name, full: str) -> SpeakerBasis:
    """Whether the text has the whole name at a place, or another form of it, such as a surname or an acronym."""
    return "name" if " ".join(name.span.text.split()).casefold() == full.casefold() else "other_name"


def _with_country_behind(scene: Scene, referent: Referent, name: Name) -> Referent:
    """The referent with the country that "of" names right behind a name: "Minister Ann Roe of Norway"."""
    if name.last + 2 >= len(scene.doc) or scene.doc[name.last + 1].lower_ != "of":
        return referent
    behind = name.last + (3 if scene.doc[name.last + 2].lower_ in ARTICLES else 2)
    country = scene.name_of(scene.doc[behind]) if behind < len(scene.doc) else None
    if country is None or country.entity.label != "country":
        return referent
    evidence = replace(referent.evidence, country=scene.span_of(country))
    return replace(referent, country=country.entity.name, evidence=evidence)


def referent_of_person(
    case: Case, entity: Entity, phrase: list[Token] | None = None, *, basis: SpeakerBasis
) -> Referent:
    """The referent of a person; `phrase` is the role as the source words it."""
    scene = case.scene
    person = case.people.get(entity.key)
    stated = phrase_span(scene, phrase) if phrase and not is_relational(scene, phrase) else None
    role = stated or (person.main_role if person else None)
    affiliation: Name | None = None
    country: tuple[str, Name] | None = None
    for span in (role, *(person.roles if person else ())):
        if span:
            affiliation = affiliation or _affiliation_in(scene, span)
            country = country or _country_named_in(scene, span)
    evidence = SpeakerEvidence(
        role, scene.span_of(affiliation) if affiliation else None, scene.span_of(country[1]) if country else None
    )
    return Referent(
        shown(entity),
        "person",
        basis,
        entity.key,
        role.text if role else None,
        affiliation.entity.name if affiliation else None,
        country[0] if country else None,
        evidence,
    )


def shown(entity: Entity) -> str:
    """The entity's name, not shouted as in a transcript."""
    is_shouted = entity.label == "person" and entity.name.isupper()
    return entity.name.title() if is_shouted else entity.name


def _affiliation_in(scene: Scene, span: Span) -> Name | None:
    """The organisation that a role phrase names, one of the gazetteer before others.

    The model takes parts of roles for organisations ("Interior" in "Interior Minister"): one that
    neither the gazetteer knows nor its own words or the words around show to be one is left out.
    """
    head = _head(scene, span)
    is_candidate = head is not None and lemma_of(scene, head) == CANDIDATE
    found = [name for name in _names_of_role(scene, span) if name.entity.label == "organisation"]
    found = [name for name in found if not is_candidate or name.entity.name.split()[-1] in PARTY_WORDS]
    listed = [name for name in found if scene.aliases.lookup(name.entity.name)]
    shown_to_be = listed or [name for name in found if _is_organisation(scene, name)]
    if shown_to_be:
        return max(shown_to_be, key=lambda name: len(name.entity.name))
    speaking = [token for token in scene.tokens(span) if lemma_of(scene, token) == SPOKESPERSON]
    return _spoken_for(scene, speaking[0]) if speaking else None


def _head(scene: Scene, span: Span) -> Token | None:
    """The role noun of a phrase: the last one before its first "of", "for" or "to"."""
    head = None
    for token in scene.tokens(span):
        if head is not None and token.pos_ == "ADP":
            break
        if is_role_noun(scene, token):
            head = token
    return head


def _names_of_role(scene: Scene, span: Span) -> list[Name]:
    """The names in a role phrase; those behind one that makes nobody a member, as "critic of", are left out."""
    names = scene.names_in(span)
    head = _head(scene, span)
    if head is None or not (lemma_of(scene, head) in LOOSE_ROLES or scene.titles.has(head.text, "relative")):
        return names
    return [name for name in names if name.last < head.i]


def _spoken_for(scene: Scene, head: Token) -> Name | None:
    """The organisation that acts in the sentence before a bare "spokesperson", in the same paragraph."""
    before = [
        name
        for name in scene.names
        if name.entity.label == "organisation"
        and name.last < head.i
        and scene.block_of[name.last] == scene.block_of[head.i]
        and scene.sentence_of[head.i] - scene.sentence_of[name.last] == 1
        and scene.doc[name.last].dep_ in {"nsubj", "nsubjpass"}
    ]
    return before[-1] if before else None


def _is_organisation(scene: Scene, name: Name) -> bool:
    words = name.entity.name.split()
    if is_role_noun(scene, scene.doc[name.last]) and name.last > name.first:
        return False
    if name.entity.name.isupper() or any(scene.titles.has(word, "organisation") for word in words):
        return True
    before = scene.doc[name.first - 1] if name.first > 0 else None
    if before is not None and before.lower_ in ARTICLES and name.first > 1:
        before = scene.doc[name.first - 2]
    following = scene.doc[name.last + 1] if name.last + 1 < len(scene.doc) else None
    is_possessor = following is not None and following.tag_ == "POS"
    is_complement = before is not None and before.lower_ in AFFILIATING
    return is_possessor or is_complement or _is_named_alone(scene, name)


def _is_named_alone(scene: Scene, name: Name) -> bool:
    """Whether the organisation is named elsewhere without a role behind it."""
    return any(
        other is not name
        and other.entity.key == name.entity.key
        and not (other.last + 1 < len(scene.doc) and is_role_noun(scene, scene.doc[other.last + 1]))
        for other in scene.names
    )


def _is_hyphenated(scene: Scene, name: Name) -> bool:
    """Whether the name is half of a word: "Mexican-American"."""
    end = scene.span_of(name).end
    return scene.document.text[end : end + 1] in {"-", "‐", "‑"}


def _country_named_in(scene: Scene, span: Span) -> tuple[str, Name] | None:
    """The country that a phrase names, by its own name, its people or one of its institutions, and the name there."""
    names = [name for name in _names_of_role(scene, span) if not _is_hyphenated(scene, name)]
    for name in names:
        if name.entity.label == "country":
            return name.entity.name, name
    for name in names:
        alias = scene.aliases.lookup(name.entity.name)
        if alias is not None and alias.country:
            return alias.country, name
    return None


def country_in(scene: Scene, text: str) -> str | None:
    """The country that a phrase names, by its own name, its people or one of its institutions."""
    for entity in _named_in(scene, text):
        if entity.label == "country":
            return entity.name
    for entity in _named_in(scene, text):
        alias = scene.aliases.lookup(entity.name)
        if alias is not None and alias.country:
            return alias.country
    return None


def _named_in(scene: Scene, text: str) -> list[Entity]:
    """The entities with a form of their name in the text, as whole words, in the order of the text."""
    padded = f" {' '.join(text.replace('’', ' ’').replace(',', ' ').split())} "
    places = {
        entity.key: min(
            position for form in (entity.name, *entity.aliases) if (position := padded.find(f" {form} ")) >= 0
        )
        for entity in scene.entities.values()
        if any(f" {form} " in padded for form in (entity.name, *entity.aliases))
    }
    return [scene.entities[key] for key in sorted(places, key=lambda key: places[key])]
