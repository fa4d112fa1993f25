// Brings the views to life as Gradio puts them into the page, and keeps the reader's switches.

import { mountAsk } from "./chat.js";
import { keepMeasured, openTab, recall, remember } from "./dom.js";
import { mountLibrary } from "./library.js";
import { comeBack, mountPlaces } from "./places.js";
import { askWhetherStaff, mountStaffDoor } from "./staff.js";
import { CHOSEN, isHidden, mountTabs } from "./tabs.js";
import { mountTasks } from "./tasks.js";
import { mountUse } from "./use.js";
import { mountVerify } from "./verify.js";

const VIEWS = { ask: mountAsk, tasks: mountTasks, library: mountLibrary, verify: mountVerify, use: mountUse };
const SWITCHES = "policy-assistant-switches";
const kept = () => localStorage;
let staffKnown = false;

function mountNew() {
  for (const view of document.querySelectorAll("[data-view]:not([data-mounted])")) {
    view.dataset.mounted = "yes";
    VIEWS[view.dataset.view](view);
  }
  for (const button of document.querySelectorAll("[data-switch]:not([data-mounted])")) mountSwitch(button);
  for (const button of document.querySelectorAll(".pa-door:not([data-mounted])")) {
    button.dataset.mounted = "yes";
    mountStaffDoor(button);
    keepMeasured(button.closest(".pa-notice"), "--pa-foot");
  }
  if (staffKnown) comeBack();
}

// The box may be on a tab that is out of sight.
async function skipToQuestion(event) {
  if (!event.target.closest(".pa-skip")) return;
  event.preventDefault();
  await openTab("ask");
  document.querySelector("#pa-question").focus();
}

function mountSwitch(button) {
  button.dataset.mounted = "yes";
  const name = button.dataset.switch;
  const preferred = name === "dark" && matchMedia("(prefers-color-scheme: dark)").matches;
  turn(button, recall(kept, SWITCHES, {})[name] ?? preferred);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    turn(button, on);
    remember(kept, SWITCHES, { ...recall(kept, SWITCHES, {}), [name]: on });
  });
}

function turn(button, on) {
  button.setAttribute("aria-pressed", String(on));
  // Gradio's own theme turns dark by the same class.
  document.body.classList.toggle(button.dataset.switch, on);
  leaveHiddenTab();
}

// 长辈模式 hides tabs; who stands on one of them goes to the first.
function leaveHiddenTab() {
  const chosen = document.querySelector(CHOSEN);
  if (chosen && isHidden(chosen)) openTab("ask");
}

// Inside another site's page (embed.js): only the conversation, and Escape closes the frame.
function embed() {
  document.body.classList.add("pa-embedded");
  document.addEventListener("keydown", (event) => {
    const inside = document.querySelector(".pa-panel, dialog[open]") || event.target.closest(".pa-handoff");
    if (event.key === "Escape" && !inside) parent.postMessage("policy-assistant-close", "*");
  }, true);
}

document.documentElement.lang = "zh-CN";
if (new URLSearchParams(location.search).has("embed")) embed();
mountTabs();
mountPlaces();
document.addEventListener("click", skipToQuestion);
new MutationObserver(mountNew).observe(document.body, { childList: true, subtree: true });
mountNew();
if (!document.body.classList.contains("pa-embedded")) {
  askWhetherStaff().then(() => {
    staffKnown = true;
    comeBack();
  });
}
