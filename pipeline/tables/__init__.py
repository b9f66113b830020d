"""The output tables: `statements.jsonl`, the CSV files and what describes them. Joins happen only here."""

from pipeline.tables.article import STATEMENTS_FILE, ArticleRows, article_rows
from pipeline.tables.bookkeeping import CorrectionRow
from pipeline.tables.columns import Column, Table
from pipeline.tables.copies import Copies, find_copies
from pipeline.tables.csvfile import read_table_csv
from pipeline.tables.facts import Facts, article_names, facts_of
from pipeline.tables.files import write_atomically
from pipeline.tables.lines import StatementLine, encode_line, statement_ids, statement_lines
from pipeline.tables.rows import TABLE_BY_NAME, TABLES
from pipeline.tables.schema import readme_columns
from pipeline.tables.write import OUTPUT_FILES, Written, write_outputs

__all__ = [
    "OUTPUT_FILES",
    "STATEMENTS_FILE",
    "TABLES",
    "TABLE_BY_NAME",
    "ArticleRows",
    "Column",
    "Copies",
    "CorrectionRow",
    "Facts",
    "StatementLine",
    "Table",
    "Written",
    "article_names",
    "article_rows",
    "encode_line",
    "facts_of",
    "find_copies",
    "read_table_csv",
    "readme_columns",
    "statement_ids",
    "statement_lines",
    "write_atomically",
    "write_outputs",
]
