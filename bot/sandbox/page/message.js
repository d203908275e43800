// One message, as read.

import { openThread, startEditing, stopEditing, toggleReaction, act, attempt } from "./actions.js";
import { permalink } from "./address.js";
import { blocks } from "./blocks.js";
import { confirmed } from "./dialogs.js";
import { button, el } from "./dom.js";
import { QUICK, shownEmoji } from "./emoji.js";
import { pickEmoji } from "./emoji-picker.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { emojiNode, mrkdwn, unescape } from "./mrkdwn.js";
import { tell } from "./notices.js";
import { paint } from "./paint.js";
import { avatar, badges, status } from "./people.js";
import { nameOf, person, state } from "./state.js";
import { Surface } from "./surface.js";
import { clockTime, fullTime, shortWhen } from "./times.js";

const NOTICES = new Set(["channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive", "channel_unarchive",
  "channel_convert_to_private", "group_join", "group_leave", "tombstone"]);

/** `grouped`: the same author just spoke, so the head is left out. `inThread`: shown in the thread pane. */
export function messageNode(message, { grouped, inThread, isRoot }) {
  const editing = state.editing?.ts === message.ts && state.editing.channel === message.channel && !message.ephemeral;
  const author = message.username ?? nameOf(message.user);
  const classes = ["message"];
  if (grouped) classes.push("grouped");
  if (message.ephemeral) classes.push("note");
  if (NOTICES.has(message.subtype)) classes.push("notice");
  const node = el("li", {
    class: classes.join(" "), tabindex: -1, "aria-label": `${author}, ${clockTime(message.ts)}`,
    data: { testid: message.ephemeral ? "note" : "message", ts: message.ts, user: message.user, noteKey: message.key },
  },
  message.ephemeral ? el("p", { class: "only-you" }, icon("eye"), " Only visible to you", " · ",
    button("Dismiss", () => { state.hiddenNotes.add(message.key); paint("messages", "thread"); }, { class: "link" })) : null,
  message.broadcast && !inThread && message.thread_ts !== message.ts ? el("p", { class: "from-thread" }, "replied to a thread: ", button(rootWords(message), () => openThread(message), { class: "link" })) : null,
  grouped ? el("time", { class: "side-time", datetime: iso(message.ts), title: fullTime(message.ts) }, clockTime(message.ts)) : avatar(message.user, { app: person(message.user)?.is_bot }),
  el("div", { class: "content" },
    grouped ? null : head(message, author),
    editing ? editor(message) : body(message),
    files(message),
    reactions(message),
    inThread ? null : replyBar(message)),
  editing ? null : toolbar(message, { inThread, isRoot }));
  return node;
}

/** The first words of the message that a broadcast answers. */
function rootWords(message) {
  const root = state.messages.find((each) => each.ts === message.thread_ts);
  const words = root ? asTyped(root.text).replace(/\s+/g, " ") : "";
  return words.length > 60 ? `${words.slice(0, 60).trimEnd()}…` : words || "see it";
}

const iso = (ts) => new Date(Number(ts) * 1000).toISOString();

function head(message, author) {
  return el("p", { class: "head" }, el("span", { class: "author" }, author), badges(message.user), status(message.user),
    el("time", { datetime: iso(message.ts), title: fullTime(message.ts) }, clockTime(message.ts)));
}

function body(message) {
  if (message.subtype === "tombstone") return el("div", { class: "body" }, el("em", {}, "This message was deleted."));
  const target = message.ephemeral ? { key: message.key } : { channel: message.channel, ts: message.ts };
  // What people write arrives with a rich_text block too; their text says more, since the marks in it are still there.
  const byApp = person(message.user)?.is_bot || message.ephemeral;
  const content = byApp && message.blocks?.length ? blocks(message.blocks, new Surface(target, message.state?.values)) : mrkdwn(message.text);
  return el("div", { class: "body", lang: "", data: { testid: "message-body" } }, content,
    message.edited ? el("span", { class: "edited", lang: "en", title: fullTime(message.edited.ts) }, "(edited)") : null);
}

