// Files on their way into the library: sent, read, shown with their outline and warnings, then accepted or not.

import { address, send, staffToken } from "./api.js";
import { el } from "./dom.js";
import { askRemoval } from "./removal.js";

const MOST_BYTES = 50_000_000;
const SHOWN_CHARS = 60;

export function mountUpload(view, changed) {
  const page = {
    box: view.querySelector(".pa-upload"),
    input: view.querySelector("#pa-upload-files"),
    all: view.querySelector(".pa-accept-all"),
    said: view.querySelector(".pa-upload .pa-said"),
    list: view.querySelector(".pa-incoming"),
    cards: new Set(),
    queue: Promise.resolve(),
    changed,
  };
  page.input.addEventListener("change", () => {
    for (const file of page.input.files) receive(page, file, null);
    page.input.value = "";
  });
  page.all.addEventListener("click", () => {
    for (const card of page.cards) if (card.state === "ready") accept(page, card);
  });
  return page;
}

// Asks for one file that is to stand in the place of a document.
export function askForReplacement(page, document_) {
  const input = el("input", { type: "file", accept: page.input.accept });
  input.addEventListener("change", () => {
    if (input.files.length) receive(page, input.files[0], document_);
  });
  input.click();
}

export function confirmRemoval(page, document_) {
  const nodes = [
    el("p", {}, `《${document_.title}》将从文库和资料文件夹中删除，之后的回答不再引用它。此操作不能撤销。`),
    document_.copies.length ? el("p", {}, "同一份文件的各个来源一并删除：") : null,
    document_.copies.length ? el("ul", {}, document_.sources.map((source) => el("li", {}, source))) : null,
  ];
  const done = () => {
    page.said.textContent = `已删除《${document_.title}》。`;
    return page.changed();
  };
  askRemoval("删除这份文件？", nodes, () => send("DELETE", path(document_.id)), done);
}

function path(id) {
  return `documents/${id.split("/").map(encodeURIComponent).join("/")}`;
}

// One after another: the server reads and indexes one file at a time anyway.
function inTurn(page, work) {
  page.queue = page.queue.then(work);
  return page.queue;
}

function receive(page, file, replaced) {
  const card = { file, replaced, state: "waiting", node: el("li", { tabindex: "-1" }) };
  page.cards.add(card);
  page.list.append(card.node);
  if (file.size > MOST_BYTES) return fail(page, card, "文件超过 50 MB，请拆分后再上传。");
  show(page, card, [el("p", {}, "等待上传…")]);
  return inTurn(page, () => preview(page, card));
}

async function preview(page, card) {
  if (!page.cards.has(card)) return;
  const { bar, words } = progress(page, card);
  try {
    card.found = await transfer("POST", "documents/preview", card, bar, words, "正在读取文件…");
    card.state = "ready";
    show(page, card, previewNodes(page, card));
  } catch (error) {
    fail(page, card, error.message);
  }
}

function accept(page, card) {
  card.state = "accepted";
  show(page, card, [el("p", {}, "等待入库…")]);
  return inTurn(page, async () => {
    const { bar, words } = progress(page, card);
    const [method, where] = card.replaced ? ["PUT", path(card.replaced.id)] : ["POST", "documents"];
    try {
      const made = await transfer(method, where, card, bar, words, "正在建立索引，请稍候…");
      drop(page, card);
      page.said.textContent = `已${card.replaced ? "替换" : "入库"}：《${made.title}》`;
      await page.changed();
    } catch (error) {
      fail(page, card, error.message);
    }
  });
}

function drop(page, card) {
  page.cards.delete(card);
  card.node.remove();
  refreshAll(page);
}

function fail(page, card, message) {
  card.state = "failed";
  show(page, card, [
    el("p", { class: "pa-error", role: "alert" }, message),
    el("div", { class: "pa-row" }, el("button", { type: "button", class: "pa-button", onclick: () => drop(page, card) }, "知道了")),
  ]);
}

function show(page, card, nodes) {
  const name = card.replaced ? `${card.file.name} → 替换《${card.replaced.title}》` : card.file.name;
  card.node.replaceChildren(el("h3", {}, name), ...nodes);
  refreshAll(page);
}

function refreshAll(page) {
  page.all.hidden = [...page.cards].filter((card) => card.state === "ready").length < 2;
}

function progress(page, card) {
  const bar = el("progress", { max: "100", value: "0", "aria-label": `${card.file.name}的上传进度` });
  const words = el("p", { role: "status" }, "正在上传…");
  show(page, card, [bar, words]);
  return { bar, words };
}

function previewNodes(page, card) {
  const { document: facts, clauses, warnings } = card.found;
  const line = [facts.doc_number, facts.issuer, facts.issued_on].filter(Boolean).join("　");
  return [
    el("p", {}, el("strong", {}, `《${facts.title}》`), line ? `　${line}` : ""),
    el("p", {}, `${facts.dialect_reason}。共 ${clauses.length} 条。`),
    warnings.length ? el("ul", { class: "pa-warnings", "aria-label": "请留意" }, warnings.map((each) => el("li", {}, each))) : "",
    el("details", {}, el("summary", {}, `查看条款（${clauses.length}）`), el("ol", { class: "pa-clauses" }, clauses.map(clauseNode))),
    el(
      "div",
      { class: "pa-row" },
      el("button", { type: "button", class: "pa-primary", onclick: () => accept(page, card) }, card.replaced ? "确认替换" : "接受入库"),
      el("button", { type: "button", class: "pa-button", onclick: () => drop(page, card) }, "不要"),
    ),
  ];
}

function clauseNode(clause) {
  const depth = Math.min(clause.clause.split("/").length - 1, 3);
  const words = clause.text.length > SHOWN_CHARS ? `${clause.text.slice(0, SHOWN_CHARS)}…` : clause.text;
  return el("li", { class: `deep-${depth}` }, el("strong", {}, clause.heading || clause.label), ` ${words}`);
}

// fetch tells nothing of how much was sent; XMLHttpRequest does.
function transfer(method, where, card, bar, words, then) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const target = address(where);
    target.searchParams.set("name", card.file.name);
    request.open(method, target);
    if (staffToken.get()) request.setRequestHeader("Authorization", `Bearer ${staffToken.get()}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      words.textContent = then;
    });
    request.addEventListener("error", () => reject(new Error("无法连接服务，请检查网络后重试。")));
    request.addEventListener("load", () => settle(request, resolve, reject));
    request.send(card.file);
  });
}

function settle(request, resolve, reject) {
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // Said below: the status alone tells enough.
  }
  if (request.status < 300) resolve(answer);
  else reject(new Error(answer.detail || answer.title || `服务没有接受这个文件（${request.status}）。`));
}
