// Times as a person in `state.me.tz` reads them. The page's own words are English; dates inside an app's text follow the reader's locale.

import { now, state } from "./state.js";

function format(date, options, locale = "en-GB") {
  return new Intl.DateTimeFormat(locale, { timeZone: state.me?.tz, ...options }).format(date);
}

export function fromTs(ts) {
  return new Date(Number(ts) * 1000);
}

export function clockTime(ts) {
  return format(fromTs(ts), { hour: "2-digit", minute: "2-digit" });
}

export function fullTime(ts) {
  return format(fromTs(ts), { dateStyle: "full", timeStyle: "short" });
}

export function dayKey(ts) {
  return format(fromTs(ts), { year: "numeric", month: "2-digit", day: "2-digit" });
}

export function dayName(ts) {
  const key = dayKey(ts);
  const today = now().getTime() / 1000;
  if (key === dayKey(today)) return "Today";
  if (key === dayKey(today - 86400)) return "Yesterday";
  return format(fromTs(ts), { weekday: "long", day: "numeric", month: "long" });
}

export function shortWhen(ts) {
  const day = dayName(ts);
  return day === "Today" || day === "Yesterday" ? `${day.toLowerCase()} ${clockTime(ts)}`
    : format(fromTs(ts), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

export function clockFace() {
  return format(now(), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

/** `YYYY-MM-DDTHH:MM` as the reader's wall clock shows it. */
export function wallClock(date) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-CA", {
    timeZone: state.me?.tz, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(date).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** The moment at which the reader's wall clock shows `wall`. Twice, since the offset may change in between. */
export function fromWallClock(wall) {
  const wanted = Date.parse(`${wall}Z`);
  let moment = wanted;
  for (let round = 0; round < 2; round += 1) moment += wanted - Date.parse(`${wallClock(new Date(moment))}Z`);
  return new Date(moment);
}

const DATE_WORDS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** Slack's `{date_short} at {time}` templates. */
export function dateTemplate(seconds, template) {
  return template.replace(/\{(\w+)\}/g, (whole, word) => {
    if (word === "ago") return shortWhen(seconds);
    const options = DATE_WORDS[word.replace("_pretty", "")];
    return options ? format(fromTs(seconds), options, state.me?.locale ?? "en-GB") : whole;
  });
}