function files(message) {
  if (!message.files?.length) return null;
  return el("ul", { class: "files" }, message.files.map((file) => el("li", {}, icon("file"), " ", file.title || file.name, el("small", {}, file.name))));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, message.reactions.map((each) => {
    const mine = each.users.includes(state.me.id);
    const who = each.users.map(nameOf).join(", ");
    return button([emojiNode(each.name), el("span", { class: "count" }, String(each.count))], () => toggleReaction(message, each.name), {
      class: mine ? "reaction mine" : "reaction", "aria-pressed": String(mine), title: `${who} reacted with :${each.name}:`,
      "aria-label": `${each.name.replaceAll("_", " ")}, ${each.count}: ${who}`, data: { reaction: each.name },
    });
  }), button([icon("face"), "+"], (event) => pickEmoji(event.currentTarget, (name) => toggleReaction(message, name)), { class: "reaction add", "aria-label": "Add a reaction" }));
}

function replyBar(message) {
  if (!message.reply_count) return null;
  return el("button", { type: "button", class: "replies", data: { testid: "open-thread" }, on: { click: () => openThread(message) } },
    (message.reply_users ?? []).slice(0, 4).map((user) => avatar(user, { small: true })),
    el("span", { class: "reply-count" }, message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`),
    message.latest_reply ? el("small", {}, `Last ${shortWhen(message.latest_reply)}`) : null);
}

function toolbar(message, { inThread, isRoot }) {
  if (message.ephemeral || message.subtype === "tombstone") return null;
  const more = button("⋯", () => openMenu(more, "More actions", moreActions(message)), {
    class: "icon", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", "aria-expanded": "false", data: { testid: "message-more" },
  });
  return el("div", { class: "tools", role: "toolbar", "aria-label": "Message actions" },
    QUICK.map((name) => button(shownEmoji(name), () => toggleReaction(message, name), {
      class: "icon quick", "aria-label": `React with ${name.replaceAll("_", " ")}`, title: `:${name}:`, data: { quick: name },
    })),
    button(icon("face"), (event) => pickEmoji(event.currentTarget, (name) => toggleReaction(message, name)), { class: "icon", "aria-label": "Choose a reaction", title: "Choose a reaction", data: { testid: "message-react" } }),
    inThread && !isRoot ? null : button(icon("reply"), () => openThread(message), { class: "icon", "aria-label": "Reply in thread", title: "Reply in thread", data: { testid: "message-reply" } }),
    more);
}

function moreActions(message) {
  const own = message.user === state.me.id;
  const items = [{ label: "Copy link", act: () => copy(permalink(message)), data: { testid: "copy-link" } }];
  if (own) items.push({ label: "Edit message", act: () => startEditing(message), data: { testid: "edit-message" } });
  if (own || state.me.is_admin || state.me.is_owner) items.push({ label: "Delete message…", danger: true, act: () => remove(message), data: { testid: "delete-message" } });
  if (state.app.message_shortcuts.length) items.push("-");
  for (const shortcut of state.app.message_shortcuts) {
    items.push({
      label: shortcut.name, hint: state.app.name, data: { callbackId: shortcut.callback_id },
      act: () => attempt(() => act("message_shortcut", { callback_id: shortcut.callback_id, channel: message.channel, ts: message.ts })),
    });
  }
  return items;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell("Link copied");
  } catch {
    tell(text);
  }
}

async function remove(message) {
  const sure = await confirmed({ title: "Delete this message?", text: "Everyone sees it go. It cannot be undone.", yes: "Delete", danger: true });
  if (sure) await attempt(() => act("delete", { channel: message.channel, ts: message.ts }));
}

/** Text as its author typed it: names instead of ids. */
function asTyped(text) {
  return unescape(text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, user) => `@${nameOf(user)}`).replace(/<#\w+\|([^>]*)>/g, (_, name) => `#${name}`)
    .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, (_, address) => address).replace(/<!(here|channel|everyone)[^>]*>/g, (_, word) => `@${word}`));
}

function editor(message) {
  const text = el("textarea", { rows: 3, "aria-label": "Edit message", value: asTyped(message.text), data: { testid: "edit-text" } });
  async function save() {
    if (!text.value.trim()) return;
    const done = text.value === asTyped(message.text) || await attempt(() => act("edit", { channel: message.channel, ts: message.ts, text: text.value }));
    if (done) leave();
  }
  function leave() {
    stopEditing();
    document.querySelector(`[data-testid="message"][data-ts="${message.ts}"]`)?.focus();
  }
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); leave(); }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); save(); }
  });
  requestAnimationFrame(() => { text.focus(); text.setSelectionRange(text.value.length, text.value.length); });
  return el("div", { class: "editor" }, text, el("div", { class: "editor-buttons" },
    button("Cancel", leave), button("Save", save, { class: "primary", data: { testid: "edit-save" } })));
}
