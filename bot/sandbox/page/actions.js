// What a person does on the page. Each asks the server; what comes of it arrives by live.js, so that every open page shows the same.

import { go } from "./address.js";
import { paint, paintAll } from "./paint.js";
import * as server from "./server.js";
import { conversation, setNow, state } from "./state.js";
import { tell } from "./notices.js";

export async function attempt(work) {
  try {
    return await work();
  } catch (problem) {
    tell(problem.message || "That did not work.", "problem");
    return null;
  }
}

export function act(verb, fields) {
  return server.act(state.me.id, verb, fields);
}

/** Without `as` the server says as whom one begins. */
export async function see(as = state.me?.id) {
  const seen = await server.read("see", as ? { as } : {});
  const lookedInto = seen.me.id === state.me?.id ? conversation() : null;
  state.me = seen.me;
  state.team = seen.team;
  const people = JSON.stringify(seen.people);
  if (people !== state.peopleText) {
    state.peopleText = people;
    state.people = new Map(seen.people.map((each) => [each.id, each]));
    state.peopleVersion += 1;
  }
  state.conversations = seen.conversations;
  if (lookedInto?.kind === "public" && !conversation()) state.conversations.push({ ...lookedInto, is_member: false });
  state.app = seen.app;
  state.views = seen.views;
  state.tries = seen.tries ?? [];
  setNow(seen.now);
}

/** Read, and read again where something happened meanwhile: the answer may be older than what was heard. */
async function readNow(what, fields) {
  const heard = state.heard;
  const answer = await server.read(what, { as: state.me.id, ...fields });
  return heard === state.heard ? answer : readNow(what, fields);
}

export async function readMessages() {
  const channel = state.channel;
  const answer = channel ? await readNow("messages", { channel }) : { messages: [] };
  if (channel === state.channel) state.messages = answer.messages;
}

export async function readThread() {
  const { channel, thread } = state;
  let messages = [];
  try {
    if (thread) ({ messages } = await readNow("thread", { channel, ts: thread }));
  } catch (problem) {
    if (problem.code !== "thread_not_found") throw problem;
    state.thread = null;
    tell("That thread is gone.");
  }
  if (thread === state.thread) state.replies = messages;
}

export async function readHome() {
  if (!state.me.deleted) await act("open_home");
  state.home = (await readNow("home")).view;
}

/** Read all of what is on the screen again. */
export async function readAgain() {
  await see();
  await Promise.all([readMessages(), readThread(), state.tab === "home" ? readHome() : null]);
  paintAll();
}

export async function markRead(channel = state.channel) {
  const place = conversation(channel);
  if (!place || state.me.deleted || document.hidden || (!place.unread && !place.mentions)) return;
  place.unread = 0;
  place.mentions = 0;
  paint("sidebar");
  await attempt(() => act("read", { channel }));
}

export async function post(text, { thread, broadcast } = {}) {
  return act("post", { channel: state.channel, text, ...(thread ? { thread_ts: thread, broadcast: Boolean(broadcast) } : {}) });
}

export async function toggleReaction(message, name) {
  const mine = message.reactions?.find((each) => each.name === name)?.users.includes(state.me.id);
  await attempt(() => act(mine ? "unreact" : "react", { channel: message.channel, ts: message.ts, name }));
}

export function openThread(message) {
  go({ channel: message.channel, thread: message.thread_ts ?? message.ts });
}

export function closeThread() {
  const thread = state.thread;
  go({ channel: state.channel });
  document.querySelector(`#messages [data-ts="${thread}"]`)?.focus();
}

export async function openDm(user) {
  if (user === state.app.user) {
    const app = state.conversations.find((each) => each.kind === "app_im");
    if (app) { go({ channel: app.id, tab: "home" }); return; }
  }
  const answer = await attempt(() => act("open_dm", { user }));
  if (!answer) return;
  await see();
  paint("sidebar");
  go({ channel: answer.channel });
}

export function startEditing(message) {
  state.editing = { channel: message.channel, ts: message.ts };
  paint("messages", "thread");
}

export function stopEditing() {
  state.editing = null;
  paint("messages", "thread");
}

export async function moveClock(how) {
  const answer = await attempt(() => act("clock", how));
  if (!answer) return;
  setNow(answer.now);
  paintAll();
}
