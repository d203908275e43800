// Inputs one types into.

import { el } from "./dom.js";
import { plain } from "./surface.js";

const KINDS = { number_input: "text", url_text_input: "url", email_text_input: "email" };

export function textInput(part, place) {
  const rich = part.type === "rich_text_input";
  const before = place.surface.chosen(place.blockId, part.action_id);
  const initial = rich ? richToText(before ? before.rich_text_value : part.initial_value) : (before ? before.value : part.initial_value) ?? "";
  const many = rich || part.multiline;
  const control = el(many ? "textarea" : "input", {
    type: many ? null : KINDS[part.type] ?? "text", rows: many ? 4 : null, value: initial, placeholder: plain(part.placeholder) || null,
    inputmode: part.type === "number_input" ? "decimal" : null, autocomplete: "off", "aria-labelledby": place.labelledBy, "aria-describedby": place.describedBy,
    "aria-required": place.required ? "true" : null, minlength: part.min_length, maxlength: part.max_length, autofocus: part.focus_on_load,
    data: { actionId: part.action_id, testid: "form-input" },
  });
  const value = () => (rich ? { rich_text_value: textToRich(control.value) } : { value: control.value === "" ? null : control.value });
  const send = () => place.surface.click(part, place.blockId, value());
  const triggers = part.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (place.acts && triggers.includes("on_enter_pressed")) {
    control.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !(many && event.shiftKey)) { event.preventDefault(); send(); }
    });
  }
  if (place.acts && triggers.includes("on_character_entered")) {
    let timer = 0;
    control.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(send, 250); });
  }
  place.surface.keep(place.blockId, part.action_id, {
    value: () => ({ type: part.type, ...value() }), filled: () => control.value.trim() !== "", required: place.required, wrong: () => wrong(part, control.value.trim()),
  });
  return el("span", { class: "control" }, control);
}

/** What Slack's own client refuses before it sends. */
function wrong(part, text) {
  if (!text) return null;
  if (part.min_length && text.length < part.min_length) return `At least ${part.min_length} characters`;
  if (part.type === "email_text_input" && !/^[^\s@]+@[^\s@]+$/.test(text)) return "Write an e-mail address";
  if (part.type === "url_text_input" && !URL.canParse(text)) return "Write an address that begins with https://";
  if (part.type === "number_input") {
    const number = Number(text.replace(",", "."));
    if (Number.isNaN(number)) return "Write a number";
    if (part.is_decimal_allowed === false && !Number.isInteger(number)) return "Write a whole number";
    if (part.min_value !== undefined && number < Number(part.min_value)) return `At least ${part.min_value}`;
    if (part.max_value !== undefined && number > Number(part.max_value)) return `At most ${part.max_value}`;
  }
  return null;
}

function textToRich(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function richToText(rich) {
  return (rich?.elements ?? []).map((part) => (part.elements ?? []).map((run) => run.text ?? run.url ?? (run.elements ?? []).map((each) => each.text ?? "").join("")).join("")).join("\n");
}
