// Pictures: only those that this server has or that stand in the message itself. Any other is named, not fetched.

import { el } from "./dom.js";
import { icon } from "./icons.js";

export function picture(image, kind) {
  const alt = image.alt_text ?? "";
  const address = image.image_url ?? "";
  if (isHere(address)) return el("img", { class: kind, src: address, alt, loading: "lazy" });
  return el("span", { class: `${kind} placeholder`, role: "img", "aria-label": alt || "Picture" }, icon("picture"), ` ${alt || "Picture"}`);
}

function isHere(address) {
  return address.startsWith("data:image/") || (URL.canParse(address) && new URL(address).origin === location.origin);
}
