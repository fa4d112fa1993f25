// Builds elements. Text goes in as text nodes only: nothing that a user or a document says becomes markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
}

// Offsets count characters (code points), as the server does; JavaScript's own count UTF-16 units.
export function characters(text) {
  return Array.from(text);
}

// localStorage and sessionStorage throw when a browser forbids them (private windows, embedded frames).
export function remember(store, key, value) {
  try {
    if (value === null) store().removeItem(key);
    else store().setItem(key, JSON.stringify(value));
  } catch {
    // Forgetting is all that is lost.
  }
}

export function recall(store, key, otherwise) {
  try {
    const kept = store().getItem(key);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return otherwise;
  }
}

// Says below a field what is wrong with what stands in it; "" when nothing is.
export function complain(field, error, words) {
  if (error.textContent !== words) error.textContent = words;
  if (words) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

// Goes to another tab; what is on it can have the focus only when Gradio has shown it.
export async function openTab(name) {
  document.querySelector(`#pa-tab-${name}-button`).click();
  await new Promise(requestAnimationFrame);
}

// Lets the style sheets reckon with the height of what stands fixed at the window's foot.
export function keepMeasured(node, name) {
  const root = document.documentElement;
  new ResizeObserver(() => root.style.setProperty(name, `${node.offsetHeight}px`)).observe(node);
}
