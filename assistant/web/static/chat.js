// 政策咨询: the conversation. It lives in this browser tab and survives a reload.

import { askStream, getJson, post } from "./api.js";
import { complain, el, keepMeasured, openTab, recall, remember } from "./dom.js";
import { answerNode, followUpsNode, markedText, sourceLines } from "./answer.js";
import { VERDICTS } from "./words.js";

const KEY = "policy-assistant-conversation";
const LONGEST_HISTORY = 5;
const MOST_TURNS = 50;
const UNDO_MS = 20_000;
const BUSY = "上一问还在回答，框中的草稿未动。请待回答完后再从“运行状况”提问。";
const here = () => sessionStorage;
let mounted = null; // the conversation of this page

export function mountAsk(view) {
  const page = {
    view,
    log: view.querySelector(".pa-log"),
    form: view.querySelector(".pa-form"),
    question: view.querySelector("textarea"),
    error: view.querySelector(".pa-error"),
    said: view.querySelector(".pa-form > .pa-said"),
    status: view.querySelector(".pa-announce"),
    actions: view.querySelector(".pa-actions"),
    button: view.querySelector(".pa-primary"),
    turns: recall(here, KEY, []),
    busy: false,
    alone: "", // stands in the box, to be asked without what was asked before
  };
  mounted = page;
  for (const turn of page.turns) page.log.append(turnNode(page, turn.question, answerNode(turn.answer, actions(page))));
  if (view.querySelector(".pa-example")) showExample(page);
  else offerExamples(page);
  refresh(page);
  listen(page);
  keepMeasured(page.form, "--pa-box");
  // Sent with Enter before this script was there: the Enter has become an empty last line.
  if (/\S\s*\n$/.test(page.question.value)) submit(page, page.question.value);
}

// A placeholder cannot be cut with an ellipsis, so a narrow screen keeps the short one.
function showExample(page) {
  const example = page.view.querySelector(".pa-example");
  if (example && !matchMedia("(max-width: 720px)").matches) page.question.placeholder = `例如：${example.textContent}`;
}

// Questions that the loaded documents were found to answer; without them the page works as well.
async function offerExamples(page) {
  const list = page.view.querySelector(".pa-examples");
  try {
    const { questions } = await getJson("examples");
    list.append(...questions.map((each) => el("li", {}, el("button", { type: "button", class: "pa-example" }, each))));
    showExample(page);
  } catch {
    // Nothing is offered.
  }
}

function listen(page) {
  page.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (page.busy) page.stop.abort();
    else submit(page, page.question.value);
  });
  page.question.addEventListener("keydown", (event) => {
    // Enter also confirms a word in a Chinese input method: that Enter is not ours.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit(page, page.question.value);
  });
  page.question.addEventListener("input", () => {
    if (page.error.textContent) complain(page.question, page.error, complaint(page, page.question.value.trim()));
  });
  page.view.querySelector(".pa-examples").addEventListener("click", (event) => {
    const example = event.target.closest(".pa-example");
    if (example) submit(page, example.textContent);
  });
  page.actions.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    if (button) ACTIONS[button.dataset.action](page);
  });
}

const ACTIONS = { clear, save, print: () => window.print() };

function clear(page) {
  if (page.busy) page.stop.abort();
  const cleared = { turns: page.turns, nodes: [...page.log.children] };
  show(page, { turns: [], nodes: [] });
  const undo = () => {
    show(page, cleared);
    page.said.textContent = "";
    page.status.textContent = "对话已恢复。";
  };
  const button = el("button", { type: "button", class: "pa-link", onclick: undo }, "撤销");
  page.said.replaceChildren("对话已清空。", button);
  // At a counter that many use, the next person must not bring it back.
  setTimeout(() => {
    if (button.isConnected) page.said.textContent = "";
  }, UNDO_MS);
}

function show(page, { turns, nodes }) {
  page.turns = turns;
  page.log.replaceChildren(...nodes);
  remember(here, KEY, turns.length ? turns : null);
  refresh(page);
  page.question.focus();
}

async function save(page) {
  const turns = page.turns.map(({ question, answer }) => ({
    question,
    answer: `${VERDICTS[answer.status].words}。${answer.text}`,
    sources: sourceLines(answer),
  }));
  try {
    const file = URL.createObjectURL(await (await post("conversations", { turns })).blob());
    el("a", { href: file, download: "咨询记录.docx" }).click();
    URL.revokeObjectURL(file);
  } catch (error) {
    page.error.textContent = error.message;
  }
}

function refresh(page) {
  page.actions.hidden = !page.log.children.length;
  page.view.classList.toggle("started", page.log.children.length > 0);
}

function complaint(page, question) {
  const most = Number(page.question.dataset.max);
  if (!question) return "请先输入问题。";
  if (Array.from(question).length > most) return `问题太长：最多 ${most} 个字，请精简后再问。`;
  return "";
}

