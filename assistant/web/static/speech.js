// 朗读: reads an answer aloud, with a voice of this device only; other voices would send the text to a network.

import { el } from "./dom.js";

function localVoice() {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  return voices.find((voice) => voice.localService && /^zh/i.test(voice.lang));
}

// Voices come late in some browsers: ask early.
localVoice();

export function speaker(text) {
  if (!localVoice()) return null;
  const button = el("button", { type: "button", class: "pa-speak", "aria-pressed": "false", onclick: toggle }, "朗读");
  const turn = (on) => {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "停止朗读" : "朗读";
  };
  function toggle() {
    const on = button.getAttribute("aria-pressed") === "true";
    speechSynthesis.cancel();
    turn(!on);
    if (on) return;
    const said = new SpeechSynthesisUtterance(text());
    said.voice = localVoice();
    said.lang = said.voice.lang;
    said.rate = 0.9;
    said.onend = () => turn(false);
    said.onerror = () => turn(false);
    speechSynthesis.speak(said);
  }
  return button;
}
