import pytest
import spacy

from pipeline.tokenise import load_model
from pipeline.tokenise.morphology import COMPONENTS, GIVEN, Morphology, can_remember

SENTENCES = [
    "There 's a letter that she 's read, and there were others.",
    "Let's go: it ain't over, we're gonna win and they've gotta pay.",
    "“I didn't,” said the mayor’s aide. They can't have it; c'm on, y'all.",
    "It was the ferries that Ann Roe wanted; she did want them better than the buses.",
    "  He\thas been saying so, \n but does that matter to you? Goin' home, nothin' doin'.",
    "got ta got na let 's gon na gon ta there is there there are",
    "",
]


def expected(text: str) -> list[list[int]]:
    return load_model()(text).to_array(GIVEN).tolist()


def given(morphology: Morphology, text: str) -> list[list[int]]:
    return morphology.annotate(load_model()(text, disable=COMPONENTS)).tolist()


@pytest.mark.parametrize("text", SENTENCES)
def test_annotation_is_the_components_own(text):
    assert given(Morphology(load_model()), text) == expected(text)


def test_order_of_asking_changes_nothing():
    morphology = Morphology(load_model())
    texts = [*SENTENCES, " ".join(SENTENCES), *reversed(SENTENCES)]
    assert [given(morphology, text) for text in texts] == [expected(text) for text in texts]


def test_full_memory_changes_nothing(monkeypatch):
    monkeypatch.setattr("pipeline.tokenise.morphology.MAX_REMEMBERED", 3)
    morphology = Morphology(load_model())
    assert [given(morphology, text) for text in SENTENCES] == [expected(text) for text in SENTENCES]


@pytest.mark.parametrize(("condition", "remembered"), [({"TAG": "NN"}, True), ({"SHAPE": "Xxx"}, False)])
def test_ruler_that_reads_more_is_not_remembered(condition, remembered):
    nlp = spacy.blank("en")
    nlp.add_pipe("attribute_ruler").add([[condition]], {"POS": "X"})
    assert not can_remember(nlp)
    nlp.add_pipe("lemmatizer")
    assert can_remember(nlp) is remembered
