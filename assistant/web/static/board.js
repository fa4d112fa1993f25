// 台账: the saved checklist with its progress; for staff. What two people change at once is never lost.

import { get, getJson, post, send } from "./api.js";
import { openBoardTask } from "./boardtask.js";
import { el, recall, remember } from "./dom.js";
import { editsOf } from "./edits.js";
import { openPanel } from "./panel.js";
import { ownersText } from "./tasklist.js";

export const STATUSES = { not_started: "未开始", in_progress: "进行中", done: "已完成", overdue: "超期" };
const SOURCES = { changed: "原文已变", moved: "原文移到别处", gone: "原条款已无" };
const DUES = [["", "全部"], ["week", "本周到期"], ["overdue", "已超期"]];
const COLUMNS = ["任务", "责任单位", "到期", "状态", "备注与佐证", "办理"];
const NAME = "policy-assistant-name";
const kept = () => localStorage;

export function mountBoard(page) {
  const board = { page, number: null, found: null, status: "", due: "", name: recall(kept, NAME, ""), turn: 0 };
  return { show: (words) => show(board, words) };
}

async function show(board, words) {
  const { page } = board;
  const turn = ++board.turn;
  try {
    const { boards } = await getJson("tasks/boards");
    const mine = boards.find((each) => each.document_id === page.documents.value);
    const found = mine ? await getJson(`tasks/boards/${mine.id}?${wanted(board)}`) : null;
    if (turn !== board.turn || page.mode !== "board") return;
    board.number = mine?.id ?? null;
    board.found = found;
    render(board, words);
  } catch (error) {
    if (turn !== board.turn) return;
    page.summary.textContent = error.message;
    page.tasks.replaceChildren();
  }
}

function wanted(board) {
  const fields = new URLSearchParams();
  if (board.page.owners.value) fields.set("owner", board.page.owners.value);
  if (board.status) fields.set("status", board.status);
  if (board.due) fields.set("due", board.due);
  return fields;
}

function render(board, words) {
  const { page, found } = board;
  const tasks = (found?.tasks ?? []).filter((task) => visible(page, task, words));
  page.summary.textContent = found ? summed(found, tasks) : "这份文件还没有保存为台账。";
  page.tasks.replaceChildren(
    toolsNode(board, words),
    noticeNode(found),
    tasks.length ? tableNode(board, tasks, words) : el("p", { class: "pa-empty" }, found ? "没有符合条件的任务。" : ""),
  );
}

// Month, strength and words narrow the board as they narrow the list.
function visible(page, task, words) {
  const { facts } = task;
  if (page.months.value && !(task.due ?? "").startsWith(page.months.value)) return false;
  if (page.strength.value && facts.strength !== page.strength.value) return false;
  return !words || `${facts.action}${facts.quote}${task.note}`.includes(words);
}

function summed(found, tasks) {
  const counts = Object.entries(STATUSES).map(([name, words]) => `${words} ${found.counts[name]}`);
  return `显示 ${tasks.length} 项。${counts.join("，")}；已销号 ${found.closed}。${found.saved_by} 于 ${dayOf(found.saved_at)} 保存。`;
}

export function dayOf(moment) {
  return moment ? new Date(moment).toLocaleString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" }) : "";
}

function noticeNode(found) {
  if (!found) return "";
  if (found.document_gone) return el("p", { class: "pa-error", role: "note" }, "这份文件已不在文库中，台账仍保留。");
  if (!found.replaced) return "";
  const changed = found.tasks.filter((task) => task.source.state !== "same").length;
  return el("p", { class: "pa-error", role: "note" }, `文件已更新，${changed} 项任务的原文有变化（见标记）。核对后点“更新台账”。`);
}

function toolsNode(board, words) {
  const { page, found } = board;
  const name = el("input", { id: "pa-board-name", maxlength: 60, value: board.name, placeholder: "记入修改记录" });
  name.addEventListener("change", () => {
    board.name = name.value.trim();
    remember(kept, NAME, board.name);
  });
  const narrow = (id, label, options, field) => {
    const choice = el("select", { id }, options.map(([value, said]) => el("option", { value, selected: board[field] === value }, said)));
    choice.addEventListener("change", () => {
      board[field] = choice.value;
      show(board, words);
    });
    return el("div", {}, el("label", { for: id }, label), choice);
  };
  return el(
    "div",
    { class: "pa-bar pa-board-tools" },
    el("div", {}, el("label", { for: "pa-board-name" }, "您的姓名或科室"), name),
    found ? narrow("pa-board-status", "状态", [["", "全部"], ...Object.entries(STATUSES)], "status") : "",
    found ? narrow("pa-board-due", "到期", DUES, "due") : "",
    el("button", { type: "button", class: "pa-button", onclick: () => save(board, words) }, found ? "更新台账" : "保存为台账"),
    found ? el("button", { type: "button", class: "pa-button", onclick: () => keepFile(page, `tasks/boards/${board.number}/file`, `${found.title}任务台账.xlsx`) }, "导出台账") : "",
  );
}

