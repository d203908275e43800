// Which part of the page draws itself again. Each part registers once; nothing here knows what it draws.

import { keepingFocus } from "./focus.js";

const painters = new Map();
const late = new Set();
let pressed = false;

export function paints(part, draw) {
  painters.set(part, draw);
}

/** Drawn anew between press and release, what was pressed would be gone and its click lost: it is drawn after the click. */
export function paint(...parts) {
  for (const part of parts) {
    if (pressed) late.add(part);
    else if (painters.has(part)) keepingFocus(painters.get(part));
  }
}

export function paintAll() {
  paint(...painters.keys());
}

function released() {
  if (!pressed) return;
  setTimeout(() => {  // after the click that belongs to it
    pressed = false;
    const parts = [...late];
    late.clear();
    paint(...parts);
  });
}

window.addEventListener("pointerdown", (event) => {
  // The list of a select hides where it is released.
  if (event.button === 0 && !event.target.closest?.("select")) pressed = true;
}, true);
for (const kind of ["pointerup", "pointercancel", "keydown"]) window.addEventListener(kind, released, true);
// Released outside the window, or another window came before this one.
window.addEventListener("blur", released);
window.addEventListener("pointermove", (event) => { if (!event.buttons) released(); }, true);
