// The list: one row a task, open to its source, with what people changed shown beside what the document says.

import { el } from "./dom.js";
import { openEditor } from "./edits.js";
import { openPanel } from "./panel.js";
import { ROLES } from "./words.js";

const COLUMNS = ["任务", "责任单位", "时限", "指标", "依据条款"];
const EDITED = "人工修改";

export function listNode(checklist, tasks, edits, again) {
  const head = el("tr", {}, COLUMNS.map((name) => el("th", { scope: "col" }, name)));
  const rows = tasks.map((task) => rowNode(checklist, task, edits, again));
  return el("table", { class: "pa-table" }, el("thead", {}, head), el("tbody", {}, rows));
}

function rowNode(checklist, task, edits, again) {
  const number = checklist.tasks.indexOf(task) + 1;
  const edit = edits.of(task.id);
  const open = (event) => {
    // Words that were selected to be copied must not open the panel.
    if (event.target.closest(".pa-edit") || String(getSelection())) return;
    openPanel({ documentId: checklist.document_id, clause: task.clause, start: task.start, end: task.end, quote: task.quote });
  };
  const cell = (column, ...children) => el("td", { "data-label": COLUMNS[column] }, ...children);
  // The button serves the keyboard; its click reaches the row, so the row alone listens.
  const source = el("button", { type: "button", class: "pa-source", "aria-label": `任务 ${number} 的依据：${task.label}` }, task.label);
  return el(
    "tr",
    { onclick: open, class: edit ? "pa-edited" : null },
    cell(0, el("strong", {}, `${number}. ${task.action}`), softMark(task), detailNode(task), edit?.note ? noteNode(edit.note) : null),
    cell(1, edit?.owner ? changedNode(edit.owner, ownersText(task)) : ownersNode(task)),
    cell(2, edit?.due ? changedNode(edit.due, deadlineText(task.deadline)) : deadlineNode(task.deadline)),
    cell(3, task.indicator ? task.indicator.raw : "—"),
    cell(4, source, also(task), editButton(checklist, task, number, edits, again)),
  );
}

function softMark(task) {
  return task.strength === "soft" ? el("span", { class: "pa-tag" }, "柔性") : null;
}

function detailNode(task) {
  return task.detail && task.detail !== task.action ? el("p", {}, task.detail) : null;
}

function noteNode(note) {
  return el("p", { class: "pa-by-hand" }, el("span", { class: "pa-hand" }, "人工备注"), note);
}

// What a person set, marked as such, over what the document says.
function changedNode(value, original) {
  return el(
    "div",
    { class: "pa-by-hand" },
    el("span", { class: "pa-hand" }, EDITED),
    value,
    el("small", {}, `原文：${original || "文中未明确"}`),
  );
}

function editButton(checklist, task, number, edits, again) {
  const press = () => openEditor(task, number, edits, again);
  return el("button", { type: "button", class: "pa-edit", "aria-label": `修改任务 ${number}`, onclick: press }, "修改");
}

function also(task) {
  if (!task.also?.length) return null;
  return el("small", {}, `另见 ${task.also.map((place) => place.label).join("、")}`);
}

export function ownersText(task) {
  return task.owners.map((owner) => owner.name + (ROLES[owner.role] ? `（${ROLES[owner.role]}）` : "")).join("、");
}

function ownersNode(task) {
  if (!task.owners.length) return none();
  return task.owners.map((owner) => {
    const marks = [ROLES[owner.role], owner.found === "general" ? "通用" : "", owner.found === "table" ? "分工表" : ""];
    const words = marks.filter(Boolean).join("，");
    return el("div", {}, owner.name, words ? `（${words}）` : "");
  });
}

export function deadlineText(deadline) {
  if (!deadline.raw) return "";
  return deadline.due && deadline.due !== deadline.raw ? `${deadline.raw}（${deadline.due}）` : deadline.raw;
}

function deadlineNode(deadline) {
  const words = deadlineText(deadline);
  if (!words) return none();
  return deadline.note ? [words, el("small", {}, deadline.note)] : words;
}

function none() {
  return el("span", { class: "pa-none" }, "文中未明确");
}
