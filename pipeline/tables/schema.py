"""What the tables hold, in words and for machines: the dictionary, datapackage.json, the README's list."""

import json
from collections.abc import Iterator
from typing import Any

from pipeline.tables.bookkeeping import DictionaryRow
from pipeline.tables.cells import LIST_SEPARATOR
from pipeline.tables.columns import Column, Table
from pipeline.tables.rows import TABLES


def dictionary_rows() -> Iterator[DictionaryRow]:
    """One row a column, in the order of the tables."""
    for table in TABLES:
        for column in table.columns:
            yield DictionaryRow(
                table.name,
                column.name,
                column.type,
                column.note.description,
                _values(column) or None,
                "yes" if column.is_required else "no",
                ".".join(column.note.refers_to) if column.note.refers_to else None,
            )


def readme_columns() -> str:
    """The list of columns for the README, in Markdown: one table for each CSV file."""
    return "\n\n".join(_markdown(table) for table in TABLES if table.row_type is not DictionaryRow) + "\n"


def datapackage() -> bytes:
    """The content of datapackage.json: a Frictionless Tabular Data Package."""
    package = {
        "profile": "tabular-data-package",
        "name": "onrecord",
        "title": "Who said what, when, about which theme and with what stance",
        "description": (
            "Text cells that a spreadsheet would take for a formula, a date or a number begin with an apostrophe; "
            "line breaks inside a cell are written ¶; data_dictionary.csv explains every column."
        ),
        "resources": [_resource(table) for table in TABLES],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": table.description,
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    return {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": [column.name for column in table.columns if column.note.is_key],
        "foreignKeys": [
            {
                "fields": [column.name],
                "reference": {
                    "resource": "" if column.note.refers_to[0] == table.name else column.note.refers_to[0],
                    "fields": [column.note.refers_to[1]],
                },
            }
            for column in table.columns
            if column.note.refers_to
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.categories:
        limits["enum"] = list(column.categories)
    if column.note.minimum is not None:
        limits["minimum"] = column.note.minimum
    if column.note.maximum is not None:
        limits["maximum"] = column.note.maximum
    field = {"name": column.name, "type": column.type, "description": column.note.description}
    return {**field, "constraints": limits} if limits else field


def _values(column: Column) -> str:
    if column.categories:
        return LIST_SEPARATOR.join(column.categories)
    minimum, maximum = column.note.minimum, column.note.maximum
    if minimum is not None and maximum is not None:
        return f"{minimum} to {maximum}"
    return f"{minimum} or more" if minimum is not None else ""


def _markdown(table: Table) -> str:
    lines = [f"**{table.file}** – {table.description}", "", "| column | type | what it holds |", "| --- | --- | --- |"]
    for column in table.columns:
        values = f" ({', '.join(column.categories)})" if column.categories else ""
        kind = column.type if column.is_required else f"{column.type}, may be empty"
        lines.append(f"| `{column.name}` | {kind} | {column.note.description.rstrip('.')}{values}. |")
    return "\n".join(lines)
