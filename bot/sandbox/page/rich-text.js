// Block Kit's rich_text: sections, lists, quotes, preformatted text.

import { el } from "./dom.js";
import { dateTemplate } from "./times.js";
import { channelMention, emojiNode, link, mention } from "./mrkdwn.js";

export function richText(block) {
  return nested(block.elements ?? []);
}

/** Lists one after another with growing indent are drawn inside each other. */
function nested(elements) {
  return elements.map((part) => {
    if (part.type === "rich_text_list") return list(part);
    if (part.type === "rich_text_quote") return el("blockquote", {}, runs(part));
    if (part.type === "rich_text_preformatted") return el("pre", {}, el("code", {}, runs(part)));
    return el("p", {}, runs(part));
  });
}

function list(part) {
  const items = part.elements.map((each) => el("li", {}, runs(each)));
  const node = el(part.style === "ordered" ? "ol" : "ul", { start: part.style === "ordered" ? (part.offset ?? 0) + 1 : null }, items);
  node.style.marginInlineStart = `${(part.indent ?? 0) * 1.5}em`;
  return node;
}

function runs(part) {
  return (part.elements ?? []).map((run) => styled(run, bare(run)));
}

function bare(run) {
  switch (run.type) {
    case "link": return link(run.url, run.text || run.url);
    case "user": return mention(run.user_id);
    case "channel": return channelMention(run.channel_id);
    case "usergroup": return el("span", { class: "mention" }, "@group");
    case "broadcast": return el("span", { class: "mention" }, `@${run.range}`);
    case "emoji": return emojiNode(run.name);
    case "date": return document.createTextNode(dateTemplate(run.timestamp, run.format ?? "{date_short}"));
    default: return document.createTextNode(run.text ?? "");
  }
}

function styled(run, node) {
  let shown = node;
  for (const [name, tag] of [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"]]) if (run.style?.[name]) shown = el(tag, {}, shown);
  return shown;
}
