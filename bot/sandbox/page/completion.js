// Completing /commands, @people, #channels and :emoji: while typing.

import { el, fill, freshId } from "./dom.js";
import { emojiNamed } from "./emoji.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";
import { nameOf, state } from "./state.js";

const OWN_COMMANDS = [
  { command: "/invite", usage: "@person", description: "Bring a person or an app into this channel" },
  { command: "/remove", usage: "@person", description: "Take a person out of this channel" },
  { command: "/leave", usage: "", description: "Leave this channel" },
];

export function allCommands() {
  return [...state.app.commands, ...OWN_COMMANDS];
}

/** What stands before the caret that can be completed: {start, offers}. */
function found(text, caret, inThread) {
  const before = text.slice(0, caret);
  const word = /(?:^|[\s(])([@#:/][^\s@#]*)$/u.exec(before);
  if (!word) return null;
  const start = caret - word[1].length;
  const mark = word[1][0];
  const typed = word[1].slice(1).toLowerCase();
  if (mark === "/" && start === 0 && !inThread) {
    return { start, offers: allCommands().filter((each) => each.command.slice(1).startsWith(typed)).map((each) => ({
      text: `${each.command} `, label: each.command, detail: [each.usage, each.description].filter(Boolean).join(" — ") })) };
  }
  if (mark === "@") {
    const people = [...state.people.values()].filter((who) => !who.deleted
      && [who.display_name, who.real_name, who.name].some((name) => (name ?? "").toLowerCase().split(" ").concat(name?.toLowerCase()).some((part) => part?.startsWith(typed))));
    return { start, offers: people.slice(0, 8).map((who) => ({ text: `@${nameOf(who.id)} `, label: who.real_name, detail: who.title, mark: avatar(who.id, { small: true }) })) };
  }
  if (mark === "#") {
    return { start, offers: state.conversations.filter((place) => place.name && ["public", "private"].includes(place.kind) && place.name.includes(typed))
      .slice(0, 8).map((place) => ({ text: `#${place.name} `, mark: place.kind === "private" ? icon("lock", "private") : "#", label: place.name, detail: place.topic })) };
  }
  if (mark === ":" && typed.length > 1) return { start, offers: emojiNamed(typed).map((each) => ({ text: `${each.character} `, mark: each.mark, label: `:${each.name}:` })) };
  return null;
}

/** Offer completions for a textarea inside `box`. Returns `taken(event)`: whether a key belonged to the list. */
export function completes(textarea, box, inThread) {
  const listId = freshId("completions");
  const list = el("ul", { id: listId, class: "completions", role: "listbox", "aria-label": "Completions", hidden: true, data: { testid: "completions" } });
  box.prepend(list);
  textarea.setAttribute("aria-controls", listId);
  textarea.setAttribute("aria-autocomplete", "list");
  let current = null;
  let at = 0;

  function look() {
    current = textarea.selectionStart === textarea.selectionEnd ? found(textarea.value, textarea.selectionStart, inThread()) : null;
    if (!current?.offers.length) { close(); return; }
    at = 0;
    fill(list, current.offers.map((offer, index) => el("li", {
      id: `${listId}-${index}`, role: "option", on: { pointerdown: (event) => { event.preventDefault(); take(index); } },
    }, offer.mark, el("span", { class: "choice-label" }, offer.label), offer.detail ? el("small", {}, offer.detail) : null)));
    list.hidden = false;
    show();
  }

  function show() {
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    textarea.setAttribute("aria-activedescendant", `${listId}-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    current = null;
    list.hidden = true;
    textarea.removeAttribute("aria-activedescendant");
  }

  function take(index) {
    const offer = current.offers[index];
    const caret = textarea.selectionStart;
    textarea.setRangeText(offer.text, current.start, caret, "end");
    close();
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  textarea.addEventListener("input", look);
  textarea.addEventListener("blur", close);
  return function taken(event) {
    if (!current || list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { at = (at + step + current.offers.length) % current.offers.length; show(); return true; }
    if (event.key === "Escape") { close(); return true; }
    const whole = textarea.value.slice(current.start).trim().toLowerCase() === current.offers[at].text.trim().toLowerCase();
    if (event.key === "Tab" || (event.key === "Enter" && !whole)) { take(at); return true; }
    return false;
  };
}
