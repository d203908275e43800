// Small dialogs of the page itself: confirming, choosing from a list, filling a form.

import { button, el, fill, freshId } from "./dom.js";
import { remember } from "./focus.js";

/** A native dialog that is removed when it closes; the browser keeps focus inside and gives it back. */
export function showDialog(title, content, { testid, wide, onClose } = {}) {
  const heading = freshId("dialog");
  const back = remember();
  const dialog = el("dialog", { class: wide ? "wide" : null, "aria-labelledby": heading, data: { testid } },
    el("header", {}, el("h2", { id: heading }, title),
      button("✕", () => dialog.close(), { class: "icon", "aria-label": "Close" })),
    content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    back();
    onClose?.();
  });
  dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Resolves to true when the person confirms. */
export function confirmed({ title, text, yes = "Yes", no = "Cancel", danger = false }) {
  return new Promise((resolve) => {
    let answer = false;
    const sure = button(yes, () => { answer = true; dialog.close(); }, { class: danger ? "danger-fill" : "primary", data: { testid: "confirm-yes" } });
    const dialog = showDialog(title, [
      el("div", { class: "dialog-body", lang: "" }, text),
      el("footer", {}, button(no, () => dialog.close(), { data: { testid: "confirm-no" } }), sure),
    ], { testid: "confirm", onClose: () => resolve(answer) });
    sure.focus();
  });
}

/** Choose one of `items` ({id, label, detail?, badges?, words}) by typing and arrow keys. */
export function choose({ title, placeholder, items, testid, picked }) {
  const listId = freshId("choices");
  let shown = [];
  let at = 0;
  const list = el("ul", { id: listId, role: "listbox", class: "choices", "aria-label": title });
  const input = el("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": listId, "aria-label": placeholder, placeholder, autocomplete: "off",
    spellcheck: "false", data: { testid: `${testid}-search` }, on: { input: filter, keydown: keys },
  });

  function filter() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = items.filter((item) => words.every((word) => `${item.label} ${item.words ?? ""}`.toLowerCase().includes(word)));
    at = 0;
    fill(list, shown.map((item) => el("li", {
      id: `${listId}-${item.id}`, role: "option", "aria-selected": "false", data: { id: item.id }, on: { click: () => take(item) },
    }, item.mark, el("span", { class: "choice-label" }, item.label), item.badges, item.detail ? el("small", {}, item.detail) : null)),
    shown.length ? null : el("li", { class: "empty" }, "Nothing by that name"));
    show();
  }

  function show() {
    [...list.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === at && shown.length > 0)));
    const current = list.children[at];
    input.setAttribute("aria-activedescendant", current?.id ?? "");
    current?.scrollIntoView({ block: "nearest" });
  }

  function keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) { event.preventDefault(); at = (at + step + shown.length) % shown.length; show(); }
    if (event.key === "Enter" && shown[at]) { event.preventDefault(); take(shown[at]); }
  }

  function take(item) {
    dialog.close();
    picked(item);
  }

  const dialog = showDialog(title, el("div", { class: "choosing" }, input, list), { testid });
  filter();
  input.focus();
}

/** A form of named fields; `send(values)` may return a line to show when it did not work. */
export function ask({ title, fields, yes, testid, send }) {
  const problem = el("p", { class: "field-error", role: "alert" });
  const form = el("form", { class: "dialog-body", novalidate: true }, fields, problem,
    el("footer", {}, button("Cancel", () => dialog.close()), el("button", { type: "submit", class: "primary" }, yes)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = await send(new FormData(form));
    if (wrong) problem.textContent = wrong;
    else dialog.close();
  });
  const dialog = showDialog(title, form, { testid });
  form.querySelector("input, select, textarea")?.focus();
}
