// Building the page from plain values: text always goes in as text, never as markup.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "data") for (const [key, text] of Object.entries(value)) { if (text !== undefined) node.dataset[key] = text; }
    else if (name === "colour") node.style.setProperty("--person", value);
    else if (name === "value") node.value = value;
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  node.append(...flat(children));
  return node;
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false && child !== "");
}

export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

export function button(label, act, props = {}) {
  return el("button", { type: "button", ...props, on: { click: act, ...(props.on ?? {}) } }, label);
}

let count = 0;
export function freshId(stem) {
  count += 1;
  return `${stem}-${count}`;
}

/** Make the children of `list` those of `items`, keeping nodes whose version did not change (and so what is typed in them). */
export function reconcile(list, items) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let cursor = list.firstElementChild;
  for (const item of items) {
    let node = old.get(item.key);
    if (node && node.version !== item.version) {
      const fresh = item.make();
      fresh.tabIndex = node.tabIndex;
      if (cursor === node) cursor = fresh;
      node.replaceWith(fresh);
      node = fresh;
    } else if (!node) {
      node = item.make();
    }
    node.dataset.key = item.key;
    node.version = item.version;
    old.delete(item.key);
    if (node === cursor) cursor = cursor.nextElementSibling;
    else list.insertBefore(node, cursor);
  }
  for (const node of old.values()) node.remove();
}

/** Only addresses that open something harmless; anything else is shown as text. */
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:", "tel:", "slack:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
