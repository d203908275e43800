// Small menus and pickers that open beside a button: arrow keys, Esc, focus back where it was.

import { el } from "./dom.js";
import { remember } from "./focus.js";

let open = null;

export function closeMenu({ refocus = true } = {}) {
  if (!open) return;
  const { panel, opener, back } = open;
  open = null;
  panel.remove();
  opener.setAttribute("aria-expanded", "false");
  document.removeEventListener("pointerdown", outside, true);
  if (refocus) back();
  opener.closest(".message")?.classList.remove("menu-open");
}

function outside(event) {
  if (open && !open.panel.contains(event.target) && !open.opener.contains(event.target)) closeMenu({ refocus: false });
}

/** Open `panel` beside `opener`; a second press closes it. In a dialog it must stay inside it to be reachable. */
export function openPanel(opener, panel) {
  const again = open?.opener === opener;
  closeMenu();
  if (again) return;
  open = { panel, opener, back: remember(opener) };
  opener.setAttribute("aria-expanded", "true");
  opener.closest(".message")?.classList.add("menu-open");
  (opener.closest("dialog") ?? document.body).append(panel);
  placeBeside(panel, opener);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); closeMenu(); }
    if (event.key === "Tab") closeMenu();
  });
  document.addEventListener("pointerdown", outside, true);
}

function placeBeside(panel, opener) {
  const at = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = at.bottom + height + 8 < innerHeight;
  panel.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
  panel.style.top = `${Math.max(8, below ? at.bottom + 4 : Math.min(at.top - height - 4, innerHeight - height - 8))}px`;
}

/** Items: {label, act, danger?, hint?, data?} or "-" for a line. */
export function openMenu(opener, label, items) {
  const panel = el("div", { class: "menu", role: "menu", "aria-label": label, data: { testid: "menu" } }, items.map((item) => {
    if (item === "-") return el("hr");
    return el("button", {
      type: "button", role: "menuitem", tabindex: -1, class: item.danger ? "danger" : null, data: item.data ?? {},
      on: { click: () => { closeMenu(); item.act(); } },
    }, item.label, item.hint ? el("small", {}, item.hint) : null);
  }));
  openPanel(opener, panel);
  moveByArrows(panel, 1);
}

/** Arrow keys go round the buttons; `across` is how many stand in a row. */
export function moveByArrows(panel, across) {
  const buttons = [...panel.querySelectorAll("button")];
  panel.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: across, ArrowUp: -across, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    let next = null;
    if (step) next = (at + step + buttons.length) % buttons.length;
    if (event.key === "Home") next = 0;
    if (event.key === "End") next = buttons.length - 1;
    if (next === null) return;
    event.preventDefault();
    buttons[next].focus();
  });
  buttons[0]?.focus();
}
