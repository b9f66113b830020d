"""Referents that the article names: persons, organisations, countries, and what it says of them."""

from spacy.tokens import Token

from pipeline.records import Entity, MentionLabel, SpeakerKind
from pipeline.speakers.referents import Case, Referent
from pipeline.speakers.roles import phrase_text, role_phrases
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


def referent_of_name(case: Case, name: Name) -> Referent:
    """The referent of a name in a source, with the role stated there or else the person's main role."""
    entity = name.entity
    if entity.label == "person":
        phrases = list(role_phrases(case.scene, name))
        return referent_of_person(case, entity, phrases[0] if phrases else None)
    alias = case.scene.aliases.lookup(entity.name)
    if entity.label == "place" and alias is not None:
        return Referent(alias.name, KINDS[alias.label], country=alias.country)
    country = (
        entity.name if entity.label == "country" else alias.country if alias else country_in(case.scene, entity.name)
    )
    return Referent(entity.name, KINDS[entity.label], entity.key, country=country)


def referent_of_person(case: Case, entity: Entity, phrase: list[Token] | None = None) -> Referent:
    """The referent of a person; `phrase` is the role as the source words it."""
    scene = case.scene
    person = case.people.get(entity.key)
    role = phrase_text(scene, phrase) if phrase else person.main_role if person else None
    affiliation, country = None, None
    for text in (role, *(person.roles if person else ())):
        if text:
            affiliation = affiliation or affiliation_in(scene, text)
            country = country or country_in(scene, text)
    return Referent(shown(entity), "person", entity.key, role, affiliation, country)


def shown(entity: Entity) -> str:
    """The entity's name, not shouted as in a transcript."""
    is_shouted = entity.label == "person" and entity.name.isupper()
    return entity.name.title() if is_shouted else entity.name


def affiliation_in(scene: Scene, text: str) -> str | None:
    """The organisation that a role phrase names, one of the gazetteer before others."""
    found = [entity for entity in _named_in(scene, text) if entity.label == "organisation"]
    listed = [entity for entity in found if scene.aliases.lookup(entity.name)]
    return max(listed or found, key=lambda entity: len(entity.name)).name if found else None


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
