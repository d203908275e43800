// The bar that is always there: whose workplace, what time it is, whether the app is up, who one is.

import { moveClock } from "./actions.js";
import { go } from "./address.js";
import { ask, choose } from "./dialogs.js";
import { button, el, fill } from "./dom.js";
import { openFaults } from "./faults.js";
import { icon } from "./icons.js";
import { paints } from "./paint.js";
import { avatar, peopleToChoose } from "./people.js";
import { now, state } from "./state.js";
import { clockFace, fromWallClock, wallClock } from "./times.js";

export function setUpTop() {
  const face = el("time", { class: "face", data: { testid: "clock" } });
  const moves = [
    move("+30 minutes", "+½ h", { minutes: 30 }, "clock-30m"),
    move("+4 hours", "+4 h", { hours: 4 }, "clock-4h"),
    move("To Monday 09:00", "Mon 09:00", { next: "monday 09:00" }, "clock-monday"),
    button("Set…", setClock, { class: "move", "aria-label": "Set the clock", data: { testid: "clock-set" } }),
  ];
  const faults = button([el("span", { class: "only-wide" }, "Faults…"), el("span", { class: "only-narrow" }, icon("fault"))], openFaults, { "aria-label": "Faults…", "aria-haspopup": "dialog", title: "What goes wrong between Slack and the app", data: { testid: "faults" } });
  fill(document.getElementById("clock"), face, moves, faults);
  const theme = document.getElementById("theme");
  theme.addEventListener("click", () => { turnTheme(); drawTheme(theme); });
  useTheme(stored());
  drawTheme(theme);
  document.getElementById("person-switcher").addEventListener("click", switchPerson);

  function tick() {
    if (!state.me) return;
    face.textContent = clockFace();
    face.dateTime = now().toISOString();
    face.title = `The sandbox's time, ${now().getFullYear()}, as read in ${state.me.tz}`;
  }
  setInterval(tick, 5000);
  paints("top", () => {
    tick();
    document.getElementById("team-name").textContent = state.team.name;
    const app = document.getElementById("app-state");
    const words = state.app.connected ? `${state.app.name} is connected` : `${state.app.name || "The app"} is not connected`;
    fill(app, el("span", { class: `dot ${state.app.connected ? "on" : ""}`, "aria-hidden": "true" }), el("span", { class: "long" }, words), el("span", { class: "spoken" }, words));
    app.title = words;
    const banner = document.getElementById("banner");
    banner.hidden = state.connected;
    banner.textContent = state.connected ? "" : "The sandbox does not answer. Trying again…";
    fill(document.getElementById("person-switcher"), avatar(state.me.id, { small: true }), el("span", { class: "you-words" }, el("span", { class: "long" }, "You are: "), state.me.real_name), el("span", { "aria-hidden": "true" }, " ▾"));
    document.getElementById("person-switcher").setAttribute("aria-label", `You are: ${state.me.real_name}. Become somebody else`);
    document.title = `${state.team.name} – sandbox`;
  });
}

function move(long, short, how, testid) {
  const clock = document.getElementById("clock");
  const node = button([el("span", { class: "long" }, long), el("span", { class: "short", "aria-hidden": "true" }, short)], async () => {
    const all = [...clock.querySelectorAll(".move")];
    for (const each of all) each.disabled = true;
    clock.setAttribute("aria-busy", "true");
    await moveClock(how);
    clock.removeAttribute("aria-busy");
    for (const each of all) each.disabled = false;
    node.focus({ preventScroll: true });
  }, { class: "move", "aria-label": long, data: { testid } });
  return node;
}

function setClock() {
  ask({
    title: "Set the clock", yes: "Set", testid: "set-clock",
    fields: [el("label", { class: "label" }, `Date and time in ${state.me.tz}`,
      el("input", { type: "datetime-local", name: "wall", required: true, value: wallClock(now()), data: { testid: "clock-to" } }))],
    send: async (values) => {
      if (!values.get("wall")) return "Choose a date and a time";
      await moveClock({ to: fromWallClock(values.get("wall")).toISOString() });
      return null;
    },
  });
}

function switchPerson() {
  choose({
    title: "Be somebody else", placeholder: "A name or a title", testid: "person", items: peopleToChoose(),
    picked: (item) => go({ as: item.id, channel: state.channel }),
  });
}

const THEMES = ["auto", "light", "dark"];

function stored() {
  try {
    return localStorage.getItem("theme") ?? "auto";
  } catch {
    return "auto"; // private windows may refuse storage
  }
}

function useTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

function turnTheme() {
  const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length];
  useTheme(next);
  try {
    localStorage.setItem("theme", next);
  } catch {
    // it then holds until the page is closed
  }
}

function drawTheme(node) {
  const theme = document.documentElement.dataset.theme;
  node.textContent = { auto: "◐", light: "☀", dark: "☾" }[theme];
  node.setAttribute("aria-label", `Colours: ${theme}. Change`);
  node.title = `Colours: ${theme}`;
}
