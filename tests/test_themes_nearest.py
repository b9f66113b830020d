"""Themes by meaning, where no pattern of the codebook reaches, with a codebook of another domain."""

import re
from pathlib import Path

import pytest

from pipeline.errors import ResourceError
from pipeline.project import default_data
from pipeline.records import Block, Document, Span, Statement, Theme
from pipeline.resources.codebook import Codebook, load_codebook
from pipeline.run import run
from pipeline.settings import Profile
from pipeline.tables import TABLE_BY_NAME, read_table_csv
from pipeline.themes import assign_themes
from pipeline.themes.sentences import SentenceEncoder, load_sentences
from pipeline.tokenise import tokenise

MODEL = default_data() / "models" / "sentences"
HEADER = "theme_id,label,parent_id,pattern,match,exclude,weight,example,note,maps_to\n"
HEALTH_POLICY = """waiting,Waiting times,,,,,,Patients wait half a year for a hip operation.,"Waiting lists, queues and delays in hospitals and surgeries",
waiting,,,backlog,,,,,,
staff,Health workers,,,,,,The hospital cannot find enough nurses for its night shifts.,"Shortage, pay and training of doctors and nurses",
staff,,,midwife,,,,,,
prevention,Prevention,,,,,,Children are vaccinated against measles at school.,"Vaccination, screening, and public campaigns against smoking, drinking and obesity",
prevention,,,screening,,,,,,
price,Price of medicines,,,,,,The company doubled what it charges for insulin.,"What drugs cost patients and insurers, and how the state caps it",
price,,,co payment,,,,,,
"""  # noqa: E501


