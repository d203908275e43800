// Which part of the page draws itself again. Each part registers once; nothing here knows what it draws.

const painters = new Map();

export function paints(part, draw) {
  painters.set(part, draw);
}

export function paint(...parts) {
  for (const part of parts) painters.get(part)?.();
}

export function paintAll() {
  for (const draw of painters.values()) draw();
}
