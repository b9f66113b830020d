"""An article's records under the names that hold over all articles."""

from dataclasses import replace
from typing import TypeVar, cast

from pipeline.canonical.identities import LABELS, Canonical, Identities, kind_of_label
from pipeline.canonical.registry import MEMBER_SEPARATOR, Key, entity_name, members_of, same_name, speaker_name
from pipeline.records import Entities, Entity, MentionLabel, Result, Speaker, SpeakerBasis, Stance, least_plain

L = TypeVar("L", bound=str)


def rename(result: Result, identities: Identities) -> Result:
    """The article with canonical names for its entities, speakers and stance targets, and nothing else changed."""
    return replace(
        result,
        entities=_entities(result.entities, identities),
        speakers=tuple(_speaker(speaker, result.entities, identities) for speaker in result.speakers),
        stances=tuple(_stance(stance, identities) for stance in result.stances),
    )


def _entities(entities: Entities, identities: Identities) -> Entities:
    labels = {}
    renamed: list[Entity] = []
    for entity in entities.entities:
        canonical = identities.of(entity_name(entity))
        forms = tuple(dict.fromkeys(form for form in (entity.name, *entity.aliases) if form != canonical.name))
        label = labels[entity.key] = _label(canonical, entity.label)
        renamed.append(replace(entity, name=canonical.name, label=label, aliases=forms))
    mentions = tuple(replace(mention, label=labels[mention.entity_key]) for mention in entities.mentions)
    return Entities(tuple(renamed), mentions)


def _speaker(speaker: Speaker, entities: Entities, identities: Identities) -> Speaker:
    """The speaker under its canonical name; several in order of the alphabet, so that they are one however told."""
    members = {}
    for member in members_of(speaker):
        canonical = identities.of(speaker_name(member, entities))
        members[canonical.name] = replace(
            member, name=canonical.name, kind=kind_of_label(canonical.label), basis=_basis(member, canonical.name)
        )
    if len(members) == 1:
        (only,) = members.values()
        return replace(only, statement_key=speaker.statement_key)
    in_order = tuple(members[name] for name in sorted(members))
    basis = least_plain((speaker.basis, *(member.basis for member in in_order)))
    return replace(speaker, name=MEMBER_SEPARATOR.join(sorted(members)), members=in_order, basis=basis)


def _basis(speaker: Speaker, name: str) -> SpeakerBasis | None:
    """What the speaker rests on under another name: the name in its article has become another form."""
    is_renamed = speaker.basis == "name" and speaker.name.casefold() != name.casefold()
    return "other_name" if is_renamed else speaker.basis


def _stance(stance: Stance, identities: Identities) -> Stance:
    key: Key = (stance.target_kind, same_name(stance.target))
    canonical = identities.of(key)
    if not canonical.is_entity:
        return stance
    return replace(stance, target=canonical.name, target_kind=_label(canonical, stance.target_kind))


def _label(canonical: Canonical, label: L) -> MentionLabel | L:
    """The canonical label, where it is one of entities."""
    return cast("MentionLabel", canonical.label) if canonical.label in LABELS else label
