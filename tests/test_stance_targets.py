"""Whom and what a stance is toward, when it is referred to and not named, and how the encoder is asked."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from stance_example import NO_ENCODER, find_stances

from pipeline.errors import ResourceError
from pipeline.records import Theme
from pipeline.resources.references import load_references
from pipeline.resources.stance import StanceLexicon, load_stance
from pipeline.stance.encoder import LABELS, MAX_PIECES, Chances, StanceEncoder, batch_of, read_pair

DATA = Path(__file__).parents[1] / "data"
TREATY = "The Harbour Treaty was signed in May. "
TALKS = "Norland and Sudria held talks. "


@pytest.fixture(scope="module")
def lexicon() -> StanceLexicon:
    return load_stance(DATA / "stance.csv")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TREATY + "“[I oppose the treaty|content],” [Ann Roe|source] [said|cue].", {"Harbour Treaty": "oppose"}),
        (TREATY + "“[I oppose it|content],” [Ann Roe|source] [said|cue].", {"Harbour Treaty": "oppose"}),
        (TREATY + "“[I oppose a treaty|content],” [Ann Roe|source] [said|cue].", {"treaty": "oppose"}),
        ("Norland voted. “[We admire the country|content],” [Ann Roe|source] [said|cue].", {"Norland": "support"}),
        ("Norland voted. “[We condemn its government|content],” [Ann Roe|source] [said|cue].", {"Norland": "oppose"}),
        (
            TALKS + "“[We trust both countries|content],” [Ann Roe|source] [said|cue].",
            {"Norland": "support", "Sudria": "support"},
        ),
        ("Tom Vale resigned. “[He is a liar|content],” [Ann Roe|source] [said|cue].", {"Tom Vale": "oppose"}),
        ("Tom Vale resigned. [Ann Roe|source] [said|cue] [that she was not a liar|content].", {}),
    ],
)
def test_reference_takes_the_name_before_it(lexicon, text, expected):
    stances = find_stances(text, lexicon)
    assert {name: stance.label for name, stance in stances.items() if stance.label != "unclear"} == expected


def test_what_an_article_speaks_of_again_and_again_is_a_target(lexicon):
    text = "The levy was raised. The levy is new. “[The levy is a disgrace|content],” [Ann Roe|source] [said|cue]."
    assert find_stances(text, lexicon)["levy"].label == "oppose"


@pytest.mark.parametrize(("verb", "label"), [("support", "support"), ("condemn", "oppose"), ("counted", None)])
def test_theme_with_a_proposition_is_a_target(lexicon, verb, label):
    text = f"“[We {verb} the drone strikes|content],” [Ann Roe|source] [said|cue]."
    stances = find_stances(text, lexicon, themes=[Theme("s1", "drones", 0.9, ("drone strikes",))])
    found = stances.get("drone strikes should continue")
    assert (found.label if found else None) == label


def encoder_of(**chances: float) -> StanceEncoder:
    """An encoder that always gives these chances."""

    class Certain(StanceEncoder):
        def judge(self, pairs):
            return [Chances(**chances) for _ in pairs]

    return Certain(NO_ENCODER.load_tokenizer, NO_ENCODER.judge_batch)


PLAIN = "“[{}|content],” [Ann Roe|source] [said|cue].".format("Norland will hold talks in May")


@pytest.mark.parametrize(
    ("chances", "label", "basis"),
    [
        ({"support": 0.9, "oppose": 0.05, "neutral": 0.05}, "support", "inferred"),
        ({"support": 0.05, "oppose": 0.1, "neutral": 0.85}, "neutral", "inferred"),
        ({"support": 0.4, "oppose": 0.3, "neutral": 0.3}, "unclear", None),
    ],
)
def test_encoder_is_asked_where_the_rules_are_silent(lexicon, chances, label, basis):
    stance = find_stances(PLAIN, lexicon, encoder=encoder_of(**chances))["Norland"]
    assert (stance.label, stance.basis) == (label, basis)


@pytest.mark.parametrize(
    "content",
    ["We condemn Norland", "My opponents say that Norland is a disgrace", "If Norland fails, the talks go on"],
)
def test_encoder_is_not_asked_where_the_rules_decide(lexicon, content):
    certain = encoder_of(support=1.0, oppose=0.0, neutral=0.0)
    stances = find_stances(f"“[{content}|content],” [Ann Roe|source] [said|cue].", lexicon, encoder=certain)
    assert all(stance.label != "support" for stance in stances.values())


def test_stance_carries_what_it_rests_on(lexicon):
    stances = find_stances("“[We condemn the attack on Norland|content],” [Ann Roe|source] [said|cue].", lexicon)
    assert (stances["Norland"].basis, stances["Norland"].is_hypothetical) == ("event", False)
    stances = find_stances("“[If asked, we will support Norland|content],” [Ann Roe|source] [said|cue].", lexicon)
    assert (stances["Norland"].basis, stances["Norland"].is_hypothetical) == ("explicit", True)
    assert [(s.text, s.start) for s in stances["Norland"].evidence] == [("support", 19)]


class Letters:
    """A tokenizer whose pieces are characters."""

    def encode(self, text, *, add_special_tokens):
        assert not add_special_tokens
        return SimpleNamespace(ids=[ord(letter) for letter in text], offsets=[(i, i + 1) for i in range(len(text))])

    def token_to_id(self, token):
        return {"[CLS]": 1, "[SEP]": 2, "[MASK]": 3}[token]


def test_target_is_marked():
    pair = read_pair("we trust Norland a lot", (9, 16), Letters())
    assert "".join(map(chr, pair.ids[pair.is_target == 1])) == "Norland"


def test_hidden_target_is_one_mask():
    pair = read_pair("we trust Norland a lot", (9, 16), Letters(), is_hidden=True)
    assert "".join(map(chr, pair.ids)) == "\x01we trust \x03 a lot\x02"
    assert [int(i) for i in pair.is_target.nonzero()[0]] == [10]


@pytest.mark.parametrize("start", [0, 300, 593])
def test_long_text_is_cut_around_its_target(start):
    text = "x" * start + "Norland" + "y" * (593 - start)
    pair = read_pair(text, (start, start + 7), Letters())
    assert len(pair.ids) == len(pair.is_target) == MAX_PIECES
    assert "".join(map(chr, pair.ids[pair.is_target == 1])) == "Norland"


def test_batches_give_every_pair_its_own_row():
    pairs = [read_pair("a" * size + "N", (size, size + 1), Letters()) for size in (3, 90, 40, 3)]
    sums = StanceEncoder(Letters, lambda ids, _, mask: (ids * mask).sum(1)[:, None] * [1.0, 0, 0])
    assert sums.logits(pairs)[:, 0].tolist() == [float(pair.ids.sum()) for pair in pairs]
    assert batch_of(pairs)[2].sum() == sum(len(pair.ids) for pair in pairs)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("country,country,\ncountry,event,", "line 3: the noun is repeated"),
        (",country,", "line 2: the noun is empty"),
        ("country,realm,", "line 2: kinds is realm"),
    ],
)
def test_wrong_reference_is_refused_with_its_line(tmp_path, rows, words):
    path = tmp_path / "references.csv"
    path.write_text(f"noun,kinds,note\n{rows}\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=words):
        load_references(path)


def test_labels_of_the_encoder_are_those_of_the_records():
    assert LABELS == ("support", "oppose", "neutral")
