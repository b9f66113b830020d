// An article with its statements in place: source, cue and content of each, and the words searched for.

const ROLES = ["source", "cue", "content"];

function renderArticle() {
  const article = articles[state.article];
  if (!article) {
    byId("read").replaceChildren(el("p", { class: "empty" }, "There is no article. Put some into seeds/, run `onrecord run`, then `onrecord review`."));
    return;
  }
  const data = articleData(state.article);
  const marks = marksOf(ofArticle[state.article], data);
  byId("read").replaceChildren(
    articleHead(article, data), legend(),
    el("div", { class: "body" }, blocksOf(data).map((block) => renderBlock(block, data.text, marks))),
    printedNotes());
  markCurrent();
}

function articleHead(article, data) {
  const published = article.published ? `${article.published}${article.published_basis === "metadata" ? "" : " (as the article says)"}` : "no date";
  const facts = [article.outlet, article.author, published].filter(Boolean).join(" · ");
  const address = /^https?:\/\//i.test(article.url || "") ? el("a", { href: article.url, rel: "noreferrer noopener", target: "_blank" }, article.url) : article.url;
  const hasTitle = data.blocks.some(([, , kind]) => kind === "title");
  const copies = articles.filter((other) => other.article_cluster_id === article.article_cluster_id && other !== article);
  return el("header", { class: "head" },
    el("h2", { class: hasTitle ? "unseen" : null }, articleTitle(article)),
    el("p", { class: "facts" }, facts),
    article.title || address ? el("p", { class: "facts" }, article.title ? el("span", { class: "file" }, article.file) : "", article.title && address ? " · " : "", address) : null,
    copies.length ? el("p", { class: "facts" }, "Nearly the same text: ", copies.flatMap((other, number) => [
      number ? ", " : "", button(articleMeta(other) || other.file, () => showArticle(articles.indexOf(other)), { class: "link" })])) : null,
    button("Add the selected words as a statement", addSelected, { id: "add-selected", class: "quiet", hidden: true }));
}

function legend() {
  return el("div", { class: "legend", role: "group", "aria-label": "Legend" }, ROLES.map((role) => el("span", { class: `mark ${role}` }, role)), el("span", { class: "boilerplate" }, "boilerplate"));
}

// The blocks with what stands before each on its line, such as the mark of a list.
function blocksOf({ text, blocks }) {
  let last = 0;
  return blocks.map(([start, end, kind]) => {
    const lead = text.slice(last, start);
    const from = start - lead.length + lead.search(/[^\s]|$/);
    last = end;
    return { start: from, end, kind };
  });
}

function marksOf(listed, { text, statements: details }) {
  const marks = [];
  for (const statement of listed) {
    const detail = details[statement.place];
    const spans = { source: [detail.source], cue: [detail.cue], content: detail.content };
    const size = detail.content.reduce((sum, [start, end]) => sum + end - start, 0);
    for (const role of ROLES) for (const span of spans[role]) if (span) marks.push({ start: span[0], end: span[1], role, statement, size });
    marks.push({ start: detail.content[0][0], end: detail.content[0][0], role: "number", statement, size });
  }
  for (const pattern of patternsOf(state.filters.query)) {
    for (const hit of text.matchAll(new RegExp(pattern.source, "giu"))) if (hit[0]) marks.push({ start: hit.index, end: hit.index + hit[0].length, role: "hit" });
  }
  return marks;
}

function renderBlock({ start, end, kind }, text, marks) {
  const inside = marks.filter((mark) => mark.start < end && mark.end > start || (mark.role === "number" && mark.start >= start && mark.start < end));
  const cuts = new Set([start, end]);
  for (const mark of inside) for (const place of [mark.start, mark.end]) if (place > start && place < end) cuts.add(place);
  const places = [...cuts].sort((a, b) => a - b);
  const node = el({ title: "h2", heading: "h3" }[kind] || "p", { class: kind });
  for (let at = 0; at < places.length - 1; at += 1) {
    node.append(...numbersAt(places[at], inside), renderSegment(places[at], places[at + 1], text, inside));
  }
  return node;
}

function numbersAt(place, marks) {
  return marks.filter((mark) => mark.role === "number" && mark.start === place).map(({ statement }) => el("a", {
    class: `number${matching.has(statement) ? "" : " dim"}${statement.review ? " doubtful" : ""}`,
    href: `#s=${statement.id}`,
    "data-number": statement.number,
    "aria-label": `Statement ${statement.place + 1}, ${speakerName(statement) || "no speaker"}`,
    onclick: (event) => { event.preventDefault(); showStatement(statement, { scroll: false }); },
  }, String(statement.place + 1)));
}

// A stretch of text over which nothing changes; where statements are nested, a click picks the innermost.
function renderSegment(start, end, text, marks) {
  const words = text.slice(start, end);
  const over = marks.filter((mark) => mark.role !== "number" && mark.start <= start && mark.end >= end);
  if (!over.length) return document.createTextNode(words);
  const owned = over.filter((mark) => mark.statement).sort((a, b) => a.size - b.size);
  const roles = new Set(over.map((mark) => mark.role));
  if (owned.length) for (const role of ROLES) if (role !== owned[0].role && role !== "content") roles.delete(role);
  const isDim = owned.length && !owned.some((mark) => matching.has(mark.statement));
  return el(roles.has("hit") ? "mark" : "span", {
    class: ["mark", ...roles, isDim ? "dim" : ""].join(" ").trim(),
    "data-statements": owned.length ? ` ${owned.map((mark) => mark.statement.number).join(" ")} ` : null,
    onclick: owned.length ? () => { if (getSelection().isCollapsed) showStatement(owned[0].statement, { scroll: false }); } : null,
  }, words);
}

function markCurrent() {
  const number = state.statement?.number;
  for (const node of byId("read").querySelectorAll("[data-statements], [data-number]")) {
    const isCurrent = number !== undefined && (node.dataset.number === String(number) || (node.dataset.statements || "").includes(` ${number} `));
    node.classList.toggle("current", isCurrent);
    if (node.dataset.number && isCurrent) node.setAttribute("aria-current", "true");
    else node.removeAttribute("aria-current");
  }
}

function scrollToCurrent() {
  const node = byId("read").querySelector(".number.current") || byId("read").querySelector(".current");
  node?.scrollIntoView({ block: "center", behavior: "instant" });
}

// On paper there is no panel: the statements follow the article as notes.
function printedNotes() {
  return el("ol", { class: "notes" }, ofArticle[state.article].map((statement) => el("li", {},
    el("b", {}, speakerName(statement) || "nobody named"), [
      "", saidWords(detailOf(statement).said_on), statement.themes.map(themeLabel).join("; "),
      statement.stances.map(([target, label]) => `${label} ${targets[target]}`).join("; "), `confidence ${statement.confidence}`,
    ].filter((part, at) => part || !at).join(" · "))));
}
