// One answer: the verdict, the words with their marks [n], the sources, what to do next.

import { confirmForm } from "./confirm.js";
import { el } from "./dom.js";
import { openPanel } from "./panel.js";
import { handoffForm } from "./handoff.js";
import { speaker } from "./speech.js";
import { NOTICE, THUMB_REASONS, VALIDITIES, VERDICTS } from "./words.js";

export function answerNode(answer, actions) {
  const verdict = VERDICTS[answer.status];
  return el(
    "div",
    { class: `pa-answer ${verdict.kind}`, "data-status": answer.status },
    el(
      "p",
      { class: "pa-verdict" },
      el("span", { class: "pa-shape", "aria-hidden": "true" }, verdict.shape),
      el("strong", {}, verdict.words),
    ),
    el("p", { class: "pa-words" }, markedText(answer.text, answer.citations)),
    answer.notice ? el("p", { class: "pa-note", role: "note" }, answer.notice) : null,
    answer.missing ? el("p", { class: "pa-missing" }, el("strong", {}, "没有查到："), answer.missing) : null,
    sourcesNode("依据", answer.citations, true),
    sourcesNode("可能相关的条款（不是答案）", answer.related, false),
    verdict.kind === "full" ? null : contactNode(answer.contact),
    answer.whom ? whomNode(answer.whom) : null,
    toolsNode(answer, actions),
    // Last, so that nothing moves when the suggestions come.
    followUpsNode(answer.follow_ups, actions),
  );
}

// The text with each [n] that has a citation as a button.
export function markedText(text, citations) {
  return text.split(/(\[\d+\])/).map((part) => {
    const citation = citations.find((each) => part === `[${each.number}]`);
    if (!citation) return part;
    const label = `依据 ${citation.number}：${citation.title} ${citation.label}`;
    return el("button", { type: "button", class: "pa-mark", "aria-label": label, onclick: () => open(citation) }, part);
  });
}

function open(citation) {
  openPanel({
    documentId: citation.document_id,
    clause: citation.clause,
    start: citation.start,
    end: citation.end,
    quote: citation.quote,
  });
}

function sourcesNode(name, citations, numbered) {
  if (!citations.length) return null;
  const items = citations.map((citation) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "pa-source", onclick: () => open(citation) },
        numbered ? `[${citation.number}] ` : "",
        `《${citation.title}》${citation.label}`,
      ),
      el("span", { class: `pa-validity ${citation.validity}` }, VALIDITIES[citation.validity]),
      el("q", {}, citation.quote),
    ),
  );
  const node = el("ol", {}, items);
  const kind = numbered ? "pa-sources" : "pa-sources pa-related";
  if (numbered) return el("div", { class: kind }, el("h4", {}, name), node);
  return el("details", { class: kind }, el("summary", {}, `${name} ${citations.length} 条`), node);
}

function contactNode(contact) {
  if (!contact) return null;
  const phone = el("a", { href: `tel:${contact.phone}` }, contact.phone);
  return el("p", { class: "pa-contact" }, "可向 ", el("strong", {}, contact.office), " 咨询，电话 ", phone, "。");
}

// What the paper itself says of whom to ask, beside our own office.
function whomNode(whom) {
  const where = `《${whom.title}》${whom.label}`;
  const source = el("button", { type: "button", class: "pa-source", onclick: () => open(whom) }, where);
  return el("p", { class: "pa-contact pa-whom" }, source, "写明的联系方式：", el("q", {}, whom.quote));
}

export function followUpsNode(followUps, actions) {
  if (!followUps.length) return null;
  const ask = (question) =>
    el("button", { type: "button", class: "pa-example", onclick: () => actions.ask(question) }, question);
  return el("div", { class: "pa-followups" }, el("h4", {}, "还可以问"), followUps.map(ask));
}

function toolsNode(answer, actions) {
  const said = el("span", { class: "pa-said", role: "status" });
  const reasons = el("span", { class: "pa-reasons", hidden: true });
  const rate = async (helpful, reason = "") => {
    try {
      await actions.rate(answer, helpful, reason);
      said.textContent = "已记下，谢谢。";
    } catch (error) {
      said.textContent = error.message;
    }
  };
  const reasonButton = (reason) =>
    el("button", { type: "button", class: "pa-link", onclick: () => { reasons.hidden = true; rate(false, reason); } }, reason);
  reasons.append("哪里不好？", ...THUMB_REASONS.map(reasonButton));
  const copy = async () => {
    said.textContent = (await copied(plainText(answer))) ? "已复制。" : "无法复制，请手动选取。";
  };
  const leave = () => handoffForm(node, answer.question);
  const node = el(
    "div",
    { class: "pa-tools" },
    el("button", { type: "button", class: "pa-thumb", onclick: () => rate(true) }, "有帮助"),
    el("button", { type: "button", class: "pa-thumb down", onclick: () => { reasons.hidden = false; } }, "没有帮助"),
    el("button", { type: "button", onclick: copy }, "复制"),
    speaker(() => answer.text.replace(/\[\d+\]/g, "")),
    el("button", { type: "button", class: "pa-leave", onclick: leave }, "转人工"),
    el("button", { type: "button", class: "pa-basis", onclick: () => confirmForm(node, answer) }, "确认依据"),
    reasons,
    said,
  );
  return node;
}

export function sourceLines(answer) {
  const lines = answer.citations.map((each) => {
    const number = each.doc_number ? `（${each.doc_number}）` : "";
    return `[${each.number}] 《${each.title}》${number}${each.label}：“${each.quote}”`;
  });
  const whom = answer.whom;
  return whom ? [...lines, `《${whom.title}》${whom.label}写明的联系方式：“${whom.quote}”`] : lines;
}

function plainText(answer) {
  const sources = sourceLines(answer);
  return [`问：${answer.question}`, `答：${answer.text}`, ...sources, `（${NOTICE}）`].join("\n");
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text);
  }
}

// Browsers give the clipboard to pages under https only; an office's own network often has none.
function copiedByHand(text) {
  const kept = document.activeElement;
  const area = el("textarea", { class: "pa-hidden", readonly: true, "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  kept?.focus();
  return done;
}
