// The list of articles, with how many of their statements the filters let through.

function renderListing() {
  const counts = new Map();
  for (const statement of state.matches) counts.set(statement.article, (counts.get(statement.article) || 0) + 1);
  const isFiltered = state.matches.length !== statements.length;
  const withWords = new Set(isOnlySearch() ? state.texts : []);
  const shown = articles.map((_, number) => number)
    .filter((number) => !isFiltered || counts.has(number) || withWords.has(number));
  byId("articles-title").textContent = isFiltered ? `${plural(shown.length, "article")} found` : plural(shown.length, "article");
  fillInSteps(byId("articles"), shown, (number) => listed(number, counts.get(number) || 0));
  markListed();
}

function isOnlySearch() {
  const { query, ...others } = state.filters;
  return Boolean(query) && Object.entries(others).every(([name, value]) => value === NO_FILTERS[name]);
}

function listed(number, count) {
  const article = articles[number];
  return el("li", {}, button([
    el("span", { class: "title" }, articleTitle(article)),
    el("span", { class: "meta" }, articleMeta(article) || article.file),
    el("span", { class: "count", title: plural(count, "statement") }, count ? String(count) : "text"),
  ], () => openListed(number), { "data-article": number }));
}

function openListed(number) {
  if (state.view !== "read") showView("read");
  showArticle(number);
}

function markListed() {
  for (const node of byId("articles").querySelectorAll("button[data-article]")) {
    const isCurrent = Number(node.dataset.article) === state.article;
    if (isCurrent) node.setAttribute("aria-current", "true");
    else node.removeAttribute("aria-current");
    if (isCurrent) node.scrollIntoView({ block: "nearest" });
  }
}
