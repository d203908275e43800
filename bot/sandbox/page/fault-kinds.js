// The faults that can be ordered (docs/sandbox.md), each with the few fields that matter for it, and what a standing one is called.

import { conversation, titleOf } from "./state.js";

const often = { name: "times", label: "How many times", hint: "empty: until it is mended", type: "number" };
const method = { name: "method", label: "Which calls", type: "text", value: "chat.*", hint: "a name, or a pattern; * is all" };
const event = { name: "event", label: "Which events", type: "text", value: "message", hint: "a type, or a pattern; * is all" };
const done = { name: "done", label: "It is carried out nevertheless", type: "checkbox" };
const seconds = (value, label = "Seconds") => ({ name: "seconds", label, type: "number", value, required: true });
const whole = (name, label, value) => ({ name, label, type: "number", value, required: true });

export const GROUPS = [
  ["The app's calls", [
    { of: "calls", trouble: "rate_limited", label: "Refused as too many (429)", fields: [method, seconds(30, "Seconds to wait"), often] },
    { of: "calls", trouble: "error", label: "Answered with an error (500)", fields: [method, often, done] },
    { of: "calls", trouble: "lost", label: "Closed without an answer", fields: [method, often, done] },
    { of: "calls", trouble: "hanging", label: "Left hanging", fields: [method, seconds(20), often, done] },
    { of: "calls", trouble: "delayed", label: "Answered late", fields: [method, seconds(5), often] },
  ]],
  ["Events to the app", [
    { of: "events", trouble: "dropped", label: "Lost, and sent again", fields: [event, often] },
    { of: "events", trouble: "lost", label: "Never sent", fields: [event, often] },
    { of: "events", trouble: "delayed", label: "Sent late", fields: [event, seconds(5), often] },
    { of: "events", trouble: "duplicated", label: "Sent more than once", fields: [event, whole("copies", "How many in all", 2), often] },
    { of: "events", trouble: "reordered", label: "Out of order", fields: [event, whole("window", "How many at a time", 10), often] },
  ]],
  ["The connection", [
    { of: "cut", label: "Cut", fields: [{ name: "every", label: "Again every so many seconds", type: "number", hint: "empty: once" }] },
    { of: "refuse", label: "Nobody is let in", fields: [seconds(30)] },
    { of: "away", label: "Slack is away", fields: [seconds(30)] },
    { of: "disconnect", label: "Slack says goodbye", fields: [{ name: "reason", label: "Why", type: "select", options: ["warning", "refresh_requested", "link_disabled", "too_many_websockets"] }] },
  ]],
];

export const KINDS = GROUPS.flatMap(([, kinds]) => kinds);

/** One line about a fault that stands, as `faults` tells of it. */
export function described(fault) {
  const kind = KINDS.find((each) => each.trouble === fault.trouble && each.of === (fault.method === undefined ? "events" : "calls"));
  const about = fault.method ?? fault.event;
  const measures = [
    about === "*" ? (kind.of === "calls" ? "all calls" : "all events") : about,
    fault.channel ? titleOf(conversation(fault.channel)) || fault.channel : null,
    fault.seconds ? `${fault.seconds} s` : null,
    fault.trouble === "duplicated" ? `${fault.copies} in all` : null,
    fault.trouble === "reordered" ? `${fault.window} at a time` : null,
    fault.done ? "carried out" : null,
    fault.often.times === null ? null : `at most ${times(fault.often.times)}`,
    fault.often.lasts === null ? null : `for ${fault.often.lasts} s`,
  ];
  return { label: kind.label, detail: measures.filter(Boolean).join(" · "), struck: fault.struck ? `struck ${times(fault.struck)}` : "has not struck yet" };
}

/** What the trouble with the connection is called, where there is some. */
export function describedLines({ cut_every: every, refused_for: refused }) {
  return [
    every ? { label: "Cut", detail: `again every ${every} s` } : null,
    refused ? { label: "Nobody is let in", detail: `${Math.ceil(refused)} s more` } : null,
  ].filter(Boolean);
}

function times(count) {
  return count === 1 ? "once" : `${count} times`;
}
