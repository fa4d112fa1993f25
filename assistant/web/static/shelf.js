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
  const options = documents.map((each) => el("option", { value: each.id }, each.title));
  offerDocuments(select, [select.options[0], ...options]);
}

// Puts the documents into a list to choose from; what was chosen stays chosen while it is there.
export function offerDocuments(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options);
  if ([...select.options].some((option) => option.value === chosen)) select.value = chosen;
}
