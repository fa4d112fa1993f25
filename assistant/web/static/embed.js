(site) => {
  const script = document.currentScript;
  const base = new URL(".", script.src);
  if (location.origin !== base.origin && !site.origins.includes(location.origin)) {
    console.warn(`${site.name}: ${location.origin} is not in embed_origins`);
    return;
  }
  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .open, .panel { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; }
    .open { padding: 12px 20px; border: 0; border-radius: 999px; background: #1d4b8f; color: #fff; box-shadow: 0 4px 16px rgb(0 0 0 / 25%);
      font: 600 16px/1.5 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; cursor: pointer; }
    .open:hover { background: #163b73; }
    .open:focus-visible, .close:focus-visible { outline: 3px solid #f0a020; outline-offset: 2px; }
    .panel { display: flex; flex-direction: column; width: 420px; height: min(680px, calc(100vh - 40px)); overflow: hidden;
      border: 1px solid #b9c6d8; border-radius: 12px; background: #fff; box-shadow: 0 8px 32px rgb(0 0 0 / 28%); }
    .panel[hidden], .open[hidden] { display: none; }
    .bar { display: flex; align-items: center; justify-content: space-between; padding: 8px 8px 8px 16px; background: #1d4b8f; color: #fff;
      font: 600 16px/1.5 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
    .close { width: 36px; height: 36px; border: 1px solid #b9cbe6; border-radius: 6px; background: transparent; color: #fff; font-size: 16px; cursor: pointer; }
    iframe { flex: 1; width: 100%; border: 0; }
    @media (max-width: 520px) { .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }`;
  const make = (tag, properties, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };
  const show = (open) => {
    if (open && !panel.querySelector("iframe")) panel.append(frame());
    panel.hidden = !open;
    button.hidden = open;
    (open ? close : button).focus();
  };
  const frame = () => {
    const node = make("iframe", { title: site.name, src: new URL("?embed=1", base).href });
    node.allow = `clipboard-write ${base.origin}`;
    return node;
  };
  const button = make("button", { type: "button", className: "open", onclick: () => show(true) }, script.dataset.label || site.name);
  button.setAttribute("aria-haspopup", "dialog");
  const close = make("button", { type: "button", className: "close", ariaLabel: "关闭", onclick: () => show(false) }, "✕");
  const bar = make("div", { className: "bar" }, make("span", {}, site.name), close);
  const panel = make("div", { className: "panel", role: "dialog", ariaLabel: site.name, hidden: true }, bar);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  addEventListener("message", (event) => {
    if (event.origin === base.origin && event.data === "policy-assistant-close" && !panel.hidden) show(false);
  });
  const host = document.createElement("policy-assistant");
  const shadow = host.attachShadow({ mode: "open" });
  // A constructed sheet, since the host page's own policy may forbid inline styles.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(button, panel);
  const place = () => document.body.append(host);
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
}
