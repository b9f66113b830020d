"""What a column is: read off the annotations of a row's dataclass, and defined nowhere else."""

from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

ColumnType = Literal["string", "integer", "number", "date"]
TYPE_NAMES: dict[object, ColumnType] = {str: "string", int: "integer", float: "number", date: "date"}


@dataclass(frozen=True, slots=True)
class Note:
    """What a column's annotation says besides its type.

    `is_key` makes it part of the primary key; `refers_to` is the (table, column) it points to.
    """

    description: str
    is_key: bool = False
    refers_to: tuple[str, str] | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name and type, whether it is always filled, the values it may have."""

    name: str
    type: ColumnType
    is_required: bool
    categories: tuple[str, ...]
    note: Note


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what one row of it is, and the dataclass of its rows."""

    name: str
    description: str
    row_type: type[Any]

    @property
    def file(self) -> str:
        """The file it is written to."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns in order."""
        return columns_of(self.row_type)


def columns_of(row_type: type[Any]) -> tuple[Column, ...]:
    """The columns of a row dataclass whose fields are all `Annotated[type, Note(...)]`."""
    hints = get_type_hints(row_type, include_extras=True)
    return tuple(_column(name, hint) for name, hint in hints.items())


def _column(name: str, hint: Any) -> Column:
    annotated, note = get_args(hint) if get_origin(hint) is Annotated else (hint, None)
    if not isinstance(note, Note):
        raise TypeError(f"{name}: annotate the column as Annotated[type, Note(...)]")
    variants = [variant for variant in get_args(annotated) or (annotated,) if variant is not NoneType]
    is_required = NoneType not in get_args(annotated)
    if get_origin(annotated) is Literal:
        return Column(name, "string", is_required, tuple(variants), note)
    if get_origin(variants[0]) is Literal:
        return Column(name, "string", is_required, get_args(variants[0]), note)
    return Column(name, TYPE_NAMES[variants[0]], is_required, (), note)
