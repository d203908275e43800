// The page's own signs, drawn here so that no emoji font is needed for them.

const PATHS = {
  lock: "M4.5 7V5a3.5 3.5 0 0 1 7 0v2h.5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zm1.5 0h4V5a2 2 0 0 0-4 0z",
  reply: "M2 3.5A1.5 1.5 0 0 1 3.5 2h9A1.5 1.5 0 0 1 14 3.5v6a1.5 1.5 0 0 1-1.5 1.5H8l-3.6 3V11h-.9A1.5 1.5 0 0 1 2 9.5zm1.5 0v6h2.4v1.3l1.6-1.3h5v-6z",
  eye: "M8 3.5c3.2 0 5.6 2.3 6.7 4.5C13.6 10.2 11.2 12.5 8 12.5S2.4 10.2 1.3 8C2.4 5.8 4.8 3.5 8 3.5zM8 5C5.7 5 4 6.4 3 8c1 1.6 2.7 3 5 3s4-1.4 5-3c-1-1.6-2.7-3-5-3zm0 1.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z",
  file: "M4 1.5h5L13 5.5v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1zM4.5 3v10h7V6.5H8V3zM9.5 3.5V5H11z",
  face: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3zM6 5.5a1 1 0 1 1 0 2 1 1 0 0 1 0-2zm4 0a1 1 0 1 1 0 2 1 1 0 0 1 0-2zM4.8 9h6.4a3.3 3.3 0 0 1-6.4 0z",
  send: "M2 2.5 14.5 8 2 13.5l1.5-4.7L9 8 3.5 7.2z",
  fault: "M8 1.8 15 14H1zM8 5 3.6 12.5h8.8zM7.25 7h1.5v3h-1.5zm0 3.6h1.5V12h-1.5z",
  moon: "M6.5 2a6 6 0 1 0 7.5 7.5A5 5 0 0 1 6.5 2z",
  picture: "M2 3h12v10H2zm1.5 1.5v5l2.5-2.5 2.5 2.5 1.5-1.5 2.5 2.5v-6zM10.5 5.5a1 1 0 1 1 0 2 1 1 0 0 1 0-2z",
};

/** A sign that says nothing by itself; give `label` where no words stand beside it. */
export function icon(name, label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "sign");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", PATHS[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}
