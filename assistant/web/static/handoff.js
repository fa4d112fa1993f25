// 转人工: a small form below an answer that leaves the question for staff.

import { post } from "./api.js";
import { complain, el } from "./dom.js";

const NOBODY = "这不像电话、邮箱或微信号，工作人员联系不到您。请改一下，不留联系方式就清空这一栏。";
// Two letters or digits side by side are in every telephone number, e-mail address and WeChat name, and where somebody lives
// takes six characters (王府社区3号楼): what has neither reaches nobody.
const REACHES = /[a-z0-9][-_ ]?[a-z0-9]|[一-鿿][一-鿿0-9]{4,}[一-鿿]/i;
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
  const contact = el("input", { id: `${id}-contact`, type: "text", maxlength: "100", autocomplete: "tel", placeholder: "电话、邮箱或微信", "aria-describedby": `${id}-error` });
  const error = el("p", { id: `${id}-error`, class: "pa-error", role: "alert" });
  const complaint = () => (!contact.value.trim() || REACHES.test(contact.value.normalize("NFKC")) ? "" : NOBODY);
  contact.addEventListener("input", () => {
    if (error.textContent) complain(contact, error, complaint());
  });
  const close = () => {
    form.remove();
    opener?.focus();
  };
  const said = el("p", { class: "pa-said", role: "status" });
  const form = el(
    "form",
    { class: "pa-handoff", "aria-label": "转人工" },
    el("p", {}, "把这个问题留给工作人员。联系方式只用于回复您，办结后删除；问题和说明里的电话、证件号、卡号会被遮盖。"),
    el("label", { for: `${id}-note` }, "补充说明"),
    note,
    el("label", { for: `${id}-contact` }, "联系方式（可不填）"),
    contact,
    error,
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
    complain(contact, error, complaint());
    if (error.textContent) {
      contact.focus();
      return;
    }
    try {
      const body = { question, note: note.value.trim(), contact: contact.value.trim() };
      const { id: number } = await (await post("handoffs", body)).json();
      const how = body.contact ? "工作人员会与您联系。" : "未留联系方式，工作人员会据此补充文件。";
      const done = el("p", { class: "pa-said", role: "status", tabindex: "-1" }, `已留给工作人员，编号 ${number}。${how}`);
      form.replaceChildren(done);
      done.focus();
    } catch (failure) {
      said.textContent = failure.message;
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
