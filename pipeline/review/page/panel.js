// The panel: all that is known of the statement looked at, and why.

const BASES = {
  explicit: "a full date in the text",
  relative: "reckoned from the day of publication",
  carried: "carried over from a statement of the same occasion",
  publication: "nothing but the day of publication is known",
};
const UNRESOLVED = "words of time that name no day";
const METHODS = { embedding: "by nearness in meaning", correction: "set by hand" };
const GROUNDS = {
  explicit: "words of attitude or judgement",
  event: "something done to it or by it",
  inferred: "the model's reading of the sentence",
  correction: "set by hand",
};
const SIGNS = { support: "▲", oppose: "▼", neutral: "●", unclear: "?" };
const KNOWN = {
  statement: ["statement_id", "kind", "type", "nested_in", "source", "cue", "content", "speaker", "said_on", "themes", "stances", "confidence", "corrected", "quote_cluster_id", "copy_number", "speaker_reason", "doubts"],
  speaker: ["speaker_id", "name", "kind", "role", "affiliation", "country", "entity_id", "members", "basis", "evidence"],
  theme: ["theme_id", "score", "evidence", "method"],
  stance: ["target", "target_kind", "label", "score", "evidence", "entity_id", "basis", "confidence", "hypothetical", "attributed_by"],
  said_on: ["earliest", "latest", "precision", "text", "basis"],
};

function renderPanel() {
  const statement = state.statement;
  if (!statement) {
    fill(byId("panel"), el("p", { class: "empty" }, "Choose a statement in the text, or press ", el("kbd", {}, "j"), " for the next."));
    return;
  }
  const detail = detailOf(statement);
  fill(byId("panel"),
    panelHead(statement),
    el("blockquote", { class: "mark content" }, detail.kind === "direct" ? `“${wordsOf(statement)}”` : wordsOf(statement)),
    doubtsPart(detail),
    el("dl", {}, speakerPart(statement, detail), datePart(detail), themesPart(detail), stancesPart(statement, detail), naturePart(statement, detail), relatedPart(statement)),
    renderEditor(statement, detail));
}

function panelHead(statement) {
  const isMissing = !matching.has(statement);
  return el("header", { class: "head" },
    el("h2", {}, `Statement ${statement.place + 1} `, el("span", { class: "of" }, `of ${ofArticle[statement.article].length}`)),
    el("div", { class: "steps" },
      button("←", () => step(-1), { "aria-label": "Previous statement", title: "Previous (k)" }),
      button("→", () => step(1), { "aria-label": "Next statement", title: "Next (j)" }),
      button("Copy link", () => copyLink(statement), { id: "copy-link", title: "Copy a link to this statement (c)" })),
    isMissing ? el("p", { class: "remark" }, "The filters leave this statement out.") : null);
}

function doubtsPart({ doubts }) {
  return doubts.length ? el("ul", { class: "doubts", "aria-label": "Reasons to look at it" }, doubts.map((doubt) => el("li", {}, doubt))) : null;
}

function entry(term, ...parts) {
  return [el("dt", {}, term), el("dd", {}, ...parts)];
}

function remark(...parts) {
  return el("p", { class: "remark" }, ...parts);
}

