// 文库: what is loaded, to find, to narrow down and to read; for staff also to add, replace and delete.

import { getJson } from "./api.js";
import { el } from "./dom.js";
import { openPanel } from "./panel.js";
import { libraryChanged } from "./shelf.js";
import { onStaff } from "./staff.js";
import { askForReplacement, confirmRemoval, mountUpload } from "./upload.js";
import { VALIDITIES } from "./words.js";

const AT_ONCE = 50; // a list of thousands is shown in pieces

const FACETS = {
  issuer: (each) => each.issuer ?? "未注明",
  year: (each) => (each.issued_on ?? each.published_on ?? "").slice(0, 4) || "未注明",
  validity: (each) => VALIDITIES[each.validity],
};

export async function mountLibrary(view) {
  const page = {
    view,
    list: view.querySelector(".pa-documents"),
    summary: view.querySelector(".pa-summary [role=status]"),
    search: view.querySelector("input[type=search]"),
    selects: [...view.querySelectorAll("select")],
    more: view.querySelector(".pa-more"),
    documents: [],
    shown: AT_ONCE,
    staff: false,
  };
  page.upload = mountUpload(view, () => {
    libraryChanged();
    return reload(page);
  });
  const again = () => {
    page.shown = AT_ONCE;
    refresh(page);
  };
  page.search.addEventListener("input", again);
  for (const select of page.selects) select.addEventListener("change", again);
  page.more.addEventListener("click", () => {
    page.shown += AT_ONCE;
    refresh(page);
    page.list.children[page.shown - AT_ONCE]?.querySelector("button").focus();
  });
  onStaff((staff) => {
    page.staff = staff;
    page.upload.box.hidden = !staff;
    refresh(page);
  });
  await reload(page);
  return page;
}

export async function reload(page) {
  page.summary.textContent = "正在读取…";
  try {
    ({ documents: page.documents } = await getJson("documents"));
    page.loaded = true;
  } catch (error) {
    page.summary.textContent = error.message;
    return;
  }
  for (const select of page.selects) fillFacet(select, page.documents);
  refresh(page);
}

function fillFacet(select, documents) {
  const chosen = select.value;
  const values = documents.map(FACETS[select.dataset.by]);
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const order = select.dataset.by === "year" ? (a, b) => b[0].localeCompare(a[0]) : (a, b) => b[1] - a[1];
  const options = [...counts].sort(order).map(([value, count]) => el("option", { value }, `${value}（${count}）`));
  select.replaceChildren(select.options[0], ...options);
  select.value = counts.has(chosen) ? chosen : "";
}

function refresh(page) {
  const found = page.documents.filter((each) => fits(page, each));
  page.list.replaceChildren(...found.slice(0, page.shown).map((each) => documentNode(page, each)));
  page.more.hidden = found.length <= page.shown;
  if (!page.loaded) return;
  if (!page.documents.length) page.summary.textContent = "文库中还没有文件。";
  else page.summary.textContent = found.length ? `共 ${found.length} 个文件` : "没有符合条件的文件。";
}

function fits(page, document_) {
  const facts = [document_.title, document_.notice_title, document_.doc_number, document_.issuer];
  const words = page.search.value.trim().split(/\s+/);
  const said = facts.filter(Boolean).join(" ");
  if (!words.every((word) => said.includes(word))) return false;
  return page.selects.every((select) => !select.value || FACETS[select.dataset.by](document_) === select.value);
}

function documentNode(page, document_) {
  const facts = [document_.doc_number, document_.issuer, document_.issued_on].filter(Boolean).join("　");
  const read = () => openPanel({ documentId: document_.id, reading: true });
  return el(
    "li",
    {},
    el("button", { type: "button", class: "pa-document", onclick: read }, document_.title),
    el("span", { class: `pa-validity ${document_.validity}` }, VALIDITIES[document_.validity]),
    el("p", {}, facts),
    document_.sources?.length > 1 ? el("p", {}, `来源：${document_.sources.join("；")}`) : "",
    page.staff ? editNode(page, document_) : "",
  );
}

function editNode(page, document_) {
  const button = (name, work) =>
    el("button", { type: "button", class: "pa-link", "aria-label": `${name}《${document_.title}》`, onclick: () => work(page.upload, document_) }, name);
  return el("div", { class: "pa-shelf" }, button("替换", askForReplacement), button("删除", confirmRemoval));
}
