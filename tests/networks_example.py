"""An invented debate, for the tests of networks and their files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from tables_example import ALL_TYPES, article, write

from pipeline.networks import Network, build_networks
from pipeline.records import Result, SaidOn, Speaker, Stance

MAY, AUGUST = date(2031, 5, 20), date(2031, 8, 1)


def told(number: int, speaker: str, label: str, target: str = "Landlords", day: date = MAY) -> Result:
    """An article in which a speaker takes a stance."""
    base = article(f"a{number}.txt", doc_id=f"d{number}")
    score = {"support": 1.0, "oppose": -1.0}.get(label, 0.0)
    return replace(
        base,
        statements=base.statements[:1],
        speakers=(Speaker("s1", speaker, "person", "mayor", None, "Freedonia"),),
        dates=(SaidOn("s1", day, day, "day", "", "explicit"),),
        stances=(Stance("s1", target, "group", label, score, ()),),
    )


def write_debate(outputs: Path) -> None:
    """Writes the tables of a debate in which two oppose landlords, one supports them and one takes no side."""
    results = [
        told(1, "Ann Roe", "oppose"),
        told(2, "Tom Vale", "oppose"),
        told(3, "Tom Vale", "oppose", day=AUGUST),
        told(4, "Una Marsh", "support"),
        told(5, "Una Marsh", "support", target="Tenants"),
        told(6, "Ann Roe", "support", target="Tenants"),
        told(7, "Lee Fox", "neutral"),
    ]
    write(outputs, *results, settings=ALL_TYPES)


def by_name(outputs: Path, **options) -> dict[str, Network]:
    return {network.name: network for network in build_networks(outputs, **options)}
