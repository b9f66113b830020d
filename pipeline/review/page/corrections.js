// The corrections made here: kept in this browser until they are saved as a file, by statement and field.

const STORE = `onrecord ${location.pathname}`;
const pending = readStore();

function readStore() {
  try {
    return new Map(JSON.parse(localStorage.getItem(STORE) || "[]"));
  } catch {
    return new Map();
  }
}

function keepStore() {
  try {
    localStorage.setItem(STORE, JSON.stringify([...pending]));
  } catch {
    say("This browser keeps nothing: save the file before you leave.");
  }
  renderPending();
}

function tidied(text) {
  return text.replace(/\s*\n\s*/g, " ¶ ").trim();
}

// What the tables say now, by the fields that `onrecord correct` knows.
function currentValues(statement) {
  const detail = detailOf(statement);
  const { speaker, said_on: said } = detail;
  const [first] = detail.stances;
  const stance = first && (["support", "oppose"].includes(first.label) || first.basis === "correction") ? first : null;
  return {
    statement: tidied(wordsOf(statement)),
    speaker: speaker?.name || "", speaker_kind: speaker?.kind || "", role: speaker?.role || "",
    affiliation: speaker?.affiliation || "", country: speaker?.country || "",
    said_earliest: said?.earliest || "", said_latest: said?.latest || "",
    themes: detail.themes.map((theme) => theme.theme_id).join("; "),
    stance: stance?.label || "", stance_target: stance?.target || "",
    kind: detail.kind, type: detail.type, delete: "no",
  };
}

function correctedValues(statement) {
  return { ...currentValues(statement), ...pending.get(statement.id)?.fields };
}

function correct(statement, field, value) {
  const kept = pending.get(statement.id) || { fields: {}, note: "" };
  if (value === currentValues(statement)[field]) delete kept.fields[field];
  else kept.fields[field] = value;
  keep(statement, kept);
}

function annotate(statement, note) {
  keep(statement, { ...(pending.get(statement.id) || { fields: {} }), note });
}

function keep(statement, kept) {
  if (Object.keys(kept.fields).length || kept.note) {
    pending.set(statement.id, { ...kept, file: articles[statement.article].file, words: currentValues(statement).statement });
  } else pending.delete(statement.id);
  keepStore();
}

function addSelected() {
  const words = tidied(getSelection().toString());
  if (!words) return;
  const { file, doc_id: id } = articles[state.article];
  pending.set(`new-${id}-${hash(words)}`, { fields: { add: words }, note: "", file, words });
  keepStore();
  getSelection().removeAllRanges();
  say("Added; the next run shows it.");
}

function hash(words) {
  let sum = 5381;
  for (const mark of words) sum = (Math.imul(sum, 33) + mark.codePointAt(0)) >>> 0;
  return sum.toString(36);
}

// Forgets what the tables show by now.
function dropApplied() {
  for (const [id, kept] of pending) {
    const statement = statementById.get(id);
    if (!statement) continue;
    const values = currentValues(statement);
    for (const [field, value] of Object.entries(kept.fields)) if (values[field] === value) delete kept.fields[field];
    if (!Object.keys(kept.fields).length) pending.delete(id);
  }
  keepStore();
}

// Rows of corrections.csv: statement_id, field, value, note, file, statement.
function correctionRows() {
  return [...pending].flatMap(([id, { fields, note, file, words }]) =>
    Object.entries(fields).map(([field, value]) => [id, field, value, note, file, words]));
}

function cell(text) {
  const guarded = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function correctionsFile() {
  const rows = [["statement_id", "field", "value", "note", "file", "statement"], ...correctionRows()];
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
