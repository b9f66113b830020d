// What is looked at: the view, the article, the statement, and which statements the filters let through.

const NO_FILTERS = {
  query: "", speaker: "", theme: "", stance: "", target: "", type: "", kind: "",
  from: "", to: "", confidence: 0, review: false, unique: false, picked: null,
};
const state = { view: "read", article: 0, statement: null, filters: { ...NO_FILTERS }, matches: statements, texts: [] };
let matching = new Set(statements);

function applyFilters() {
  state.matches = findMatches();
  matching = new Set(state.matches);
  state.texts = findTexts();
  renderCounts();
  renderPicked();
  renderListing();
  if (state.view === "charts") renderCharts();
  else if (state.matches.length && !state.matches.some((each) => each.article === state.article)) {
    showArticle(state.matches[0].article);
  } else renderArticle();
}

function showArticle(number) {
  state.article = number;
  if (state.statement && state.statement.article !== number) state.statement = null;
  renderArticle();
  markListed();
  renderPanel();
  byId("text").scrollTop = 0;
}

function showStatement(statement, { scroll = true } = {}) {
  if (state.view !== "read") showView("read");
  state.statement = statement;
  history.replaceState(null, "", `#s=${statement.id}`);
  if (state.article !== statement.article || !byId("read").firstChild) {
    state.article = statement.article;
    renderArticle();
    markListed();
  }
  markCurrent();
  renderPanel();
  if (scroll) scrollToCurrent();
}

function showView(view) {
  state.view = view;
  for (const name of ["read", "charts"]) {
    byId(name).hidden = name !== view;
    byId(`view-${name}`).setAttribute("aria-pressed", String(name === view));
  }
  document.body.classList.toggle("in-charts", view === "charts");
  byId("text").scrollTop = 0;
  if (view === "charts") renderCharts();
  else renderArticle();
}

// The next statement, by steps of 1 or -1, that the filters let through and that fulfils a condition.
function step(by, condition = () => true) {
  const { matches, statement } = state;
  let at = statement ? matches.indexOf(statement) : -1;
  if (at < 0) at = nearestBefore(by);
  for (let next = at + by; next >= 0 && next < matches.length; next += by) {
    if (condition(matches[next])) return showStatement(matches[next]);
  }
  return say(by > 0 ? "No further statement" : "No earlier statement");
}

function nearestBefore(by) {
  const number = state.statement ? state.statement.number : statements.findIndex((each) => each.article >= state.article);
  const after = state.matches.findIndex((each) => each.number >= number);
  if (after < 0) return by > 0 ? state.matches.length - 1 : state.matches.length;
  return by > 0 ? after - 1 : after;
}

function openHash() {
  const found = statementById.get(decodeURIComponent(location.hash.slice(3)));
  if (location.hash.startsWith("#s=") && found) showStatement(found);
  else if (location.hash.startsWith("#s=")) say("The statement of this link is not on this page.");
}

function say(message) {
  byId("counts").textContent = message;
}

function renderCounts() {
  const count = new Set(state.matches.map((each) => each.article)).size;
  const all = state.matches.length === statements.length ? "" : ` of ${statements.length.toLocaleString("en")}`;
  say(`${state.matches.length.toLocaleString("en")}${all} ${statements.length === 1 ? "statement" : "statements"} in ${plural(count, "article")}`);
}
