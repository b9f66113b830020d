"""The files people edit in `data/`, by name: how each is loaded and how it is told apart from its last version."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from typing import Any

from pipeline.errors import ResourceError
from pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of `data/`, or a folder with a model, and its loader, "module:name", imported only when it is read."""

    file: str
    loader: str


RESOURCES: Mapping[str, Resource] = {
    "aliases": Resource("aliases.csv", "pipeline.resources.aliases:load_aliases"),
    "boilerplate": Resource("boilerplate.csv", "pipeline.resources.boilerplate:load_boilerplate"),
    "codebook": Resource("codebook.csv", "pipeline.resources.codebook:load_codebook"),
    "cues": Resource("cues.csv", "pipeline.resources.cues:load_cues"),
    "dates": Resource("dates.csv", "pipeline.resources.dates:load_dates"),
    "encoder": Resource("models/attribution", "pipeline.encoder:load_encoder"),
    "references": Resource("references.csv", "pipeline.resources.references:load_references"),
    "sentences": Resource("models/sentences", "pipeline.themes.sentences:load_sentences"),
    "splits": Resource("splits.csv", "pipeline.resources.splits:load_splits"),
    "stance": Resource("stance.csv", "pipeline.resources.stance:load_stance"),
    "stance_encoder": Resource("models/stance", "pipeline.stance.encoder:load_stance_encoder"),
    "titles": Resource("titles.csv", "pipeline.resources.titles:load_titles"),
}


def load_resource(project: Project, name: str) -> Any:
    """The typed resource `name`.

    Raises:
        ResourceError: its file is missing or wrong.
    """
    resource = RESOURCES[name]
    module, function = resource.loader.split(":")
    return getattr(import_module(module), function)(project.data_file(resource.file))


@lru_cache(maxsize=32)
def kept_resource(project: Project, name: str, _digest: str) -> Any:
    """The typed resource `name`, kept for the life of the process while the `resource_digest` given stays the same.

    Raises:
        ResourceError: its file is missing or wrong.
    """
    return load_resource(project, name)


def resource_digest(project: Project, name: str) -> str:
    """The digest of the resource's bytes; empty where its file is missing.

    Raises:
        ResourceError: the file exists but cannot be read.
    """
    path = project.data_file(RESOURCES[name].file)
    try:
        files = [path] if path.is_file() else sorted(each for each in path.iterdir() if each.suffix != ".md")
        summary = blake2b(digest_size=16)
        for file in files:
            summary.update(file.read_bytes())
        return summary.hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ResourceError(path, f"cannot be read ({error.strerror}).") from error
