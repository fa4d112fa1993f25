// One task of the board in a dialog: progress, note, evidence, 销号 and the record of changes.

import { getJson, send } from "./api.js";
import { change, dayOf, keepFile, sendJson, STATUSES } from "./board.js";
import { el } from "./dom.js";
import { dialogNode, openDialog } from "./edits.js";

const FIELDS = { status: "状态", note: "备注", owner_set: "责任单位", due_set: "到期日", closed_by: "销号", evidence: "佐证文件", document: "文件变动" };

export function openBoardTask(board, task, again) {
  const form = { board, task, seen: seenOf(task), said: el("p", { class: "pa-error", role: "alert" }), now: el("div", { class: "pa-now" }) };
  form.status = el("select", { id: "pa-do-status" }, Object.entries(STATUSES).map(([value, words]) => el("option", { value, selected: value === task.status_set }, words)));
  form.owner = el("input", { id: "pa-do-owner", maxlength: 300, value: task.owner_set });
  form.due = el("input", { id: "pa-do-due", type: "date", value: task.due_set });
  form.note = el("textarea", { id: "pa-do-note", rows: 3, maxlength: 2000 }, task.note);
  form.files = el("div", {}, filesNode(form, task));
  form.history = el("div", {}, el("p", { class: "pa-none" }, "正在读取修改记录…"));
  form.dialog = dialogNode(`办理：${task.facts.action}`, bodyOf(form));
  form.dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(form, () => save(form));
  });
  form.dialog.addEventListener("close", again);
  openDialog(form.dialog);
  showHistory(form);
}

function bodyOf(form) {
  const { task } = form;
  const field = (node, words) => [el("label", { for: node.id }, words), node];
  const upload = el("input", { id: "pa-do-file", type: "file", accept: ".pdf,.docx,.xlsx,.ofd,.doc,.xls,.wps,.png,.jpg,.jpeg,.txt" });
  upload.addEventListener("change", () => attempt(form, () => attach(form, upload)));
  const struck = Boolean(task.closed_at);
  return [
    el("blockquote", {}, task.facts.quote),
    ...sourceNodes(task),
    ...field(form.status, "状态"),
    ...field(form.owner, "责任单位（留空则以原文为准）"),
    ...field(form.due, "到期日（留空则以原文为准）"),
    ...field(form.note, "备注"),
    ...field(upload, "佐证文件（PDF、Word、Excel、OFD、图片，不超过 1.9 MB）"),
    form.files,
    form.said,
    form.now,
    el(
      "div",
      { class: "pa-row" },
      el("button", { type: "submit", class: "pa-primary" }, "保存"),
      el("button", { type: "button", class: "pa-button", onclick: () => attempt(form, () => strike(form, struck)) }, struck ? "撤回销号" : "销号"),
      el("button", { type: "button", class: "pa-button", onclick: () => form.dialog.close() }, "关闭"),
    ),
    form.history,
  ];
}

function sourceNodes(task) {
  if (!task.source || task.source.state === "same" || !task.source.now) return [];
  return [el("p", { class: "pa-error", role: "note" }, `该条款现在写的是：${task.source.now}`)];
}

// A refusal is told in the dialog: what was typed stays where it is. When somebody else was first, what they set
// is shown beside it; to save again is then a decision.
async function attempt(form, action) {
  form.said.textContent = "";
  form.now.replaceChildren();
  try {
    await action();
  } catch (error) {
    form.said.textContent = error.message;
    await showHistory(form);
  }
}

async function save(form) {
  await sendTyped(form, ["status", "owner_set", "due_set", "note"]);
  form.dialog.close();
}

// Only what this person touched goes out, so that nobody's other fields are written over.
async function sendTyped(form, names) {
  const typed = { status: form.status.value, note: form.note.value.trim(), owner_set: form.owner.value.trim(), due_set: form.due.value };
  const touched = names.filter((name) => typed[name] !== form.seen[name]).map((name) => [name, typed[name]]);
  if (!touched.length) return;
  form.task = await change(form.task.id, { version: form.task.version, by: form.board.name, ...Object.fromEntries(touched) });
  Object.assign(form.seen, Object.fromEntries(touched));
}

async function strike(form, struck) {
  await sendTyped(form, ["owner_set", "due_set", "note"]);
  const { id, version } = form.task;
  await sendJson("POST", `tasks/${id}/${struck ? "reopen" : "close"}`, { version, by: form.board.name });
  form.dialog.close();
}

function seenOf(task) {
  return { status: task.status_set, note: task.note, owner_set: task.owner_set ?? "", due_set: task.due_set ?? "" };
}

function nowNodes(form, fresh) {
  const now = seenOf(fresh);
  const others = Object.keys(now).filter((name) => now[name] !== form.seen[name]);
  return [
    el("strong", {}, `现在的内容（${fresh.updated_by} 所改）`),
    others.map((name) => el("p", {}, `${FIELDS[name]}：${said(now[name])}`)),
    el("p", { class: "pa-none" }, "您填写的内容仍在上面，没有丢失。再点“保存”，只以您改动的各项覆盖。"),
  ];
}

async function attach(form, upload) {
  const [file] = upload.files;
  if (!file) return;
  const fields = new URLSearchParams({ name: file.name, by: form.board.name });
  const bytes = new Blob([file], { type: "application/octet-stream" });
  const kept = await (await send("POST", `tasks/${form.task.id}/evidence?${fields}`, bytes)).json();
  upload.value = "";
  form.files.replaceChildren(...filesNode(form, kept));
  await showHistory(form);
}

function filesNode(form, task) {
  return task.evidence.map((file) =>
    el(
      "p",
      {},
      el("button", { type: "button", class: "pa-link", onclick: () => keepFile(form.board.page, `tasks/${task.id}/evidence/${file.id}`, file.name) }, file.name),
      el("small", {}, `（${Math.ceil(file.size / 1024)} KB，${file.added_by}，${dayOf(file.added_at)}）`),
    ),
  );
}

async function showHistory(form) {
  try {
    const fresh = await getJson(`tasks/${form.task.id}`);
    const { history } = fresh;
    if (fresh.version !== form.task.version) {
      form.now.replaceChildren(...nowNodes(form, fresh).flat());
      form.task = fresh;
    }
    const items = history.map((each) => el("li", {}, `${dayOf(each.at)} ${each.by}：${FIELDS[each.field] ?? each.field} ${said(each.before)} → ${said(each.after)}`));
    form.history.replaceChildren(el("h3", {}, `修改记录（${items.length}）`), items.length ? el("ul", { class: "pa-history" }, items) : el("p", { class: "pa-none" }, "还没有修改。"));
  } catch (error) {
    form.history.replaceChildren(el("p", { class: "pa-none" }, error.message));
  }
}

function said(value) {
  return STATUSES[value] ?? (value || "（空）");
}
