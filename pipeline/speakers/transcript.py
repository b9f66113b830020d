"""The speakers of a transcript: "PENCE:", "INTERVIEWER:", "Q:"."""

from spacy.tokens import Token

from pipeline.records import Span, Statement
from pipeline.speakers.named import referent_of_person
from pipeline.speakers.referents import Case, Referent, Referents

LABEL_CUE = ":"
MIN_TURNS = 2


def referents_of_label(case: Case, statement: Statement, source: Span) -> Referents:
    """The person whose surname a label in capitals is; the label itself if nobody is named so."""
    words = [word.casefold() for word in source.text.replace(".", " ").split()]
    if not _is_label(statement) or not words:
        return ()
    for entity in case.scene.entities.values():
        names = [part.casefold() for part in entity.name.split()]
        if entity.label == "person" and not entity.name.isupper() and words[-1] == names[-1]:
            return (referent_of_person(case, entity, basis="label"),)
    title = case.scene.titles.get(words[-1], "role")
    name = " ".join(words) if title else source.text.title()
    return (Referent(name, "person", "label"),)


def turn_holder(case: Case, token: Token) -> Referents:
    """Whose turn of a transcript a token stands in: the last label before it, where there are several labels."""
    turns = [statement for statement in case.statements if statement.source and _is_label(statement)]
    before = [statement for statement in turns if statement.source and statement.source.start <= token.idx]
    return case.answers.get(before[-1].key, ()) if len(turns) >= MIN_TURNS and before else ()


def _is_label(statement: Statement) -> bool:
    source, cue = statement.source, statement.cue
    return source is not None and source.text.isupper() and cue is not None and cue.text.strip() == LABEL_CUE
