// Charts as SVG that screen readers can read: a summary in words, and the same numbers as a table below.

import { el, svg } from "./dom.js";

// Verdicts differ by pattern as well as by colour.
export const SERIES = [
  ["answered", "完整回答", "full"],
  ["partial", "部分回答", "part"],
  ["refused", "未能回答", "none"],
];
const HIGH = 200;
const FOOT = 24;
const SIDE = 34;

export function dayChart(days) {
  // In the picture's own units: on a phone fewer of them, or the words would be too small to read.
  const wide = matchMedia("(max-width: 720px)").matches ? 360 : 720;
  const most = Math.max(4, ...days.map((day) => day.questions));
  const step = (wide - SIDE) / days.length;
  const height = (value) => ((HIGH - FOOT - 8) * value) / most;
  const bars = days.flatMap((day, index) => {
    let top = HIGH - FOOT;
    return SERIES.map(([name, , kind]) => {
      const tall = height(day[name]);
      top -= tall;
      return svg("rect", { class: `pa-bar-${kind}`, x: SIDE + index * step + step * 0.15, y: top, width: step * 0.7, height: tall });
    });
  });
  const total = days.reduce((sum, day) => sum + day.questions, 0);
  const label = `每日提问：${days.length} 天共 ${total} 次，最多的一天 ${Math.max(...days.map((day) => day.questions))} 次`;
  const picture = svg("svg", { viewBox: `0 0 ${wide} ${HIGH}`, role: "img", "aria-label": label, class: "pa-chart" }, patterns(), axis(most, height, wide), bars, dates(days, step, wide));
  return el("figure", {}, el("figcaption", {}, el("h3", {}, "每日提问")), legend(), picture, dayTable(days));
}

function patterns() {
  const hatch = svg("pattern", { id: "pa-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("rect", { class: "pa-ink-part", width: 6, height: 6 }), svg("rect", { class: "pa-ink-gap", width: 2, height: 6 }));
  const dots = svg("pattern", { id: "pa-dots", width: 6, height: 6, patternUnits: "userSpaceOnUse" }, svg("rect", { class: "pa-ink-none", width: 6, height: 6 }), svg("circle", { class: "pa-ink-gap", cx: 3, cy: 3, r: 1.3 }));
  return svg("defs", {}, hatch, dots);
}

function axis(most, height, wide) {
  return [0, Math.round(most / 2), most].map((value) => {
    const y = HIGH - FOOT - height(value);
    const text = svg("text", { x: SIDE - 6, y: y + 4, "text-anchor": "end" });
    text.textContent = String(value);
    return svg("g", { class: "pa-axis" }, svg("line", { x1: SIDE, x2: wide, y1: y, y2: y }), text);
  });
}

function dates(days, step, wide) {
  const every = Math.ceil(days.length / (wide / 100));
  return days
    .map((day, index) => [day, index])
    .filter(([, index]) => (days.length - 1 - index) % every === 0)
    .map(([day, index]) => {
      const text = svg("text", { class: "pa-date", x: SIDE + (index + 0.5) * step, y: HIGH - 6, "text-anchor": index === days.length - 1 ? "end" : "middle" });
      text.textContent = day.day.slice(5);
      return text;
    });
}

function legend() {
  const key = ([, words, kind]) => el("li", {}, svg("svg", { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true" }, svg("rect", { class: `pa-bar-${kind}`, width: 14, height: 14 })), words);
  return el("ul", { class: "pa-legend" }, SERIES.map(key));
}

function dayTable(days) {
  const head = el("tr", {}, ["日期", "提问", ...SERIES.map(([, words]) => words)].map((words) => el("th", { scope: "col" }, words)));
  const asked = days.filter((day) => day.questions);
  const rows = asked.map((day) => el("tr", {}, el("th", { scope: "row" }, day.day), [day.questions, ...SERIES.map(([name]) => day[name])].map((value) => el("td", {}, String(value)))));
  const table = asked.length ? el("table", { class: "pa-numbers" }, el("thead", {}, head), el("tbody", {}, rows)) : el("p", {}, "这段时间没有提问。");
  return el("details", {}, el("summary", {}, "以表格查看"), table);
}

// One bar a share, with its number in words.
export function shareChart(caption, shares) {
  const total = shares.reduce((sum, [, count]) => sum + count, 0);
  const rows = shares.map(([words, count, kind]) => {
    const share = total ? Math.round((100 * count) / total) : 0;
    const bar = svg("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }, svg("rect", { class: "pa-bar-ground", width: 100, height: 8 }), svg("rect", { class: `pa-bar-${kind}`, width: share, height: 8 }));
    return el("div", {}, el("dt", {}, words), el("dd", {}, bar, el("span", {}, `${count} 次，${share}%`)));
  });
  return el("figure", {}, el("figcaption", {}, el("h3", {}, caption)), el("dl", { class: "pa-shares" }, rows));
}
