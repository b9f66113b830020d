"""Stances: what a statement commits its speaker to, over the constructions that mislead a count of words."""

from pathlib import Path

import pytest
from stance_example import find_stances

from pipeline.errors import ResourceError
from pipeline.records import POLES, Block, Document
from pipeline.resources.stance import StanceLexicon, load_stance
from pipeline.stance import judge
from pipeline.tokenise import tokenise

DEFAULT = Path(__file__).parents[1] / "data" / "stance.csv"


@pytest.fixture(scope="module")
def lexicon() -> StanceLexicon:
    return load_stance(DEFAULT)


def said(content: str) -> str:
    return f"[Ann Roe|source] [said|cue] [{content}|content]."


def quoted(content: str) -> str:
    return f"“[{content}|content],” [Ann Roe|source] [said|cue]."


SUPPORT, OPPOSE, NONE = "support", "oppose", None
CONSTRUCTIONS: list[tuple[str, str, str, str | None]] = [
    # construction, sentence, target, label
    ("attitude verb", quoted("We condemn Norland"), "Norland", OPPOSE),
    ("attitude verb", quoted("We welcome the decision of Norland"), "Norland", SUPPORT),
    ("attitude verb", quoted("I admire Tom Vale"), "Tom Vale", SUPPORT),
    ("attitude verb with preposition", quoted("We stand with Norland"), "Norland", SUPPORT),
    ("attitude verb with preposition", quoted("We will vote against Tom Vale"), "Tom Vale", OPPOSE),
    ("negated attitude", quoted("We do not support Norland"), "Norland", OPPOSE),
    ("negated attitude", quoted("I have never trusted Tom Vale"), "Tom Vale", OPPOSE),
    ("double negation", quoted("We do not oppose Norland"), "Norland", SUPPORT),
    ("coordination", quoted("We condemn Norland and Sudria"), "Sudria", OPPOSE),
    ("continued attitude", quoted("We will continue to support Norland"), "Norland", SUPPORT),
    ("participle", quoted("We are committed to working with Norland"), "Norland", SUPPORT),
    ("attitude adjective", quoted("We are proud of Tom Vale"), "Tom Vale", SUPPORT),
    ("attitude adjective", quoted("We are deeply concerned about Norland"), "Norland", OPPOSE),
    ("attitude noun", quoted("Our support for Norland is unconditional"), "Norland", SUPPORT),
    ("attitude noun", quoted("I have no confidence in Tom Vale"), "Tom Vale", OPPOSE),
    ("preposition", quoted("We are against Tom Vale"), "Tom Vale", OPPOSE),
    ("relation", quoted("We partnered with Norland for ten years"), "Norland", SUPPORT),
    ("cue of blame", "[Ann Roe|source] [condemned|cue] [the attack by Red Banner|content].", "Red Banner", OPPOSE),
    ("cue of praise", "[Ann Roe|source] [praised|cue] [Tom Vale|content].", "Tom Vale", SUPPORT),
    ("cue of praise", "[Ann Roe|source] [praised|cue] [Tom Vale for his patience|content].", "Tom Vale", SUPPORT),
    ("accusation", "[Ann Roe|source] [accused|cue] [Norland of arming Red Banner|content].", "Norland", OPPOSE),
    ("accusation", "[Ann Roe|source] [accused|cue] [Norland of attacking Sudria|content].", "Sudria", SUPPORT),
    ("naming", "[Ann Roe|source] [called|cue] [Tom Vale a liar|content].", "Tom Vale", OPPOSE),
    ("naming", "[Ann Roe|source] [described|cue] [Norland as a reliable partner|content].", "Norland", SUPPORT),
    ("naming", quoted("We value Norland as a partner"), "Norland", SUPPORT),
    ("negated naming", quoted("I would not call Tom Vale a liar"), "Tom Vale", SUPPORT),
    ("predicate noun", said("that Tom Vale is a fraud"), "Tom Vale", OPPOSE),
    ("predicate noun", said("that Norland is not a threat"), "Norland", SUPPORT),
    ("predicate adjective", said("that Tom Vale was dishonest"), "Tom Vale", OPPOSE),
    ("predicate adjective", said("that Norland had been generous"), "Norland", SUPPORT),
    ("apposition", said("that Red Banner, a terrorist group, was back"), "Red Banner", OPPOSE),
    ("modifier", said("that the terrorist group Red Banner was back"), "Red Banner", OPPOSE),
    ("quality of the doer", said("that Norland had made progress"), "Norland", SUPPORT),
    ("quality of the doer", said("that Tom Vale had failed"), "Tom Vale", OPPOSE),
    ("harm done by another", said("that Norland had attacked Sudria"), "Norland", OPPOSE),
    ("harm done to another", said("that Norland had attacked Sudria"), "Sudria", SUPPORT),
    ("passive harm", said("that Sudria was attacked by Norland"), "Norland", OPPOSE),
    ("passive harm", said("that Sudria was attacked by Norland"), "Sudria", SUPPORT),
    ("harm by the speaker", quoted("We will defeat Red Banner"), "Red Banner", OPPOSE),
    ("harm by the speaker", quoted("We sanctioned Norland last year"), "Norland", OPPOSE),
    ("attack condemned", quoted("We condemn the attack on Norland"), "Norland", SUPPORT),
    ("attack condemned", quoted("We condemn Sudria's attack on Norland"), "Sudria", OPPOSE),
    ("attack condemned", "[Ann Roe|source] [denounced|cue] [the sanctions on Norland|content].", "Norland", SUPPORT),
    ("group that attacks", quoted("We will fight the group attacking Norland"), "Norland", SUPPORT),
    ("harm prevented", quoted("We want to prevent Red Banner from using the port"), "Red Banner", OPPOSE),
    ("double opposition", quoted("We voted against lifting the sanctions on Norland"), "Norland", OPPOSE),
    ("double opposition", quoted("I oppose the removal of Tom Vale"), "Tom Vale", SUPPORT),
    ("wish", quoted("The sanctions on Norland must be lifted"), "Norland", SUPPORT),
    ("wish", quoted("Tom Vale should resign"), "Tom Vale", OPPOSE),
    ("wish", "[Ann Roe|source] [called for|cue] [an end to the sanctions on Norland|content].", "Norland", SUPPORT),
    ("wish", "[Ann Roe|source] [urged|cue] [Norland to defend Sudria|content].", "Sudria", SUPPORT),
    ("help against", quoted("We will help Norland fight Red Banner"), "Red Banner", OPPOSE),
    ("help against", quoted("We will help Norland fight Red Banner"), "Norland", SUPPORT),
    ("promise", "[Ann Roe|source] [renewed|cue] [her commitment to supporting Norland|content].", "Norland", SUPPORT),
    ("denied", "[Ann Roe|source] [denied|cue] [that Norland had attacked Sudria|content].", "Norland", SUPPORT),
    ("denied", "[Ann Roe|source] [denied|cue] [that Tom Vale was corrupt|content].", "Tom Vale", SUPPORT),
    ("denied feeling", "[Ann Roe|source] [denied|cue] [supporting Tom Vale|content].", "Tom Vale", NONE),
    ("fear", "[Ann Roe|source] [fears|cue] [that Tom Vale is dishonest|content].", "Tom Vale", OPPOSE),
    ("blame", "[Ann Roe|source] [blamed|cue] [Norland for the delays|content].", "Norland", OPPOSE),
    ("blame on", "[Ann Roe|source] [blamed|cue] [the delays on Norland|content].", "Norland", OPPOSE),
    ("attack in words", said("that Tom Vale had attacked Mary Smith over taxes"), "Tom Vale", NONE),
    ("name with a stance word", said("that Tom Vale works for the International Criminal Court"), "Tom Vale", NONE),
    ("predicate of feeling", quoted("I am a critic of Tom Vale"), "Tom Vale", OPPOSE),
    ("predicate of feeling", said("that Mary Smith is a supporter of Tom Vale"), "Tom Vale", NONE),
    ("event wished", quoted("We call for Tom Vale's impeachment"), "Tom Vale", OPPOSE),
    ("excess", said("that the draft treaty is too vague"), "draft treaty", OPPOSE),
    ("existence wished", "[Ann Roe|source] [wants|cue] [the levy to start next year|content].", "levy", SUPPORT),
    ("existence told", said("that the levy would start next year"), "levy", NONE),
    ("end wished", quoted("The war must end"), "war", NONE),
    ("cause", said("that Tom Vale had made the harbour safer"), "Tom Vale", SUPPORT),
    ("own group", said("that her party would not support Tom Vale"), "Tom Vale", OPPOSE),
    ("weak praise by name", "[Ann Roe|source] [called|cue] [the vote credible|content].", "vote", SUPPORT),
    ("possessor suffers", quoted("We condemn Tom Vale's arrest"), "Tom Vale", SUPPORT),
    ("expressed feeling", quoted("I have concerns about Norland"), "Norland", OPPOSE),
    ("feeling of another", said("that Tom Vale had voiced concern about Norland"), "Norland", NONE),
    ("event aside", said("that the port closed after the arrest of Tom Vale"), "Tom Vale", NONE),
    ("time", said("that Norland would decide by the end of May"), "Norland", NONE),
    ("said, not felt", "[Ann Roe|source] [stressed|cue] [that Norland would hold talks|content].", "Norland", NONE),
    ("choice", said("that Tom Vale was an outstanding choice"), "Tom Vale", SUPPORT),
    ("government", quoted("We condemn the government of Norland"), "Norland", OPPOSE),
    ("place", quoted("We deplore the weather in Norland"), "Norland", NONE),
    ("refusal", "[Ann Roe|source] [refused|cue] [to support Tom Vale|content].", "Tom Vale", OPPOSE),
    ("view of another", said("that Sudria condemned Norland"), "Norland", NONE),
    ("view of another", said("that Tom Vale believes Norland is a threat"), "Norland", NONE),
    ("view of another", said("that Tom Vale had praised Norland"), "Norland", NONE),
    ("hypothetical", quoted("If Norland attacked Sudria, the port would close"), "Norland", NONE),
    ("question", "“[Is Tom Vale a liar?|content]” [Ann Roe|source] [asked|cue].", "Tom Vale", NONE),
    ("neutral", said("that Norland would hold talks in May"), "Norland", NONE),
    ("neutral", said("that Tom Vale arrived on Monday"), "Tom Vale", NONE),
    ("speaker is no target", said("that Ann Roe is a liar"), "Ann Roe", NONE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "target", "label"),
    [row[1:] for row in CONSTRUCTIONS],
    ids=[f"{row[0]}: {row[1]}" for row in CONSTRUCTIONS],
)
def test_construction(lexicon: StanceLexicon, marked: str, target: str, label: str | None) -> None:
    stance = find_stances(marked, lexicon).get(target)
    assert (stance.label if stance and stance.label in POLES else None) == label


