"""What each stage's product is made of, whether it is known already, and why it must be made again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import msgspec

from pipeline.project import Project
from pipeline.records import Metadata, Source
from pipeline.resources import RESOURCES, resource_digest
from pipeline.seeds import PART_FORMAT, Article
from pipeline.settings import Settings
from pipeline.stages import SOURCE, STAGE_BY_NAME, STAGES, Stage, digest, library_versions

Parts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Context:
    """What all articles of a run share; `fixed` holds, by stage, the parts that are the same for all of them."""

    project: Project
    settings: Settings
    fixed: Mapping[str, Parts]


class Chain(msgspec.Struct, array_like=True, gc=False):
    """An article's stages as far as they are known: keys and digests of their products by stage name.

    `source` is what the first stage is made of. `missing` lists the stages without a product, in order.
    """

    source: Parts
    keys: dict[str, str] = {}
    digests: dict[str, str] = {}
    missing: list[str] = []

    def parts(self, stage: Stage, fixed: Mapping[str, Parts]) -> Parts | None:
        """What the stage's product is made of; None where a product it needs is missing."""
        if not all(need in self.digests or need == SOURCE for need in stage.needs):
            return None
        inputs = self.source if SOURCE in stage.needs else {f"input {need}": self.digests[need] for need in stage.needs}
        return {**fixed[stage.name], **inputs}


@dataclass(frozen=True, slots=True)
class Before:
    """An article's chain in the last run, and the fixed parts of that run."""

    chain: Chain
    fixed: Mapping[str, Parts]


def make_context(project: Project, settings: Settings) -> Context:
    """The context of a run with the resources as they are now.

    Raises:
        ResourceError: a resource cannot be read.
    """
    return Context(project, settings, {stage.name: _fixed_parts(stage, project, settings) for stage in STAGES})


def source_parts(source: Source) -> dict[str, str]:
    """What an article's first stage is made of: its bytes, format and metadata, but not its name."""
    return _source_parts(digest(source.data), source.format, source.metadata, source.given)


def article_parts(article: Article) -> dict[str, str]:
    """The `source_parts` of an article that need not be read."""
    return _source_parts(
        article.digest, PART_FORMAT if article.part else article.format, article.metadata, article.given
    )


def _source_parts(content: str, form: str, metadata: Metadata | None, given: Metadata | None) -> dict[str, str]:
    return {"text": content, "format": form, "metadata": _digest_of_metadata(metadata, given)}


@lru_cache(maxsize=10_000)
def _digest_of_metadata(*records: Metadata | None) -> str:
    stated = [record and replace(record, file="", line=0) for record in records]
    return digest(repr(stated).encode())


def follow(
    source: Parts, context: Context, stages: tuple[Stage, ...], find: Callable[[Stage, str], str | None]
) -> Chain:
    """Follows an article through its stages; `find` gives the digest of a stage's product by its key, or None."""
    chain = Chain(source)
    for stage in stages:
        parts = chain.parts(stage, context.fixed)
        if parts is None:
            chain.missing.append(stage.name)
            continue
        key = chain.keys[stage.name] = digest(json.dumps(parts, sort_keys=True).encode())
        found = find(stage, key)
        if found is None:
            chain.missing.append(stage.name)
        else:
            chain.digests[stage.name] = found
    return chain


def why(name: str, chain: Chain, context: Context, before: Before | None) -> str:
    """Why a missing stage must run, in words for the user."""
    if before is None:
        return "new article"
    stage = STAGE_BY_NAME[name]
    parts = chain.parts(stage, context.fixed)
    if parts is None:
        cause = next(need for need in stage.needs if need in chain.missing)
        return f"follows from {cause}"
    old = before.chain.parts(stage, before.fixed) if name in before.chain.digests else None
    if old is None:
        return "not computed yet"
    changed = [part for part in sorted(parts.keys() | old.keys()) if parts.get(part) != old.get(part)]
    return ", ".join(_describe(part) for part in changed) or "not in the cache"


def _describe(part: str) -> str:
    kind, _, name = part.partition(" ")
    if kind == "resource":
        return f"data/{RESOURCES[name].file} changed"
    if kind == "setting":
        return f"setting {name} changed"
    if kind == "library":
        return f"new version of {name}"
    return f"new version of the {name}" if kind == "version" else f"{name or kind} changed"


def _fixed_parts(stage: Stage, project: Project, settings: Settings) -> dict[str, str]:
    parts = {f"version {stage.name} stage": str(stage.version)}
    parts.update({f"resource {name}": resource_digest(project, name) for name in stage.resources})
    parts.update({f"setting {name}": repr(getattr(settings, name)) for name in stage.settings})
    parts.update({f"library {name}": version for name, version in library_versions(stage.libraries).items()})
    return parts
