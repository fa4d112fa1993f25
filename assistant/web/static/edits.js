// What a person changes on the page: kept in this browser, apart from what the document says.

import { el, recall, remember } from "./dom.js";

const KEY = "policy-assistant-task-edits";
const kept = () => localStorage;

export function editsOf(documentId) {
  const all = recall(kept, KEY, {});
  const mine = all[documentId] ?? {};
  return {
    of: (id) => mine[id],
    count: () => Object.keys(mine).length,
    set(id, edit) {
      const filled = Object.entries(edit).filter(([, value]) => value);
      if (filled.length) mine[id] = Object.fromEntries(filled);
      else delete mine[id];
      remember(kept, KEY, { ...recall(kept, KEY, {}), [documentId]: mine });
    },
  };
}

// A dialog over one task; what the document says stays in sight above the fields.
export function openEditor(task, number, edits, again) {
  const edit = edits.of(task.id) ?? {};
  const owner = el("input", { id: "pa-edit-owner", maxlength: 300, value: edit.owner });
  const due = el("input", { id: "pa-edit-due", type: "date", value: edit.due });
  const note = el("textarea", { id: "pa-edit-note", rows: 3, maxlength: 2000 }, edit.note);
  const fields = [
    [owner, "责任单位（留空则以原文为准）"],
    [due, "到期日（留空则以原文为准）"],
    [note, "备注"],
  ];
  const save = (values) => {
    edits.set(task.id, values);
    dialog.close();
    again();
  };
  const dialog = dialogNode(`修改任务 ${number}`, [
    el("blockquote", {}, task.quote),
    ...fields.flatMap(([field, words]) => [el("label", { for: field.id }, words), field]),
    el("p", { class: "pa-none" }, "修改只存在本浏览器，并标明“人工修改”；文件原意不变。"),
    el(
      "div",
      { class: "pa-row" },
      el("button", { type: "submit", class: "pa-primary" }, "保存"),
      el("button", { type: "button", class: "pa-button", onclick: () => save({}) }, "恢复原文"),
      el("button", { type: "button", class: "pa-button", onclick: () => dialog.close() }, "取消"),
    ),
  ]);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    save({ owner: owner.value.trim(), due: due.value, note: note.value.trim() });
  });
  openDialog(dialog);
}

export function dialogNode(title, children) {
  return el(
    "dialog",
    { class: "pa-dialog pa-task-dialog", "aria-labelledby": "pa-task-dialog-title" },
    el("form", { method: "dialog" }, el("h2", { id: "pa-task-dialog-title" }, title), children),
  );
}

export function openDialog(dialog) {
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