def test_evidence_is_the_words_of_the_text_in_order(lexicon: StanceLexicon) -> None:
    stance = find_stances(quoted("We voted against lifting the sanctions on Norland"), lexicon)["Norland"]
    assert (stance.label, tuple(span.text for span in stance.evidence)) == (
        "oppose",
        ("voted", "against", "lifting", "sanctions"),
    )


def test_thing_without_a_name_is_a_target_when_spoken_of_directly(lexicon: StanceLexicon) -> None:
    stances = find_stances(quoted("We are deeply concerned about their long-range missile programme"), lexicon)
    assert stances["long-range missile programme"].label == "oppose"


def test_official_speaks_for_the_country(lexicon: StanceLexicon) -> None:
    marked = said("that Norland would always stand with Sudria")
    assert "Sudria" not in find_stances(marked, lexicon)
    assert find_stances(marked, lexicon, country="Norland")["Sudria"].label == "support"


def test_fragments_of_a_split_quotation_count_together(lexicon: StanceLexicon) -> None:
    marked = "“[We condemn Norland|content],” [Ann Roe|source] [said|cue]. “[We have always supported Sudria|content].”"
    assert {target: stance.label for target, stance in find_stances(marked, lexicon).items()} == {
        "Norland": "oppose",
        "Sudria": "support",
    }


