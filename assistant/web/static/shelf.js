// Who must know that the library has changed: the lists of documents on the other tabs.

const listeners = [];

export function onLibraryChange(listener) {
  listeners.push(listener);
}

export function libraryChanged() {
  for (const listener of listeners) listener();
}

// Puts the documents into a list to choose from; what was chosen stays chosen while it is there.
export function offerDocuments(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options);
  if ([...select.options].some((option) => option.value === chosen)) select.value = chosen;
}