async function submit(page, typed, alone = typed.trim() === page.alone) {
  if (page.busy) return;
  const question = typed.trim();
  complain(page.question, page.error, complaint(page, question));
  if (page.error.textContent) {
    page.question.focus();
    return;
  }
  begin(page, question);
  const waiting = el("div", { class: "pa-answer waiting", "aria-busy": "true" }, el("p", {}, "正在查阅文件…"));
  const turn = turnNode(page, question, waiting);
  page.log.append(turn);
  refresh(page);
  turn.scrollIntoView({ block: "start" });
  try {
    const answer = await stream(page, question, alone ? [] : historyOf(page.turns), waiting);
    finish(page, { question, alone }, answer, waiting);
  } catch (error) {
    fail(page, { question, alone }, error, waiting);
  } finally {
    if (page.said.textContent === BUSY) page.said.textContent = "";
    page.busy = false;
    page.button.textContent = "提问";
  }
}

// Asked alone, as the public asked it. While another answer is on its way, it waits in the box, unless a draft stands there.
export async function askFromAnotherTab(question) {
  const page = mounted;
  await openTab("ask");
  if (page.busy) {
    if (page.question.value.trim()) page.said.textContent = BUSY;
    else page.question.value = page.alone = question;
    return page.question.focus();
  }
  submit(page, question, true);
  // The button that had it is out of sight.
  return page.log.lastElementChild?.querySelector(".pa-question").focus({ preventScroll: true });
}

// What else stands in the box is a draft, and stays.
function begin(page, question) {
  page.busy = true;
  page.said.textContent = "";
  page.stop = new AbortController();
  if (page.question.value.trim() === question) page.question.value = page.alone = "";
  page.button.textContent = "停止";
}

// A question that was asked alone begins anew: what stands before it is of another matter.
function historyOf(turns) {
  const start = turns.map((turn) => Boolean(turn.alone)).lastIndexOf(true);
  return turns.slice(Math.max(start, 0)).slice(-LONGEST_HISTORY).map((turn) => turn.question);
}

async function stream(page, question, history, waiting) {
  let text = "";
  for await (const [name, value] of askStream(question, history, page.stop.signal)) {
    if (name === "error") throw new Error(value.detail);
    if (name === "done") return value;
    // The documents' own words stand, whole and with their sources, until a model's words are checked.
    if (name === "composing") {
      const note = el("p", { class: "pa-note", role: "status" }, "语言模型正在整理，核对后替换……");
      waiting.replaceChildren(answerNode(value, actions(page)), note);
    }
    if (name === "token") {
      text += value.text;
      waiting.replaceChildren(el("p", { class: "pa-words" }, markedText(text, [])));
    }
  }
  throw new Error("回答中断了，请重试。");
}

function finish(page, asked, answer, waiting) {
  const { follow_ups: wished } = answer;
  const turn = { ...asked, answer: { ...answer, follow_ups: [] } };
  const node = answerNode(turn.answer, actions(page));
  waiting.replaceWith(node);
  page.turns = [...page.turns, turn].slice(-MOST_TURNS);
  remember(here, KEY, page.turns);
  suggest(page, turn, node, wished);
  page.log.lastElementChild.scrollIntoView({ block: "start" });
  page.status.textContent = `${VERDICTS[answer.status].words}。${answer.text}`;
}

// Only questions that the documents answer are offered: the server asks itself first.
async function suggest(page, turn, node, wished) {
  const asked = page.turns.map((each) => each.question);
  const fresh = wished.filter((question) => !asked.includes(question));
  if (!fresh.length) return;
  try {
    const { questions } = await (await post("suggestions", { questions: fresh })).json();
    turn.answer.follow_ups = questions;
  } catch {
    return; // An answer without suggestions is still an answer.
  }
  const shown = followUpsNode(turn.answer.follow_ups, actions(page));
  if (shown && node.isConnected) node.append(shown);
  if (page.turns.includes(turn)) remember(here, KEY, page.turns);
}

function fail(page, { question, alone }, error, waiting) {
  const again = () => {
    waiting.closest(".pa-turn").remove();
    submit(page, question, alone);
  };
  waiting.classList.remove("waiting");
  waiting.removeAttribute("aria-busy");
  waiting.replaceChildren(
    el("p", { class: "pa-error", role: "alert" }, error.name === "AbortError" ? "已停止。" : error.message),
    el("button", { type: "button", class: "pa-button", onclick: again }, "重试"),
  );
}

function actions(page) {
  return {
    ask: (question) => submit(page, question),
    rate: (answer, helpful, reason) =>
      post("feedback", {
        question: answer.question,
        status: answer.status,
        helpful,
        reason,
        clauses: answer.citations.map((citation) => `${citation.document_id} ${citation.clause}`),
        index_generation: answer.index_generation,
      }),
  };
}

function turnNode(page, question, answer) {
  return el(
    "article",
    { class: "pa-turn", "aria-label": "一问一答" },
    el("h3", { class: "pa-question", tabindex: "-1" }, el("span", { class: "pa-hidden" }, "问题："), question),
    answer,
  );
}
