// Pictures: only those that are on this machine or in the message itself. Any other is named, not fetched.

import { el } from "./dom.js";
import { icon } from "./icons.js";

export function picture(image, kind) {
  const alt = image.alt_text ?? "";
  const address = image.image_url ?? "";
  if (isHere(address)) return el("img", { class: kind, src: address, alt, loading: "lazy" });
  return el("span", { class: `${kind} placeholder`, role: "img", "aria-label": alt || "Picture" }, icon("picture"), ` ${alt || "Picture"}`);
}

function isHere(address) {
  if (address.startsWith("data:image/")) return true;
  try {
    return ["127.0.0.1", "localhost"].includes(new URL(address).hostname);
  } catch {
    return false;
  }
}
