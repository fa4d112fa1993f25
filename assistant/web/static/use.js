// 运行状况, for staff: how the service is used, what the documents lack, the questions left for staff, and 问答库.

import { get, getJson, post } from "./api.js";
import { askFromAnotherTab } from "./chat.js";
import { dayChart, SERIES, shareChart } from "./charts.js";
import { confirmedCard, showConfirmed } from "./confirmed.js";
import { el } from "./dom.js";
import { onStaff } from "./staff.js";

const TABLES = [
  ["days", "每日提问"],
  ["gaps", "未答问题"],
  ["handoffs", "转人工留言"],
];

const KEPT = "问答库中的问题按确认时的原话保存，直到删除，不随记录期限删除。";

export function mountUse(view) {
  const days = view.querySelector("select");
  const confirmed = confirmedCard();
  const show = () => refresh(view, days.value, confirmed);
  view.querySelector(".pa-downloads").append(
    ...TABLES.map(([name, words]) =>
      el("button", { type: "button", class: "pa-button", onclick: () => keep(view, name, words, days.value) }, `导出${words}`),
    ),
  );
  days.addEventListener("change", show);
  onStaff((staff) => {
    if (staff) show();
  });
  // What happened since is shown when the tab is opened again.
  document.addEventListener("click", (event) => {
    if (event.target.closest("#pa-tab-use-button")) show();
  });
}

async function refresh(view, days, confirmed) {
  const summary = view.querySelector(".pa-summary");
  const body = view.querySelector(".pa-use-body");
  summary.textContent = "正在读取…";
  try {
    const use = await getJson(`use?days=${days}`);
    body.replaceChildren(...overview(use, confirmed, () => refresh(view, days, confirmed)));
    summary.textContent = summed(use);
    await Promise.all([showGaps(body, days), showConfirmed(confirmed)]);
  } catch (error) {
    summary.textContent = error.message;
  }
}

function summed(use) {
  const asked = use.days.reduce((sum, day) => sum + day.questions, 0);
  const open = use.handoffs.filter((each) => !each.closed_at).length;
  return `共提问 ${asked} 次；待办留言 ${open} 条；索引第 ${use.index.generation} 版，文件 ${use.index.documents} 份。`;
}

function overview(use, confirmed, again) {
  const count = (name) => use.days.reduce((sum, day) => sum + day[name], 0);
  const { thumbs } = use;
  const reasons = Object.entries(thumbs.reasons).map(([reason, times]) => `${reason} ${times} 次`);
  return [
    el("section", { class: "pa-card pa-wide" }, dayChart(use.days)),
    el("section", { class: "pa-card" }, shareChart("回答情况", SERIES.map(([name, words, kind]) => [words, count(name), kind]))),
    el(
      "section",
      { class: "pa-card" },
      shareChart("评价（累计）", [["有帮助", thumbs.up, "full"], ["没有帮助", thumbs.down, "none"]]),
      reasons.length ? el("p", {}, `原因：${reasons.join("，")}`) : null,
    ),
    el("section", { class: "pa-card" }, el("h3", {}, "回答用时"), latencyNode(use.latency_ms)),
    el("section", { class: "pa-card pa-wide pa-gaps" }, el("h3", {}, "文件没有回答的问题"), el("p", {}, "正在归类…")),
    el("section", { class: "pa-card pa-wide pa-handoffs" }, el("h3", {}, "转人工留言"), handoffsNode(use.handoffs, again)),
    confirmed.node,
    el("p", { class: "pa-none" }, `提问记录保留 ${use.kept_days} 天，其中只有未能回答的问题留有原话，电话、证件号码等已遮盖。`, KEPT),
  ];
}

function latencyNode(latency) {
  if (latency.max === null) return el("p", {}, "这段时间没有提问。");
  const facts = [["半数在", latency.p50], ["95% 在", latency.p95], ["最慢", latency.max]];
  return el("dl", { class: "pa-times" }, facts.map(([words, ms]) => el("div", {}, el("dt", {}, words), el("dd", {}, seconds(ms)))));
}

function seconds(ms) {
  return ms < 1000 ? `${Math.round(ms)} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`;
}

async function showGaps(body, days) {
  const { groups } = await getJson(`use/gaps?days=${days}`);
  const card = body.querySelector(".pa-gaps");
  const item = (gap) =>
    el(
      "li",
      {},
      el("strong", {}, gap.question),
      el("span", { class: "pa-count" }, `${gap.count} 次`),
      gap.wordings.length > 1 ? el("p", {}, `也这样问：${gap.wordings.slice(1).join("；")}`) : null,
      askButton(gap.question),
    );
  const list = groups.length ? el("ol", {}, groups.map(item)) : el("p", {}, "没有。");
  card.replaceChildren(el("h3", {}, "文件没有回答的问题"), list);
}

// So that staff see what it gets, and confirm below it what answers.
function askButton(question) {
  return el("button", { type: "button", class: "pa-button", "aria-label": `提问“${question}”`, onclick: () => askFromAnotherTab(question) }, "提问");
}

function handoffsNode(handoffs, again) {
  if (!handoffs.length) return el("p", {}, "没有。");
  const close = async (handoff) => {
    await post(`handoffs/${handoff.id}/close`, {});
    await again();
  };
  const item = (handoff) =>
    el(
      "li",
      { class: handoff.closed_at ? "closed" : "" },
      el("strong", {}, handoff.question),
      el("p", {}, [`编号 ${handoff.id}`, local(handoff.given_at), handoff.contact && `联系：${handoff.contact}`].filter(Boolean).join("　")),
      handoff.note ? el("p", {}, handoff.note) : null,
      askButton(handoff.question),
      handoff.closed_at
        ? el("span", { class: "pa-count" }, "已办结")
        : el("button", { type: "button", class: "pa-button", onclick: () => close(handoff) }, "办结"),
    );
  return el("ol", {}, handoffs.map(item));
}

function local(iso) {
  return new Date(iso).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" });
}

async function keep(view, name, words, days) {
  try {
    const file = URL.createObjectURL(await (await get(`use/tables/${name}?days=${days}`)).blob());
    el("a", { href: file, download: `${words}.csv` }).click();
    URL.revokeObjectURL(file);
  } catch (error) {
    view.querySelector(".pa-summary").textContent = error.message;
  }
}
