"""The stages in order: what each needs, makes, reads and how it is versioned.

A stage is added here, in `records` (what it makes), in a module of its own and in `tables`.
Its function takes the products it needs in order, then its resources and settings by name.
Raise a stage's version when its code changes what it makes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, get_args

StageName = Literal["ingest", "tokenise", "entities", "attribution", "speakers", "dates", "themes", "stance"]
STAGE_NAMES: tuple[StageName, ...] = get_args(StageName)


@dataclass(frozen=True, slots=True)
class Stage:
    """How to run one stage: `function` is "module:name", imported only when the stage runs."""

    name: StageName
    function: str
    needs: tuple[str, ...]
    resources: tuple[str, ...]
    version: int
    settings: tuple[str, ...] = ()

    def load(self) -> Callable[..., Any]:
        """The stage's function."""
        module, name = self.function.split(":")
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function


STAGES: tuple[Stage, ...] = (
    Stage("ingest", "pipeline.ingest:read_document", ("source",), ("boilerplate",), version=1),
    Stage("tokenise", "pipeline.tokenise:tokenise", ("ingest",), (), version=1),
    Stage("entities", "pipeline.entities:find_entities", ("ingest", "tokenise"), ("aliases",), version=1),
    Stage("attribution", "pipeline.attribution:attribute", ("ingest", "tokenise"), ("cues",), version=1),
    Stage(
        "speakers",
        "pipeline.speakers:resolve_speakers",
        ("ingest", "tokenise", "entities", "attribution"),
        ("aliases", "titles"),
        version=1,
    ),
    Stage("dates", "pipeline.dates:date_statements", ("ingest", "tokenise", "attribution"), (), version=1),
    Stage("themes", "pipeline.themes:assign_themes", ("ingest", "tokenise", "attribution"), ("codebook",), version=1),
    Stage(
        "stance",
        "pipeline.stance:judge_stances",
        ("ingest", "tokenise", "entities", "attribution", "speakers"),
        ("stance",),
        version=1,
    ),
)
