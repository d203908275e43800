// The emoji that are used most, drawn here for computers without an emoji font. A name is drawn, shown by the font, or left as `:name:`.

const SKIN = "#f5c04a";
const LINE = "#7a4d00";
const face = (inside) => `<circle cx="8" cy="8" r="7" fill="${SKIN}"/>${inside}`;
const dots = `<g fill="${LINE}"><circle cx="5.5" cy="6.5" r="1"/><circle cx="10.5" cy="6.5" r="1"/></g>`;
const curve = (d, colour = LINE) => `<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.2" stroke-linecap="round"/>`;
const fills = (d, colour) => `<path d="${d}" fill="${colour}"/>`;
const tear = (x, y) => `<circle cx="${x}" cy="${y}" r="1.5" fill="#45a3e6"/>`;
const sign = (ground, mark) => `<rect x="1" y="1" width="14" height="14" rx="3" fill="${ground}"/>${mark}`;
const thumb = fills("M1.5 7h3v7.5h-3zM5.5 7.5 8 1.5c1.6 0 2.2 1.2 1.9 2.6L9.5 6h3.7c1.2 0 1.6 1 1.3 2l-1.6 5.2c-.3.9-.9 1.3-1.8 1.3H5.5z", SKIN);
const palm = "M4.5 15.5 2 9.6c-.3-1 .9-1.5 1.5-.7L4.6 10.500V3.700c0-1.1 1.5-1.1 1.5 0V2.200c0-1.2 1.6-1.2 1.6 0v-.5c0-1.2 1.6-1.2 1.6 0v1c0-1.1 1.6-1.1 1.6 0V10c0 3-1 4-1.7 5.500z";
const flag = (ground, cross) => `<path d="M1 3h14v10H1z" fill="${ground}"/><path d="M5 3h2v10H5zM1 7h14v2H1z" fill="${cross}"/>`;

