"""An invented article with everything found in it, for the tests of what shows results."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pipeline.canonical import Registry, find_identities, rename
from pipeline.records import (
    Block,
    Document,
    Entities,
    Entity,
    Failure,
    Mention,
    Result,
    SaidOn,
    Span,
    Speaker,
    Stance,
    Statement,
    Theme,
)
from pipeline.resources.aliases import Aliases
from pipeline.resources.titles import Titles
from pipeline.settings import Settings
from pipeline.tables import (
    TABLE_BY_NAME,
    ArticleRows,
    Copies,
    CorrectionRow,
    article_names,
    article_rows,
    read_table_csv,
    write_outputs,
)

TEXT = 'Rents fell in May, Ann Roe said. "We built homes," she added, "and prices followed."\nShe wants more cranes.'
CODEBOOK: Any = SimpleNamespace(
    themes=(
        SimpleNamespace(theme_id="housing", label="Housing"),
        SimpleNamespace(theme_id="economy", label="Economy and trade"),
    )
)
ALL_TYPES = Settings(types=("assertion", "belief", "fact", "eventuality"))


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(words, start, start + len(words))


def rents() -> Statement:
    context = span("Rents fell in May, Ann Roe said.")
    content = (span("Rents fell in May"),)
    return Statement("s1", "indirect", "assertion", span("Ann Roe"), span("said"), content, context, "rule:clause", 90)


def homes() -> Statement:
    content = (span("We built homes"), span("and prices followed"))
    context = span('"We built homes," she added, "and prices followed."')
    return Statement("s2", "direct", "assertion", span("she"), span("added"), content, context, "rule:quote", 95)


def cranes() -> Statement:
    context = span("She wants more cranes.")
    content = (span("more cranes"),)
    return Statement("s3", "indirect", "eventuality", span("She"), span("wants"), content, context, "rule:clause", 60)


def article(file: str = "rents.txt", *, doc_id: str = "d1", statements: Sequence[Statement] = ()) -> Result:
    found = tuple(statements) or (rents(), homes(), cranes())
    roe = Entity("roe", "Ann Roe", "person", ("Roe", "Ann Roe"))
    return Result(
        doc_id,
        file,
        Document(
            TEXT,
            "utf-8",
            (Block(0, 84, "paragraph", "en"), Block(85, len(TEXT), "boilerplate", "en", "share bar")),
            title="Rents fall",
            outlet="The Harbour Post",
            published=date(2031, 5, 20),
            published_basis="metadata",
        ),
        Entities((roe,), (Mention(span("Ann Roe"), "person", "roe"),)),
        found,
        tuple(Speaker(statement.key, "Ann Roe", "person", "mayor", None, "Freedonia") for statement in found),
        (
            SaidOn("s1", date(2031, 5, 19), date(2031, 5, 19), "day", "on Monday", "relative"),
            SaidOn("s2", date(2031, 5, 20), date(2031, 5, 20), "day", "", "publication"),
        ),
        (Theme("s1", "economy", 0.4, ("fell",)), Theme("s1", "housing", 0.9, ("rents", "rent"))),
        (
            Stance("s2", "Tenants", "group", "support", 0.3, (span("built"),), "event", 62),
            Stance(
                "s2", "Landlords", "group", "oppose", -0.8, (span("prices"),), "explicit", 90, attributed_by="Ann Roe"
            ),
        ),
    )


def rows_of(*results: Result, settings: Settings) -> Iterator[ArticleRows]:
    labels = {theme.theme_id: theme.label for theme in CODEBOOK.themes}
    for result in results:
        yield article_rows(result, settings=settings, labels=labels)


def write(
    out: Path,
    *results: Result,
    failures: Sequence[Failure] = (),
    settings: Settings | None = None,
    corrections: Iterable[CorrectionRow] = (),
    copies: Copies | None = None,
    **options: Any,
) -> int:
    settings = settings or Settings()
    registry = Registry()
    for result in results:
        registry.add(result.doc_id, article_names(result, settings))
    identities = find_identities(registry, aliases=Aliases(), titles=Titles())
    written = write_outputs(
        rows_of(*(rename(result, identities) for result in results), settings=settings),
        failures,
        out,
        copies=copies,
        corrections=corrections,
        unresolved=identities.doubts,
        **options,
    )
    return written.statements


def read(out: Path, name: str) -> list[Any]:
    return list(read_table_csv(out / f"{name}.csv", TABLE_BY_NAME[name]))


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "statements.jsonl").read_text("utf-8").splitlines()]
