// The list of places: channels, private ones, direct messages, the app.

import { act, attempt, openDm, see } from "./actions.js";
import { go, placeHref } from "./address.js";
import { ask, choose } from "./dialogs.js";
import { button, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { paint, paints } from "./paint.js";
import { avatar, badges, peopleToChoose, status } from "./people.js";
import { read } from "./server.js";
import { state, titleOf } from "./state.js";
import { tries } from "./tries.js";

export function setUpSidebar(node) {
  paints("sidebar", () => draw(node));
}

function draw(node) {
  const scrolled = node.scrollTop;
  const channels = state.conversations.filter((place) => ["public", "private"].includes(place.kind) && (place.is_member || place.id === state.channel));
  channels.sort((a, b) => Number(a.is_archived) - Number(b.is_archived) || a.name.localeCompare(b.name, "sv"));
  const dms = state.conversations.filter((place) => place.kind === "im").sort((a, b) => titleOf(a).localeCompare(titleOf(b), "sv"));
  const app = state.conversations.filter((place) => place.kind === "app_im");
  fill(node,
    button([el("span", {}, "Jump to…"), el("kbd", {}, "Ctrl K")], jump, { class: "jump", data: { testid: "jump" } }),
    group("Channels", channels, plus("Add channels", channelMenu, "add-channel")),
    group("Direct messages", dms, plus("New message", newMessage, "new-dm")),
    app.length ? group("Apps", app) : null,
    tries());
  node.scrollTop = scrolled;
}

function plus(label, open, testid) {
  return button("+", (event) => open(event.currentTarget), { class: "icon", "aria-label": label, title: label, data: { testid }, "aria-haspopup": "true" });
}

function group(title, places, add) {
  return el("section", { class: "group" }, el("header", {}, el("h2", {}, title), add),
    el("ul", {}, places.map((place) => el("li", {}, item(place)))));
}

function item(place) {
  const here = place.id === state.channel;
  const unread = !here && (place.unread > 0 || place.mentions > 0);
  const label = titleOf(place);
  return el("a", {
    href: placeHref({ channel: place.id, tab: place.kind === "app_im" ? "home" : null }), class: unread ? "place unread" : "place", "aria-current": here ? "page" : null,
    data: { testid: "place", channel: place.id, name: label },
  }, mark(place), el("span", { class: "place-name" }, label),
  place.is_shared ? el("span", { class: "badge" }, "shared") : null,
  place.is_archived ? el("span", { class: "badge" }, "archived") : null,
  place.user ? [badges(place.user), status(place.user)] : null,
  place.kind === "app_im" ? el("span", { class: `dot ${state.app.connected ? "on" : ""}`, role: "img", "aria-label": state.app.connected ? "connected" : "not connected" }) : null,
  unread ? el("span", { class: "count", "aria-label": `${place.unread} unread` }, String(place.mentions || place.unread)) : null);
}

function mark(place) {
  if (place.kind === "im") return avatar(place.user, { small: true });
  if (place.kind === "app_im") return avatar(state.app.user, { small: true, app: true });
  return el("span", { class: "mark" }, place.kind === "private" ? icon("lock", "private") : el("span", { "aria-hidden": "true" }, "#"));
}

export function jump() {
  const places = state.conversations.filter((place) => place.kind !== "im").map((place) => ({
    id: place.id, label: titleOf(place), mark: mark(place), detail: place.topic, words: place.topic ?? "", place,
  }));
  const people = peopleToChoose().filter((who) => who.id !== state.me.id).map((who) => ({ ...who, user: who.id }));
  choose({
    title: "Jump to", placeholder: "A channel or a person", testid: "jump-to", items: [...places, ...people],
    picked: (item) => (item.user ? openDm(item.user) : go({ channel: item.id, tab: item.place.kind === "app_im" ? "home" : null })),
  });
}

function newMessage() {
  choose({
    title: "New message", placeholder: "To whom", testid: "new-message", items: peopleToChoose({ withApp: true }).filter((who) => who.id !== state.me.id),
    picked: (item) => openDm(item.id),
  });
}

function channelMenu(opener) {
  openMenu(opener, "Add channels", [
    { label: "Browse channels", act: browse, data: { testid: "browse" } },
    { label: "Create a channel", act: create, data: { testid: "create-channel" } },
    ...state.app.global_shortcuts.map((shortcut) => ({
      label: shortcut.name, hint: state.app.name, data: { callbackId: shortcut.callback_id }, act: () => attempt(() => act("global_shortcut", { callback_id: shortcut.callback_id })),
    })),
  ]);
}

async function browse() {
  const answer = await attempt(() => read("browse", { as: state.me.id }));
  if (!answer) return;
  choose({
    title: "Browse channels", placeholder: "A channel to join", testid: "browse-channels",
    items: answer.conversations.map((place) => ({ id: place.id, label: place.name, mark: mark(place), detail: [`${place.members} members`, place.topic].filter(Boolean).join(" · ") })),
    picked: (item) => go({ channel: item.id }),
  });
}

function create() {
  ask({
    title: "Create a channel", yes: "Create", testid: "create",
    fields: [
      el("label", { class: "label" }, "Name", el("input", { name: "name", required: true, autocomplete: "off", placeholder: "verktyg", data: { testid: "channel-name" } })),
      el("label", { class: "tick" }, el("input", { type: "checkbox", name: "private", data: { testid: "channel-private" } }), "Private: only those invited see it"),
    ],
    send: async (values) => {
      try {
        const answer = await act("create_channel", { name: values.get("name").trim(), private: values.has("private") });
        await see();
        paint("sidebar");
        go({ channel: answer.channel });
        return null;
      } catch (problem) {
        return problem.message;
      }
    },
  });
}
