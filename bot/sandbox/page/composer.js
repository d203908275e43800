// Where one writes: a message, a reply, a slash command.

import { act, attempt, post, startEditing } from "./actions.js";
import { allCommands, completes } from "./completion.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { tell } from "./notices.js";
import { person, state } from "./state.js";

const drafts = new Map();
const waiting = new Map();
const keyOf = ({ as, channel, thread }) => `${as}/${channel}/${thread ?? ""}`;

/** Put words into the box of a place; they stand there when the place is next drawn. */
export function writeDraft(place, words) {
  waiting.set(keyOf(place), words);
}

/** `where()` gives {channel, thread, label} or null; `last()` the newest own message, for the up-arrow; `sent()` follows what was sent. */
export function composer({ name, where, last, sent, broadcast = false }) {
  const text = el("textarea", {
    id: `${name}-text`, rows: 1, role: "textbox", "aria-multiline": "true", autocomplete: "off", data: { testid: name },
    on: { input: grow, keydown: keys },
  });
  const send = el("button", { type: "submit", class: "primary send", "aria-label": "Send", title: "Send (Enter)", data: { testid: `${name}-send` } }, icon("send"));
  const also = broadcast ? el("input", { type: "checkbox", id: `${name}-also`, data: { testid: "broadcast" } }) : null;
  const node = el("form", { class: "composer", on: { submit: (event) => { event.preventDefault(); go(); } } },
    el("div", { class: "composer-line" }, text, send),
    also ? el("p", { class: "also" }, also, el("label", { for: also.id }, "Also send to the channel")) : null);
  const taken = completes(text, node, () => Boolean(where()?.thread));
  let shownKey = null;

  function draw() {
    const place = where();
    if (!place) return;
    const key = keyOf({ ...place, as: state.me.id });
    if (key !== shownKey) {
      if (shownKey) drafts.set(shownKey, text.value);
      shownKey = key;
      text.value = drafts.get(key) ?? "";
      grow();
    }
    if (waiting.has(key)) {
      text.value = waiting.get(key);
      waiting.delete(key);
      grow();
    }
    text.placeholder = place.label;
    text.setAttribute("aria-label", place.label);
  }

  function grow() {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight + 2, 200)}px`;
  }

  function keys(event) {
    if (event.isComposing) return;
    if (taken(event)) { event.preventDefault(); event.stopPropagation(); return; }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); go(); }
    if (event.key === "ArrowUp" && !text.value) {
      const mine = last();
      if (mine) { event.preventDefault(); startEditing(mine); }
    }
  }

  async function go() {
    const written = text.value.trim();
    const place = where();
    if (!written || !place) return;
    const done = await attempt(() => (/^\/[\w-]+/.test(written) ? command(written, place) : post(written, { thread: place.thread, broadcast: also?.checked })));
    if (!done) return;
    sent();
    text.value = "";
    drafts.delete(shownKey);
    if (also) also.checked = false;
    text.dispatchEvent(new Event("input"));
    text.focus();
  }

  return { node, draw, text };
}

async function command(written, place) {
  const [, name, rest] = /^(\S+)\s*([\s\S]*)$/.exec(written);
  if (place.thread) {
    tell("Slash commands cannot be used in threads, as in Slack. Write it in the channel.", "problem");
    return null;
  }
  if (state.app.commands.some((each) => each.command === name)) return act("command", { channel: place.channel, command: name, text: rest });
  if (name === "/leave") return act("leave", { channel: place.channel });
  if (name === "/invite" || name === "/remove") {
    const who = named(rest);
    if (!who) { tell(`Nobody here is called ${rest || "nothing"}.`, "problem"); return null; }
    return act(name === "/invite" ? "invite" : "kick", { channel: place.channel, user: who });
  }
  tell(allCommands().length ? `${name} is not a command here.` : "No app is connected yet, so there are no commands.", "problem");
  return null;
}

function named(rest) {
  const wanted = rest.trim().replace(/^@/, "").toLowerCase();
  for (const who of state.people.values()) {
    if ([who.id, who.name, who.display_name, who.real_name].some((name) => name?.toLowerCase() === wanted)) return who.id;
  }
  return person(wanted.toUpperCase())?.id ?? null;
}
