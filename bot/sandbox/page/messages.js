// A list of messages: grouped by author, parted by days, with the line where the unread begin.

import { el, reconcile } from "./dom.js";
import { messageNode } from "./message.js";
import { state } from "./state.js";
import { dayKey, dayName } from "./times.js";

const NEAR_SECONDS = 300; // Slack groups what one person writes within five minutes

/** Draw `messages` into `list`; stays at the bottom if the reader was there. */
export function drawMessages(list, messages, { inThread = false, stick = null } = {}) {
  const box = list.closest(".scroll");
  const stays = stick ?? (isAtBottom(box) || (box.stays && wasResized(box)));
  const before = list.lastElementChild?.dataset.key;
  reconcile(list, items(messages, inThread));
  rove(list);
  if (stays) toBottom(box);
  else if (before && list.lastElementChild?.dataset.key !== before) box.dispatchEvent(new CustomEvent("newer"));
}

export const isAtBottom = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;

export function toBottom(box) {
  box.scrollTop = box.scrollHeight;
  box.stays = true;
}

/** Since its size was last looked at. */
const wasResized = (box) => box.clientWidth !== box.lastWidth;

/** Who reads the newest goes on doing so when the box changes its size. */
export function keepsToBottom(box) {
  // A box that became narrower scrolls by itself; that is not the reader's doing.
  box.addEventListener("scroll", () => { if (!wasResized(box)) box.stays = isAtBottom(box); });
  new ResizeObserver(() => { box.lastWidth = box.clientWidth; if (box.stays) toBottom(box); }).observe(box);
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
      && !message.subtype && !before.subtype && !message.broadcast && Number(message.ts) - Number(before.ts) < NEAR_SECONDS && !isRoot;
    const editing = state.editing?.ts === message.ts;
    found.push({
      key: `${message.ephemeral ? "note" : "message"} ${message.key ?? message.ts}`,
      // While it is edited it stays as it is, so that nothing typed is lost.
      version: editing ? "editing" : JSON.stringify([message, grouped, state.me.id, state.peopleVersion, state.app.message_shortcuts.length]),
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

/** One message of the list, with what is in it, can be reached by Tab; the arrow keys go on to the others. */
function rove(list, current = null) {
  const all = [...list.querySelectorAll(":scope > .message")];
  const here = current ?? all.findLast((node) => node.tabIndex === 0) ?? all.at(-1);
  for (const node of all) {
    const index = node === here ? 0 : -1;
    if (node.tabIndex === index && node.roved === index) continue;
    node.tabIndex = index;
    node.roved = index;
    for (const control of node.querySelectorAll("button, a, input, select, textarea")) control.tabIndex = index;
  }
}

const ARROWS_MEAN_MORE = "input, select, textarea, [role=menu]";

export function withArrowKeys(list) {
  list.addEventListener("focusin", (event) => {
    const node = event.target.closest(".message");
    if (node) rove(list, node);
  });
  list.addEventListener("keydown", (event) => {
    const node = event.target.closest(".message");
    if (!node || event.target.matches(ARROWS_MEAN_MORE)) return;
    if (alongTools(event)) return;
    const all = [...list.querySelectorAll(":scope > .message")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step ? all[all.indexOf(node) + step] : { Home: all[0], End: all.at(-1) }[event.key];
    if (next) { event.preventDefault(); next.focus(); }
    if (event.key === "Enter" && node === event.target) node.querySelector('[data-testid="message-reply"]')?.click();
  });
}

/** Left and right go along the tools of a message. */
function alongTools(event) {
  const tools = event.target.closest(".tools");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tools || !step) return false;
  const all = [...tools.querySelectorAll("button")].filter((each) => each.offsetParent);
  event.preventDefault();
  all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
  return true;
}
