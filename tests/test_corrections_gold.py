"""Corrections become gold that `evaluate` reads, and by which corrected tables are right throughout."""

import json

from tables_example import ALL_TYPES, CODEBOOK, TEXT, article, lines, write

from pipeline.corrections import Correction, Overlay, theme_ids
from pipeline.corrections.gold import encode_gold, gold_of
from pipeline.evaluate import locate, read_gold, score
from pipeline.seeds import doc_id_of

DOC = doc_id_of("rents.txt")


def corrected(*fields):
    before = article(doc_id=DOC)
    corrections = [Correction(line, f"{DOC}-{key}", field, value) for line, (key, field, value) in enumerate(fields, 2)]
    after = Overlay(corrections, theme_ids(CODEBOOK.themes), ALL_TYPES).correct(before)
    return after, before


def test_corrected_article_is_right_by_its_own_gold(tmp_path):
    after, before = corrected(
        ("s1", "speaker", "Tom Vale"),
        ("s1", "said_latest", "2031-05-21"),
        ("s2", "themes", "economy"),
        ("s3", "delete", "yes"),
    )
    gold = gold_of(after, before)
    (tmp_path / "rents.json").write_bytes(encode_gold(gold))
    write(tmp_path, after, settings=ALL_TYPES)
    forbidden = [locate(TEXT, [stretch], 1) for stretch in gold["forbidden"]]
    scores = score(read_gold(tmp_path / "rents.json", TEXT), lines(tmp_path), forbidden)
    for measure in ("core recall", "precision", "speaker", "kind", "type", "date", "theme", "stance"):
        assert float(scores[measure]) == 1, measure
    assert scores["core recall"].of == 2
    assert (gold["forbidden"], scores["forbidden"].right) == (["more cranes"], 0)
    write(tmp_path, before, settings=ALL_TYPES)
    scores = score(read_gold(tmp_path / "rents.json", TEXT), lines(tmp_path), forbidden)
    assert (scores["speaker"].right, scores["theme"].right, scores["forbidden"].right) == (1, 1, 1)


def test_article_without_corrections_gives_no_gold():
    assert gold_of(*corrected()) is None


def test_gold_tells_which_of_equal_words_is_meant():
    after, before = corrected(("s1", "statement", "Rents fell in May, Ann Roe said"), ("s2", "delete", "yes"))
    gold = json.loads(encode_gold(gold_of(after, before)))
    assert [row["occurrence"] for row in gold["statements"]] == [1, 1]
    assert gold["statements"][0]["core"] is True
    assert gold["statements"][1]["core"] is False
