import random

import numpy as np
import pytest
import spacy

from pipeline.tokenise import load_model
from pipeline.tokenise.names import NAMED, RECOGNISER, Names, can_name
from pipeline.tokenise.vectors import TokenVectors, as_model, is_familiar

TEXTS = [
    "Ann Roe, who runs the Port Authority of New South Wales, met Barack Obama in Paris on 3 May 2019.",
    "On Monday the European Commission fined Acme Corp. $27 million. Two of the 14 members of NATO objected.",
    "“Rents fell by 3.5 percent,” the Bank of England\nsaid ; the Financial Times, BBC and Reuters reported it.",
    "Paris",
    "President Joe\n\nBiden  and   Xi Jinping",
    "The Rolling Stones",
    "...  , . \n \t !",
    "",
]


def docs_of(texts):
    """The texts as the pipeline parses them up to the recogniser."""
    return list(load_model().pipe(texts, disable=[RECOGNISER]))


def recognised(docs):
    recogniser = load_model().get_pipe(RECOGNISER)
    return [doc.to_array(NAMED).reshape(len(doc), len(NAMED)).tolist() for doc in recogniser.pipe(docs)]


def found(docs):
    return [columns.tolist() for columns in Names(load_model().get_pipe(RECOGNISER)).find(docs)]


def test_names_are_those_of_the_recogniser():
    docs = docs_of(TEXTS)
    names = found(docs)
    assert names == recognised(docs)
    assert sum(row[0] == 3 for rows in names for row in rows) > 10


def test_names_in_shuffled_words_are_those_of_the_recogniser():
    chance = random.Random(3)  # noqa: S311
    words = " ".join(TEXTS).split(" ")
    docs = docs_of([" ".join(chance.choices(words, k=chance.randint(1, 60))) for _ in range(150)])
    assert found(docs) == recognised(docs)


def test_no_doc_has_no_names():
    assert found([]) == []
    assert found(docs_of(["", "Paris", ""])) == recognised(docs_of(["", "Paris", ""]))


def test_other_recognisers_are_left_alone():
    assert can_name(load_model().get_pipe(RECOGNISER))
    assert not can_name(spacy.blank("en").add_pipe("beam_ner"))
    model = load_model().get_pipe_config(RECOGNISER)["model"]
    for change in ({"extra_state_tokens": True}, {"use_upper": False}, {"maxout_pieces": 3}):
        assert not can_name(spacy.blank("en").add_pipe(RECOGNISER, config={"model": model | change}))


def own_model():
    """The model whose place `TokenVectors` takes."""
    return load_model().get_pipe(RECOGNISER).model.get_ref("tok2vec").layers[0]


def test_vectors_are_those_of_the_model():
    docs = docs_of(TEXTS)
    for own, expected in zip(TokenVectors(own_model())(docs), own_model().predict(docs), strict=True):
        assert own.shape == expected.shape
        np.testing.assert_allclose(own, expected, atol=1e-5)


def test_vectors_do_not_depend_on_what_was_seen_before(monkeypatch):
    docs = docs_of(TEXTS)
    fresh = [TokenVectors(own_model())([doc])[0].tobytes() for doc in docs]
    seasoned = TokenVectors(own_model())
    for doc in reversed(docs):
        seasoned([doc])
    assert [seasoned([doc])[0].tobytes() for doc in docs] == fresh
    monkeypatch.setattr("pipeline.tokenise.vectors.MAX_REMEMBERED", 30)
    forgetful = TokenVectors(own_model())
    assert [forgetful([doc])[0].tobytes() for doc in docs] == fresh


def test_docs_that_are_too_many_are_encoded_apart(monkeypatch):
    docs = docs_of(TEXTS)
    together = TokenVectors(own_model())(docs)
    monkeypatch.setattr("pipeline.tokenise.vectors.MAX_TOKENS", 25)
    for one, other in zip(TokenVectors(own_model())(docs), together, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize(
    ("encoder", "expected"),
    [
        ({"@architectures": "spacy.MaxoutWindowEncoder.v2", "window_size": 1, "maxout_pieces": 3}, True),
        ({"@architectures": "spacy.MaxoutWindowEncoder.v2", "window_size": 2, "maxout_pieces": 3}, False),
        ({"@architectures": "spacy.MaxoutWindowEncoder.v2", "window_size": 1, "maxout_pieces": 2}, False),
        ({"@architectures": "spacy.MishWindowEncoder.v2", "window_size": 1}, False),
    ],
)
def test_only_models_that_are_known_are_computed(encoder, expected):
    model = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 12,
            "attrs": ["NORM", "SHAPE"],
            "rows": [50, 50],
            "include_static_vectors": False,
        },
        "encode": {"width": 12, "depth": 2, **encoder},
    }
    nlp = spacy.blank("en")
    component = nlp.add_pipe("tok2vec", config={"model": model})
    nlp.initialize()
    assert is_familiar(component.model) is expected
    if expected:
        docs = [nlp.make_doc(text) for text in TEXTS]
        for own, theirs in zip(TokenVectors(component.model)(docs), component.model.predict(docs), strict=True):
            np.testing.assert_allclose(own, theirs, atol=1e-5)
        with pytest.raises(NotImplementedError):
            as_model(TokenVectors(component.model))(docs, is_train=True)
