// The dialog that stands before every deletion.

import { el } from "./dom.js";

// `remove` deletes and may throw; `done` runs when the dialog has closed.
export function askRemoval(title, nodes, remove, done) {
  const said = el("p", { class: "pa-error", role: "alert" });
  const button = el("button", { type: "button", class: "pa-danger" }, "删除");
  const dialog = el(
    "dialog",
    { class: "pa-dialog", "aria-labelledby": "pa-remove-title" },
    el("h2", { id: "pa-remove-title" }, title),
    nodes,
    said,
    el("div", { class: "pa-row" }, button, el("button", { type: "button", class: "pa-button", onclick: () => dialog.close() }, "取消")),
  );
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await remove();
      dialog.close();
      await done();
    } catch (error) {
      said.textContent = error.message;
      button.disabled = false;
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(".pa-button").focus();
}
