"""What each stage's product is made of, whether it is known already, and why it must be made again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

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


@dataclass(frozen=True, slots=True)
class Chain:
    """An article's stages as far as they are known: parts, keys and digests by stage name.

    `missing` lists the stages without a product, in order; a stage whose inputs are missing has no parts.
    """

    parts: dict[str, Parts] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def known_parts(self) -> dict[str, Parts]:
        """The parts of every stage that has a product."""
        return {name: parts for name, parts in self.parts.items() if name in self.digests}


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


def _source_parts(content: str, form: str, *records: Metadata | None) -> dict[str, str]:
    stated = [record and replace(record, file="", line=0) for record in records]
    return {"text": content, "format": form, "metadata": digest(repr(stated).encode())}


def follow(
    source: Parts, context: Context, stages: tuple[Stage, ...], find: Callable[[Stage, str], str | None]
) -> Chain:
    """Follows an article through its stages; `find` gives the digest of a stage's product by its key, or None."""
    chain = Chain()
    for stage in stages:
        if not all(need in chain.digests or need == SOURCE for need in stage.needs):
            chain.missing.append(stage.name)
            continue
        inputs = source if SOURCE in stage.needs else {f"input {need}": chain.digests[need] for need in stage.needs}
        parts = {**context.fixed[stage.name], **inputs}
        key = digest(json.dumps(parts, sort_keys=True).encode())
        chain.parts[stage.name], chain.keys[stage.name] = parts, key
        found = find(stage, key)
        if found is None:
            chain.missing.append(stage.name)
        else:
            chain.digests[stage.name] = found
    return chain


def why(name: str, chain: Chain, before: Mapping[str, Parts] | None) -> str:
    """Why a missing stage must run, in words for the user; `before` are the parts of the article's last run."""
    if before is None:
        return "new article"
    parts = chain.parts.get(name)
    if parts is None:
        cause = next(need for need in STAGE_BY_NAME[name].needs if need in chain.missing)
        return f"follows from {cause}"
    old = before.get(name)
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
    parts.update({f"library {name}": version for name, version in library_versions(stage).items()})
    return parts
