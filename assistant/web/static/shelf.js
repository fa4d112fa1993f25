// Who must know that the library has changed: the lists of documents on the other tabs.

import { getJson } from "./api.js";
import { el } from "./dom.js";

const listeners = [];

export function onLibraryChange(listener) {
  listeners.push(listener);
}

export function libraryChanged() {
  for (const listener of listeners) listener();
}

// All documents by their titles, below the option that the list has already.
export async function listDocuments(select) {
  const { documents } = await getJson("documents");
  offerDocuments(select, [select.options[0], ...documentOptions(documents)]);
}

// Documents of one title are told apart by their numbers, and those of one number by their ids.
export function documentOptions(documents) {
  const names = documents.map(({ id, title, doc_number }) => [title, `${title}（${doc_number || id}）`, `${title}（${id}）`]);
  const counted = (level) => names.reduce((times, each) => times.set(each[level], (times.get(each[level]) ?? 0) + 1), new Map());
  const times = [counted(0), counted(1)];
  const nameOf = (each) => each.find((name, level) => level === 2 || times[level].get(name) === 1);
  return documents.map(({ id }, at) => el("option", { value: id }, nameOf(names[at])));
}

// Puts the documents into a list to choose from; what was chosen stays chosen while it is there.
export function offerDocuments(select, options, chosen = select.value) {
  select.replaceChildren(...options);
  if ([...select.options].some((option) => option.value === chosen)) select.value = chosen;
}
