// Block Kit's interactive elements. `place` says where one stands: {blockId, surface, labelledBy, describedBy, acts (each change is sent), required}.

import { permalinkTarget, go } from "./address.js";
import { button, el, freshId, safeAddress } from "./dom.js";
import { openMenu } from "./menus.js";
import { picture } from "./pictures.js";
import { multiSelect, searchSelect, singleSelect } from "./selects.js";
import { plain, textOf } from "./surface.js";
import { textInput } from "./text-inputs.js";
import { fromWallClock, wallClock } from "./times.js";

const DRAWN = {
  button: pressButton, workflow_button: pressButton, icon_button: iconButton, feedback_buttons: feedback, overflow, image: (part) => picture(part, "accessory-image"),
  checkboxes: ticks, radio_buttons: ticks, datepicker, timepicker, datetimepicker,
  plain_text_input: textInput, number_input: textInput, url_text_input: textInput, email_text_input: textInput, rich_text_input: textInput,
  static_select: singleSelect, users_select: singleSelect, conversations_select: singleSelect, channels_select: singleSelect,
  external_select: searchSelect, multi_external_select: multiSelect, multi_static_select: multiSelect, multi_users_select: multiSelect,
  multi_conversations_select: multiSelect, multi_channels_select: multiSelect,
};

export function element(part, place) {
  const draw = DRAWN[part.type];
  if (!draw) return el("p", { class: "unknown" }, `An element of type ${part.type}, which this page does not draw`);
  return draw(part, place);
}

function pressButton(part, place) {
  const style = { primary: "primary", danger: "danger-fill" }[part.style];
  const node = button(textOf(part.text), async () => {
    node.setAttribute("aria-busy", "true");
    if (part.url) follow(part.url);
    await place.surface.click(part, place.blockId);
    node.removeAttribute("aria-busy");
  }, { class: `block-button ${style ?? ""}`, "aria-label": part.accessibility_label, data: { actionId: part.action_id, testid: "block-button" } });
  if (part.url) node.append(el("span", { class: "outside-mark", "aria-hidden": "true" }, " ↗"));
  return node;
}

function follow(address) {
  const target = permalinkTarget(address);
  if (target) go(target);
  else if (safeAddress(address)) window.open(safeAddress(address), "_blank", "noopener,noreferrer");
}

function iconButton(part, place) {
  return pressButton({ ...part, text: part.text ?? { type: "plain_text", text: part.icon ?? "…" } }, place);
}

function feedback(part, place) {
  return el("span", { class: "feedback" }, [part.positive_button, part.negative_button].filter(Boolean).map((each) =>
    pressButton({ ...each, type: part.type, action_id: part.action_id }, place)));
}

function overflow(part, place) {
  const opener = button("⋯", () => openMenu(opener, "More choices", part.options.map((option) => ({
    label: plain(option.text), hint: option.description ? plain(option.description) : null, data: { value: option.value },
    act: () => { if (option.url) follow(option.url); place.surface.click(part, place.blockId, { selected_option: option }); },
  }))), { class: "icon", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": "More choices", data: { actionId: part.action_id } });
  return opener;
}

function ticks(part, place) {
  const many = part.type === "checkboxes";
  const before = place.surface.chosen(place.blockId, part.action_id);
  const initial = before ? (many ? before.selected_options : [before.selected_option].filter(Boolean)) : (many ? part.initial_options : [part.initial_option].filter(Boolean));
  const on = new Set((initial ?? []).map((option) => option.value));
  const group = freshId("ticks");
  const boxes = part.options.map((option) => el("input", {
    type: many ? "checkbox" : "radio", name: group, id: freshId("tick"), checked: on.has(option.value), data: { value: option.value },
    "aria-describedby": place.describedBy, on: { change: () => place.acts && place.surface.click(part, place.blockId, value()) },
  }));

  function value() {
    const chosen = part.options.filter((option, index) => boxes[index].checked);
    return many ? { selected_options: chosen } : { selected_option: chosen[0] ?? null };
  }

  keep(part, place, value, () => boxes.some((box) => box.checked));
  return el("div", { class: "ticks", data: { actionId: part.action_id }, role: many ? "group" : "radiogroup", "aria-labelledby": place.labelledBy }, part.options.map((option, index) =>
    el("div", { class: "tick" }, boxes[index], el("label", { for: boxes[index].id }, textOf(option.text),
      option.description ? el("small", {}, textOf(option.description)) : null))));
}

/** Dates and times: `shape` is how Slack calls the value, `to` and `from` turn it into the browser's text and back. */
function when(part, place, { type, shape, to = (value) => value, from = (text) => text || null }) {
  const before = place.surface.chosen(place.blockId, part.action_id);
  const initial = before ? before[shape] : part[shape.replace("selected", "initial")];
  const control = el("input", {
    type, value: initial ? to(initial) : "", "aria-labelledby": place.labelledBy, "aria-describedby": place.describedBy, "aria-label": plain(part.placeholder) || null,
    data: { actionId: part.action_id },
  });
  const value = () => ({ [shape]: from(control.value) });
  control.addEventListener("change", () => place.acts && place.surface.click(part, place.blockId, value()));
  keep(part, place, value, () => control.value !== "");
  return el("span", { class: "control" }, control);
}

function datepicker(part, place) {
  return when(part, place, { type: "date", shape: "selected_date" });
}

function timepicker(part, place) {
  return when(part, place, { type: "time", shape: "selected_time" });
}

function datetimepicker(part, place) {
  return when(part, place, {
    type: "datetime-local", shape: "selected_date_time", to: (seconds) => wallClock(new Date(seconds * 1000)),
    from: (text) => (text ? Math.floor(fromWallClock(text).getTime() / 1000) : null),
  });
}

function keep(part, place, value, filled) {
  place.surface.keep(place.blockId, part.action_id, { value: () => ({ type: part.type, ...value() }), filled, required: place.required });
}
