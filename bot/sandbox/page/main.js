// Where the page begins: who one is and where, read from the address.

import { attempt, closeThread, readHome, readMessages, readThread, see } from "./actions.js";
import { parseAddress, placeHref } from "./address.js";
import { giveFocus } from "./focus.js";
import { goLive } from "./live.js";
import { setUpModal } from "./modal.js";
import { tell } from "./notices.js";
import { paint, paintAll } from "./paint.js";
import { arrive, noSuchPlace, setUpPlace } from "./place.js";
import { act as actAs, read } from "./server.js";
import { jump, setUpSidebar } from "./sidebar.js";
import { conversation, state } from "./state.js";
import { setUpThread } from "./thread.js";
import { setUpTop } from "./top.js";

setUpTop();
setUpSidebar(document.getElementById("sidebar"));
const write = setUpPlace(document.getElementById("main"));
const reply = setUpThread(document.getElementById("thread"));
setUpModal();

let turn = 0;

/** Show what the address says. A later call wins over one that still waits for the server. */
async function follow() {
  const mine = (turn += 1);
  const wanted = parseAddress();
  const becomes = wanted.as !== state.me?.id;
  if (becomes) {
    await see(wanted.as);
    if (mine !== turn) return;
    Object.assign(state, { channel: null, thread: null, home: null, editing: null, hiddenNotes: new Set(), messages: [], replies: [] });
    goLive();
  }
  if (wanted.channel === "app") wanted.channel = state.conversations.find((place) => place.kind === "app_im")?.id ?? null;
  let channel = wanted.channel ?? firstPlace();
  if (!conversation(channel) && !(await known(channel))) {
    if (mine !== turn) return;
    if (!becomes || !firstPlace()) { noSuchPlace(); return; }
    channel = firstPlace();
    wanted.thread = null;
  }
  if (parseAddress().channel !== channel || !wanted.as) history.replaceState(null, "", placeHref({ ...wanted, as: state.me.id, channel }));
  const moved = channel !== state.channel;
  const threadMoved = wanted.thread !== state.thread;
  Object.assign(state, { channel, thread: wanted.thread, focus: wanted.focus, tab: conversation(channel)?.kind === "app_im" ? wanted.tab : "messages" });
  if (moved) { state.messages = []; state.editing = null; }
  if (threadMoved) state.replies = [];
  await Promise.all([readMessages(), readThread(), state.tab === "home" ? readHome() : null]);
  if (mine !== turn) return;
  document.body.dataset.pane = state.thread ? "thread" : "main";
  paint("place");
  if (moved) await arrive();
  paintAll();
  const typing = document.activeElement;
  if (typing && typing !== document.body && typing.closest("dialog")) return;
  if (threadMoved && state.thread) giveFocus(reply.text);
  else if (moved && !state.thread && state.tab === "messages" && !wanted.focus) giveFocus(write.text);
}

function firstPlace() {
  const mine = state.conversations.filter((place) => place.is_member && !place.is_archived);
  return (mine.find((place) => place.kind === "public") ?? mine[0])?.id ?? null;
}

/** A public channel that one has not joined can still be looked into. */
async function known(channel) {
  if (!channel) return false;
  const answer = await read("browse", { as: state.me.id });
  const found = answer.conversations.find((place) => place.id === channel);
  if (found) state.conversations.push(found);
  return Boolean(found);
}

window.addEventListener("hashchange", () => attempt(follow));
document.addEventListener("visibilitychange", () => { if (!document.hidden) attempt(arrive); });
document.getElementById("back-to-list").addEventListener("click", () => {
  document.body.dataset.pane = "sidebar";
  document.querySelector('#sidebar [aria-current="page"], #sidebar a')?.focus();
});
document.getElementById("sidebar").addEventListener("click", (event) => {
  if (event.target.closest("a")) document.body.dataset.pane = "main";
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  giveFocus(write.text);
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) jump();
  }
  if (event.key === "Escape" && !event.defaultPrevented && state.thread && !document.querySelector("dialog[open]") && event.target.closest("#main")) closeThread();
});

async function begin() {
  const wanted = parseAddress();
  const reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
  // A reload takes a person's ephemeral notes away, as in Slack.
  if (reloaded && wanted.as) await actAs(wanted.as, "reload").catch(() => null);
  await follow();
  paint("top");
}

begin().catch((problem) => {
  document.getElementById("banner").hidden = false;
  document.getElementById("banner").textContent = "The sandbox could not be read. Is it running?";
  tell(problem.message, "problem");
});
