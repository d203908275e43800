// What the server pushes, put into what the page knows.

import { attempt, markRead, readAgain, readThread, see } from "./actions.js";
import { say, tell } from "./notices.js";
import { paint, paintAll } from "./paint.js";
import { listen } from "./server.js";
import { nameOf, setNow, state } from "./state.js";

let line = null;
let seeTimer = 0;

export function goLive() {
  line?.close();
  line = listen(state.me.id, {
    heard: (occurrence) => {
      state.heard += 1;
      HEARD[occurrence.kind]?.(occurrence);
    },
    joined: () => {
      state.connected = true;
      paint("top");
      // Also the first time: something may have happened between reading and listening.
      if (state.channel) attempt(readAgain);
    },
    lost: () => {
      state.connected = false;
      paint("top");
    },
  });
}

/** Several occurrences in a row need one reading. */
function seeSoon() {
  clearTimeout(seeTimer);
  seeTimer = setTimeout(() => attempt(async () => { await see(); paintAll(); }), 60);
}

const inThread = (message) => message.thread_ts && message.thread_ts !== message.ts;

function put(list, message) {
  const key = message.key ?? message.ts;
  const index = list.findIndex((each) => (each.key ?? each.ts) === key);
  if (index >= 0) list[index] = message;
  else {
    const after = list.findLastIndex((each) => Number(each.ts) <= Number(message.ts));
    list.splice(after + 1, 0, message);
  }
}

function take(list, key) {
  const index = list.findIndex((each) => (each.key ?? each.ts) === key);
  if (index >= 0) list.splice(index, 1);
}

function place(message) {
  if (message.channel !== state.channel) return;
  if (!inThread(message) || message.broadcast || message.subtype === "thread_broadcast") put(state.messages, message);
  if (state.thread && (message.thread_ts ?? message.ts) === state.thread) put(state.replies, message);
  paint("messages", "thread");
}

const HEARD = {
  message({ message }) {
    place(message);
    if (message.channel === state.channel && !document.hidden) {
      if (message.user !== state.me.id) say(`${message.username ?? nameOf(message.user)}: ${message.text}`);
      seeSoon();
      if (!inThread(message)) attempt(async () => { await see(); await markRead(); paintAll(); });
    } else seeSoon();
  },
  changed({ message }) { place(message); },
  deleted({ channel, ts }) {
    if (channel !== state.channel) { seeSoon(); return; }
    take(state.messages, ts);
    take(state.replies, ts);
    if (ts === state.thread) attempt(async () => { await readThread(); paint("thread"); });
    paint("messages", "thread");
  },
  note({ message }) {
    place(message);
    if (message.channel === state.channel) say(`Only visible to you, from ${message.username ?? nameOf(message.user)}: ${message.text}`);
    else tell(`${nameOf(message.user)} left you a note elsewhere`);
  },
  note_changed({ message }) { if (message) place(message); },
  note_gone({ key }) {
    take(state.messages, key);
    take(state.replies, key);
    paint("messages", "thread");
  },
  view({ views }) {
    state.views = views;
    paint("modal");
  },
  home({ view }) {
    state.home = view;
    paint("home");
  },
  people: seeSoon,
  conversations: seeSoon,
  clock({ now }) {
    setNow(now);
    paintAll();
  },
  app({ connected }) {
    state.app.connected = connected;
    paint("top", "sidebar");
    if (connected) seeSoon();
  },
  failed({ message }) { tell(message, "problem"); },
};