// The dialog and every write need a name: the field is asked for where it stands.
function named(board) {
  if (board.name) return true;
  board.page.summary.textContent = "请先填写您的姓名或科室。";
  document.getElementById("pa-board-name").focus();
  return false;
}

async function save(board, words) {
  if (!named(board)) return;
  const { page } = board;
  try {
    const saved = await (await post("tasks/boards", { document: page.documents.value, by: board.name })).json();
    await carryEdits(board, saved);
    await show(board, words);
  } catch (error) {
    page.summary.textContent = error.message;
  }
}

// What was changed in this browser before goes along, into fields that are still empty.
async function carryEdits(board, saved) {
  const edits = editsOf(saved.document_id);
  for (const task of saved.tasks) {
    const edit = edits.of(task.facts.id);
    if (!edit || task.owner_set || task.due_set || task.note) continue;
    const body = { version: task.version, by: board.name, owner_set: edit.owner ?? "", due_set: edit.due ?? "", note: edit.note ?? "" };
    await change(task.id, body);
  }
}

export async function change(number, body) {
  return (await sendJson("PATCH", `tasks/${number}`, body)).json();
}

export function sendJson(method, path, body) {
  return send(method, path, new Blob([JSON.stringify(body)], { type: "application/json" }));
}

// A link cannot carry the staff token, so the file is fetched and handed over.
export async function keepFile(page, path, name) {
  try {
    const link = el("a", { href: URL.createObjectURL(await (await get(path)).blob()), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (error) {
    page.summary.textContent = error.message;
  }
}

function tableNode(board, tasks, words) {
  const head = el("tr", {}, COLUMNS.map((column) => el("th", { scope: "col" }, column)));
  const rows = tasks.map((task) => rowNode(board, task, words));
  return el("table", { class: "pa-table pa-board" }, el("thead", {}, head), el("tbody", {}, rows));
}

function rowNode(board, task, words) {
  const { facts } = task;
  const cell = (column, ...children) => el("td", { "data-label": COLUMNS[column] }, ...children);
  const open = () =>
    openPanel({ documentId: board.found.document_id, clause: facts.clause, start: facts.start, end: facts.end, quote: facts.quote });
  const handle = () => {
    if (named(board)) openBoardTask(board, task, () => show(board, words));
  };
  return el(
    "tr",
    { class: `pa-status-${task.status}` },
    cell(0, el("strong", {}, facts.action), marksNode(task), el("button", { type: "button", class: "pa-source", onclick: open, "aria-label": `${facts.action}的依据：${facts.label}` }, facts.label)),
    cell(1, task.owner_set ? byHand(task.owner_set, ownersText(facts)) : ownersText(facts) || "文中未明确"),
    cell(2, task.due_set ? byHand(task.due_set, facts.deadline.raw) : task.due ?? facts.deadline.raw ?? "文中未明确"),
    cell(3, el("span", { class: "pa-state" }, STATUSES[task.status]), task.closed_at ? el("small", {}, `${task.closed_by} ${dayOf(task.closed_at)} 销号`) : null),
    cell(4, task.note || (task.evidence.length ? "" : "—"), task.evidence.map((file) => el("small", {}, `佐证：${file.name}`))),
    cell(5, el("button", { type: "button", class: "pa-edit", "aria-label": `办理：${facts.action}`, onclick: handle }, "办理")),
  );
}

function marksNode(task) {
  const words = task.dropped ? "文件中已无此项" : SOURCES[task.source?.state];
  return words ? el("span", { class: "pa-tag warn" }, words) : null;
}

function byHand(value, original) {
  return el("div", { class: "pa-by-hand" }, el("span", { class: "pa-hand" }, "人工修改"), value, el("small", {}, `原文：${original || "文中未明确"}`));
}
