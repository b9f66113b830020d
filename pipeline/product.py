"""A product of a stage as it is stored and sent between processes, and the error that says it is not whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.errors import OnrecordError
from pipeline.stages import digest

T = TypeVar("T")


class CacheDamaged(OnrecordError):  # noqa: N818 - says what happened, as KeyboardInterrupt does
    """What the cache holds is not what was stored: one product, or, where no stage is named, the file."""

    def __init__(self, message: str, stage: str = "", key: str = "") -> None:
        super().__init__(message, stage, key)
        self.stage, self.key = stage, key

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Product:
    """A stage's product as it is stored."""

    stage: str
    key: str
    digest: str
    data: bytes

    def decoded(self, decode: Callable[[bytes], T]) -> T:
        """The product as `decode` reads it.

        Raises:
            CacheDamaged: it is no such product.
        """
        try:
            return decode(self.data)
        except Exception as error:
            raise damaged_product(self.stage, self.key) from error


def whole_product(stage: str, key: str, row: Sequence[Any] | None) -> Product:
    """The product in a row that holds its digest and data.

    Raises:
        CacheDamaged: there is no row, or it holds other data than were stored.
    """
    if row is None or not is_whole(row[1], row[0]):
        raise damaged_product(stage, key)
    return Product(stage, key, *row)


def is_whole(data: Any, known: Any) -> bool:
    """Whether data are those of which the digest is known."""
    return isinstance(data, bytes) and digest(data) == known


def damaged_product(stage: str, key: str) -> CacheDamaged:
    """The error that says so of a product, and what to do."""
    message = f"the cache holds a product of the stage {stage} that cannot be read; run again to compute it again."
    return CacheDamaged(message, stage, key)
