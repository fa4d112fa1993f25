// Back and Forward: every tab that is chosen is an entry of the browser's history; an open panel is one more, always the last.

import { CHOSEN, isHidden, TABS } from "./tabs.js";

const FIRST = "ask";
let wanted = location.hash.slice(1); // the tab in the address, until it can be opened: some only staff can see
let shown = FIRST;
let at = history.state?.at ?? 0; // which entry this is: tells Back from Forward
let closeOpen = null; // closes the panel, while one is open

export function mountPlaces() {
  history.replaceState({ ...history.state, at }, "");
  document.addEventListener("click", (event) => {
    const tab = event.target.closest(TABS);
    if (tab) noteTab(nameOf(tab));
  });
  addEventListener("popstate", arrive);
  // A tab that was chosen before this script was there.
  const chosen = document.querySelector(CHOSEN);
  if (chosen && nameOf(chosen) !== FIRST) noteTab(nameOf(chosen));
}

// A reload comes back to the tab; an address that cannot be opened is mended.
export function comeBack() {
  if (!wanted || !document.querySelector(CHOSEN)) return;
  if (canBeShown(wanted)) go(wanted);
  else history.replaceState(history.state, "", `#${shown}`);
  wanted = "";
}

// The step that Back takes to close the panel; one that is left over from a panel closed by hand serves again.
export function panelOpened(close) {
  closeOpen = close;
  if (!history.state?.panel) push({ panel: true });
}

export function panelClosed() {
  closeOpen = null;
}

function noteTab(name) {
  wanted = "";
  if (name === shown) return;
  shown = name;
  // The step of a panel becomes the tab's; a panel that stays open gets another, so that its own is the last.
  if (history.state?.panel) history.replaceState({ at }, "", `#${name}`);
  else push();
  if (closeOpen) push({ panel: true });
}

function push(more) {
  at += 1;
  history.pushState({ at, ...more }, "", `#${shown}`);
}

function arrive() {
  const way = Math.sign((history.state?.at ?? at + 1) - at);
  const name = location.hash.slice(1) || FIRST;
  at = history.state?.at ?? at + 1;
  // An address typed by hand is an entry that is not ours yet.
  if (!history.state) history.replaceState({ at }, "", `#${canBeShown(name) ? name : shown}`);
  const dialog = document.querySelector("dialog[open]");
  if (dialog) {
    dialog.close();
    return push(closeOpen && { panel: true });
  }
  const closed = closeOpen;
  closeOpen?.();
  if (name !== shown && canBeShown(name)) {
    go(name);
    return buttonOf(name).focus({ preventScroll: true });
  }
  // Nothing has changed for the reader: this was no step. (go(0) would be a reload.)
  return !closed && way && history.go(way);
}

function go(name) {
  shown = name;
  buttonOf(name).click();
}

function nameOf(tab) {
  return tab.id.replace(/^pa-tab-|-button$/g, "");
}

function buttonOf(name) {
  return document.getElementById(`pa-tab-${name}-button`);
}

function canBeShown(name) {
  const button = buttonOf(name);
  return button !== null && !isHidden(button);
}
