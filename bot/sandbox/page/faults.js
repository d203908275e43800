// Faults on order: which stand and how often each has struck, one more, or all mended.

import { act, attempt } from "./actions.js";
import { showDialog } from "./dialogs.js";
import { button, el, fill, freshId } from "./dom.js";
import { described, describedLines, GROUPS, KINDS } from "./fault-kinds.js";
import { say } from "./notices.js";

// 1 s: a fault that strikes is seen to strike.
const LOOK_EVERY = 1000;

export function openFaults() {
  const standing = el("ul", { class: "faults", "aria-label": "Faults that stand", data: { testid: "faults-standing" } });
  const none = el("p", {}, "None is ordered. Everything works.");
  const mendAll = button("Mend all", () => mend(), { data: { testid: "faults-mend" } });
  const fields = el("div", { class: "fault-fields" });
  const problem = el("p", { class: "field-error", role: "alert" });
  const choice = el("select", { data: { testid: "fault-kind" }, on: { change: showFields } },
    GROUPS.map(([group, kinds]) => el("optgroup", { label: group }, kinds.map((kind) => el("option", { value: String(KINDS.indexOf(kind)) }, kind.label)))));
  const form = el("form", { class: "dialog-body fault-order", novalidate: true, on: { submit: order } },
    standing, none,
    el("h3", {}, "Order one"), el("label", { class: "label" }, "What goes wrong", choice), fields, problem,
    el("footer", {}, mendAll, el("button", { type: "submit", class: "primary", data: { testid: "fault-order" } }, "Order")));
  const rows = new Map();

  function showFields() {
    problem.textContent = "";
    fill(fields, KINDS[choice.value].fields.map(drawn));
  }

  async function look() {
    const told = await act("faults").catch(() => null); // the page's own banner tells when the sandbox does not answer
    if (told) draw(told);
  }

  function draw({ faults, lines }) {
    const wanted = [
      ...faults.map((fault) => ({ key: `fault-${fault.number}`, ...described(fault), mend: () => mend(fault.number) })),
      ...describedLines(lines).map((line) => ({ key: line.label, ...line, struck: "" })),
    ];
    const focused = standing.contains(document.activeElement);
    for (const [key, row] of rows) if (!wanted.some((each) => each.key === key)) { row.remove(); rows.delete(key); }
    for (const each of wanted) {
      if (!rows.has(each.key)) { rows.set(each.key, standingRow(each)); standing.append(rows.get(each.key)); }
      rows.get(each.key).querySelector(".detail").textContent = [each.detail, each.struck].filter(Boolean).join(" · ");
    }
    standing.hidden = mendAll.disabled = !wanted.length;
    none.hidden = wanted.length > 0;
    if (focused && !standing.contains(document.activeElement)) choice.focus();
  }

  async function order(event) {
    event.preventDefault();
    const kind = KINDS[choice.value];
    const said = { of: kind.of, trouble: kind.trouble };
    for (const each of kind.fields) {
      const input = fields.querySelector(`[name="${each.name}"]`);
      if (each.type === "checkbox") said[each.name] = input.checked;
      else if (each.type === "number" && input.value) said[each.name] = Number(input.value);
      else if (input.value.trim()) said[each.name] = input.value.trim();
      if (each.required && said[each.name] === undefined) { problem.textContent = `${each.label}: give a number`; input.focus(); return; }
    }
    problem.textContent = "";
    try {
      await act("fault", said);
      say(`${kind.label}: ordered`);
    } catch (refused) {
      problem.textContent = refused.message;
    }
    await look();
  }

  async function mend(number) {
    const had = document.activeElement;
    if (await attempt(() => act("mend", { number }))) say("Mended");
    await look();
    if (had === mendAll) choice.focus();
  }

  showFields();
  standing.hidden = true;
  const looking = setInterval(look, LOOK_EVERY);
  showDialog("Faults between Slack and the app", form, { testid: "faults-dialog", onClose: () => clearInterval(looking) });
  choice.focus();
  look();
}

function standingRow({ label, mend }) {
  return el("li", {}, el("span", { class: "fault" }, el("strong", {}, label), el("span", { class: "detail" })),
    mend ? button("Mend", mend, { "aria-label": `Mend: ${label}` }) : null);
}

function drawn(field) {
  if (field.type === "checkbox") return el("label", { class: "tick" }, el("input", { type: "checkbox", name: field.name }), field.label);
  const hint = field.hint ? freshId("hint") : null;
  const input = field.type === "select"
    ? el("select", { name: field.name }, field.options.map((each) => el("option", {}, each)))
    : el("input", { type: field.type, name: field.name, value: field.value ?? "", min: field.type === "number" ? 1 : null, autocomplete: "off", spellcheck: "false", "aria-describedby": hint });
  return el("div", {}, el("label", { class: "label" }, field.label, input), hint ? el("p", { class: "hint", id: hint }, field.hint) : null);
}
