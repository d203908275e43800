// Where focus is, and how it comes back after what had it was drawn anew or a dialog was closed.

/** Focus with a caret: after a dialog Chromium may give focus to a text field without one, and then nothing can be typed. */
export function giveFocus(node) {
  if (!node?.isConnected) return false;
  node.focus({ preventScroll: true });
  if (document.activeElement !== node) {
    // The tools of a message are hidden until something in it has focus.
    node.closest(".message")?.focus({ preventScroll: true });
    node.focus({ preventScroll: true });
  }
  if (isText(node)) node.setSelectionRange(node.selectionStart, node.selectionEnd);
  return true;
}

const isText = (node) => node instanceof HTMLTextAreaElement || node.type === "text";

/** What says which node it is, also of the one that is drawn in its place later; the first that a node has counts. */
const MARKS = ["data-key", "data-block-id", "data-action-id", "data-channel", "data-reaction", "data-quick", "data-testid", "aria-label"];

/** Remember `node`: the function given back gives focus to it, or to what stands where it stood, and says whether it could. */
export function remember(node = document.activeElement) {
  if (!node || node === document.body) return () => false;
  const steps = [];
  for (let at = node; at && at !== document.body; at = at.parentElement) {
    const mark = MARKS.find((name) => at.hasAttribute(name));
    if (mark) steps.unshift(`[${mark}="${CSS.escape(at.getAttribute(mark))}"]`);
    else if (at === node) steps.unshift(node.id ? `#${CSS.escape(node.id)}` : node.localName);
  }
  const all = () => [...document.querySelectorAll(steps.join(" "))];
  const index = all().indexOf(node);
  const caret = isText(node) ? [node.selectionStart, node.selectionEnd] : null;
  return () => {
    const now = node.isConnected ? node : all()[index];
    const given = giveFocus(now);
    if (given && caret && now !== node) now.setSelectionRange(...caret);
    return given;
  };
}

/** Draw, and let focus be where it was although its node may be another one. */
export function keepingFocus(draw) {
  const before = document.activeElement;
  const back = remember(before);
  draw();
  if (before !== document.body && document.activeElement === document.body) back();
}
