// 核对: a text, sentence by sentence, against what the documents say.

import { post } from "./api.js";
import { characters, complain, el } from "./dom.js";
import { openPanel } from "./panel.js";
import { listDocuments, onLibraryChange } from "./shelf.js";
import { JUDGEMENTS, PROBLEMS } from "./words.js";

export function mountVerify(view) {
  const form = view.querySelector("form");
  const text = view.querySelector("textarea");
  const error = view.querySelector(".pa-error");
  const summary = view.querySelector(".pa-summary");
  const list = view.querySelector(".pa-sentences");
  const documents = view.querySelector("select");
  onLibraryChange(() => offer(documents));
  offer(documents);
  text.addEventListener("input", () => {
    if (error.textContent) complain(text, error, complaint(text));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    complain(text, error, complaint(text));
    if (error.textContent) return text.focus();
    const document_ = view.querySelector("select").value || null;
    summary.textContent = "正在核对…";
    list.replaceChildren();
    try {
      const { sentences } = await (await post("verify", { text: text.value, document: document_ })).json();
      list.replaceChildren(...sentences.map(sentenceNode));
      summary.textContent = summed(sentences);
    } catch (failure) {
      summary.textContent = "";
      error.textContent = failure.message;
    }
  });
}

function complaint(text) {
  const most = Number(text.dataset.max);
  const count = characters(text.value).length;
  if (!text.value.trim()) return "请先输入要核对的文字。";
  if (count > most) return `文字太长：现有 ${count} 个字，最多 ${most} 个字，请分段核对。`;
  return "";
}

async function offer(select) {
  try {
    await listDocuments(select);
  } catch {
    // The whole library can still be checked against.
  }
}

function summed(sentences) {
  const parts = Object.entries(JUDGEMENTS)
    .map(([verdict, { words }]) => [words, sentences.filter((each) => each.verdict === verdict).length])
    .filter(([, count]) => count);
  return `共 ${sentences.length} 句：${parts.map(([words, count]) => `${words} ${count} 句`).join("，")}。`;
}

function sentenceNode(sentence) {
  const judgement = JUDGEMENTS[sentence.verdict];
  return el(
    "li",
    { class: `pa-answer ${judgement.kind}`, "data-verdict": sentence.verdict },
    el("p", { class: "pa-verdict" }, el("span", { class: "pa-shape", "aria-hidden": "true" }, judgement.shape), el("strong", {}, judgement.words)),
    el("p", { class: "pa-words" }, sentence.text),
    sentence.problems.map(problemNode),
    sentence.citations.map(sourceNode),
  );
}

function problemNode(problem) {
  const kind = PROBLEMS[problem.kind] ?? PROBLEMS.other;
  if (!problem.source) return el("p", { class: "pa-missing" }, el("strong", {}, `${kind}：`), `文件中没有找到“${problem.found}”`);
  return el("p", { class: "pa-missing" }, el("strong", {}, `${kind}：`), `所写“${problem.found}”，原文“${problem.source}”`);
}

function sourceNode(citation) {
  const open = () =>
    openPanel({ documentId: citation.document_id, clause: citation.clause, start: citation.start, end: citation.end, quote: citation.quote });
  return el(
    "p",
    { class: "pa-checked" },
    "最接近的原文：",
    el("button", { type: "button", class: "pa-source", onclick: open }, `《${citation.title}》${citation.label}`),
  );
}
