// 任务清单: the duties of one document as a list, as a timetable and, for staff, as a board.

import { address, getJson } from "./api.js";
import { mountBoard } from "./board.js";
import { el, recall, remember } from "./dom.js";
import { editsOf } from "./edits.js";
import { openPanel } from "./panel.js";
import { documentOptions, offerDocuments, onLibraryChange } from "./shelf.js";
import { onStaff } from "./staff.js";
import { listNode } from "./tasklist.js";
import { timelineNode } from "./timeline.js";
import { FORMATS, REASONS } from "./words.js";

const DIFFERENCES = {
  owners: "责任单位不一致",
  deadline: "时限不一致",
  only_in_text: "正文有、分工表没有",
  only_in_table: "分工表有、正文没有",
};
const KEY = "policy-assistant-checklist"; // the document that was chosen, for this browser tab
const here = () => sessionStorage;
const LOST_EDITS = "下载的文件只含文件原意，不含页面上的人工修改；工作人员保存为台账后，可连同修改一起导出。";

export async function mountTasks(view) {
  const page = {
    view,
    documents: view.querySelector("#pa-task-document"),
    owners: view.querySelector("#pa-task-owner"),
    months: view.querySelector("#pa-task-month"),
    strength: view.querySelector("#pa-task-strength"),
    text: view.querySelector("#pa-task-text"),
    modes: [...view.querySelectorAll(".pa-mode")],
    downloads: view.querySelector(".pa-downloads"),
    summary: view.querySelector(".pa-summary"),
    differences: view.querySelector(".pa-differences"),
    tasks: view.querySelector(".pa-tasks"),
    leftOut: view.querySelector(".pa-leftout"),
    mode: "list",
    checklist: null,
    wanted: 0,
  };
  page.board = mountBoard(page);
  listen(page);
  onLibraryChange(() => fill(page));
  await fill(page);
}

async function fill(page) {
  try {
    const { documents } = await getJson("documents");
    offerDocuments(page.documents, documentOptions(documents), page.documents.value || recall(here, KEY, ""));
    if (documents.length) await load(page, true);
    else empty(page, "文库中还没有文件。");
  } catch (error) {
    page.summary.textContent = error.message;
  }
}

function listen(page) {
  page.documents.addEventListener("change", () => {
    remember(here, KEY, page.documents.value);
    load(page, true);
  });
  for (const filter of [page.owners, page.months, page.strength]) {
    filter.addEventListener("change", () => load(page, false));
  }
  page.text.addEventListener("input", () => render(page));
  for (const button of page.modes) {
    button.addEventListener("click", () => {
      page.mode = button.dataset.mode;
      for (const other of page.modes) other.setAttribute("aria-pressed", String(other === button));
      render(page);
    });
  }
  onStaff((staff) => {
    const board = page.modes.find((button) => button.dataset.mode === "board");
    board.hidden = !staff;
    if (!staff && page.mode === "board") page.modes[0].click();
  });
}

function query(page, format) {
  const fields = new URLSearchParams({ document: page.documents.value, format });
  for (const [name, filter] of [["owner", page.owners], ["month", page.months], ["strength", page.strength]]) {
    if (filter.value) fields.set(name, filter.value);
  }
  return `checklists?${fields}`;
}

async function load(page, afresh) {
  const turn = ++page.wanted;
  if (afresh) for (const filter of [page.owners, page.months, page.strength, page.text]) clear(filter);
  page.summary.textContent = "正在整理任务…";
  try {
    const checklist = await getJson(query(page, "json"));
    if (turn !== page.wanted) return;
    page.checklist = checklist;
    if (afresh) fillFilters(page, checklist);
    render(page);
  } catch (error) {
    if (turn !== page.wanted) return;
    empty(page, error.message);
  }
}

function empty(page, said) {
  page.checklist = null;
  page.tasks.replaceChildren();
  page.downloads.replaceChildren();
  page.leftOut.hidden = page.differences.hidden = true;
  page.summary.textContent = said;
}

function clear(filter) {
  filter.value = "";
  if (filter.id !== "pa-task-strength" && filter.tagName === "SELECT") {
    filter.replaceChildren(el("option", { value: "" }, "全部"));
  }
}

function fillFilters(page, checklist) {
  const names = checklist.tasks.flatMap((task) => task.owners.map((owner) => owner.name));
  const sorted = [...new Set(names)].sort((one, other) => one.localeCompare(other, "zh"));
  page.owners.append(...sorted.map((name) => el("option", { value: name }, name)));
  page.months.append(...monthsOf(checklist).map((month) => el("option", { value: month }, monthWords(month))));
}

