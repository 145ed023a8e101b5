// Tabs, filters, sorting, keys and decisions; show.js draws the items.
const DATA = JSON.parse(document.getElementById("data").textContent);
const CHUNK = 30; // items that are drawn at a time, as the reader scrolls
const main = document.getElementById("main");
const decisions = new Map(); // by section and id, for the export
const state = { section: 0, filters: {}, sort: "", down: true, words: "", here: -1, shown: [], drawn: 0 };
const FILTERS = ["verdict", "category", "source", "kind"];
const SORTS = {
  total: (item) => item.scores && item.scores.total, description: (item) => item.scores && item.scores.desc,
  reasoning: (item) => item.scores && item.scores.reason, visual: (item) => item.scores && item.scores.vc,
  logical: (item) => item.scores && item.scores.lc, "margin in description": (item) => item.margins && item.margins.desc,
  "margin in reasoning": (item) => item.margins && item.margins.reason, "best reward": (item) => item.best, nodes: (item) => item.nodes && item.nodes.length,
};
const section = () => DATA.sections[state.section];
const words = (item) => item.words || (item.words = JSON.stringify([item.id, item.question, item.answer, item.pieces, item.chosen, item.rejected, item.facts, item.source]).toLowerCase());

function drawTabs() {
  document.getElementById("tabs").replaceChildren(...DATA.sections.map((one, k) =>
    el("button", { "aria-current": String(k === state.section), onclick: () => openSection(k) }, one.kind === "document" ? one.name : `${one.name} · ${one.more ? "first " : ""}${one.items.length} ${one.items.length === 1 ? one.label.slice(0, -1) : one.label}`)));
  document.querySelector("nav button[aria-current=true]").scrollIntoView({ inline: "center", block: "nearest" });
}
function openSection(k) {
  Object.assign(state, { section: k, filters: {}, sort: "", words: "", here: -1 });
  drawTabs();
  drawFilters();
  drawList();
  scrollTo(0, 0);
}

function choice(name, values, chosen, act) {
  const made = el("select", { id: "choose-" + name.replaceAll(" ", "-") }, el("option", { value: "" }, name === "sort" ? "as they come" : "all"), ...values.map((value) => el("option", { value }, value)));
  made.value = chosen || "";
  made.addEventListener("change", () => { act(made.value); drawList(); });
  return el("label", {}, name, made);
}
function drawFilters() {
  const place = document.getElementById("filters"), items = section().items;
  place.replaceChildren();
  place.hidden = section().kind === "document";
  for (const name of FILTERS) {
    const values = [...new Set(items.map((item) => item[name]).filter(Boolean))].sort();
    if (values.length > 1) place.append(choice(name, values, state.filters[name], (value) => { state.filters[name] = value; }));
  }
  const sorts = Object.keys(SORTS).filter((name) => items.some((item) => typeof SORTS[name](item) === "number"));
  if (sorts.length) place.append(choice("sort", sorts, state.sort, (value) => { state.sort = value; }),
    el("button", { id: "turn", title: "turn the order", onclick: () => { state.down = !state.down; drawList(); } }, "⇅"));
  const search = el("input", { id: "search", type: "search", placeholder: "search (/)", size: 14, "aria-label": "search" });
  search.addEventListener("input", () => { state.words = search.value.toLowerCase(); drawList(); });
  place.append(search);
  if (section().kind === "pair") place.append(el("button", { id: "export", onclick: exportDecisions }, "export decisions (e)"));
  if (items.some((item) => item.statements)) place.append(statementLegend());
  if (section().kind === "pair") place.append(pairLegend());
  place.append(el("span", { id: "count", role: "status" }));
}