const DRAWN = {
  white_check_mark: sign("#2f9e58", curve("M4.3 8.4 7 11l4.8-6", "#fff")),
  heavy_check_mark: curve("M3 8.5 6.5 12 13 4", "#2f9e58"),
  x: curve("M3.5 3.5 12.5 12.500M12.5 3.5 3.5 12.5", "#d3293d"),
  question: `${curve("M5 5.500C5 1.5 11 1.5 11 5.2 11 7.7 8 7.5 8 10.2", "#d3293d")}<circle cx="8" cy="13.5" r="1.1" fill="#d3293d"/>`,
  exclamation: `${curve("M8 2v8", "#d3293d")}<circle cx="8" cy="13.5" r="1.1" fill="#d3293d"/>`,
  "+1": thumb,
  "-1": `<g transform="rotate(180 8 8)">${thumb}</g>`,
  raising_hand: fills(palm, SKIN),
  wave: `<g transform="rotate(20 8 8)">${fills(palm, SKIN)}</g>${curve("M13.5 4.500c1 1 1.3 2.2 1 3.5")}`,
  raised_hands: `<g transform="translate(0 2) scale(.62 .8)">${fills(palm, SKIN)}</g><g transform="translate(16 2) scale(-.62 .8)">${fills(palm, SKIN)}</g>`,
  pray: `${fills("M7.7 1C6.5 2 4 8 3.5 14.500h4.200z", SKIN)}${fills("M8.3 1c1.2 1 3.7 7 4.2 13.500H8.300z", "#e0a52c")}`,
  clap: `<g transform="rotate(-25 8 8) scale(.9)">${fills(palm, SKIN)}</g>${curve("M11.5 1.500v2M13.5 3l-1.2 1.400M15 5.500l-2 .4")}`,
  muscle: fills("M3 14C1.5 9 3 4 5 2l3 .7-.8 2.5-1.5-.3-.2 3.200C8 6 12 6 13.5 8.500c1.5 2.6 0 5.5-3 5.500z", SKIN),
  heart: fills("M8 14.500C-3 8 2 0 8 4.2 14 0 19 8 8 14.500z", "#d3293d"),
  tada: `${fills("M1 15 5 5.5 10.5 11z", "#e8a72a")}${curve("M7 5c0-1.5 1-2 .7-3.5", "#c9356b")}${curve("M11 9c1.5 0 2-1 3.5-.7", "#2f7fd0")}${curve("M9 7l4-4.5", "#2f9e58")}<circle cx="14" cy="5.5" r="1" fill="#c9356b"/><circle cx="10.5" cy="2" r="1" fill="#2f7fd0"/>`,
  eyes: `<g fill="#fff" stroke="#555" stroke-width=".8"><ellipse cx="4.5" cy="8" rx="3" ry="4.5"/><ellipse cx="11.5" cy="8" rx="3" ry="4.5"/></g><circle cx="5.5" cy="8.5" r="1.5" fill="#333"/><circle cx="12.5" cy="8.5" r="1.5" fill="#333"/>`,
  bulb: `${fills("M8 1a5 5 0 0 0-2.5 9.300V12h5v-1.700A5 5 0 0 0 8 1z", "#f5c542")}${fills("M5.5 12.500h5v1.200h-5zM6.5 14.200h3v1h-3z", "#8b8f96")}`,
  smile: face(dots + curve("M4.8 9.500c1.5 2.5 4.9 2.5 6.4 0")),
  slightly_smiling_face: face(dots + curve("M5.3 10.200c1.4 1.3 4 1.3 5.4 0")),
  joy: face(curve("M4 6.800c.6-1 1.9-1 2.5 0M9.5 6.800c.6-1 1.9-1 2.5 0") + fills("M4.5 8.800h7C11.3 13.5 4.7 13.5 4.5 8.800z", LINE) + tear(3, 9) + tear(13, 9)),
  sweat_smile: face(dots + curve("M4.8 9.500c1.5 2.5 4.9 2.5 6.4 0") + tear(12.8, 3.2)),
  cry: face(dots + curve("M5.3 11.700c1.4-1.3 4-1.3 5.4 0") + tear(11.2, 9.3)),
  thinking_face: face(dots + curve("M5.5 10.500l4-.700M4.5 4.500l2-.700M9.5 4.200l2 .6")),
  open_mouth: face(`${dots}<circle cx="8" cy="10.8" r="1.7" fill="${LINE}"/>`),
  sunny: `<circle cx="8" cy="8" r="3.6" fill="#f2a51a"/>${curve("M8 1v1.600M8 13.400V15M1 8h1.600M13.4 8H15M3 3l1.2 1.200M11.8 11.8 13 13M13 3l-1.2 1.200M4.2 11.8 3 13", "#f2a51a")}`,
  fire: fills("M8.5 1c.5 3 4.5 4.5 4.5 9a5 5 0 0 1-10 0c0-2.5 1.5-3.5 2-5 1 .6 1.3 1.3 1.5 2C8 5.5 8.6 3.5 8.5 1z", "#ee6a1f"),
  star: fills("M8 1l2.1 4.7 5 .5-3.8 3.4 1.1 5L8 12l-4.4 2.6 1.1-5L.9 6.200l5-.5z", "#f2b21a"),
  coffee: `${fills("M2 6h9v5a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3z", "#8a5a3b")}${curve("M11 7.500c3-.5 3 4 0 3.5", "#8a5a3b")}${curve("M5 4c-.6-1 .6-1.5 0-2.500M8 4c-.6-1 .6-1.5 0-2.5", "#9aa0a8")}`,
  cake: `${fills("M2 9c0-3 12-3 12 0v5H2z", "#f0c9a0")}${fills("M2 9c0-3 12-3 12 0v1.500c-2 1.5-3-.5-4 .5s-3 .5-4-.3-3 1-4-.2z", "#e05a86")}${curve("M8 6.500V3", "#2f7fd0")}<circle cx="8" cy="2" r="1" fill="#f2a51a"/>`,
  bike: `<g fill="none" stroke="#3578c8" stroke-width="1.1"><circle cx="3.7" cy="10.5" r="3"/><circle cx="12.3" cy="10.5" r="3"/><path d="M3.7 10.5 6 5.500h4.500l1.8 5M6 5.500l1.9 5 2.8-4M3.7 10.500h4.200M5 5.200h2M10.5 5.5 10 3.700h1.8"/></g>`,
  warning: `${fills("M8 1.5 15.5 14.500H.5z", "#f2b21a")}${curve("M8 6v4")}<circle cx="8" cy="12.3" r=".9" fill="${LINE}"/>`,
  swimmer: `<circle cx="11.5" cy="6" r="2" fill="${SKIN}"/>${curve("M3 8.5 7 5l3 4")}${curve("M1 12c1.5-1.5 2.5-1.5 3.5 0s2.5 1.5 3.5 0 2.5-1.5 3.5 0 2.5 1 3.5 0", "#2f7fd0")}`,
  spaghetti: `${fills("M1 8h14c0 4-3 6-7 6s-7-2-7-6z", "#5f8fc9")}${curve("M3 7.500c0-4 4-4 4-.5M6 7.500c0-5 5-5 5 0M9 7.500c0-3 4-3 4 0", "#e0a52c")}`,
  "flag-se": flag("#1f62a8", "#f5c400"), "flag-dk": flag("#c8102e", "#fff"), "flag-fi": flag("#fff", "#1f4f9c"),
};
const ALSO = { thumbsup: "+1", thumbsdown: "-1" };

const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const known = new Map();

function pixels(text) {
  canvas.clearRect(0, 0, 24, 24);
  canvas.font = "16px sans-serif";
  canvas.fillText(text, 0, 18);
  return canvas.getImageData(0, 0, 24, 24).data;
}

/** How this computer's fonts show a character: in colour, in ink, or not at all (an empty box). */
function byFont(character) {
  if (!known.has(character)) {
    const seen = pixels(character);
    const coloured = seen.some((value, at) => at % 4 < 3 && seen[at + 3 - (at % 4)] > 99 && value > 40);
    known.set(character, coloured ? "colour" : seen.join() === pixels("\u{10FFFD}").join() ? "none" : "ink");
  }
  return known.get(character);
}

/** "font", "drawn" or "none": how an emoji can be shown here. */
export function shownBy(name, character) {
  const font = byFont(character);
  if (font === "colour") return "font";
  if (DRAWN[ALSO[name] ?? name]) return "drawn";
  return font === "ink" ? "font" : "none";
}

export function drawing(name) {
  const svg = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${DRAWN[ALSO[name] ?? name]}</svg>`, "image/svg+xml").documentElement;
  svg.setAttribute("class", "sign drawn");
  svg.setAttribute("aria-hidden", "true");
  return document.importNode(svg, true);
}
