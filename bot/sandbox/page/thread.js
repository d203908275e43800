// The right-hand pane: a message and its replies.

import { closeThread } from "./actions.js";
import { composer } from "./composer.js";
import { button, el, fill } from "./dom.js";
import { drawMessages, keepsToBottom, toBottom, withArrowKeys } from "./messages.js";
import { paints } from "./paint.js";
import { lookAt } from "./place.js";
import { conversation, state, titleOf } from "./state.js";

export function setUpThread(node) {
  const head = el("header", { class: "place-head" });
  const list = el("ol", { class: "messages", id: "replies", role: "list", "aria-label": "Thread" });
  const scroll = keepsToBottom(el("div", { class: "scroll", tabindex: -1 }, list));
  const foot = el("footer", { class: "place-foot" });
  const write = composer({
    name: "thread-composer", broadcast: true,
    where: () => (state.thread ? { channel: state.channel, thread: state.thread, label: "Reply…" } : null),
    last: () => state.replies.slice(1).findLast((message) => message.user === state.me.id && !message.ephemeral && !message.subtype),
    sent: () => toBottom(scroll),
  });
  withArrowKeys(list);
  node.append(head, scroll, foot);
  node.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) { event.preventDefault(); closeThread(); } });
  let shown = null;

  paints("thread", () => {
    node.hidden = !state.thread;
    document.body.classList.toggle("with-thread", Boolean(state.thread));
    if (!state.thread) { shown = null; return; }
    const place = conversation();
    fill(head, button("‹", closeThread, { class: "icon only-narrow", "aria-label": "Back to the channel" }),
      el("div", { class: "place-title" }, el("h2", { id: "thread-name" }, "Thread"), el("p", { class: "topic" }, place ? `${place.kind.endsWith("im") ? "" : "#"}${titleOf(place)}` : "")),
      button("✕", closeThread, { class: "icon", "aria-label": "Close thread", data: { testid: "close-thread" } }));
    const key = `${state.me.id}/${state.thread}`;
    const fresh = key !== shown;
    shown = key;
    if (fresh) list.replaceChildren();
    drawMessages(list, state.replies, { inThread: true, stick: fresh ? true : null });
    lookAt(list);
    const mayWrite = place && !place.is_archived && !state.me.deleted && (place.is_member || place.kind.endsWith("im"));
    if (mayWrite) {
      if (foot.firstElementChild !== write.node) foot.replaceChildren(write.node);
      write.draw();
    } else fill(foot, el("p", { class: "cannot" }, "Join the channel to reply."));
  });
  return write;
}
