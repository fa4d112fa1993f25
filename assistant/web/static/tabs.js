// The tabs by keyboard: one stop of Tab for all of them, arrows, Home and End between them; the title names the chosen one.

export const TABS = '#pa-tabs [role="tab"]';
export const CHOSEN = `${TABS}[aria-selected="true"]`;

export const isHidden = (tab) => getComputedStyle(tab).display === "none";

export function mountTabs() {
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest(TABS);
    if (!tab || event.ctrlKey || event.altKey || event.metaKey) return;
    const tabs = [...document.querySelectorAll(TABS)].filter((each) => !isHidden(each));
    const here = tabs.indexOf(tab);
    const steps = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: -1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const next = tabs.at(steps[event.key] % tabs.length);
    next.click();
    next.focus();
  });
  const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-selected"] };
  new MutationObserver(tell).observe(document.body, watched);
  tell();
}

function tell() {
  for (const tab of document.querySelectorAll(TABS)) tab.tabIndex = tab.matches(CHOSEN) ? 0 : -1;
  const name = document.querySelector(CHOSEN)?.textContent.trim();
  const title = `${name} · ${document.querySelector(".pa-header h1")?.textContent}`;
  if (name && document.title !== title) document.title = title;
}
