// How one item of each kind looks. Text becomes text nodes, never markup: what a model or a row
// says can't be anything else.
"use strict";
const SVG = "http://www.w3.org/2000/svg";
const PALETTE = ["#e61919", "#1446ff", "#00aa28", "#c9a900", "#e61ec8", "#00a5b8", "#f07d00", "#7d3cc8", "#8a8a8a", "#5b3a1e"];
const MODELS = ["#2563eb", "#d97706", "#16a34a", "#db2777", "#7c3aed", "#0891b2", "#dc2626", "#65a30d"];

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
function svg(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
const colored = (made, color) => { made.style.backgroundColor = color; return made; };
const fixed = (value, digits) => (typeof value === "number" ? value.toFixed(digits) : "–");
const number = (value, digits = 2) => (typeof value === "number" ? String(+value.toFixed(digits)) : "–");

function pictureOf(at, alt, caption) {
  if (at === undefined) return null;
  const url = DATA.pictures[at];
  if (!url) return el("div", { class: "no-picture" }, alt + " left out");
  const image = el("img", { src: url, alt, loading: "lazy" });
  image.addEventListener("load", () => { if (image.naturalWidth < 160) image.classList.add("pixels"); });
  return el("figure", {}, image, caption ? el("figcaption", {}, caption) : null);
}

function card(item) {
  const pictures = el("div", { class: "pictures" });
  const regions = Array.from({ length: item.regions || 0 }, (_, k) => el("span", {}, colored(el("span", { class: "dot" }), PALETTE[k % PALETTE.length]), `Region [${k}] `));
  for (const made of [pictureOf(item.picture, "the picture", regions.length && !item.nodes ? el("span", {}, ...regions) : null), pictureOf(item.depth, "its depth", "depth: near is bright")]) if (made) pictures.append(made);
  const head = el("div", { class: "head" },
    item.verdict ? el("span", { class: "badge " + item.verdict }, item.verdict) : null,
    item.decision ? el("span", { class: "badge " + (item.decision === "accept" ? "right" : "wrong") }, "pair " + item.decision + "ed") : null,
    item.error ? el("span", { class: "badge error" }, "error") : null,
    item.source ? el("span", {}, item.source) : null,
    item.category ? el("span", {}, item.category) : null,
    el("span", { class: "id" }, item.id));
  const body = el("div", { class: "body" }, head,
    item.question ? el("p", { class: "question" }, item.question) : null,
    item.answer ? el("p", { class: "answer" }, "true answer: " + item.answer) : null,
    item.error ? el("p", { class: "text" }, item.error) : null);
  if (item.nodes) showTree(item, body);
  else if (item.chosen) showPair(item, body);
  else if (item.pieces) showAnswer(item, body);
  else showScene(item, body);
  return el("article", { class: "card", tabindex: "-1" }, pictures.childElementCount ? pictures : el("div"), body);
}

function bars(values, most, title) {
  const grid = el("div", { class: "bars", role: "img", "aria-label": title });
  for (const [name, value] of Object.entries(values)) {
    const known = typeof value === "number";
    const fill = el("div", { class: "fill" + (known && value < 0 ? " minus" : "") });
    fill.style.width = (known ? Math.min(100, (100 * Math.abs(value)) / most) : 0) + "%";
    grid.append(el("span", {}, name), el("div", { class: "track" }, fill), el("span", {}, known ? number(value) : "not judged"));
  }
  return el("div", { class: "part" }, el("h3", {}, title), grid);
}

function showAnswer(item, body) {
  const text = el("div", { class: "text" }), detail = el("div", { class: "note detail", "aria-live": "polite" });
  for (const [piece, inside] of item.pieces) {
    if (!inside.length) { text.append(piece); continue; }
    const said = inside.map((k) => item.statements[k]);
    const known = said.map((one) => one.r).filter((r) => typeof r === "number");
    const least = known.length ? Math.min(...known) : null;
    const kind = least === null ? "unknown" : least >= 0.9 ? "good" : least >= 0.5 ? "mid" : "bad";
    const title = said.map((one) => `“${one.quote}” (${one.text}): r ${number(one.r)} · W_u, how surely it is said, ${number(one.w_u)} · W_c, whether it was asked for, ${number(one.w_c)}`).join("\n");
    const mark = el("mark", { class: kind, title, tabindex: "0" }, piece);
    for (const event of ["mouseenter", "focus", "click"]) mark.addEventListener(event, () => { detail.textContent = title; });
    text.append(mark);
  }
  body.append(text);
  if (item.statements) body.append(detail);
  if (item.reason || item.told) {
    const told = Object.entries(item.told || {}).map(([key, value]) => `${key}: ${value}`);
    body.append(el("p", { class: "note" }, [item.reason, ...told].filter(Boolean).join(" · ")));
  }
  const columns = el("div", { class: "columns" });
  if (item.scores) columns.append(bars(split(item.scores, ["desc", "reason", "total"], false), 4, "rewards, weighted, of 4"), bars(split(item.scores, ["desc", "reason"], true), 8, `by segment, of 8 (total ${number(item.scores.total)} of 16)`));
  if (item.marks) columns.append(bars(item.marks, 1, "marks, of 1" + (item.judge ? ", by " + item.judge.replace(/:$/, "") : "")));
  if (columns.childElementCount) body.append(columns);
}
const SCORES = { vc: "visual (vc)", sp_desc: "spatial, description", lc: "logical (lc)", sp_reason: "spatial, reasoning", desc: "description", reason: "reasoning" };
const statementLegend = () => el("div", { class: "legend" }, "statements:", el("mark", { class: "good" }, "right, r ≥ 0.9"), el("mark", { class: "mid" }, "nearly, r ≥ 0.5"), el("mark", { class: "bad" }, "wrong"), el("mark", { class: "unknown" }, "can't be judged"), "no colour: no statement about space");
const pairLegend = () => el("div", { class: "legend" }, el("mark", { class: "only" }, "differs from the other, word by word"));
function split(values, names, wanted) {
  return Object.fromEntries(Object.entries(values).filter(([key]) => names.includes(key) === wanted).map(([key, value]) => [SCORES[key] || key, value]));
}

function showPair(item, body) {
  const side = (title, pieces, scores) => {
    const text = el("div", { class: "text" });
    for (const [piece, only] of pieces) text.append(only ? el("mark", { class: "only" }, piece) : piece);
    const said = scores ? Object.entries(scores).map(([key, value]) => `${SCORES[key] || key} ${number(value)}`).join(" · ") : "";
    return el("section", {}, el("h3", {}, title + (said ? ` (${said})` : "")), text);
  };
  const scores = item.scores || {};
  body.append(el("div", { class: "sides" }, side("chosen", item.chosen, scores.chosen), side("rejected", item.rejected || [], scores.rejected)));
  if (item.margins) body.append(bars(split(item.margins, ["desc", "reason"], true), 8, "chosen over rejected by segment, of 8"));
  const decide = (what) => el("button", { "aria-pressed": String(item.decision === what), onclick: () => decideOn(item, what) }, what === "accept" ? "accept the pair (a)" : "reject the pair (r)");
  body.append(el("div", { class: "head buttons" }, decide("accept"), decide("reject")));
}

function showScene(item, body) {
  if (!item.objects) return;
  const metric = item.metric !== false;
  const rows = item.objects.map((one) => el("tr", {},
    el("td", {}, one.region === null || one.region === undefined ? null : colored(el("span", { class: "dot" }), PALETTE[one.region % PALETTE.length]),
      [one.color, one.name].filter(Boolean).join(" ") + (typeof one.region === "number" ? ` · Region [${one.region}]` : "")),
    el("td", { class: "number" }, one.size ? one.size.map((v) => v.toFixed(2)).join(" × ") : "–"),
    el("td", { class: "number" }, fixed(one.nearest, 2)), el("td", { class: "number" }, fixed(one.sigma, 3)),
    el("td", { class: "number" }, number(one.points, 0))));
  const table = el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, "object"),
    ...["width × height × depth" + (metric ? ", m" : ""), "from the camera" + (metric ? ", m" : ""), "σ of that, m", "points measured"].map((title) => el("th", { class: "number" }, title)))), el("tbody", {}, ...rows)));
  const columns = el("div", { class: "columns" });
  const map = mapOf(item);
  if (map) columns.append(el("figure", {}, map, el("figcaption", {}, "seen from above, camera at the bottom" + "; labels that would overlap are left out")));
  if (item.facts) columns.append(el("details", { open: item.facts.length < 13 }, el("summary", {}, `${item.facts.length} facts`), el("ul", { class: "facts" }, ...item.facts.map((fact) => el("li", {}, fact)))));
  body.append(table, columns);
}

