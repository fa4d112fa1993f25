// The API, relative to the page's own address so that a sub-path behind a proxy works.

const UNREACHABLE = "无法连接服务，请检查网络后重试。";

export function address(path) {
  return new URL(`api/v1/${path}`, document.baseURI);
}

export async function getJson(path) {
  return (await request(path)).json();
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(address(path), options);
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
export async function* askStream(question, history) {
  const response = await post("ask", { question, history, stream: true });
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
