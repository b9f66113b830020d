"""Corrects one article: finds the statement of each correction, settles contradictions, edits, merges, deletes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from pipeline.corrections.fields import Editing, Held, Surroundings, edit
from pipeline.corrections.finding import (
    count_places,
    find_similar,
    find_statement,
    find_words,
    is_quoted,
    jaccard,
    surroundings,
)
from pipeline.corrections.load import FLAGS, Correction, Field
from pipeline.records import (
    Corrected,
    CorrectionState,
    Result,
    Span,
    Statement,
    StatementKind,
    by_strength,
    statement_id,
)
from pipeline.settings import Settings
from pipeline.tables.join import is_kept

ADDED_BY = "correction"
SAME_STATEMENT = 0.8
KEY_BYTES = 5
VANISHED = "its statement is not in the article any more; correct the new one, then delete this row"
WIDER = "its words now stand in {} beside others; correct that one, then delete this row"
NOT_IN_ARTICLE = "these words are not in the article; copy them from it, parts joined by ` … `"
Entry = tuple[CorrectionState, str | None, str]


@dataclass(slots=True)
class Account:
    """What became of the corrections so far, by their lines."""

    entries: dict[int, Entry] = field(default_factory=dict)

    def note(self, correction: Correction, state: CorrectionState, found_as: str | None, message: str = "") -> None:
        """Keeps what became of a correction."""
        self.entries[correction.line] = (state, found_as, message)


def correct_article(
    result: Result,
    corrections: Sequence[Correction],
    theme_ids: Mapping[str, str],
    settings: Settings,
    account: Account,
) -> Result:
    """The article as corrected; what became of each correction is noted in the account."""
    work = _Work(result, settings, account, hold(result))
    names = {each.statement_id: work.add(each) for each in corrections if each.field == "add"}
    wanted = work.settle(corrections, names)
    around = Surroundings(result.document, result.entities, result.speakers, theme_ids)
    for key, fields in wanted.items():
        editing = edit(work.held[key], fields, around)
        work.held[key] = editing.held
        work.note_edits(key, fields, editing)
    work.merge(
        {key: fields["merge_with_previous"] for key, fields in wanted.items() if _is_set(fields, "merge_with_previous")}
    )
    work.delete(key for key, fields in wanted.items() if _is_set(fields, "delete"))
    return release(result, work.held.values())


def hold(result: Result) -> dict[str, Held]:
    """The statements of an article with all that belongs to each, by key, in text order."""
    speakers = {each.statement_key: each for each in result.speakers}
    dates = {each.statement_key: each for each in result.dates}
    ordered = sorted(result.statements, key=lambda each: (each.content[0].start, each.content[-1].end, each.key))
    return {
        statement.key: Held(
            statement,
            speakers.get(statement.key),
            dates.get(statement.key),
            tuple(sorted((t for t in result.themes if t.statement_key == statement.key), key=lambda t: -t.score)),
            tuple(sorted((s for s in result.stances if s.statement_key == statement.key), key=by_strength)),
        )
        for statement in ordered
    }


def release(result: Result, held: Iterable[Held]) -> Result:
    """The article with the statements held, in text order."""
    ordered = sorted(held, key=lambda each: (each.statement.content[0].start, each.statement.content[-1].end, each.key))
    return replace(
        result,
        statements=tuple(each.statement for each in ordered),
        speakers=tuple(each.speaker for each in ordered if each.speaker),
        dates=tuple(each.said_on for each in ordered if each.said_on),
        themes=tuple(theme for each in ordered for theme in each.themes),
        stances=tuple(stance for each in ordered for stance in each.stances),
        corrected=tuple(Corrected(each.key, each.corrected) for each in ordered if each.corrected),
    )


@dataclass(slots=True)
class _Work:
    """An article while it is corrected."""

    result: Result
    settings: Settings
    account: Account
    held: dict[str, Held]

    def id_of(self, key: str) -> str:
        return statement_id(self.result.doc_id, key)

    def add(self, correction: Correction) -> str | None:
        """Adds a statement the tool missed; returns its key, None where its words are not in the article."""
        text = self.result.document.text
        spans = find_words(text, correction.value)
        if not spans:
            self.account.note(correction, "rejected", None, NOT_IN_ARTICLE)
            return None
        places = count_places(text, correction.value)
        message = f"its words stand at {places} places; the first was taken" if places > 1 else ""
        key = self._same_as(spans) or self._new(spans)
        self.account.note(correction, "applied", self.id_of(key), message)
        self.held[key] = self.held[key].mark("statement")
        return key

    def settle(
        self, corrections: Sequence[Correction], names: Mapping[str, str | None]
    ) -> dict[str, dict[Field, Correction]]:
        """For each statement its corrections by field; of contradicting ones the last counts."""
        wanted: defaultdict[str, dict[Field, Correction]] = defaultdict(dict)
        for correction in corrections:
            if correction.field == "add":
                continue
            key = names[correction.statement_id] if correction.statement_id in names else self._find(correction)
            if key is None:
                self.account.note(correction, "vanished", None, self._why_vanished(correction))
                continue
            earlier = wanted[key].get(correction.field)
            if earlier and earlier.value != correction.value:
                message = (
                    f"line {correction.line} says {correction.value!r}, and the later row counts; delete one of them"
                )
                self.account.note(earlier, "contradicted", self.id_of(key), message)
            elif earlier:
                self.account.note(earlier, "applied", self.id_of(key))
            wanted[key][correction.field] = correction
        return wanted

    def note_edits(self, key: str, fields: Mapping[Field, Correction], editing: Editing) -> None:
        """Notes what became of a statement's corrections."""
        losing = next((name for name in FLAGS if _is_set(fields, name)), None)
        for name, correction in fields.items():
            if reason := editing.refused.get(name):
                self.account.note(correction, "rejected", self.id_of(key), reason)
            elif losing and name != losing:
                message = f"line {fields[losing].line} takes the statement out of the tables; delete one of the rows"
                self.account.note(correction, "contradicted", self.id_of(key), message)
            else:
                self.account.note(correction, "applied", self.id_of(key))

    def merge(self, wanted: Mapping[str, Correction]) -> None:
        """Merges statements into those before them, the last first, so that several can join one."""
        for key in [key for key in reversed(list(self._in_order())) if key in wanted]:
            target = self._merge_target(key, wanted[key].value)
            if target is None:
                message = "there is no statement before it to merge it with; delete this row"
                self.account.note(wanted[key], "rejected", self.id_of(key), message)
                continue
            self.held[target] = _merged(self.held[target], self.held.pop(key), self.result.document.text)
            self._hand_over(key, target)

    def delete(self, keys: Iterable[str]) -> None:
        """Takes statements out; what was nested in them is nested in what is around them."""
        for key in [key for key in keys if key in self.held]:
            gone = self.held.pop(key)
            self._hand_over(key, gone.statement.nested_in)

    def _in_order(self) -> list[str]:
        return [each.key for each in sorted(self.held.values(), key=lambda each: _place(each.statement))]

    def _find(self, correction: Correction) -> str | None:
        """The key of a correction's statement: by its id, else by the words it had."""
        key = correction.statement_id.partition("-")[2]
        if key in self.held:
            return key
        statements = [each.statement for each in self.held.values()]
        spans = find_words(self.result.document.text, correction.statement) if correction.statement else ()
        found = find_statement(statements, spans) or find_similar(statements, correction.statement)
        return found.key if found else None

    def _why_vanished(self, correction: Correction) -> str:
        spans = find_words(self.result.document.text, correction.statement) if correction.statement else ()
        statements = [each.statement for each in self.held.values()]
        nearest = find_statement(statements, spans, min_shared=0)
        return WIDER.format(self.id_of(nearest.key)) if nearest else VANISHED

    def _same_as(self, spans: tuple[Span, ...]) -> str | None:
        """The statement that the tool has found by itself meanwhile, with the words as the person gave them."""
        found = find_statement([each.statement for each in self.held.values()], spans)
        if found is None or jaccard(found.content, spans) < SAME_STATEMENT:
            return None
        held = self.held[found.key]
        self.held[found.key] = replace(held, statement=replace(held.statement, content=spans))
        return found.key

    def _new(self, spans: tuple[Span, ...]) -> str:
        key = "s" + blake2b("\0".join(span.text for span in spans).encode(), digest_size=KEY_BYTES).hexdigest()
        while key in self.held:
            key += "-2"
        document = self.result.document
        kind: StatementKind = "direct" if is_quoted(document.text, spans) else "indirect"
        context = surroundings(document, spans)
        self.held[key] = Held(Statement(key, kind, "assertion", None, None, spans, context, ADDED_BY, 100))
        return key

    def _merge_target(self, key: str, value: str) -> str | None:
        named = value.partition("-")[2]
        if named in self.held and named != key:
            return named
        order = self._in_order()
        shown = [each for each in order[: order.index(key)] if self._is_shown(self.held[each])]
        return shown[-1] if shown else None

    def _is_shown(self, held: Held) -> bool:
        return is_kept(held.statement, self.settings, is_corrected=bool(held.corrected))

    def _hand_over(self, old: str, new: str | None) -> None:
        """Nests in `new` what was nested in `old`."""
        for key, held in self.held.items():
            if held.statement.nested_in == old:
                outer = new if new != key else None
                self.held[key] = replace(held, statement=replace(held.statement, nested_in=outer))