function drawList() {
  const { items, kind, notes } = section();
  state.shown = items.filter((item) => FILTERS.every((name) => !state.filters[name] || item[name] === state.filters[name]) && (!state.words || words(item).includes(state.words)));
  if (state.sort) {
    const value = SORTS[state.sort], sign = state.down ? -1 : 1;
    const known = (item) => (typeof value(item) === "number" ? 0 : 1); // what has none comes last, whichever way
    state.shown = [...state.shown].sort((a, b) => known(a) - known(b) || (known(a) ? 0 : sign * (value(a) - value(b))));
  }
  state.here = -1;
  state.drawn = 0;
  main.replaceChildren(...(notes || []).map((note) => el("p", { class: "note" }, note)));
  if (kind === "document") { main.append(...items.map(showDocument)); return; }
  const end = el("p", { class: "note", id: "end" });
  main.append(end);
  drawMore();
  drawCount();
}
function drawCount() {
  const decided = section().items.filter((item) => item.decision).length;
  document.getElementById("count").textContent = `${state.shown.length} of ${section().items.length}` + (decided ? `, ${decided} decided` : "");
}
function drawMore() {
  const end = document.getElementById("end");
  if (!end) return;
  const next = state.shown.slice(state.drawn, state.drawn + CHUNK).map(card);
  end.before(...next);
  state.drawn += next.length;
  end.textContent = state.drawn < state.shown.length ? "…" : state.shown.length ? "" : "nothing here is like that";
}
const near = () => { const end = document.getElementById("end"); if (end && state.drawn < state.shown.length && end.getBoundingClientRect().top < innerHeight * 2) drawMore(); };
addEventListener("scroll", near, { passive: true });

const cards = () => main.querySelectorAll("article.card");
function go(k) {
  if (k >= state.drawn) drawMore();
  const all = cards();
  if (!all.length) return;
  if (all[state.here]) all[state.here].classList.remove("here");
  state.here = Math.max(0, Math.min(k, all.length - 1));
  all[state.here].classList.add("here");
  all[state.here].focus({ preventScroll: true });
  const header = document.querySelector("header");
  const under = getComputedStyle(header).position === "sticky" ? header.offsetHeight : 0;
  scrollBy(0, all[state.here].getBoundingClientRect().top - under - 10);
}
function decideOn(item, what) {
  item.decision = item.decision === what ? undefined : what;
  decisions.set(`${state.section} ${item.id}`, { id: item.id, task: item.task, decision: item.decision, file: section().name });
  const k = state.shown.indexOf(item);
  cards()[k].replaceWith(card(item));
  drawCount();
  go(k);
}
function exportDecisions() {
  const lines = [...decisions.values()].filter((one) => one.decision).map((one) => JSON.stringify(one) + "\n");
  const link = el("a", { href: URL.createObjectURL(new Blob(lines, { type: "application/jsonl" })), download: "decisions.jsonl" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const KEYS = [["j / k", "next, previous"], ["a / r", "accept, reject a pair (again: neither)"], ["e", "export the decisions as JSONL"], ["u", "unfold a tree"], ["/", "search"], ["1 – 9", "inputs"], ["?", "this"],
  ["r", "of a statement: how right it is, 0 to 1"], ["W_u", "its weight by how surely it is said"], ["W_c", "its weight by whether the question asks for it"]];
function help() {
  const box = document.getElementById("help");
  box.replaceChildren(el("table", {}, el("tbody", {}, ...KEYS.map(([keys, what]) => el("tr", {}, el("td", {}, el("kbd", {}, keys)), el("td", {}, what))))), el("button", { onclick: () => box.close() }, "close"));
  if (!box.open) box.showModal();
}
document.getElementById("help-button").addEventListener("click", help);
addEventListener("keydown", (event) => {
  const tag = event.target.tagName;
  if (event.key === "Escape" && tag === "INPUT") event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || tag === "INPUT" || tag === "SELECT" || document.getElementById("help").open) return;
  const item = state.shown[state.here];
  if (event.key === "j") go(state.here + 1);
  else if (event.key === "k") go(state.here - 1);
  else if ((event.key === "a" || event.key === "r") && section().kind === "pair" && item) decideOn(item, event.key === "a" ? "accept" : "reject");
  else if (event.key === "e" && section().kind === "pair") exportDecisions();
  else if (event.key === "u" && item && item.nodes) cards()[state.here].querySelector("button.unfold").click();
  else if (event.key === "/") { const search = document.getElementById("search"); if (search) { search.focus(); event.preventDefault(); } }
  else if (event.key === "?") help();
  else if (/^[1-9]$/.test(event.key) && DATA.sections[event.key - 1]) openSection(event.key - 1);
});
if (DATA.sections.length) openSection(0);
else main.append(el("p", { class: "note" }, "There are no rows."));
