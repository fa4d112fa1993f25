// 确认依据, for staff: a small form below an answer, which words of the documents answer its question.

import { post } from "./api.js";
import { el } from "./dom.js";
import { listDocuments } from "./shelf.js";

const MOST = 20; // what the server takes
const LONGEST = 5000; // and of characters in one of them
const NONE = "提交后，这一问按“文件没有规定”答复。";
const SOME = "提交后，这一问按所选原文答复。";
let forms = 0;

export function confirmForm(after, answer) {
  const open = after.parentElement.querySelector(".pa-confirm");
  if (open?.querySelector("textarea")) {
    open.querySelector("textarea").focus();
    return;
  }
  open?.remove();
  const id = `pa-confirm-${++forms}`;
  const question = el("textarea", { id, rows: "2", maxlength: "2000" }, answer.question);
  const choices = choicesOf(answer);
  const other = otherWords(id);
  const line = el("p", { role: "status" });
  const error = el("p", { class: "pa-error", role: "alert" });
  const said = el("p", { class: "pa-said", role: "status" });
  const opener = after.querySelector(".pa-basis");
  const picked = () => [...choices.filter(({ box }) => box.checked).map(({ document, quote, clause }) => ({ document, quote, clause })), ...other.picked()];
  const tell = () => {
    const words = picked().length ? SOME : NONE;
    // Not read aloud again at every letter.
    if (line.textContent !== words) line.textContent = words;
  };
  const submit = el("button", { type: "submit", class: "pa-button" }, "提交");
  const cancel = () => {
    form.remove();
    opener.focus();
  };
  const fields = el(
    "div",
    { oninput: tell },
    el("p", {}, "承接上文的问题请补充完整，使单看这一句也明白问的是什么。"),
    el("label", { for: id }, "问题"),
    question,
    choices.length ? el("fieldset", {}, el("legend", {}, "哪些原文是答案"), choices.map(({ node }) => node)) : null,
    other.node,
    line,
    error,
    el(
      "div",
      { class: "pa-row" },
      submit,
      el("button", { type: "button", class: "pa-link", onclick: cancel }, "取消"),
    ),
  );
  const form = el("form", { class: "pa-confirm", "aria-label": "确认依据" }, fields, said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = other.complaint();
    if (error.textContent) return;
    submit.disabled = true;
    try {
      const number = await keep(question.value.trim(), picked());
      fields.remove();
      said.textContent = `已记入问答库，编号 ${number}。同样的问题今后按此答复，相近的问题也更容易找到这一条。`;
      opener.focus();
    } catch (problem) {
      error.textContent = problem.message;
      submit.disabled = false;
      submit.focus();
    }
  });
  after.after(form);
  tell();
  question.focus();
}

// What the answer cites is ticked. The same words cited twice in one clause are one choice: the server seeks them there.
function choicesOf(answer) {
  const found = new Map();
  const take = (citation, checked) => {
    const key = `${citation.document_id}\n${citation.clause}\n${citation.quote}`;
    if (!found.has(key)) found.set(key, choiceOf(citation, checked));
  };
  for (const citation of answer.citations) take(citation, true);
  for (const citation of answer.related) take(citation, false);
  return [...found.values()];
}

function choiceOf({ document_id, title, clause, label, quote }, checked) {
  const box = el("input", { type: "checkbox", checked });
  const node = el("label", { class: "pa-choice" }, box, el("span", {}, `《${title}》${label}：“${quote}”`));
  return { document: document_id, quote, clause, box, node };
}

// Words that the answer does not show: copied out of a document of the library.
function otherWords(id) {
  const name = el("select", { id: `${id}-document` }, el("option", { value: "" }, "请选择"));
  const quote = el("textarea", { id: `${id}-quote`, rows: "3", maxlength: LONGEST });
  const trouble = el("p", { class: "pa-error", role: "alert" });
  const list = async () => {
    if (!node.open) return;
    try {
      await listDocuments(name);
      trouble.textContent = "";
    } catch (problem) {
      trouble.textContent = problem.message;
    }
  };
  const node = el(
    "details",
    { ontoggle: list },
    el("summary", {}, "从文件中抄录答案"),
    el("label", { for: name.id }, "文件"),
    name,
    trouble,
    el("label", { for: quote.id }, "原文（从文件中照抄）"),
    quote,
  );
  const words = () => quote.value.trim();
  const picked = () => (words() ? [{ document: name.value, quote: words() }] : []);
  const complaint = () => {
    if (!words() || name.value) return "";
    node.open = true;
    name.focus();
    return "请选择这段原文所在的文件。";
  };
  return { node, picked, complaint };
}

async function keep(question, answers) {
  if (answers.length > MOST) throw new Error(`最多选 ${MOST} 条原文。`);
  return (await (await post("confirmed", { question, answers })).json()).id;
}
