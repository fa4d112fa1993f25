// 问答库 in 运行状况: what staff have confirmed, newest first, to look through and to delete.

import { getJson, send } from "./api.js";
import { el } from "./dom.js";
import { askRemoval } from "./removal.js";

const MOST = 200; // shown

// One card for the whole visit: what is around it is made anew whenever the tab is opened.
export function confirmedCard() {
  const page = {
    title: el("h3", { tabindex: "-1" }, "问答库"),
    said: el("p", { class: "pa-said", role: "status" }),
    list: el("div", {}, el("p", {}, "正在读取…")),
  };
  page.node = el("section", { class: "pa-card pa-wide pa-confirmed" }, page.title, page.said, page.list);
  return page;
}

export async function showConfirmed(page) {
  try {
    const { questions } = await getJson("confirmed");
    const items = questions.slice(0, MOST).map((each) => itemNode(page, each));
    const more = questions.length > MOST ? [el("p", {}, `共 ${questions.length} 问，这里列出最近的 ${MOST} 问`)] : [];
    page.list.replaceChildren(...more, items.length ? el("ol", {}, items) : el("p", {}, "没有。"));
  } catch (error) {
    page.list.replaceChildren(el("p", { class: "pa-error" }, error.message));
  }
}

function itemNode(page, confirmed) {
  const day = new Date(confirmed.confirmed_at).toLocaleDateString("zh-CN", { dateStyle: "medium" });
  const quotes = confirmed.answers.map(({ title, quote }) => el("p", {}, `《${title}》：“${quote}”`));
  return el(
    "li",
    {},
    el("strong", {}, confirmed.question),
    confirmed.held ? null : el("span", { class: "pa-tag warn" }, confirmed.why),
    quotes.length ? quotes : el("p", {}, "文件没有规定"),
    el("p", {}, `编号 ${confirmed.id}　${day}`),
    el("button", { type: "button", class: "pa-button", "aria-label": `删除“${confirmed.question}”`, onclick: () => remove(page, confirmed) }, "删除"),
  );
}

function remove(page, { id, question }) {
  const words = el("p", {}, `“${question}”将从问答库中删除，之后重新从文件中查找答案。此操作不能撤销。`);
  const done = async () => {
    page.said.textContent = `已删除“${question}”。`;
    await showConfirmed(page);
    // The button that had the focus is gone.
    page.title.focus();
  };
  askRemoval("删除这一问？", [words], () => send("DELETE", `confirmed/${id}`), done);
}