// Columns that this page does not know are shown as they are, so that no column of the tables is hidden.
function rest(object, known) {
  const parts = Object.entries(object)
    .filter(([name, value]) => !known.includes(name) && value !== null && value !== "" && value !== false && !(Array.isArray(value) && !value.length))
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${typeof value === "object" ? JSON.stringify(value) : value}`);
  return parts.length ? remark(parts.join(" · ")) : null;
}

function speakerPart(statement, detail) {
  const { speaker } = detail;
  const source = spanText(statement, detail.source);
  if (!speaker) return entry("Speaker", "nobody named", remark(source ? `The text says “${source}”.` : "The text names no source."));
  const facts = [speaker.role, speaker.affiliation, speaker.country].filter(Boolean).join(", ");
  return entry("Speaker",
    button(speaker.name, () => setFilters({ speaker: speaker.name }), { class: "link strong", title: "Show all statements of this speaker" }),
    el("span", { class: "tag" }, speaker.kind),
    facts ? el("p", {}, facts) : null,
    remark(...whySpeaker(statement, detail)), rest(speaker, KNOWN.speaker));
}

function whySpeaker(statement, { speaker, speaker_reason: reason }) {
  const places = Object.entries(speaker.evidence).filter(([name, span]) => span && name !== "mention");
  const why = reason ? `${reason[0].toUpperCase()}${reason.slice(1)}.` : "";
  return [why, ...places.map(([name, span]) => ` ${name[0].toUpperCase()}${name.slice(1)}: “${spanText(statement, span)}”.`)];
}

function saidWords(said) {
  if (!said) return "";
  const { earliest, latest } = said;
  if (!earliest && !latest) return said.text;
  return earliest === latest ? earliest : `${earliest || "…"} to ${latest || "…"}`;
}

function datePart({ said_on: said }) {
  if (!said) return entry("Said", "no date");
  return entry("Said", ...saidWords(said).split(" ").flatMap((part) => [el("span", { class: "day" }, part), " "]), said.precision && said.precision !== "day" ? el("span", { class: "tag" }, said.precision) : null,
    remark(said.text ? `“${said.text}”: ` : "", said.earliest || said.latest ? BASES[said.basis] || said.basis : UNRESOLVED, "."), rest(said, KNOWN.said_on));
}

function evidenceWords(words, ...more) {
  const quoted = words.flatMap((word, at) => [at ? ", " : "because of ", el("q", {}, word)]);
  const said = more.filter(Boolean).join(", ");
  return quoted.length || said ? remark(...quoted, quoted.length && said ? "; " : "", said) : null;
}

function measured(share, words) {
  const meter = el("span", { class: "meter", "aria-hidden": "true" }, el("span", {}));
  meter.firstChild.style.width = `${Math.round(Math.min(1, Math.abs(share)) * 100)}%`;
  return el("span", { class: "measured" }, meter, el("span", { class: "figure" }, words));
}

function themesPart({ themes }) {
  return entry("Themes", themes.length ? el("ul", {}, themes.map((theme) => el("li", {},
    button(themeLabel(theme.theme_id), () => setFilters({ theme: theme.theme_id }), { class: "link" }),
    measured(theme.score, theme.score.toFixed(2)),
    evidenceWords(theme.evidence, METHODS[theme.method]), rest(theme, KNOWN.theme)))) : "none");
}

function stancesPart(statement, { stances }) {
  return entry("Stances", stances.length ? el("ul", {}, stances.map((stance) => el("li", {},
    el("span", { class: `stance ${stance.label}` }, `${SIGNS[stance.label] || ""} ${stance.label}`), " ",
    button(stance.target, () => setFilters({ target: stance.target }), { class: "link" }),
    el("span", { class: "tag" }, stance.target_kind),
    el("span", { class: "figure" }, stance.score > 0 ? `+${stance.score.toFixed(2)}` : stance.score.toFixed(2).replace("-", "−")),
    evidenceWords(stance.evidence.map((span) => spanText(statement, span)), ...stanceGrounds(stance)), rest(stance, KNOWN.stance)))) : "none");
}

function stanceGrounds({ basis, confidence, hypothetical, attributed_by: reporter }) {
  return [GROUNDS[basis] || basis, basis === "correction" ? "" : `${confidence} % sure`, hypothetical ? "on a condition" : "", reporter ? `as ${reporter} reports` : ""];
}

function naturePart(statement, detail) {
  const cue = spanText(statement, detail.cue);
  return [
    ...entry("Confidence", measured(detail.confidence / 100, String(detail.confidence))),
    ...entry("Nature", `${detail.kind} quotation, ${detail.type}`, cue ? remark("cue ", el("q", {}, cue)) : null),
    ...(detail.corrected.length ? entry("Corrected", detail.corrected.join(", ").replaceAll("_", " ")) : []),
    rest(detail, KNOWN.statement),
  ].filter(Boolean);
}

function relatedPart(statement) {
  const outer = statement.nested && statementById.get(statement.nested);
  const inner = innerOf.get(statement.id) || [];
  const copies = copiesOf.get(statement.cluster).filter((other) => other !== statement);
  return [
    ...(outer ? entry("Within", statementLink(outer)) : []),
    ...(inner.length ? entry("Holds", el("ul", {}, inner.map((each) => el("li", {}, statementLink(each))))) : []),
    ...(copies.length ? entry("Repeated", el("ul", {}, copies.map((each) => el("li", {}, statementLink(each), remark(articleMeta(articles[each.article]) || articles[each.article].file))))) : []),
  ];
}

function statementLink(statement) {
  const label = `${speakerName(statement) || "nobody named"}: ${shortened(wordsOf(statement), 90)}`;
  return el("a", { href: `#s=${statement.id}`, onclick: (event) => { event.preventDefault(); showStatement(statement); } }, label);
}

function copyLink(statement) {
  const link = `${location.href.split("#")[0]}#s=${statement.id}`;
  const done = () => say("Link copied");
  const failed = () => say(link);
  if (navigator.clipboard) navigator.clipboard.writeText(link).then(done, failed);
  else failed();
}
