import pickle
from pathlib import Path

import pytest

from pipeline.errors import ResourceError
from pipeline.resources.boilerplate import BoilerplateRule, load_boilerplate
from pipeline.resources.table import read_table

FILE = Path(__file__).parent.parent / "data" / "boilerplate.csv"
RULES = load_boilerplate(FILE).rules

# (rule, a block it marks, a block close to that which it must leave alone)
EXAMPLES = [
    ("publication_line", "Published in The Marrow Post, August 17th, 2025", "Published in 2019, the book sold badly."),
    ("publication_line", "First published on 3 May 2024 at 10:15", "She published on 3 May 2024 a long reply."),
    ("update_line", "Last updated: 3 May 2024", "Updated figures came out on 3 May 2024."),
    ("update_line", "Updated 3 hours ago", "Rents were updated 3 hours ago, she said."),
    ("date_line", "The Marrow Post | Sunday, 17 August 2025", "On 17 August 2025 rents fell."),
    ("byline", "By Ann Roe and Tom Vale, Political Editor", "By Monday Norland had run out of bread."),
    ("reading_time", "5 min read", "5 minutes later she was gone."),
    ("share_bar", "Similar Posts", "Similar posts were abolished in 2020, she said."),
    ("share_bar", "This post is also available in: Türkçe Русский", "The drug is also available in. Norland, he said."),
    ("share_bar", "Share on Facebook | Twitter | WhatsApp", "Share prices fell, she said."),
    ("share_bar", "Tags: housing, rents", "Tags hung from every door: the rents were due."),
    ("share_bar", "Explore more on these topics", "Topics such as rents were avoided."),
    ("link_bar", "Read more: rents fall in the north", "Read more widely, she told the students."),
    ("link_bar", "Related: Rents fall in the north", "Related costs rose as well."),
    ("link_bar", "You may also like", "You may also like to live elsewhere, she said."),
    ("link_bar", "Click here to see the figures.", "Clicks fell by a tenth."),
    ("link_bar", "Listen to this article", "Listen to the tenants, she said."),
    ("subscribe", "Sign up for our newsletter.", "Sign up for the army, they told him."),
    ("subscribe", "Subscribe now", "Subscribe now or pay later, the bank told its customers."),
    ("subscribe", "Already a subscriber? Log in", "Already a subscriber asked for her money back."),
    ("cookies", "We use cookies to improve this page.", "We use cookies as bait, the trapper said."),
    ("advertisement", "- Advertisement -", "Advertisement spending fell, she said."),
    ("follow_us", "Follow Ann Roe on Twitter @annroe", "Follow the money, she said on Monday."),
    ("follow_us", "Follow us", "Follow us, the guards told the prisoners."),
    ("follow_us", "@annroe", "@annroe wrote that rents had fallen."),
    ("photo_credit", "Photo: Ann Roe/Meridian", "Photographs show the harbour: it is empty."),
    ("photo_credit", "(Photo by Ann Roe)", "(Photo albums were sold as well.)"),
    ("photo_credit", "The harbour in Marrow on Monday. — AFP/File", "The harbour lay empty — a first."),
    ("photo_credit", "The harbour on Monday. REUTERS/Ann Roe", "Reuters reported that the harbour was empty."),
    ("copyright", "© 2025 The Marrow Post", "Copyright law must change, she said, by 2025."),
    ("copyright", "Copyright The Marrow Post 2025", "Copyright ended in 2025."),
    ("copyright", "The Marrow Post. All rights reserved.", "All rights were reserved for the king."),
    ("copyright", "Republished with permission.", "Republished books sell well, she said."),
    ("comments", "12 comments", "12 comments were deleted, she said."),
    ("separator", "* * *", "* Rents fell."),
    ("timestamp", "6:05 p.m.", "6:05 p.m. was too late."),
    ("link", "Source: https://example.org/rents", "Source: rents will fall."),
    ("correction", "Correction: an earlier version misspelled Roe.", "Corrections officers went on strike."),
    ("correction", "This article was amended on 3 May 2024.", "This article of faith was never amended."),
    ("correction", "An earlier version of this article misspelled Roe.", "An earlier version of the bill failed."),
    ("footnote", "[1] “Rents in Norland”, Marrow Press, p. 12.", "[She] said that rents had fallen."),
    ("footnote", "² Rents in Norland, p. 12.", "2 rents were paid."),
    ("footnote", "3. Ibid., p. 12", "3. Identify the tenants."),
    ("footnote", "4. Rents in Norland, https://example.org/rents.", "4. Rents in Norland fell, she said."),
    ("footnote", "^ Rents in Norland, p. 12", "Rents ^ wages"),
    ("references", "References", "References were not asked for."),
    ("sources", "Sources: Norland statistics office; own survey", "Sources close to Roe said that she would go."),
    ("author_note", "The writer is a security analyst.", "The writers marched on Monday."),
    ("author_note", "Ann Roe is a fellow at the Institute of Housing.", "Ann Roe is against the reform."),
    ("author_note", "Ann Roe is the author of “Rents”.", "Ann Roe is the mayor of Marrow."),
    ("author_note", "The views expressed are the author's own.", "The views expressed in Marrow were mixed."),
    ("author_note", "Twitter: @annroe", "Twitter: the harbour of the noisy."),
    ("author_note", "About the author", "About the author little is known."),
    ("press_contact", "Media contact: Ann Roe, 01 23 45", "Media contacts were cut. Nobody called."),
    ("press_contact", "For more information, please visit our office.", "For more information she had to wait."),
    ("press_contact", "Contact: Ann Roe", "Contact was lost at noon."),
    ("about_issuer", "About Harbour Homes", "About half of the tenants left."),
    ("editors_note", "Notes to editors", "Notes to editors were lost, she said."),
    ("wire_credit", "(Reporting by Ann Roe; Editing by Tom Vale)", "Reporting by night is dangerous, she said."),
    ("wire_credit", "This report was supplied by Meridian Wire.", "This report was supplied to the court."),
    ("wire_end", "-ENDS-", "Ends meet at last, she said."),
    ("release_head", "For immediate release", "For immediate relief the fund paid cash."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "marked", "left_alone"), EXAMPLES)
