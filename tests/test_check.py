from pathlib import Path

import pytest

from pipeline.check import Finding, check_documents, check_project
from pipeline.ingest import document_of_text
from pipeline.records import Metadata
from pipeline.resources.boilerplate import load_boilerplate

BOILERPLATE = load_boilerplate(Path(__file__).parent.parent / "data" / "boilerplate.csv")
DATE = "Published: 3 May 2024\n\n"
PROSE = (
    "The council of Marrow voted on Monday to freeze rents for a year, and nobody on the benches was surprised. "
    "Landlords had argued for weeks that the freeze would empty the city, but the tenants filled the gallery."
)


def check(*texts: str, metadata: dict[str, Metadata] | None = None) -> list[Finding]:
    """Findings for articles called a.txt, b.txt and so on."""
    documents = {
        f"{name}.txt": document_of_text(text, boilerplate=BOILERPLATE)
        for name, text in zip("abcdef", texts, strict=False)
    }
    return check_documents(documents, metadata or {})


def messages(*texts: str) -> list[str]:
    return [finding.message for finding in check(*texts)]


def test_sound_article_has_no_findings():
    assert (
        check(f"{DATE}{PROSE}\n\n“It was late,” she said. “And I had had enough.”\n\nHe said that that was that.") == []
    )


def test_every_finding_names_a_file_and_a_remedy():
    findings = check(f"{PROSE} “No.", "", f"{PROSE} the the â€™", metadata={"x.txt": Metadata(file="x.txt", line=7)})
    assert {finding.file for finding in findings} == {"a.txt", "b.txt", "c.txt", "metadata.csv"}
    assert all(finding.message and finding.remedy for finding in findings)


def test_missing_date():
    assert messages(PROSE) == ["has no publication date"]


@pytest.mark.parametrize("stray", ['"Rents fell, she said.', "Rents fell,” she said.", "“Rents “fell, she said."])
def test_quotation_mark_without_partner_is_named_with_its_line(stray: str):
    assert messages(f"{DATE}{PROSE}\n\n{stray}\n\n{PROSE}") == ["has quotation marks without a partner in line 5"]


def test_quotation_over_paragraphs_is_sound():
    assert messages(f"{DATE}{PROSE}\n\nShe said: “Rents fell.\n\n“They fell again.\n\n“And again.”") == []


def test_doubled_words_are_counted():
    text = f"{DATE}{PROSE}\n\nThe the United States left Duran Duran. In the the north, rents rents fell."
    assert messages(text) == ['has doubled words: "the the" (2×), "rents rents" (1×), first in line 5']


@pytest.mark.parametrize("garbled", ["donâ€™t", "OrlÃ©ans", "a\ufffdb", "5Â\u00a0km"])
def test_garbled_characters(garbled: str):
    assert messages(f"{DATE}{PROSE}\n\n{garbled}")[0].startswith("has 1 garbled characters")


def test_portuguese_capitals_are_not_garbled():
    assert messages(f"{DATE}{PROSE} He flew to SÃO PAULO.") == []


def test_row_of_metadata_without_its_article():
    [finding] = check(f"{DATE}{PROSE}", metadata={"z.txt": Metadata(file="z.txt", line=3)})
    assert (finding.file, finding.message) == ("metadata.csv", 'line 3: there is no article "z.txt"')


def test_foreign_article():
    text = "Kararın ardından belediye başkanı, kiracıların haklarının korunacağını ve konut yapılacağını söyledi."
    assert "is in the language tr; statements are found in English text only" in messages(text)


def test_hardly_any_text():
    assert "has only 3 words of running text" in messages(f"{DATE}Nothing to read.")


def test_copy_of_another_article():
    first = f"{DATE}{PROSE}"
    assert messages(first, f"{DATE.strip()}\n{PROSE}\n", f"{DATE}{PROSE.replace('rents', 'wages')}") == [
        "has the same text as a.txt"
    ]


def test_long_block_in_several_articles():
    furniture = "The Marrow Post has been reporting from the north of Norland since the first ferry was built there."
    bodies = [
        f"{DATE}{PROSE.replace('rents', word)}\n\nThe {word} will be counted.\n\nNobody counts {word}.\n\n{furniture}"
        for word in ("rents", "wages", "taxes", "tolls")
    ]
    [message] = messages(*bodies)
    assert message.startswith('shares a block with 3 other articles: "The Marrow Post has been')
    assert messages(*bodies[:2]) == []


def test_header_that_cannot_be_read():
    assert "begins with a header that cannot be read" in messages(f"---\ntitle: [Rents\n---\n{PROSE}")


def test_project_with_mistakes_reports_all_of_them(make_project):
    project = make_project({"good.txt": f"{DATE}{PROSE}", "pdf.txt": "%PDF-1.7"})
    (project.root / "data" / "settings.toml").write_text("colour = 1\n")
    (project.seeds / "metadata.csv").write_text("file,published\ngood.txt,soon\n")
    findings = check_project(project)
    assert [finding.file for finding in findings if finding.severity == "error"] == [
        "settings.toml",
        "metadata.csv",
        "pdf.txt",
    ]


def test_new_project_is_sound(project):
    assert [finding.message for finding in check_project(project) if finding.severity == "error"] == []
