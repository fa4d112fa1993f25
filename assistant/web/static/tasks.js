// 任务清单: the duties of one document as a table, each row open to its source.

import { address, getJson } from "./api.js";
import { el } from "./dom.js";
import { openPanel } from "./panel.js";
import { FORMATS, REASONS, ROLES } from "./words.js";

const COLUMNS = ["任务", "责任单位", "时限", "指标", "依据条款"];

export async function mountTasks(view) {
  const page = {
    documents: view.querySelector("#pa-task-document"),
    owners: view.querySelector("#pa-task-owner"),
    downloads: view.querySelector(".pa-downloads"),
    summary: view.querySelector(".pa-summary"),
    tasks: view.querySelector(".pa-tasks"),
    leftOut: view.querySelector(".pa-leftout"),
    wanted: 0,
  };
  page.documents.addEventListener("change", () => load(page, true));
  page.owners.addEventListener("change", () => load(page, false));
  try {
    const { documents } = await getJson("documents");
    page.documents.append(...documents.map((each) => el("option", { value: each.id }, each.title)));
    if (documents.length) await load(page, true);
    else page.summary.textContent = "文库中还没有文件。";
  } catch (error) {
    page.summary.textContent = error.message;
  }
}

function query(page, format) {
  const fields = new URLSearchParams({ document: page.documents.value, format });
  if (page.owners.value) fields.set("owner", page.owners.value);
  return `checklists?${fields}`;
}

async function load(page, afresh) {
  const turn = ++page.wanted;
  if (afresh) page.owners.replaceChildren(el("option", { value: "" }, "全部"));
  page.summary.textContent = "正在整理任务…";
  try {
    const checklist = await getJson(query(page, "json"));
    if (turn === page.wanted) show(page, checklist, afresh);
  } catch (error) {
    if (turn !== page.wanted) return;
    page.tasks.replaceChildren();
    page.downloads.replaceChildren();
    page.leftOut.hidden = true;
    page.summary.textContent = error.message;
  }
}

function show(page, checklist, afresh) {
  if (afresh) page.owners.append(...ownerNames(checklist).map((name) => el("option", { value: name }, name)));
  const { sentences, task_sentences: found } = checklist.coverage;
  page.summary.textContent =
    `共 ${checklist.tasks.length} 项任务；全文 ${sentences} 句，其中 ${found} 句为任务。` +
    (checklist.start ? `起算日期 ${checklist.start}。` : "");
  page.downloads.replaceChildren(
    ...FORMATS.map(([format, name]) =>
      el("a", { class: "pa-button", href: address(query(page, format)), download: true }, `下载 ${name}`),
    ),
  );
  const rows = checklist.tasks.map((task, index) => rowNode(checklist, task, index + 1));
  page.tasks.replaceChildren(rows.length ? tableNode(rows) : el("p", { class: "pa-empty" }, "没有找到任务。"));
  showLeftOut(page.leftOut, checklist);
}

function ownerNames(checklist) {
  const names = checklist.tasks.flatMap((task) => task.owners.map((owner) => owner.name));
  return [...new Set(names)].sort((one, other) => one.localeCompare(other, "zh"));
}

function tableNode(rows) {
  const head = el("tr", {}, COLUMNS.map((name) => el("th", { scope: "col" }, name)));
  return el("table", { class: "pa-table" }, el("thead", {}, head), el("tbody", {}, rows));
}

function rowNode(checklist, task, number) {
  const open = () =>
    openPanel({ documentId: checklist.document_id, clause: task.clause, start: task.start, end: task.end });
  const cell = (column, ...children) => el("td", { "data-label": COLUMNS[column] }, ...children);
  const source = el("button", { type: "button", class: "pa-source", "aria-label": `任务 ${number} 的依据：${task.label}` }, task.label);
  // The button serves the keyboard; its click reaches the row, so the row alone listens.
  return el(
    "tr",
    { onclick: open },
    cell(0, el("strong", {}, `${number}. ${task.action}`), task.detail && task.detail !== task.action ? el("p", {}, task.detail) : null),
    cell(1, task.owners.length ? task.owners.map(ownerNode) : none()),
    cell(2, deadlineText(task.deadline) || none()),
    cell(3, task.indicator ? task.indicator.raw : "—"),
    cell(4, source),
  );
}

function none() {
  return el("span", { class: "pa-none" }, "文中未明确");
}

function ownerNode(owner) {
  const role = ROLES[owner.role];
  return el("div", {}, owner.name, role ? `（${role}）` : "");
}

function deadlineText(deadline) {
  if (!deadline.raw) return "";
  return deadline.due && deadline.due !== deadline.raw ? `${deadline.raw}（${deadline.due}）` : deadline.raw;
}

function showLeftOut(details, checklist) {
  const left = checklist.coverage.not_tasks.filter((each) => each.reason !== "heading");
  details.hidden = !left.length;
  details.querySelector("summary").textContent = `未列为任务的句子 ${left.length} 句`;
  const items = left.map((each) =>
    el("li", {}, el("span", { class: "pa-reason" }, REASONS[each.reason] || "其他"), sentenceNode(checklist, each)),
  );
  details.querySelector("div").replaceChildren(el("ul", {}, items));
}

function sentenceNode(checklist, each) {
  const open = () =>
    openPanel({ documentId: checklist.document_id, clause: each.clause, start: each.start, end: each.end });
  return el("button", { type: "button", class: "pa-link", onclick: open }, each.text);
}
