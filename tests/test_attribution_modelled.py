"""What becomes of the spans that the model marks: `[Ann Roe|source] [is bearish on|cue] [the ferry|content].`"""

import pytest
from test_attribution import PIECE, document_of, shipped_cues, unmarked

from pipeline.attribution import modelled
from pipeline.attribution.article import read_article
from pipeline.attribution.model import ModelAttribution
from pipeline.tokenise import tokenise


def finding_in(marked, monkeypatch):
    text, pieces = unmarked(marked)
    assert PIECE.search(marked)
    spans = {role: tuple((text.index(p), text.index(p) + len(p)) for p in texts) for role, texts in pieces.items()}
    monkeypatch.setattr(modelled, "extract", lambda *_: [ModelAttribution(**spans, score=0.9)])
    document = document_of(text)
    (finding,) = modelled.find_modelled(read_article(document, tokenise(document), shipped_cues()), None)
    return finding


@pytest.mark.parametrize(
    ("marked", "type_"),
    [
        ("[The mayor|source] [is bearish on|cue] [the new ferry|content].", "belief"),
        ("[The council|source] [abhors|cue] [the new bridge|content].", "belief"),
        ("[The traders|source] [are uncomfortable with|cue] [the toll|content].", "belief"),
        ("[The council|source] [is gearing up|cue] [to close the bridge|content].", "eventuality"),
        ("[The board|source] [was flirting|cue] [to please the mayor|content].", "eventuality"),
        ("[The board|source] [has overheard|cue] [that the ferry was sold|content].", "fact"),
        ("[The paper|source] [serialised|cue] [the mayor’s account of the flood|content].", "assertion"),
        ("[The mayor|source] [plans|cue] [to sell the ferry|content].", "eventuality"),
        ("[The mayor|source] [promised|cue] [to sell the ferry|content].", "assertion"),
    ],
)
def test_type_by_list_then_by_sense_then_by_form(marked, type_, monkeypatch):
    assert finding_in(marked, monkeypatch).type == type_
