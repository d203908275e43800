// Choosing one or several: from given options, people, conversations, or what the app finds.

import { button, el, fill, freshId } from "./dom.js";
import { conversation, nameOf, state, titleOf } from "./state.js";
import { plain } from "./surface.js";

/** How Slack calls the value of each kind, and where its choices come from. A choice is {id, label, detail, option?}. */
function kindOf(type) {
  if (type.includes("users")) return { one: "selected_user", many: "selected_users", choices: people, named: (id) => ({ id, label: nameOf(id) }) };
  if (type.includes("conversations")) return { one: "selected_conversation", many: "selected_conversations", choices: conversations, named: namedPlace };
  if (type.includes("channels")) return { one: "selected_channel", many: "selected_channels", choices: channels, named: namedPlace };
  return { one: "selected_option", many: "selected_options", choices: given, named: fromOption };
}

const fromOption = (option) => ({ id: option.value, label: plain(option.text), detail: plain(option.description), option });
const namedPlace = (id) => ({ id, label: placeLabel(conversation(id), id) });

function placeLabel(place, id) {
  if (!place) return id;
  return place.kind === "im" || place.kind === "app_im" ? titleOf(place) : `${place.kind === "private" ? "🔒" : "#"} ${place.name}`;
}

function given(part) {
  return [...(part.options ?? []).map(fromOption),
    ...(part.option_groups ?? []).flatMap((group) => group.options.map((option) => ({ ...fromOption(option), group: plain(group.label) })))];
}

function people() {
  return [...state.people.values()].filter((who) => !who.deleted && !who.is_bot).map((who) => ({ id: who.id, label: who.real_name, detail: who.title }));
}

function conversations(part) {
  const include = part.filter?.include;
  const kinds = { public: "public", private: "private", im: "im", mpim: "im" };
  return state.conversations.filter((place) => !place.is_archived && place.kind !== "app_im" && (!include || include.some((kind) => kinds[kind] === place.kind))
    && !(part.filter?.exclude_external_shared_channels && place.is_shared)).map((place) => namedPlace(place.id));
}

function channels() {
  return state.conversations.filter((place) => place.kind === "public" && !place.is_archived).map((place) => namedPlace(place.id));
}

const out = (choice) => choice.option ?? choice.id;

function startOf(part, place, kind, many) {
  const before = place.surface.chosen(place.blockId, part.action_id);
  const name = many ? kind.many : kind.one;
  const initialName = name.replace("selected", "initial");
  let found = before ? before[name] : part[initialName];
  if (!before && !found && part.default_to_current_conversation && state.channel) found = many ? [state.channel] : state.channel;
  return (many ? found ?? [] : [found].filter(Boolean)).map(kind.named);
}

function keep(part, place, value, filled) {
  place.surface.keep(place.blockId, part.action_id, { value: () => ({ type: part.type, ...value() }), filled, required: place.required });
}

/** The browser's own select: it works by keyboard and by finger everywhere. */
export function singleSelect(part, place) {
  const kind = kindOf(part.type);
  const choices = kind.choices(part);
  const [start] = startOf(part, place, kind, false);
  if (start && !choices.some((choice) => choice.id === start.id)) choices.unshift(start);
  const select = el("select", {
    "aria-labelledby": place.labelledBy, "aria-describedby": place.describedBy, "aria-required": place.required ? "true" : null,
    "aria-label": place.labelledBy ? null : plain(part.placeholder) || "Choose", data: { actionId: part.action_id },
  }, el("option", { value: "" }, plain(part.placeholder) || "Choose…"));
  const groups = new Map();
  for (const choice of choices) {
    const option = el("option", { value: choice.id, selected: choice.id === start?.id }, choice.detail ? `${choice.label} – ${choice.detail}` : choice.label);
    if (!choice.group) { select.append(option); continue; }
    if (!groups.has(choice.group)) { groups.set(choice.group, el("optgroup", { label: choice.group })); select.append(groups.get(choice.group)); }
    groups.get(choice.group).append(option);
  }
  const value = () => {
    const choice = choices.find((each) => each.id === select.value);
    return { [kind.one]: choice ? out(choice) : null };
  };
  select.addEventListener("change", () => place.acts && select.value && place.surface.click(part, place.blockId, value()));
  keep(part, place, value, () => select.value !== "");
  return el("span", { class: "control" }, select);
}

