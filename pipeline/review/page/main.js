// Begins: draws everything once and listens.

renderFilters();
renderCounts();
renderListing();
renderArticle();
renderPanel();
dropApplied();
isSaved = !pending.size;
openHash();
byId("view-read").addEventListener("click", () => showView("read"));
byId("view-charts").addEventListener("click", () => showView("charts"));
byId("show-help").addEventListener("click", openHelp);
byId("pending").addEventListener("click", openSaving);
addEventListener("hashchange", openHash);
addEventListener("keydown", onKey);
addEventListener("beforeunload", (event) => {
  if (!isSaved && pending.size) event.preventDefault();
});
document.addEventListener("selectionchange", () => {
  const add = byId("add-selected");
  const selection = getSelection();
  if (add) add.hidden = selection.isCollapsed || !byId("read").querySelector(".body")?.contains(selection.anchorNode);
});
