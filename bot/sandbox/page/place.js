// The middle: the head of a channel, its messages and the box to write in; or the app's home.

import { act, attempt, markRead, see } from "./actions.js";
import { go, placeHref } from "./address.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { choose, confirmed } from "./dialogs.js";
import { button, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { drawMessages, isAtBottom, keepsToBottom, toBottom, withArrowKeys } from "./messages.js";
import { tell } from "./notices.js";
import { paint, paintAll, paints } from "./paint.js";
import { badges, peopleToChoose, roles } from "./people.js";
import { conversation, person, state, titleOf } from "./state.js";
import { Surface } from "./surface.js";

export function setUpPlace(node) {
  const head = el("header", { class: "place-head" });
  const more = button("⋯", () => openMenu(more, "Channel", placeActions(conversation())), { class: "icon", "aria-label": "Channel details and actions", "aria-haspopup": "menu", "aria-expanded": "false", data: { testid: "channel-more" } });
  const list = el("ol", { class: "messages", id: "messages", role: "list", "aria-label": "Messages" });
  const empty = el("p", { class: "empty" });
  const scroll = keepsToBottom(el("div", { class: "scroll", tabindex: -1 }, el("div", { class: "push" }), empty, list));
  const up = button("↑ To the first unread", () => { document.getElementById("unread-line")?.scrollIntoView({ block: "start" }); up.hidden = true; },
    { class: "to-unread", hidden: true, data: { testid: "to-unread" } });
  const down = button("↓ New messages", () => { toBottom(scroll); down.hidden = true; }, { class: "to-newest", hidden: true, data: { testid: "to-newest" } });
  const home = el("div", { class: "scroll home", id: "home", lang: "", data: { testid: "home" }, hidden: true });
  const foot = el("footer", { class: "place-foot" });
  const write = composer({
    name: "composer",
    where: () => (conversation() ? { channel: state.channel, thread: null, label: `Message ${conversation().kind.endsWith("im") ? "" : "#"}${titleOf(conversation())}` } : null),
    last: () => state.messages.findLast((message) => message.user === state.me.id && !message.ephemeral && !message.subtype),
    sent: () => toBottom(scroll),
  });
  withArrowKeys(list);
  node.append(head, el("div", { class: "middle" }, up, scroll, down, home), foot);
  let shownPlace = null;
  let shownHome = null;

  scroll.addEventListener("scroll", () => {
    const line = document.getElementById("unread-line");
    up.hidden = scroll.hidden || !line || line.getBoundingClientRect().bottom > scroll.getBoundingClientRect().top;
    if (scroll.stays) down.hidden = true;
  });
  scroll.addEventListener("newer", () => { down.hidden = false; });

  paints("place", () => {
    const place = conversation();
    drawHead(head, place, more);
    const onHome = place?.kind === "app_im" && state.tab === "home";
    scroll.hidden = onHome;
    home.hidden = !onHome;
    if (onHome) up.hidden = down.hidden = true;
    drawFoot(foot, place, write, onHome);
    node.classList.toggle("nowhere", !place);
  });
  paints("messages", () => {
    const key = `${state.me.id}/${state.channel}`;
    const fresh = key !== shownPlace;
    shownPlace = key;
    empty.textContent = state.messages.length ? "" : beginning(conversation());
    if (fresh) { list.replaceChildren(); down.hidden = true; }
    drawMessages(list, state.messages, { stick: fresh ? true : null });
    const line = document.getElementById("unread-line");
    if (fresh && line && !state.focus) { line.scrollIntoView({ block: "center" }); scroll.stays = isAtBottom(scroll); }
    lookAt(list);
  });
  paints("home", () => {
    const key = JSON.stringify([state.me.id, state.home, state.peopleVersion]);
    if (key === shownHome) return;
    shownHome = key;
    const at = home.scrollTop;
    fill(home, state.home ? blocks(state.home.blocks ?? [], new Surface({ home: true }, state.home.state?.values)) : el("p", { class: "empty", lang: "en" }, "The app has not shown anything here yet."));
    home.scrollTop = at;
  });
  return write;
}

/** What stands where nothing was said yet. */
function beginning(place) {
  if (!place) return "";
  if (place.kind === "app_im") return `This is between you and ${state.app.name}. Ask something.`;
  if (place.kind === "im") return `This is between you and ${titleOf(place)}.`;
  return place.is_member ? `#${place.name} begins here. Bring people or the app in with ⋯ or /invite.` : "Nothing has been said here yet.";
}

/** Bring the message that the address names into sight, once. */
export function lookAt(list) {
  const target = state.focus && list.querySelector(`[data-ts="${state.focus}"]`);
  if (!target) return;
  state.focus = null;
  target.scrollIntoView({ block: "center" });
  const box = list.closest(".scroll");
  box.stays = isAtBottom(box);
  target.classList.add("looked-at");
  target.focus({ preventScroll: true });
}

function drawHead(head, place, more) {
  if (!place) { fill(head, el("h1", { id: "place-name" }, "No such place for you here")); return; }
  const channel = ["public", "private"].includes(place.kind);
  const who = place.user ? person(place.user) : null;
  fill(head,
    el("div", { class: "place-title" },
      el("h1", { id: "place-name", data: { testid: "place-name" } }, channel ? el("span", { class: "mark" }, place.kind === "private" ? icon("lock", "private") : el("span", { "aria-hidden": "true" }, "#"), " ") : null, titleOf(place),
        place.kind === "app_im" ? badges(state.app.user) : who ? roles(who) : null),
      place.is_archived ? el("span", { class: "badge" }, "archived") : null,
      place.is_shared ? el("span", { class: "badge outside" }, "shared with others") : null,
      el("p", { class: "topic" }, channel ? [`${place.members} ${place.members === 1 ? "member" : "members"}`, place.topic ? ` · ${place.topic}` : ""] : who?.title ?? "")),
    channel ? more : null,
    place.kind === "app_im" ? tabs(place) : null);
}

function tabs(place) {
  return el("nav", { class: "tabs", "aria-label": state.app.name }, [["home", "Home"], ["messages", "Messages"]].map(([tab, label]) =>
    el("a", { href: placeHref({ channel: place.id, tab }), "aria-current": state.tab === tab ? "page" : null, data: { testid: `tab-${tab}` } }, label)));
}

function drawFoot(foot, place, write, onHome) {
  const words = !place || onHome ? null
    : state.me.deleted ? "This person is deactivated and cannot write."
      : place.is_archived ? "This channel is archived."
        : place.user && person(place.user)?.deleted ? "This person is deactivated and will not read this." : null;
  if (!place || onHome) { foot.replaceChildren(); return; }
  if (words) { fill(foot, el("p", { class: "cannot" }, words)); return; }
  if (["public", "private"].includes(place.kind) && !place.is_member) {
    fill(foot, el("p", { class: "cannot" }, "You are looking into ", el("strong", {}, `#${place.name}`), ". ", button("Join", () => attempt(() => act("join", { channel: place.id })), { class: "primary", data: { testid: "join" } })));
    return;
  }
  if (foot.firstElementChild !== write.node) foot.replaceChildren(write.node);
  write.draw();
}

function placeActions(place) {
  const everyone = peopleToChoose({ withApp: true });
  const doing = (verb, fields = {}) => attempt(() => act(verb, { channel: place.id, ...fields }));
  const whom = (title, verb) => choose({ title, placeholder: "A name", testid: verb, items: everyone, picked: (item) => doing(verb, { user: item.id }) });
  const items = [{ label: "Add people or the app", act: () => whom(`Add to #${place.name}`, "invite"), data: { testid: "invite-people" } }];
  if (place.is_member) {
    items.push({ label: "Remove somebody", act: () => whom(`Remove from #${place.name}`, "kick"), data: { testid: "kick-people" } });
    items.push({ label: "Leave", act: async () => { if (await doing("leave")) { await see(); paintAll(); } }, data: { testid: "leave" } });
  }
  items.push("-");
  if (place.kind === "public") {
    items.push({ label: "Make private…", danger: true, data: { testid: "make-private" },
      act: async () => { if (await confirmed({ title: `Make #${place.name} private?`, text: "Only its members will find it and what was said in it.", yes: "Make private", danger: true })) doing("make_private"); } });
  }
  items.push(place.is_archived ? { label: "Unarchive", act: () => doing("unarchive") }
    : { label: "Archive…", danger: true, data: { testid: "archive" }, act: async () => { if (await confirmed({ title: `Archive #${place.name}?`, text: "Nobody can write in it any more.", yes: "Archive", danger: true })) doing("archive"); } });
  return items;
}

/** Remember where the unread begin and clear them. */
export async function arrive() {
  const place = conversation();
  state.firstUnread = null;
  if (place?.unread) {
    const others = state.messages.filter((message) => message.user !== state.me.id && !message.ephemeral);
    state.firstUnread = others.at(-Math.min(place.unread, others.length))?.ts ?? null;
  }
  paint("messages");
  await markRead();
}

export function noSuchPlace() {
  tell("That place is not there for you.", "problem");
  go({ channel: state.conversations.find((place) => place.is_member && place.kind === "public")?.id });
}
