// The API, relative to the page's own address so that a sub-path behind a proxy works.

import { recall, remember } from "./dom.js";

const UNREACHABLE = "无法连接服务，请检查网络后重试。";

export function address(path) {
  return new URL(`api/v1/${path}`, document.baseURI);
}

const STAFF = "policy-assistant-staff";

// The staff token, for this browser tab only.
export const staffToken = {
  get: () => recall(() => sessionStorage, STAFF, ""),
  set: (token) => remember(() => sessionStorage, STAFF, token || null),
};

export async function getJson(path) {
  return (await request(path)).json();
}

export function get(path) {
  return request(path);
}

export async function post(path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(body), signal });
}

export function send(method, path, body) {
  return request(path, { method, body });
}

async function request(path, options = {}) {
  const token = staffToken.get();
  const headers = token ? { ...options.headers, Authorization: `Bearer ${token}` } : options.headers;
  let response;
  try {
    response = await fetch(address(path), { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(UNREACHABLE, { cause: error });
  }
  if (response.ok) return response;
  throw new Error(await reason(response));
}

async function reason(response) {
  try {
    const problem = await response.json();
    return problem.detail || problem.title || UNREACHABLE;
  } catch {
    return UNREACHABLE;
  }
}

// Yields the [name, value] events of one answer.
export async function* askStream(question, history, signal) {
  const response = await post("ask", { question, history, stream: true }, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    const events = waiting.split("\n\n");
    waiting = events.pop();
    for (const event of events) yield readEvent(event);
  }
}

function readEvent(event) {
  const lines = event.split("\n");
  const field = (name) => lines.find((line) => line.startsWith(`${name}: `)).slice(name.length + 2);
  return [field("event"), JSON.parse(field("data"))];
}

// A document with its text and clauses, as it stands now.
export async function loadDocument(id) {
  const path = `documents/${id.split("/").map(encodeURIComponent).join("/")}`;
  const [document_, listed] = await Promise.all([getJson(path), getJson(`${path}/clauses`)]);
  return { ...document_, clauses: listed.clauses };
}