@pytest.fixture(scope="module")
def health_policy(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("codebook") / "codebook.csv"
    path.write_text(HEADER + HEALTH_POLICY, encoding="utf-8")
    return load_codebook(path)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_sentences(MODEL)


def themes_of(
    marked: str, codebook: Codebook, encoder: SentenceEncoder | None, profile: Profile = "full"
) -> list[Theme]:
    """The themes of the statements whose contents stand in brackets, in order."""
    text, spans = "", []
    for part in re.split(r"(\[[^\]]*\])", marked):
        inner = part.strip("[]")
        if part.startswith("["):
            spans.append(Span(inner, len(text), len(text) + len(inner)))
        text += inner
    lines = [Block(line.start(), line.end(), "paragraph", "en") for line in re.finditer(r"[^\n]+", text)]
    document = Document(text, "utf-8", tuple(lines))
    statements = [
        Statement(f"s{number}", "indirect", "assertion", None, None, (span,), span, "rule:test", 100)
        for number, span in enumerate(spans)
    ]
    doc = tokenise(document)
    return list(assign_themes(document, doc, statements, codebook=codebook, sentences=encoder, profile=profile))


@pytest.mark.parametrize(
    ("content", "theme_id"),
    [
        ("people queue for months before a surgeon sees them", "waiting"),
        ("the wards are short of trained physicians and many want to leave the profession", "staff"),
        ("smokers should be helped to quit", "prevention"),
        ("the pills now cost a pensioner twice as much as last year", "price"),
    ],
)
def test_statement_goes_to_the_theme_that_is_described_like_it(health_policy, encoder, content, theme_id):
    themes = themes_of(f"Ann Roe said that [{content}].", health_policy, encoder)
    assert themes[0].theme_id == theme_id
    assert themes[0].method == "embedding"
    assert themes[0].evidence[0].startswith("near to: ")
    assert [theme.score for theme in themes] == sorted((theme.score for theme in themes), reverse=True)
    assert all(0 < theme.score <= 1 for theme in themes)


@pytest.mark.parametrize(
    "content",
    [
        "the ferry would sail again in May",
        "the two generals signed a truce at the river",
        "his novel had been badly translated",
        "interest rates will stay where they are",
        "it had been a long evening",
        "that",
    ],
)
def test_no_theme_where_none_is_described_like_it(health_policy, encoder, content):
    assert themes_of(f"Ann Roe said that [{content}].", health_policy, encoder) == []


def test_pattern_goes_before_meaning(health_policy, encoder):
    themes = themes_of(
        "Ann Roe said that [smokers should be helped to quit, but the backlog grew].", health_policy, encoder
    )
    assert [(theme.theme_id, theme.method) for theme in themes] == [("waiting", "pattern")]


def test_fast_profile_leaves_meaning_out(health_policy, encoder):
    marked = "Ann Roe said that [people queue for months before a surgeon sees them]."
    assert themes_of(marked, health_policy, encoder, "fast") == []


def test_statements_of_one_article_keep_their_own_themes(health_policy, encoder):
    marked = (
        "Ann Roe said that [people queue for months before a surgeon sees them].\n"
        "Tom Vale said that [it had been a long evening].\n"
        "Eva Lund said that [the pills now cost a pensioner twice as much]."
    )
    themes = themes_of(marked, health_policy, encoder)
    best = {theme.statement_key: theme.theme_id for theme in reversed(themes)}
    assert best == {"s0": "waiting", "s2": "price"}


def test_theme_without_patterns_is_found_by_its_description(tmp_path, encoder):
    path = tmp_path / "codebook.csv"
    path.write_text(HEADER + "whaling,Whaling,,,,,,,Hunting of whales and its ban,\n", encoding="utf-8")
    (theme,) = themes_of("Ann Roe said [the whale hunt must end].", load_codebook(path), encoder)
    assert (theme.theme_id, theme.method) == ("whaling", "embedding")


def test_example_counts_half_for_it_also_speaks_of_other_things(health_policy, encoder):
    (theme, *_) = themes_of("Ann Roe said [patients wait half a year for a hip operation].", health_policy, encoder)
    assert theme.evidence == ("near to: Patients wait half a year for a hip operation.",)
    assert theme.score < 0.9


def test_very_long_content_is_placed_by_its_beginning(health_policy, encoder):
    words = "people queue for months before a surgeon sees them " * 400
    assert themes_of(f"Ann Roe said that [{words.strip()}].", health_policy, encoder)[0].theme_id == "waiting"


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours(encoder):
    alone, together = encoder.encode(["Rents fell."]), encoder.encode(["The ferry sank.", "Rents fell."])
    assert float(alone[0] @ alone[0]) == pytest.approx(1, abs=1e-5)
    assert (alone[0] == together[1]).all()


@pytest.mark.parametrize("config", [None, "{", "[]", "{}", '{"min_similarity": "high"}', b"\xff"])
def test_model_without_its_settings_says_what_to_do(tmp_path: Path, config):
    if config is not None:
        (tmp_path / "config.json").write_bytes(config if isinstance(config, bytes) else config.encode())
    with pytest.raises(ResourceError, match="restore the model"):
        load_sentences(tmp_path)


def test_shipped_model_stays_within_its_size():
    files = list(MODEL.iterdir())
    assert {"network.onnx", "tokenizer.json", "config.json", "CARD.md"} == {file.name for file in files}
    assert sum(file.stat().st_size for file in files) <= 25_000_000


SURGERY = """Queues at the clinics

“People queue for months before a surgeon sees them,” Ann Roe, a patients' advocate, said on Monday.

The street outside was quiet, and the shops had closed.

Tom Vale, who runs the eye clinic, said the backlog had grown since spring.

The street outside was quiet, and the shops had closed.

The rain went on until the evening.

Eva Lund said that the boat had been sold.
"""


def test_run_with_the_users_own_codebook_says_how_each_theme_was_found(make_project):
    project = make_project({"surgery.txt": SURGERY})
    (project.root / "data" / "codebook.csv").write_text(HEADER + HEALTH_POLICY, encoding="utf-8")
    run(project)
    statements, themes = (
        list(read_table_csv(project.outputs / f"{name}.csv", TABLE_BY_NAME[name]))
        for name in ("statements", "statement_themes")
    )
    speakers = {row.statement_id: row.speaker for row in statements}
    assert {(speakers[row.statement_id], row.theme, row.method) for row in themes} == {
        ("Ann Roe", "Waiting times", "embedding"),
        ("Tom Vale", "Waiting times", "pattern"),
    }
    assert "Eva Lund" in speakers.values()
