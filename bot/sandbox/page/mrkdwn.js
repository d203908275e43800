// Slack's mrkdwn and the Markdown of `markdown` blocks, as nodes. Text becomes text nodes; nothing is ever parsed as HTML.

import { permalinkTarget, placeHref } from "./address.js";
import { el, safeAddress } from "./dom.js";
import { emojiCharacter, emojiName, shownEmoji } from "./emoji.js";
import { conversation, nameOf, person, state, titleOf } from "./state.js";
import { dateTemplate } from "./times.js";

export function unescape(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function link(address, label) {
  const target = permalinkTarget(address);
  if (target) return el("a", { href: placeHref(target) }, label);
  const href = safeAddress(address);
  if (!href) return el("span", {}, label);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, label);
}

export function mention(user) {
  const known = person(user);
  return el("span", { class: user === state.me?.id ? "mention mine" : "mention", title: known?.title }, `@${nameOf(user)}`);
}

export function channelMention(id, label) {
  const place = conversation(id);
  const name = place ? titleOf(place) : label || id;
  if (!place) return el("span", { class: "mention" }, `#${name}`);
  return el("a", { class: "mention", href: placeHref({ channel: id }) }, `#${name}`);
}

export function emojiNode(name) {
  const character = emojiCharacter(name);
  if (!character) return document.createTextNode(`:${name}:`);
  return el("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, shownEmoji(name));
}

function angled(inside) {
  const [target, label = ""] = split(inside);
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelMention(target.slice(1), unescape(label));
  if (target.startsWith("!date^")) {
    const [, seconds, template, address] = target.split("^");
    const text = Number.isFinite(Number(seconds)) ? dateTemplate(seconds, unescape(template ?? "")) : unescape(label);
    return address ? link(unescape(address), text) : document.createTextNode(text);
  }
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, unescape(label) || "@group");
  if (target.startsWith("!")) return el("span", { class: "mention" }, `@${target.slice(1)}`);
  return link(unescape(target), unescape(label) || unescape(target.replace(/^mailto:/, "")));
}

function split(inside) {
  const bar = inside.indexOf("|");
  return bar < 0 ? [inside] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

const EMOJI = [/:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/u, (found) => (emojiCharacter(found[1]) ? emojiNode(found[1]) : null)];
const ITSELF = [/\p{RI}\p{RI}|\p{Emoji_Presentation}\uFE0F?|\p{Extended_Pictographic}\uFE0F/u, (found) => (emojiName(found[0]) ? emojiNode(emojiName(found[0])) : document.createTextNode(found[0]))];
const BARE = [/https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)"'»*_~]/u, (found) => link(unescape(found[0]), unescape(found[0]))];
const CODE = [/`([^`\n]+)`/u, (found) => el("code", {}, unescape(found[1]))];

function marked(mark, tag) {
  const m = mark === "*" ? "\\*" : mark;
  return [new RegExp(`(?<![\\p{L}\\p{N}${m}])${m}(?=\\S)([^${m}\\n]*[^${m}\\s])${m}(?![\\p{L}\\p{N}${m}])`, "u"),
    (found, rules) => el(tag, {}, inline(found[1], rules))];
}

const MRKDWN = [CODE, [/<([^<>\n]+)>/u, (found) => angled(found[1])], BARE, EMOJI, ITSELF, marked("*", "strong"), marked("_", "em"), marked("~", "s")];

const MARKDOWN = [
  CODE,
  [/!?\[([^\]\n]+)\]\(([^()\s]+)\)/u, (found, rules) => { const node = link(unescape(found[2]), ""); node.append(...inline(found[1], rules)); return node; }],
  [/<([^<>\n]+)>/u, (found) => angled(found[1])],
  BARE, EMOJI, ITSELF,
  [/\*\*(?=\S)(.+?)\*\*/u, (found, rules) => el("strong", {}, inline(found[1], rules))],
  [/~~(?=\S)(.+?)~~/u, (found, rules) => el("s", {}, inline(found[1], rules))],
  marked("*", "em"), marked("_", "em"),
];

/** The earliest match wins; what no rule wants stays text. */
function inline(text, rules = MRKDWN) {
  const nodes = [];
  let rest = text;
  let plain = "";
  while (rest) {
    let first = null;
    for (const [pattern, build] of rules) {
      const found = pattern.exec(rest);
      if (found && (!first || found.index < first.found.index)) first = { found, build };
    }
    if (!first) break;
    const node = first.build(first.found, rules);
    const end = first.found.index + first.found[0].length;
    if (node === null) {
      // An unknown :name: gives back its last colon, which may begin the next one.
      plain += rest.slice(0, end - 1);
      rest = rest.slice(end - 1);
      continue;
    }
    plain += rest.slice(0, first.found.index);
    if (plain) nodes.push(document.createTextNode(unescape(plain)));
    plain = "";
    nodes.push(node);
    rest = rest.slice(end);
  }
  if (plain + rest) nodes.push(document.createTextNode(unescape(plain + rest)));
  return nodes;
}

const KINDS = [
  ["quote", /^(?:&gt;|>) ?(.*)$/u],
  ["ul", /^\s*[•◦●▪*-] +(.+)$/u],
  ["ol", /^\s*(\d+)[.)] +(.+)$/u],
];

function lines(text, rules) {
  const parts = [];
  for (const line of text.split("\n")) {
    let kind = "text";
    let body = line;
    for (const [name, pattern] of KINDS) {
      const found = pattern.exec(line);
      if (found) { kind = name; body = found.at(-1); if (name === "ol") body = { start: found[1], text: found[2] }; break; }
    }
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(body);
    else parts.push({ kind, lines: [body] });
  }
  return parts.map((part) => shown(part, rules)).filter(Boolean);
}

function shown({ kind, lines: body }, rules) {
  if (kind === "quote") return el("blockquote", {}, lines(body.join("\n"), rules));
  if (kind === "ul") return el("ul", {}, body.map((line) => el("li", {}, inline(line, rules))));
  if (kind === "ol") return el("ol", { start: body[0].start }, body.map((line) => el("li", {}, inline(line.text, rules))));
  if (rules === MARKDOWN) return el("div", {}, markdownLines(body));
  const text = body.join("\n").replace(/^\n|\n$/g, "");
  return text ? el("p", {}, inline(text, rules)) : null;
}

function markdownLines(body) {
  const nodes = [];
  for (const paragraph of body.join("\n").split(/\n{2,}|\n(?=#{1,6} )|(?<=^#{1,6} .*)\n/mu)) {
    const heading = /^(#{1,6}) +(.+)$/u.exec(paragraph.trim());
    if (heading) nodes.push(el("h4", { class: "markdown-heading" }, inline(heading[2], MARKDOWN)));
    else if (/^(-{3,}|\*{3,})$/u.test(paragraph.trim())) nodes.push(el("hr"));
    else if (paragraph.trim()) nodes.push(el("p", {}, inline(paragraph.trim(), MARKDOWN)));
  }
  return nodes;
}

function formatted(text, rules) {
  const nodes = [];
  text.split(/```(?:\w+\n)?/u).forEach((part, index) => {
    if (index % 2) nodes.push(el("pre", {}, el("code", {}, unescape(part.replace(/^\n|\n$/g, "")))));
    else if (part) nodes.push(...lines(part, rules));
  });
  return nodes;
}

export function mrkdwn(text) {
  return formatted(text ?? "", MRKDWN);
}

export function markdown(text) {
  return formatted(text ?? "", MARKDOWN);
}
