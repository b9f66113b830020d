"""Speakers: who answers for each statement of an article, by name."""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from pipeline.records import Document, Entities, Speaker, SpeakerEvidence, Statement, least_plain
from pipeline.resources.aliases import Aliases
from pipeline.resources.titles import Titles
from pipeline.speakers.continued import referents_without_source
from pipeline.speakers.deictic import FIRST_PERSON, referents_of_head
from pipeline.speakers.mentions import mention_behind
from pipeline.speakers.named import referent_of_name
from pipeline.speakers.people import anonymous_people, describe_people
from pipeline.speakers.pronouns import resolve_gendered_pronouns
from pipeline.speakers.referents import Case, Referent, Referents
from pipeline.speakers.scene import make_scene
from pipeline.speakers.sources import head_of, speaking_names
from pipeline.speakers.transcript import referents_of_label

__all__ = ["resolve_speakers"]

DASHES = frozenset({"–", "—", "-"})


def resolve_speakers(
    document: Document,
    doc: Doc,
    entities: Entities,
    statements: Sequence[Statement],
    *,
    aliases: Aliases,
    titles: Titles,
) -> tuple[Speaker, ...]:
    """One speaker for each statement that has one, in the order of the statements."""
    scene = make_scene(document, doc, entities, statements, aliases=aliases, titles=titles)
    named = describe_people(scene)
    people = {**named, **anonymous_people(scene, named)}
    case = Case(scene, people, resolve_gendered_pronouns(scene, people), tuple(statements))
    for statement in sorted(statements, key=_order):
        case.answers[statement.key] = _referents(case, statement)
    for statement in statements:
        if statement.source is None:
            case.answers[statement.key] = referents_without_source(case, statement)
    return tuple(_speaker(case, statement) for statement in statements if case.answers[statement.key])


def _order(statement: Statement) -> tuple[bool, int]:
    """In text order, "I" and "we" last: who they are is known once the statement around them is resolved."""
    source = statement.source
    return source is not None and source.text.lower() in FIRST_PERSON, source.start if source else -1


def _referents(case: Case, statement: Statement) -> Referents:
    """The referents of a statement's source; remembered for the pronouns that follow."""
    source = statement.source
    if source is None:
        return ()
    tokens = _without_dateline(case.scene.tokens(source))
    if not any(character.isalnum() for character in source.text):
        return ()
    tokens = _with_name(case, tokens)
    referents = referents_of_label(case, statement, source)
    if not referents:
        head = head_of(tokens)
        if head.ent_type_ in {"DATE", "TIME"}:
            return ()
        names = speaking_names(case.scene, tokens, head)
        is_plain = len(names) == 1 and names[0].entity.label != "group"
        referents = tuple(referent_of_name(case, name) for name in names) if is_plain or len(names) > 1 else ()
        referents = referents or referents_of_head(case, head)
    referents = () if _only_shows(case, statement, referents) else referents
    if referents:
        case.known[tokens[0].i] = referents
        case.known[head_of(tokens).i] = referents
    return referents


def _with_name(case: Case, tokens: list[Token]) -> list[Token]:
    """The words of a source, with the name that follows where they are nothing but a title: "Mr. [Vale]"."""
    is_title = all(case.scene.titles.has(token.text, "honorific", "rank") for token in tokens)
    following = tokens[-1].i + 1
    name = case.scene.name_of(case.scene.doc[following]) if is_title and following < len(case.scene.doc) else None
    return [*tokens, *case.scene.doc[name.first : name.last + 1]] if name is not None else tokens


def _only_shows(case: Case, statement: Statement, referents: Referents) -> bool:
    """Whether something that is neither people nor a text only lets something be seen, or stands before a colon."""
    if statement.cue is None or any(referent.kind != "unknown" for referent in referents):
        return False
    words = [token.lemma_ for token in case.scene.tokens(statement.cue)]
    return words == [":"] or any(case.scene.titles.has(word, "show_verb") for word in words)


def _without_dateline(tokens: list[Token]) -> list[Token]:
    """The words behind a dash, where the first word is a place in capitals: "LUSAKA, 12 June – The fund"."""
    for index, token in enumerate(tokens[1:-1], 1):
        if token.text in DASHES and tokens[0].text.isupper() and token.nbor(-1).whitespace_:
            return tokens[index + 1 :]
    return tokens


def _speaker(case: Case, statement: Statement) -> Speaker:
    """Several referents are one speaker, joined with "; ", who has what all of them share."""
    referents = case.answers[statement.key]
    members = {referent.name: _one(case, statement, referent) for referent in reversed(referents)}
    names = tuple(dict.fromkeys(referent.name for referent in referents))
    first = members[names[0]]
    if len(names) == 1:
        return first
    kinds = {member.kind for member in members.values()}
    countries = {member.country for member in members.values()}
    country = first.country if len(countries) == 1 else None
    return Speaker(
        statement.key,
        "; ".join(names),
        first.kind if len(kinds) == 1 else "group",
        country=country,
        evidence=SpeakerEvidence(country=first.evidence.country if country else None),
        members=tuple(members[name] for name in names),
        basis=least_plain(member.basis for member in members.values()),
    )


def _one(case: Case, statement: Statement, referent: Referent) -> Speaker:
    return Speaker(
        statement.key,
        referent.name,
        referent.kind,
        referent.role,
        referent.affiliation,
        referent.country,
        replace(referent.evidence, mention=mention_behind(case, statement, referent)),
        basis=referent.basis,
    )
