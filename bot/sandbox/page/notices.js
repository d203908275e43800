// Short notices at the top, and words for those who listen to the page.

import { el } from "./dom.js";

export function tell(text, kind = "note") {
  const toasts = document.getElementById("toasts");
  const toast = el("p", { class: `toast ${kind}`, role: kind === "problem" ? "alert" : "status", data: { testid: "toast" } }, text);
  // A new note takes the place of the last one; problems stay beside each other.
  if (kind === "note") toasts.querySelector(".note")?.remove();
  toasts.append(toast);
  while (toasts.children.length > 3) toasts.firstElementChild.remove();
  // 7 s: long enough to read a line twice.
  setTimeout(() => toast.remove(), 7000);
}

export function say(text) {
  const spoken = document.getElementById("spoken");
  spoken.textContent = "";
  spoken.textContent = text;
}
