// 转人工: a small form below an answer that leaves the question for staff.

import { post } from "./api.js";
import { el } from "./dom.js";

let forms = 0;

export function handoffForm(after, question) {
  const opener = after.querySelector(".pa-leave");
  const open = after.parentElement.querySelector(".pa-handoff");
  if (open) {
    open.querySelector("textarea")?.focus();
    return;
  }
  const id = `pa-handoff-${++forms}`;
  const note = el("textarea", { id: `${id}-note`, rows: "2", maxlength: "1000", placeholder: "补充情况，可不填" });
  const contact = el("input", { id: `${id}-contact`, type: "text", maxlength: "100", autocomplete: "tel", placeholder: "电话或邮箱，可不填" });
  const close = () => {
    form.remove();
    opener?.focus();
  };
  const said = el("p", { class: "pa-said", role: "status" });
  const form = el(
    "form",
    { class: "pa-handoff", "aria-label": "转人工" },
    el("p", {}, "把这个问题留给工作人员。联系方式只用于回复您，办结后删除。"),
    el("label", { for: `${id}-note` }, "补充说明"),
    note,
    el("label", { for: `${id}-contact` }, "联系方式（可不填）"),
    contact,
    el(
      "div",
      { class: "pa-row" },
      el("button", { type: "submit", class: "pa-button" }, "提交"),
      el("button", { type: "button", class: "pa-link", onclick: close }, "取消"),
    ),
    said,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const body = { question, note: note.value.trim(), contact: contact.value.trim() };
      const { id: number } = await (await post("handoffs", body)).json();
      const how = body.contact ? "工作人员会与您联系。" : "未留联系方式，工作人员会据此补充文件。";
      const done = el("p", { class: "pa-said", role: "status", tabindex: "-1" }, `已留给工作人员，编号 ${number}。${how}`);
      form.replaceChildren(done);
      done.focus();
    } catch (error) {
      said.textContent = error.message;
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation(); // an open panel stays
    close();
  });
  after.after(form);
  note.focus();
}
