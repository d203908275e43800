// The reactions to choose from.

import { el } from "./dom.js";
import { picked as shownNames, shownEmoji } from "./emoji.js";
import { closeMenu, moveByArrows, openPanel } from "./menus.js";

export function pickEmoji(opener, picked) {
  const panel = el("div", { class: "menu emoji-picker", role: "group", "aria-label": "Choose a reaction", data: { testid: "emoji-picker" } },
    shownNames().map((name) => el("button", {
      type: "button", tabindex: -1, "aria-label": name.replaceAll("_", " "), title: `:${name}:`, data: { emoji: name },
      on: { click: () => { closeMenu(); picked(name); } },
    }, shownEmoji(name))));
  openPanel(opener, panel);
  // 8 in a row, as dialogs.css lays them out.
  moveByArrows(panel, 8);
}
