// People as the page shows them: a picture of initials, their name, what sets them apart.

import { el } from "./dom.js";
import { shownEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { person, state } from "./state.js";

export function avatar(id, { small = false, app = false } = {}) {
  const who = person(id);
  const colour = who?.color ? `#${who.color.replace(/^#/, "")}` : "#475569";
  const letters = who?.initials || (who?.real_name ?? "?").slice(0, 1);
  return el("span", { class: `avatar${small ? " small" : ""}${app ? " app" : ""}`, colour, "aria-hidden": "true" }, letters);
}

export function badges(id) {
  const who = person(id);
  if (!who) return [];
  const found = [];
  if (who.is_bot || id === state.app.user) found.push("app");
  if (who.is_guest) found.push("guest");
  if (who.is_outsider) found.push("outside");
  if (who.deleted) found.push("deactivated");
  return found.map((word) => el("span", { class: `badge ${word}` }, word === "app" ? "APP" : word));
}

export function roles(who) {
  const words = [];
  if (who.is_owner) words.push("owner");
  else if (who.is_admin) words.push("admin");
  if (who.is_guest) words.push("guest");
  if (who.is_outsider) words.push("outside");
  if (who.deleted) words.push("deactivated");
  return words.map((word) => el("span", { class: `badge ${word}` }, word));
}

export function status(id) {
  const who = person(id);
  if (!who) return null;
  const parts = [];
  if (who.status_emoji) parts.push(el("span", { class: "status", title: who.status_text || "" }, shownEmoji(who.status_emoji.replaceAll(":", ""))));
  if (who.dnd) parts.push(el("span", { class: "status", title: "Do not disturb" }, icon("moon", "Do not disturb")));
  return parts;
}

/** Everyone who is not a bot, as items to choose from: active first, by name. */
export function peopleToChoose({ withApp = false } = {}) {
  return [...state.people.values()]
    .filter((who) => !who.is_bot || (withApp && who.id === state.app.user))
    .sort((a, b) => Number(a.deleted) - Number(b.deleted) || a.real_name.localeCompare(b.real_name, "sv"))
    .map((who) => ({
      id: who.id, label: who.real_name || who.name, words: `${who.display_name} ${who.name} ${who.title}`, mark: avatar(who.id, { small: true }),
      badges: roles(who), detail: [who.title, who.tz === "Europe/Stockholm" ? "" : who.tz].filter(Boolean).join(" · "),
    }));
}