export function searchSelect(part, place) {
  return combobox(part, place, false);
}

export function multiSelect(part, place) {
  return combobox(part, place, true);
}

function combobox(part, place, many) {
  const kind = kindOf(part.type);
  const asks = part.type.includes("external");
  const listId = freshId("options");
  let chosen = startOf(part, place, kind, many);
  let shown = [];
  let at = 0;
  let timer = 0;

  const tokens = el("span", { class: "tokens" });
  const list = el("ul", { id: listId, role: "listbox", class: "options", hidden: true, "aria-label": plain(part.placeholder) || "Options" });
  const input = el("input", {
    type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
    "aria-labelledby": place.labelledBy, "aria-describedby": place.describedBy, "aria-label": place.labelledBy ? null : plain(part.placeholder) || "Choose",
    placeholder: plain(part.placeholder) || "Choose…", data: { actionId: part.action_id },
    on: { input: look, focus: look, keydown: keys, blur: () => setTimeout(close, 150) },
  });
  const node = el("span", { class: "control combobox" }, tokens, input, list);

  async function look() {
    const query = input.value.trim();
    if (asks) {
      clearTimeout(timer);
      if (query.length < (part.min_query_length ?? 3)) { close(); return; }
      timer = setTimeout(async () => {
        const options = await place.surface.options(part, place.blockId, query);
        if (document.activeElement === input) offer(options.flatMap((each) => (each.options ?? [each])).map(fromOption));
      }, 200);
    } else offer(kind.choices(part).filter((choice) => `${choice.label} ${choice.detail ?? ""}`.toLowerCase().includes(query.toLowerCase())));
  }

  function offer(choices) {
    shown = choices.filter((choice) => !chosen.some((each) => each.id === choice.id)).slice(0, 100);
    at = 0;
    fill(list, shown.map((choice, index) => el("li", {
      id: `${listId}-${index}`, role: "option", data: { value: choice.id }, on: { pointerdown: (event) => { event.preventDefault(); take(choice); } },
    }, choice.label, choice.detail ? el("small", {}, choice.detail) : null)), shown.length ? null : el("li", { class: "empty" }, "Nothing found"));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    list.scrollIntoView({ block: "nearest" });
    show();
  }

  function show() {
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at && shown.length > 0)));
    input.setAttribute("aria-activedescendant", shown.length ? `${listId}-${at}` : "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-activedescendant", "");
  }

  function keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) { look(); return; }
      if (shown.length) { at = (at + step + shown.length) % shown.length; show(); }
    } else if (event.key === "Enter" && !list.hidden && shown[at]) { event.preventDefault(); take(shown[at]); }
    else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); close(); }
    else if (event.key === "Backspace" && !input.value && chosen.length) drop(chosen.at(-1));
  }

  function take(choice) {
    if (many && part.max_selected_items && chosen.length >= part.max_selected_items) return;
    chosen = many ? [...chosen, choice] : [choice];
    changed();
    close();
  }

  function drop(choice) {
    chosen = chosen.filter((each) => each !== choice);
    changed();
    input.focus();
    close();
  }

  function changed() {
    draw();
    if (place.acts) place.surface.click(part, place.blockId, value());
  }

  function draw() {
    input.value = "";
    fill(tokens, chosen.map((choice) => el("span", { class: "token", data: { value: choice.id } }, choice.label,
      button("✕", () => drop(choice), { "aria-label": `Remove ${choice.label}` }))));
  }

  const value = () => (many ? { [kind.many]: chosen.map(out) } : { [kind.one]: chosen[0] ? out(chosen[0]) : null });
  keep(part, place, value, () => chosen.length > 0);
  draw();
  return node;
}