@pytest.mark.parametrize(
    ("text", "target", "source", "label"),
    [
        ("Norland praised Sudria.", "Sudria", "Norland", "support"),
        ("Norland praised Sudria.", "Norland", "Sudria", "unclear"),
        ("Norland praised Sudria.", "Sudria", None, "support"),
        ("Sudria was condemned by Norland.", "Sudria", "Norland", "oppose"),
        ("The dishonest Tom Vale left.", "Tom Vale", None, "oppose"),
        ("Tom Vale left.", "Tom Vale", None, "unclear"),
        ("Most of the voters support Tom Vale.", "Tom Vale", "the voters", "support"),
        ("Ann Roe said that Norland condemned Sudria.", "Sudria", "Norland", "oppose"),
        ("Ann Roe said that Norland condemned Sudria.", "Sudria", "Ann Roe", "unclear"),
    ],
)
def test_judge_takes_a_target_and_a_source(
    lexicon: StanceLexicon, text: str, target: str, source: str | None, label: str
) -> None:
    doc = tokenise(Document(text, "utf-8", (Block(0, len(text), "paragraph", "en"),)))
    spans = [(text.index(name), text.index(name) + len(name)) if name else None for name in (target, source)]
    assert spans[0] is not None
    assert judge(doc, spans[0], stance=lexicon, source=spans[1]).label == label


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("praise,verb,attitude,,1,1,\npraise,verb,effect,,1,1,", "line 3: praise .verb. also stands in line 2"),
        (",verb,attitude,,1,1,", "line 2: has no term"),
        ("praise,word,attitude,,1,1,", "line 2: pos is word"),
        ("praise,verb,feeling,,1,1,", "line 2: type is feeling"),
        ("praise,verb,attitude,,much,1,", "line 2: object is much"),
        ("praise,verb,attitude,,2,1,", "line 2: object is 2"),
    ],
)
def test_wrong_row_is_refused_with_its_line(tmp_path: Path, row: str, words: str) -> None:
    path = tmp_path / "stance.csv"
    path.write_text(f"term,pos,type,subject,object,complement,note\n{row}\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=words):
        load_stance(path)
