// The address after `#` keeps who one is and where: `#U/C`, `#U/C/home`, `#U/C/t<ts>` (a thread), and `…/m<ts>` (look at that message). `app` for a channel is the app's direct messages.

import { state } from "./state.js";

export function parseAddress(hash = location.hash) {
  const [as, channel, ...rest] = decodeURIComponent(hash.replace(/^#/, "")).split("/");
  const place = { as: as || null, channel: channel || null, tab: "messages", thread: null, focus: null };
  for (const part of rest) {
    if (part === "home") place.tab = "home";
    else if (/^t\d+\.\d+$/.test(part)) place.thread = part.slice(1);
    else if (/^m\d+\.\d+$/.test(part)) place.focus = part.slice(1);
  }
  return place;
}

export function placeHref({ as = state.me?.id, channel, tab, thread, focus }) {
  const parts = [as, channel];
  if (tab === "home") parts.push("home");
  if (thread) parts.push(`t${thread}`);
  if (focus) parts.push(`m${focus}`);
  return `#${parts.filter(Boolean).join("/")}`;
}

export function go(place) {
  const href = placeHref(place);
  if (location.hash === href) window.dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = href;
}

/** Where a Slack permalink leads inside this page, or null. */
export function permalinkTarget(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const found = /\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?\/?$/.exec(url.pathname);
  if (!found) return null;
  const focus = found[2] ? `${found[2]}.${found[3]}` : null;
  return { channel: found[1], focus, thread: url.searchParams.get("thread_ts") };
}

export function permalink(message) {
  const thread = message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}&cid=${message.channel}` : "";
  return `https://${state.team.domain}.slack.com/archives/${message.channel}/p${message.ts.replace(".", "")}${thread}`;
}
