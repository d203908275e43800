// A list of messages: grouped by author, parted by days, with the line where the unread begin.

import { el, reconcile } from "./dom.js";
import { messageNode } from "./message.js";
import { state } from "./state.js";
import { dayKey, dayName } from "./times.js";

const NEAR_SECONDS = 300; // Slack groups what one person writes within five minutes

/** Draw `messages` into `list`; stays at the bottom if the reader was there. */
export function drawMessages(list, messages, { inThread = false, stick = null } = {}) {
  const box = list.closest(".scroll");
  const stays = stick ?? isAtBottom(box);
  reconcile(list, items(messages, inThread));
  rove(list);
  if (stays) toBottom(box);
}

const isAtBottom = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;

function toBottom(box) {
  box.scrollTop = box.scrollHeight;
  box.stays = true;
}

/** Who reads the newest goes on doing so when the box changes its size. */
export function keepsToBottom(box) {
  box.addEventListener("scroll", () => { box.stays = isAtBottom(box); });
  new ResizeObserver(() => { if (box.stays) toBottom(box); }).observe(box);
  return box;
}

function items(messages, inThread) {
  const found = [];
  let before = null;
  messages.filter((message) => !state.hiddenNotes.has(message.key)).forEach((message, index) => {
    const day = dayKey(message.ts);
    if (!before || dayKey(before.ts) !== day) {
      const name = dayName(message.ts);
      if (!inThread) found.push({ key: `day ${day}`, version: name, make: () => el("li", { class: "day", role: "separator", "aria-label": name }, el("span", {}, name)) });
      before = null;
    }
    if (!inThread && message.ts === state.firstUnread) {
      found.push({ key: "unread", version: "", make: () => el("li", { class: "unread-line", role: "separator", "aria-label": "New messages", id: "unread-line" }, el("span", {}, "New")) });
      before = null;
    }
    const isRoot = inThread && index === 0;
    const grouped = Boolean(before) && before.user === message.user && before.username === message.username && !message.ephemeral && !before.ephemeral
      && !message.subtype && !message.broadcast && Number(message.ts) - Number(before.ts) < NEAR_SECONDS && !isRoot;
    const editing = state.editing?.ts === message.ts;
    found.push({
      key: `${message.ephemeral ? "note" : "message"} ${message.key ?? message.ts}`,
      version: JSON.stringify([message, grouped, editing, state.me.id, state.peopleVersion, state.app.message_shortcuts.length]),
      make: () => messageNode(message, { grouped, inThread, isRoot }),
    });
    if (isRoot && messages.length > 1) {
      const count = messages.filter((each) => !each.ephemeral).length - 1;
      const words = count === 1 ? "1 reply" : `${count} replies`;
      if (count > 0) found.push({ key: "count", version: words, make: () => el("li", { class: "day thread-count", role: "separator", "aria-label": words }, el("span", {}, words)) });
    }
    before = isRoot ? null : message;
  });
  return found;
}

/** One message of the list can be reached by Tab; the arrow keys go on from there. */
function rove(list) {
  const all = [...list.querySelectorAll(":scope > .message")];
  if (!all.some((node) => node.tabIndex === 0)) all.at(-1)?.setAttribute("tabindex", "0");
}

export function withArrowKeys(list) {
  list.addEventListener("focusin", (event) => {
    const node = event.target.closest(".message");
    if (!node) return;
    for (const other of list.querySelectorAll(':scope > .message[tabindex="0"]')) other.tabIndex = -1;
    node.tabIndex = 0;
  });
  list.addEventListener("keydown", (event) => {
    if (!event.target.classList.contains("message")) return;
    const all = [...list.querySelectorAll(":scope > .message")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step ? all[all.indexOf(event.target) + step] : { Home: all[0], End: all.at(-1) }[event.key];
    if (next) { event.preventDefault(); next.focus(); }
    if (event.key === "Enter") event.target.querySelector('[data-testid="message-reply"]')?.click();
  });
}