def _is_set(fields: Mapping[Field, Correction], name: Field) -> bool:
    return name in fields and fields[name].value not in {"", "no"}


def _place(statement: Statement) -> tuple[int, int, str]:
    return statement.content[0].start, statement.content[-1].end, statement.key


def _merged(first: Held, second: Held, text: str) -> Held:
    """One statement of two: the first's nature and speaker, the content, themes and stances of both."""
    content = _joined([*first.statement.content, *second.statement.content], text)
    start = min(first.statement.context.start, second.statement.context.start)
    end = max(first.statement.context.end, second.statement.context.end)
    kind = first.statement.kind if first.statement.kind == second.statement.kind else "mixed"
    known = {theme.theme_id for theme in first.themes}
    targets = {stance.target for stance in first.stances}
    key = first.key
    merged = replace(
        first,
        statement=replace(first.statement, content=content, context=Span(text[start:end], start, end), kind=kind),
        speaker=first.speaker or (second.speaker and replace(second.speaker, statement_key=key)),
        said_on=first.said_on or (second.said_on and replace(second.said_on, statement_key=key)),
        themes=(*first.themes, *(replace(t, statement_key=key) for t in second.themes if t.theme_id not in known)),
        stances=(*first.stances, *(replace(s, statement_key=key) for s in second.stances if s.target not in targets)),
    )
    return merged.mark("statement")


def _joined(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """The spans in text order, those that touch or overlap as one."""
    parts: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if parts and span.start <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(parts[-1][1], span.end))
        else:
            parts.append((span.start, span.end))
    return tuple(Span(text[start:end], start, end) for start, end in parts)
