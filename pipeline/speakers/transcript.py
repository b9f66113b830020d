"""The speakers of a transcript: "PENCE:", "INTERVIEWER:", "Q:"."""

from pipeline.records import Span, Statement
from pipeline.speakers.named import referent_of_person
from pipeline.speakers.referents import Case, Referent, Referents

LABEL_CUE = ":"


def referents_of_label(case: Case, statement: Statement, source: Span) -> Referents:
    """The person whose surname a label in capitals is; the label itself if nobody is named so."""
    words = [word.casefold() for word in source.text.replace(".", " ").split()]
    is_label = source.text.isupper() and statement.cue is not None and statement.cue.text.strip() == LABEL_CUE
    if not is_label or not words:
        return ()
    for entity in case.scene.entities.values():
        names = [part.casefold() for part in entity.name.split()]
        if entity.label == "person" and not entity.name.isupper() and words[-1] == names[-1]:
            return (referent_of_person(case, entity),)
    title = case.scene.titles.get(words[-1], "role")
    name = " ".join(words) if title else source.text.title()
    return (Referent(name, "person"),)
