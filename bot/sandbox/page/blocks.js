// Block Kit's blocks as nodes.

import { el, freshId } from "./dom.js";
import { element } from "./elements.js";
import { markdown } from "./mrkdwn.js";
import { picture } from "./pictures.js";
import { richText } from "./rich-text.js";
import { plain, textOf } from "./surface.js";

const DRAWN = { header, section, context, divider, actions, input, image, rich_text, markdown: markdownBlock, context_actions: actions, table };

export function blocks(list, surface) {
  return list.map((block, index) => {
    const id = block.block_id ?? `block-${index}`;
    const draw = DRAWN[block.type];
    const node = draw ? draw(block, id, surface) : el("p", { class: "unknown" }, `A block of type ${block.type}, which this page does not draw`);
    node.dataset.blockId = id;
    node.classList.add("block", `block-${block.type}`);
    return node;
  });
}

function header(block) {
  return el("h3", {}, textOf(block.text));
}

function section(block, id, surface) {
  const labelId = freshId("section");
  return el("div", {},
    el("div", { class: "section-text", id: labelId },
      block.text ? el("div", {}, textOf(block.text)) : null,
      block.fields ? el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, textOf(field)))) : null),
    block.accessory ? el("div", { class: "accessory" }, element(block.accessory, { blockId: id, surface, labelledBy: labelId, acts: true })) : null);
}

function context(block) {
  return el("div", {}, block.elements.map((part) => (part.type === "image" ? picture(part, "context-image") : el("div", {}, textOf(part)))));
}

function divider() {
  return el("hr");
}

function actions(block, id, surface) {
  return el("div", {}, block.elements.map((part) => element(part, { blockId: id, surface, acts: true })));
}

function image(block) {
  return el("figure", {}, block.title ? el("figcaption", {}, textOf(block.title)) : null, picture(block, "block-picture"));
}

function rich_text(block) {
  return el("div", {}, richText(block));
}

function markdownBlock(block) {
  return el("div", {}, markdown(block.text));
}

function table(block) {
  return el("div", { class: "scrolls" }, el("table", {}, (block.rows ?? []).map((row) => el("tr", {}, row.map((cell) =>
    el("td", {}, cell.type === "rich_text" ? richText(cell) : cell.text ?? ""))))));
}

function input(block, id, surface) {
  const labelId = freshId("label");
  const hintId = freshId("hint");
  const errorId = freshId("error");
  const control = element(block.element, {
    blockId: id, surface, labelledBy: labelId, describedBy: `${hintId} ${errorId}`, acts: Boolean(block.dispatch_action), required: !block.optional,
  });
  const label = el("div", { class: "label", id: labelId }, plain(block.label), block.optional ? el("span", { class: "optional" }, " (optional)") : null);
  label.addEventListener("click", () => control.querySelector("input, select, textarea")?.focus());
  return el("div", { data: { optional: block.optional ? "yes" : undefined } }, label, control,
    el("p", { class: "hint", id: hintId }, block.hint ? plain(block.hint) : ""),
    el("p", { class: "field-error", id: errorId, role: "alert" }));
}

/** Show Slack's `errors` ({block_id: text}) by the fields below `root` and go to the first. */
export function showErrors(root, errors) {
  let first = null;
  for (const node of root.querySelectorAll(".block-input")) {
    const text = errors[node.dataset.blockId] ?? "";
    node.querySelector(".field-error").textContent = text;
    for (const control of node.querySelectorAll("input, select, textarea")) {
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
      if (text) first ??= control;
    }
  }
  first?.focus();
}
