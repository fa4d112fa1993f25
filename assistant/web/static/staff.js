// Who is staff: asked of the server; a token, once given, lives in this browser tab only.

import { getJson, staffToken } from "./api.js";
import { el } from "./dom.js";
import { CHOSEN } from "./tabs.js";

const listeners = [];
let staff = false;

export function onStaff(listener) {
  listeners.push(listener);
  listener(staff);
}

export async function askWhetherStaff() {
  try {
    ({ staff } = await getJson("staff"));
  } catch {
    staff = false;
  }
  document.body.classList.toggle("pa-staff", staff);
  for (const listener of listeners) listener(staff);
  return staff;
}

export function mountStaffDoor(button) {
  button.addEventListener("click", openDoor);
}

function openDoor() {
  const token = el("input", { id: "pa-staff-token", type: "password", autocomplete: "off" });
  const said = el("p", { class: "pa-error", role: "alert" });
  const dialog = el(
    "dialog",
    { class: "pa-dialog", "aria-labelledby": "pa-staff-title" },
    el(
      "form",
      { method: "dialog" },
      el("h2", { id: "pa-staff-title" }, "工作人员入口"),
      el("label", { for: "pa-staff-token" }, "口令（由管理员设定）"),
      token,
      said,
      el(
        "div",
        { class: "pa-row" },
        el("button", { type: "submit", class: "pa-primary" }, "进入"),
        el("button", { type: "button", class: "pa-button", onclick: () => dialog.close() }, "取消"),
      ),
    ),
  );
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = token.value ? "" : "请输入口令。";
    if (!token.value) return token.focus();
    staffToken.set(token.value);
    if (await askWhetherStaff()) {
      dialog.close();
      // The door is gone for staff.
      return document.querySelector(CHOSEN)?.focus();
    }
    staffToken.set("");
    said.textContent = "口令不对。";
    return token.focus();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