function mapOf(item) {
  const placed = item.objects.filter((one) => Array.isArray(one.center) && Array.isArray(one.size));
  if (!placed.length) return null;
  const far = Math.max(...placed.map((one) => one.center[2] + one.size[2] / 2)) * 1.08;
  const wide = Math.max(...placed.map((one) => Math.abs(one.center[0]) + one.size[0] / 2)) * 1.15;
  if (!(far > 0) || !isFinite(far) || !isFinite(wide)) return null;
  const scale = Math.min(240 / (2 * wide), 230 / far), width = 260, height = far * scale + 24;
  const x = (v) => width / 2 + v * scale, y = (v) => height - 14 - v * scale;
  const metric = item.metric !== false;
  const made = svg("svg", { class: "map", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "map from above" });
  if (far < 60) for (let k = 1; k < far; k++) made.append(svg("line", { x1: 0, x2: width, y1: y(k), y2: y(k), stroke: "currentColor", "stroke-opacity": 0.12 }), ...(far < 12 || k % 5 === 0 ? [svg("text", { x: 3, y: y(k) - 2, "fill-opacity": 0.6 }, metric ? `${k} m` : k)] : []));
  if (item.spread) for (const sign of [-1, 1]) made.append(svg("line", { x1: x(0), y1: y(0), x2: x(sign * item.spread * far), y2: y(far), stroke: "currentColor", "stroke-opacity": 0.35, "stroke-dasharray": "4 3" }));
  made.append(svg("path", { d: `M${x(0) - 6},${y(0) + 10} L${x(0) + 6},${y(0) + 10} L${x(0)},${y(0)} Z`, fill: "currentColor" }));
  const labels = []; // one that would lie on another is left out: regions come first
  for (const one of [...placed].sort((a, b) => (typeof b.region === "number") - (typeof a.region === "number"))) {
    const color = typeof one.region === "number" ? PALETTE[one.region % PALETTE.length] : "#8a94a0";
    const [w, d] = [Math.max(3, one.size[0] * scale), Math.max(3, one.size[2] * scale)];
    made.append(svg("rect", { x: x(one.center[0]) - w / 2, y: y(one.center[2]) - d / 2, width: w, height: d, rx: 2, fill: color, "fill-opacity": 0.35, stroke: color }));
    const label = (typeof one.region === "number" ? `[${one.region}] ` : "") + [...[one.color, one.name].filter(Boolean).join(" ")].slice(0, 18).join("");
    const [at, up, half] = [x(one.center[0]), y(one.center[2]) + 3, label.length * 2.7];
    if (labels.some(([a, u, h]) => Math.abs(a - at) < h + half && Math.abs(u - up) < 9)) continue;
    labels.push([at, up, half]);
    made.append(svg("text", { x: at, y: up, "text-anchor": "middle" }, label));
  }
  return made;
}