// Every month that holds a due day; where duties recur, the months of the document's own year too.
function monthsOf(checklist) {
  const months = new Set(checklist.tasks.flatMap(({ deadline }) => (deadline.due ? [deadline.due.slice(0, 7)] : [])));
  const recurs = checklist.tasks.some((task) => task.deadline.rrule);
  if (recurs && checklist.start) {
    for (let month = Number(checklist.start.slice(5, 7)); month <= 12; month += 1) {
      months.add(`${checklist.start.slice(0, 4)}-${String(month).padStart(2, "0")}`);
    }
  }
  return [...months].sort();
}

export function monthWords(month) {
  return `${month.slice(0, 4)}年${Number(month.slice(5))}月`;
}

function render(page) {
  const { checklist, mode } = page;
  if (!checklist) return;
  const words = page.text.value.trim();
  const shown = checklist.tasks.filter((task) => !words || `${task.action}${task.quote}`.includes(words));
  const board = mode === "board";
  page.downloads.hidden = page.differences.hidden = page.leftOut.hidden = board;
  if (board) return page.board.show(words);
  const edits = editsOf(checklist.document_id);
  say(page, shown, edits);
  showDownloads(page, edits);
  showDifferences(page.differences, checklist);
  showLeftOut(page.leftOut, checklist);
  const again = () => render(page);
  const node = mode === "timeline" ? timelineNode(checklist, shown, edits) : listNode(checklist, shown, edits, again);
  return page.tasks.replaceChildren(shown.length ? node : el("p", { class: "pa-empty" }, emptyWords(checklist, words)));
}

function emptyWords(checklist, words) {
  if (checklist.note && !checklist.tasks.length && !words) return checklist.note;
  return "没有符合条件的任务。";
}

function say(page, shown, edits) {
  const { coverage, start, start_source: source, note } = page.checklist;
  const edited = shown.filter((task) => edits.of(task.id)).length;
  page.summary.textContent =
    `共 ${shown.length} 项任务；全文 ${coverage.sentences} 句，其中 ${coverage.task_sentences} 句为任务。` +
    (start ? `起算日期 ${start}（${source}）。` : "") +
    (edited ? `人工修改 ${edited} 项。` : "") +
    (shown.length ? note : "");
}

function showDownloads(page, edits) {
  const links = FORMATS.map(([format, name]) =>
    el("a", { class: "pa-button", href: address(query(page, format)), download: true }, `下载${/^[A-Z]/.test(name) ? " " : ""}${name}`),
  );
  const warning = edits.count() ? el("p", { class: "pa-none" }, LOST_EDITS) : null;
  page.downloads.replaceChildren(...links, ...(warning ? [warning] : []));
}

function showDifferences(details, checklist) {
  const found = checklist.differences ?? [];
  details.hidden = !found.length;
  details.querySelector("summary").textContent = `正文与分工表不一致 ${found.length} 处`;
  const names = new Map(checklist.tasks.map((task) => [task.id, task]));
  const items = found.map((each) => {
    const task = names.get(each.task);
    const spoken = [each.text && `正文：${each.text}`, each.table && `分工表：${each.table}`].filter(Boolean).join("；");
    const open = () => openPanel(spotOf(checklist, task));
    return el(
      "li",
      {},
      el("span", { class: "pa-reason" }, DIFFERENCES[each.kind]),
      el("button", { type: "button", class: "pa-link", onclick: open }, each.kind.startsWith("only") ? spoken : `${task.action}。${spoken}`),
    );
  });
  details.querySelector("div").replaceChildren(el("ul", {}, items));
}

export function spotOf(checklist, each) {
  return { documentId: checklist.document_id, clause: each.clause, start: each.start, end: each.end, quote: each.quote ?? each.text };
}

function showLeftOut(details, checklist) {
  const left = checklist.coverage.not_tasks.filter((each) => each.reason !== "heading");
  details.hidden = !left.length;
  details.querySelector("summary").textContent = `未列为任务的句子 ${left.length} 句`;
  const items = left.map((each) =>
    el(
      "li",
      {},
      el("span", { class: "pa-reason" }, REASONS[each.reason] || "其他"),
      el("button", { type: "button", class: "pa-link", onclick: () => openPanel(spotOf(checklist, each)) }, each.text),
    ),
  );
  details.querySelector("div").replaceChildren(el("ul", {}, items));
}
