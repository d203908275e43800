// The app's forms: the topmost view of a person's stack.

import { act, attempt } from "./actions.js";
import { blocks, showErrors } from "./blocks.js";
import { button, el, freshId } from "./dom.js";
import { remember } from "./focus.js";
import { paints } from "./paint.js";
import { state } from "./state.js";
import { plain, Surface } from "./surface.js";

let shown = null;

export function setUpModal() {
  paints("modal", draw);
}

function draw() {
  const view = state.views.at(-1) ?? null;
  const version = view && JSON.stringify([view.id, view.title, view.blocks, view.submit, view.close, view.hash]);
  if (shown?.version === version && shown?.depth === state.views.length) return;
  const before = shown;
  const same = before && view && before.view.id === view.id;
  const known = { ...view?.state?.values, ...(same ? before.surface.values() : {}) };
  const here = same ? remember() : null;
  const scrolled = same ? before.body.scrollTop : 0;
  const back = before?.back ?? remember();
  shown = null;
  if (before) { before.dialog.gone = true; before.dialog.close(); before.dialog.remove(); }
  if (!view) { if (before) back(); return; }
  shown = { ...open(view, known), view, version, depth: state.views.length, back };
  shown.body.scrollTop = scrolled;
  if (here?.()) return;
  (shown.body.querySelector("[autofocus]") ?? shown.body.querySelector("input, select, textarea") ?? shown.dialog.querySelector("footer .primary, footer button")).focus();
}

function open(view, known) {
  const heading = freshId("view");
  const surface = new Surface({ view: view.id }, known);
  const stacked = state.views.length > 1;
  const close = (all) => attempt(() => act("close", { view: view.id, all }));
  const body = el("div", { class: "dialog-body" }, blocks(view.blocks ?? [], surface));
  const submit = view.submit ? el("button", { type: "submit", class: "primary", data: { testid: "modal-submit" } }, plain(view.submit)) : null;
  const form = el("form", { novalidate: true, class: "view" }, body,
    el("footer", {}, button(view.close ? plain(view.close) : "Close", () => close(false), { data: { testid: "modal-close" }, lang: view.close ? "" : "en" }), submit));
  form.addEventListener("submit", (event) => { event.preventDefault(); send(view, surface, form, submit); });
  const dialog = el("dialog", { class: "modal", "aria-labelledby": heading, lang: "", data: { testid: "modal", viewId: view.id, callbackId: view.callback_id ?? "" } },
    el("header", {}, stacked ? button("‹", () => close(false), { class: "icon", "aria-label": "Back", lang: "en", data: { testid: "modal-back" } }) : null,
      el("h2", { id: heading }, plain(view.title)),
      button("✕", () => close(true), { class: "icon", "aria-label": "Close", lang: "en", data: { testid: "modal-x" } })),
    form);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(false); });
  dialog.addEventListener("close", () => { if (!dialog.gone && shown?.dialog === dialog) close(false); });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, surface, body };
}

async function send(view, surface, form, submit) {
  if (submit?.getAttribute("aria-busy")) return;
  const problems = {};
  for (const field of surface.fields.values()) {
    if (field.required && !field.filled()) problems[field.blockId] = "Please fill this in";
    const wrong = field.wrong?.();
    if (wrong) problems[field.blockId] = wrong;
  }
  showErrors(form, problems);
  if (Object.keys(problems).length) return;
  submit?.setAttribute("aria-busy", "true");
  const answer = await attempt(() => act("submit", { view: view.id, values: surface.values() }));
  submit?.removeAttribute("aria-busy");
  if (answer?.errors) showErrors(form, answer.errors);
}