function showTree(item, body) {
  const children = new Map(), wins = new Set(item.path);
  for (const node of item.nodes) children.set(node[1], [...(children.get(node[1]) || []), node]);
  body.append(el("p", { class: "note" }, `${item.nodes.length} nodes · ${item.answers} answers · ${number(item.expansions, 0)} expansions · stopped by ${item.stop}` + (item.best === undefined ? "" : ` · best answer: mean reward ${number(item.best)} of its sections`)));
  body.append(el("div", { class: "legend" }, ...(item.models || []).map((model, k) => el("span", {}, colored(el("span", { class: "dot" }), MODELS[k % MODELS.length]), model))));
  body.append(el("p", { class: "note" }, "reward: what judges said of a section · visits, value: of the search · ★ the path of the best answer · struck out: pruned · click a section for its text"));
  const root = el("div", { class: "tree" });
  const list = (id, isOpen) => el("ul", {}, ...(children.get(id) || []).map((node) => branch(node, isOpen)));
  const branch = (node, isOpen) => {
    const [id, , model, section, text, visits, value, reward, pruned, ratings] = node;
    const has = (children.get(id) || []).length, item = el("li");
    const fold = el("button", { class: "fold", "aria-expanded": "false", "aria-label": "unfold", disabled: !has }, has ? "▸" : "·");
    let under = null;
    const unfold = (open) => {
      if (!has) return;
      if (open && !under) item.append((under = list(id, isOpen)));
      if (under) under.hidden = !open;
      fold.textContent = open ? "▾" : "▸";
      fold.setAttribute("aria-expanded", String(open));
    };
    fold.addEventListener("click", () => unfold(fold.getAttribute("aria-expanded") !== "true"));
    const said = el("div", { class: "said text", hidden: true }, text,
      ...Object.entries(ratings || {}).map(([judge, [v, s, l]]) => el("div", { class: "note" }, `${judge.replace(/:$/, "")}: visual ${number(v)}, spatial ${number(s)}, logical ${number(l)}`)));
    const open = el("button", { class: "open", "aria-expanded": "false" }, model >= 0 ? colored(el("span", { class: "dot" }), MODELS[model % MODELS.length]) : "", id === 0 ? "question" : section.replace("_", " "));
    open.addEventListener("click", () => { said.hidden = !said.hidden; open.setAttribute("aria-expanded", String(!said.hidden)); });
    const values = [`visits ${visits}`, visits ? `value ${number(value)}` : "", typeof reward === "number" ? `reward ${number(reward)}` : "", pruned ? "pruned" : ""].filter(Boolean).join(" · ");
    item.append(el("div", { class: "node" + (wins.has(id) ? " win" : "") + (pruned ? " pruned" : "") }, fold, open, el("span", { class: "values" }, values), el("span", { class: "start" }, [...text].slice(0, 90).join(""))), said);
    if (isOpen(id)) unfold(true);
    return item;
  };
  const draw = (isOpen) => root.replaceChildren(list(null, isOpen));
  const way = (id) => id === 0 || wins.has(id);
  body.append(el("div", { class: "head" },
    el("button", { onclick: () => draw(way) }, "best path ★"), el("button", { class: "unfold", onclick: () => draw(() => true) }, "unfold all"), el("button", { onclick: () => draw(() => false) }, "fold")), root);
  draw(way);
}

function showDocument(item) {
  const made = el("article", { class: "card" }), body = el("div", { class: "body wide" });
  if (item.title) body.append(el("p", { class: "question" }, item.title));
  const charts = el("div", { class: "charts" });
  for (const [name, url] of Object.entries(item.charts || {})) charts.append(el("img", { class: name, src: url, alt: name }));
  body.append(charts);
  for (const table of item.tables || []) body.append(el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, ...table.columns.map((name) => el("th", {}, name)))),
    el("tbody", {}, ...table.rows.map((cells) => el("tr", {}, ...cells.map((cell, k) => el("td", { class: k ? "cell" : null }, cell))))))));
  for (const note of item.notes || []) body.append(el("p", { class: "note" }, note));
  made.append(body);
  return made;
}
