// The side panel: a document with its clauses, one of them shown, quoted words marked in place.

import { loadDocument } from "./api.js";
import { characters, el } from "./dom.js";
import { panelClosed, panelOpened } from "./places.js";
import { VALIDITIES } from "./words.js";

const MOVED = "文件在回答之后已经更新，引用的原话不在原处。请重新提问。";

let panel = null;
let opener = null;
let wanted = 0;

// `spot` is {documentId, clause?, start?, end?, quote?, reading?}; start and end count characters of the stored
// text. To read a document the panel takes the whole width, with the outline beside the text.
export async function openPanel(spot) {
  const turn = ++wanted;
  opener = document.activeElement;
  const body = show(spot.reading, el("p", { class: "pa-loading", role: "status" }, "正在打开文件…"));
  try {
    const loaded = await loadDocument(spot.documentId);
    if (turn === wanted) fill(body, loaded, spot);
  } catch (error) {
    if (turn === wanted) body.replaceChildren(el("p", { class: "pa-error", role: "alert" }, error.message));
  }
}

export function closePanel() {
  if (!panel) return;
  wanted += 1;
  panel.remove();
  panel = null;
  panelClosed();
  document.body.classList.remove("pa-panel-open", "pa-reading");
  if (opener && opener.isConnected) opener.focus();
}

function show(reading, content) {
  if (!panel) {
    panel = el("div", { class: "pa-panel", role: "dialog", "aria-labelledby": "pa-panel-title", tabindex: "-1" });
    document.body.append(panel);
    document.body.classList.add("pa-panel-open");
    panelOpened(closePanel);
  }
  document.body.classList.toggle("pa-reading", Boolean(reading));
  const body = el("div", { class: "pa-panel-body", tabindex: "0", role: "region", "aria-label": "文件原文" }, content);
  panel.replaceChildren(
    el(
      "div",
      { class: "pa-panel-head" },
      el("h2", { id: "pa-panel-title" }, "文件原文"),
      el("button", { type: "button", class: "pa-close", "aria-label": "关闭文件原文", onclick: closePanel }, "✕"),
    ),
    body,
  );
  panel.focus({ preventScroll: true });
  return body;
}

function fill(body, loaded, wish) {
  const text = characters(loaded.text);
  const spot = standing(text, wish);
  const chosen = chosenClause(loaded.clauses, spot);
  panel.querySelector("h2").textContent = loaded.title;
  const clauses = loaded.clauses.map((clause) => clauseNode(text, clause, spot, clause === chosen));
  body.replaceChildren(
    spot.moved ? el("p", { class: "pa-error", role: "alert" }, MOVED) : "",
    factsNode(loaded),
    outlineNode(loaded.clauses, clauses, wish.reading) ?? "",
    el("div", { class: "pa-text" }, clauses),
  );
  const crumbs = chosen ? crumbsNode(chosen) : null;
  panel.querySelector(".pa-crumbs")?.remove();
  if (crumbs) panel.querySelector(".pa-panel-head").after(crumbs);
  const target = body.querySelector("mark") || (chosen && body.querySelector(".pa-clause.chosen"));
  if (target) target.scrollIntoView({ block: "center" });
}

// The document may have been replaced since the answer: other words must never be marked as the quoted ones.
function standing(text, spot) {
  if (spot.quote === undefined || text.slice(spot.start, spot.end).join("") === spot.quote) return spot;
  return { documentId: spot.documentId, moved: true };
}

function chosenClause(clauses, spot) {
  if (spot.clause) return clauses.find((clause) => clause.clause === spot.clause);
  if (spot.start === undefined) return undefined;
  return clauses.find((clause) => clause.start <= spot.start && spot.start < clause.end);
}

function factsNode(loaded) {
  const facts = [
    ["效力", VALIDITIES[loaded.validity].replace(/^效力/, "")],
    ["发文字号", loaded.doc_number],
    ["发布机关", loaded.issuer],
    ["成文日期", loaded.issued_on],
    ["发布日期", loaded.published_on],
    ["来源", (loaded.sources ?? [loaded.source]).join("；")],
  ].filter(([, value]) => value);
  return el(
    "dl",
    { class: "pa-facts" },
    facts.map(([name, value]) => el("div", { class: `fact-${loaded.validity}` }, el("dt", {}, name), el("dd", {}, value))),
  );
}

function crumbsNode(clause) {
  const steps = clause.headings.length ? clause.headings : [clause.label || "正文"];
  const items = steps.map((step) => el("li", {}, step.replace(/。$/, "")));
  return el("nav", { class: "pa-crumbs", "aria-label": "条款位置" }, el("ol", {}, items));
}

function outlineNode(clauses, nodes, reading) {
  const items = clauses
    .map((clause, index) => [clause, nodes[index]])
    .filter(([clause]) => clause.heading)
    .map(([clause, node]) =>
      el(
        "li",
        { class: `level-${Math.min(clause.clause.split("/").length, 4)}` },
        el("button", { type: "button", class: "pa-link", onclick: () => jump(node) }, clause.heading),
      ),
    );
  if (!items.length) return null;
  // Beside the text on a wide screen, folded above it on a narrow one.
  const open = reading && matchMedia("(min-width: 1000px)").matches;
  return el("details", { class: "pa-outline", open }, el("summary", {}, `目录（${items.length}）`), el("ul", {}, items));
}

function jump(node) {
  node.scrollIntoView({ block: "start" });
  node.focus({ preventScroll: true });
}

function clauseNode(text, clause, spot, chosen) {
  const node = el("div", {
    class: `pa-clause level-${Math.min(clause.clause.split("/").length, 4)}${chosen ? " chosen" : ""}`,
    "data-clause": clause.clause,
    tabindex: "-1",
  });
  const headingEnd = clause.heading && clause.text_start > clause.start ? clause.text_start : clause.start;
  const heading = marked(text, clause.start, headingEnd, spot);
  if (heading.some((part) => part.textContent?.trim() || String(part).trim())) {
    node.append(el("span", { class: "pa-clause-heading" }, heading));
  }
  node.append(...marked(text, headingEnd, clause.end, spot));
  return node;
}

// The characters from `start` to `end`, the part that the spot quotes as <mark>.
function marked(text, start, end, spot) {
  const slice = (from, to) => text.slice(from, to).join("");
  if (spot.start === undefined || spot.end <= start || spot.start >= end) return [slice(start, end)];
  const from = Math.max(start, spot.start);
  const to = Math.min(end, spot.end);
  return [slice(start, from), el("mark", {}, slice(from, to)), slice(to, end)];
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panel) closePanel();
});
