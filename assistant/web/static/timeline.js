// 时间表（挂图作战）: what is due when, by owner, as a table that reads aloud as well as it shows.

import { el } from "./dom.js";
import { openPanel } from "./panel.js";

const NOBODY = "文中未明确";
const REGULAR = ["recurring", "ongoing"];

export function timelineNode(checklist, tasks, edits) {
  const timed = tasks.map((task) => seen(task, edits)).filter((each) => each.due || REGULAR.includes(each.task.deadline.kind));
  const untimed = tasks.length - timed.length;
  const months = monthsHeld(timed);
  const table = el(
    "table",
    { class: "pa-timeline" },
    el("caption", { class: "pa-hidden" }, "各责任单位按月到期的任务"),
    headNode(months),
    el("tbody", {}, [...byOwner(timed)].map(([owner, mine]) => rowNode(checklist, owner, mine, months))),
  );
  const rest = untimed ? el("p", { class: "pa-none" }, `另有 ${untimed} 项任务原文没有写明时限，见“清单”。`) : null;
  if (!timed.length) return el("div", {}, el("p", { class: "pa-empty" }, "这些任务都没有写明时限。"));
  return el(
    "div",
    {},
    el("div", { class: "pa-scroll", role: "region", tabindex: "0", "aria-label": "时间表，可左右滚动" }, table),
    rest,
  );
}

function seen(task, edits) {
  const edit = edits.of(task.id);
  const owners = edit?.owner ? [edit.owner] : task.owners.map((owner) => owner.name);
  return { task, due: edit?.due || task.deadline.due, owners: owners.length ? owners : [NOBODY], edited: Boolean(edit?.due || edit?.owner) };
}

function byOwner(timed) {
  const rows = new Map();
  for (const each of timed) {
    for (const owner of each.owners) rows.set(owner, [...(rows.get(owner) ?? []), each]);
  }
  return rows;
}

// Only months in which something is due: a year of empty columns would hide the rest.
function monthsHeld(timed) {
  return [...new Set(timed.flatMap((each) => (each.due ? [each.due.slice(0, 7)] : [])))].sort();
}

function thisMonth() {
  return today().slice(0, 7);
}

function today() {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}

function headNode(months) {
  const names = months.map((month) =>
    el(
      "th",
      { scope: "col", "aria-current": month === thisMonth() ? "date" : null },
      el("span", {}, `${month.slice(0, 4)}年`),
      `${Number(month.slice(5))}月`,
    ),
  );
  return el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "责任单位"), names, el("th", { scope: "col" }, "经常性工作")));
}

function rowNode(checklist, owner, mine, months) {
  const cells = months.map((month) => mine.filter((each) => each.due?.startsWith(month)));
  const regular = mine.filter((each) => !each.due);
  const fill = (held) => el("td", {}, held.map((each) => chipNode(checklist, each)));
  return el("tr", {}, el("th", { scope: "row" }, owner), cells.map(fill), fill(regular));
}

function chipNode(checklist, { task, due, edited }) {
  const late = due && due < today();
  const when = due ? `${Number(due.slice(8))}日` : task.deadline.raw;
  const open = () =>
    openPanel({ documentId: checklist.document_id, clause: task.clause, start: task.start, end: task.end, quote: task.quote });
  const marks = [late ? "日期已过" : "", edited ? "人工修改" : ""].filter(Boolean).join("，");
  return el(
    "button",
    { type: "button", class: late ? "pa-chip late" : "pa-chip", onclick: open },
    el("span", { class: "pa-when" }, marks ? `${when}（${marks}）` : when),
    task.action,
  );
}
