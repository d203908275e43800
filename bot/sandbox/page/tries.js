// What a newcomer may try: each leads to a person and a place, with the words already written.

import { go } from "./address.js";
import { writeDraft } from "./composer.js";
import { button, el } from "./dom.js";
import { tell } from "./notices.js";
import { avatar } from "./people.js";
import { nameOf, state } from "./state.js";

let isOpen = true;

export function tries() {
  if (!state.tries.length) return null;
  return el("details", { class: "tries", open: isOpen, data: { testid: "tries" }, on: { toggle: (event) => { isOpen = event.target.open; } } },
    el("summary", {}, "Try this"),
    el("ul", {}, state.tries.map((each) => el("li", {}, button(
      [avatar(each.as, { small: true }), el("span", {}, each.title, el("small", {}, `as ${nameOf(each.as)}`))],
      () => begin(each), { class: "try", data: { testid: "try" } },
    )))));
}

function begin({ as, channel, thread, text }) {
  document.body.dataset.pane = "main";
  if (text) writeDraft({ as, channel, thread }, text);
  go(channel ? { as, channel, thread } : { as, channel: "app", tab: "home" });
  tell(text ? `You are ${nameOf(as)} now. The words are written; press Enter.` : `You are ${nameOf(as)} now.`);
}