def test_rule_marks_its_block_and_leaves_the_near_miss(name: str, marked: str, left_alone: str):
    rules = [rule for rule in RULES if rule.rule == name]
    assert any(rule.match(marked) is not None for rule in rules)
    assert not [rule for rule in rules if rule.match(left_alone) is not None]


def test_every_pattern_has_an_example_and_a_note():
    matched = {
        rule for rule in RULES for name, marked, _ in EXAMPLES if rule.rule == name and rule.match(marked) is not None
    }
    assert [rule for rule in RULES if rule not in matched] == []
    assert all(row["note"] for row in read_table(FILE, columns=["rule", "note"]))


def test_groups_give_the_metadata():
    rule = next(rule for rule in RULES if rule.rule == "publication_line")
    assert rule.match("Published in The Marrow Post, 17 August 2025") == {
        "outlet": "The Marrow Post",
        "published": "17 August 2025",
    }


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("share,(share,block,x", "line 3.*not an RE2 regular expression"),
        (r"share,(a)\1,block,x", "line 3.*not an RE2 regular expression"),
        ("share,share,anywhere,x", "line 3: unknown scope.*block, line_start"),
        ("share,x*,block,x", "line 3.*matches an empty block"),
        ("share,(?P<when>x),block,x", "line 3: unknown group when"),
        ("share,,block,x", "line 3: a rule needs a name and a pattern"),
    ],
)
def test_wrong_row_names_file_line_and_remedy(tmp_path: Path, row: str, message: str):
    path = tmp_path / "boilerplate.csv"
    path.write_text(f"rule,pattern,scope,note\nends,ENDS,block,x\n{row}\n")
    with pytest.raises(ResourceError, match=message):
        load_boilerplate(path)


def test_resource_pickles():
    boilerplate = load_boilerplate(FILE)
    assert pickle.loads(pickle.dumps(boilerplate)) == boilerplate  # noqa: S301 - our own bytes


def test_line_start_needs_only_the_beginning():
    assert BoilerplateRule("ad", "Buy ", "line_start").match("Buy our bread.") is not None
    assert BoilerplateRule("ad", "Buy ", "block").match("Buy our bread.") is None
