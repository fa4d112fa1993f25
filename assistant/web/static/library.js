// 文库: what is loaded, to find and to read.

import { getJson } from "./api.js";
import { el } from "./dom.js";
import { openPanel } from "./panel.js";
import { VALIDITIES } from "./words.js";

export async function mountLibrary(view) {
  const list = view.querySelector(".pa-documents");
  const summary = view.querySelector(".pa-summary");
  const filter = view.querySelector("input");
  summary.textContent = "正在读取…";
  let documents;
  try {
    ({ documents } = await getJson("documents"));
  } catch (error) {
    summary.textContent = error.message;
    return;
  }
  const refresh = () => {
    const shown = documents.filter((each) => matches(each, filter.value.trim()));
    list.replaceChildren(...shown.map(documentNode));
    summary.textContent = shown.length ? `共 ${shown.length} 个文件` : "没有符合条件的文件。";
  };
  filter.addEventListener("input", refresh);
  refresh();
}

function matches(document_, words) {
  const facts = [document_.title, document_.notice_title, document_.doc_number, document_.issuer];
  return facts.filter(Boolean).join(" ").includes(words);
}

function documentNode(document_) {
  const facts = [document_.doc_number, document_.issuer, document_.issued_on].filter(Boolean).join("　");
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "pa-document", onclick: () => openPanel({ documentId: document_.id }) },
      document_.title,
    ),
    el("span", { class: `pa-validity ${document_.validity}` }, VALIDITIES[document_.validity]),
    el("p", {}, facts),
  );
}
