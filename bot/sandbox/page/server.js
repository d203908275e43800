// The sandbox's third door: reading, acting, and hearing what happens.

const here = new URL(".", location.href);

export class Refused extends Error {
  constructor(code, message) {
    super(message || code);
    this.code = code;
  }
}

export async function read(what, fields = {}) {
  const url = new URL(what, here);
  url.search = new URLSearchParams(fields).toString();
  const answer = await fetch(url, { cache: "no-store" });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(body.error ?? `http_${answer.status}`, body.message);
  return body;
}

export async function act(as, verb, fields = {}) {
  const answer = await fetch(new URL("do", here), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...fields, as, do: verb }),
  });
  const body = await answer.json().catch(() => ({ ok: false, error: `http_${answer.status}` }));
  if (!body.ok) throw new Refused(body.error, body.message);
  return body;
}

/** Hear what happens to one person. `joined()` runs after each connection, `lost()` when it breaks. */
export function listen(as, { heard, joined, lost }) {
  let socket = null;
  let closed = false;
  let tries = 0;
  let timer = 0;

  function connect() {
    const url = new URL("live", here);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.search = new URLSearchParams({ as }).toString();
    socket = new WebSocket(url);
    socket.addEventListener("open", () => {
      tries = 0;
      joined();
    });
    socket.addEventListener("message", (event) => heard(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      if (closed) return;
      tries += 1;
      lost();
      // 0.25 s doubling to 5 s: a restarted server is back within a few seconds.
      timer = setTimeout(connect, Math.min(5000, 250 * 2 ** (tries - 1)));
    });
  }

  connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}
