"""The settings of a project: `data/settings.toml`, checked."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

import msgspec

from pipeline.errors import ResourceError
from pipeline.records import AttributionType

Profile = Literal["full", "fast"]
EngineName = Literal["local", "dask"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set; every field has a default and is explained in settings.toml."""

    types: tuple[AttributionType, ...] = ("assertion", "belief", "fact")
    min_confidence: int = 50
    profile: Profile = "full"
    seconds_per_article: int = 600
    min_stance_score: float = 0.35
    min_stance_confidence: int = 56
    rows_per_partition: int = 0


def load_settings(path: Path) -> Settings:
    """The settings in a TOML file; the defaults where the file does not exist or is silent.

    Raises:
        ResourceError: the file is not TOML, or a name or value is not known.
    """
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ResourceError(path, f"cannot be read as TOML ({error}).") from error
    known = [field.name for field in fields(Settings)]
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise ResourceError(path, f"unknown setting {unknown[0]}; the settings are {', '.join(known)}.")
    try:
        settings = msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        types = ", ".join(get_args(AttributionType))
        raise ResourceError(
            path,
            f"{error}; types are {types}, profile is full or fast, seconds_per_article and rows_per_partition whole "
            "numbers, the others are numbers.",
        ) from error
    for name, highest in (("min_confidence", 100), ("min_stance_confidence", 100), ("min_stance_score", 1)):
        value = getattr(settings, name)
        if not 0 <= value <= highest:
            raise ResourceError(path, f"{name} is {value}; give 0 to {highest}.")
    for name, zero in (("seconds_per_article", "no limit"), ("rows_per_partition", "no partitions")):
        value = getattr(settings, name)
        if value < 0:
            raise ResourceError(path, f"{name} is {value}; give 0 for {zero}, or more.")
    return settings
