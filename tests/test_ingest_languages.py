"""The language of a text: the model is asked only where the commonest words leave a doubt."""

import pkgutil
from importlib import import_module
from importlib.util import find_spec

import pytest
import spacy.lang

from pipeline.ingest import languages
from pipeline.ingest.languages import ENGLISH, identify

ENGLISH_TEXT = "The council said on Monday that it would not sell the harbour to the company, which had asked for it."


def foreign_texts():
    for module in pkgutil.iter_modules(spacy.lang.__path__):
        name = f"spacy.lang.{module.name}.examples"
        if module.name not in {"en", "xx"} and module.ispkg and find_spec(name):
            yield pytest.param(" ".join(import_module(name).sentences), id=module.name)


@pytest.fixture
def asked(monkeypatch):
    """The texts that the model is asked about."""
    texts = []

    class Model:
        def classify(self, text):
            texts.append(text)
            return "tr", 1.0

    monkeypatch.setattr(languages, "_identifier", Model)
    return texts


def test_plain_english_is_not_asked_about(asked):
    assert identify(ENGLISH_TEXT) == ENGLISH
    assert not asked


@pytest.mark.parametrize("text", list(foreign_texts()))
@pytest.mark.usefixtures("asked")
def test_no_other_language_is_taken_for_english(text):
    assert identify(text) != ENGLISH


def test_english_with_few_common_words_is_asked_about():
    assert identify("Rents fell sharply across northern towns last spring, economists at Marrow College found.") == "en"


def test_short_text_is_not_judged(asked):
    assert identify("The end of it.") is None
    assert not asked
