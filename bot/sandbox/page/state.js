// What the page knows now. Written by actions.js and live.js only.

export const state = {
  me: null,
  team: { id: "", name: "", domain: "" },
  people: new Map(),
  peopleVersion: 0,
  conversations: [],
  app: { user: null, name: "", connected: false, commands: [], message_shortcuts: [], global_shortcuts: [] },
  views: [],
  tries: [],
  home: null,
  channel: null,
  tab: "messages",
  thread: null,
  focus: null,
  messages: [],
  replies: [],
  firstUnread: null,
  editing: null,
  hiddenNotes: new Set(),
  heard: 0,
  connected: true,
  clockOffset: 0,
};

export function person(id) {
  return state.people.get(id) ?? null;
}

export function nameOf(id) {
  const found = person(id);
  return found ? found.display_name || found.real_name || found.name : id;
}

export function conversation(id = state.channel) {
  return state.conversations.find((each) => each.id === id) ?? null;
}

export function titleOf(place) {
  if (!place) return "";
  if (place.kind === "im") return place.user === state.me.id ? `${nameOf(place.user)} (you)` : nameOf(place.user);
  if (place.kind === "app_im") return state.app.name;
  return place.name;
}

export function now() {
  return new Date(Date.now() + state.clockOffset);
}

export function setNow(iso) {
  state.clockOffset = new Date(iso).getTime() - Date.now();
}

export function isApp(message) {
  return message.user === state.app.user || Boolean(person(message.user)?.is_bot);
}
