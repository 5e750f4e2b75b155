"use strict";
// Elements are made of texts and attributes, never of HTML: what users wrote is shown as text.

/** An element; of `props`, functions are listeners, `class` and `style` mean what they say. */
function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "style") for (const [key, each] of Object.entries(value)) node.style.setProperty(key, each);
    else if (name === "value") node.value = value;
    else if (name === "checked") node.checked = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

const SIGNS = { p: "✓", f: "✗", u: "?", j: "–", m: "•" };
const OUTCOMES = { p: "pass", f: "fail", u: "unsure", j: "unjudged", m: "measured" };

/** The verdict's sign on its colour; the words are for whoever hovers or listens. */
function sign(code, words) {
  return el("span", { class: `sign ${OUTCOMES[code]}`, title: words, role: "img", "aria-label": words }, SIGNS[code]);
}

function percent(share) {
  return `${Math.round(share * 100)}%`;
}

function signed(share) {
  const points = Math.round(share * 100);
  return `${points > 0 ? "+" : points < 0 ? "−" : ""}${Math.abs(points)}%`;
}

function fixed(number) {
  const text = Math.abs(number).toFixed(2);
  return `${number > 0 ? "+" : number < 0 ? "−" : ""}${text}`;
}

function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** Wilson's 95 % interval of a share of which k of n were seen; [0, 1] where n is 0. */
function wilson(k, n) {
  if (!n) return [0, 1];
  const z = 1.959963984540054, share = k / n, spread = z * z / n;
  const centre = (share + spread / 2) / (1 + spread);
  const reach = z / (1 + spread) * Math.sqrt(share * (1 - share) / n + spread / (4 * n));
  return [Math.max(0, centre - reach), Math.min(1, centre + reach)];
}

function csvCell(value) {
  if (value === null || value === undefined) return "";
  let text = String(value);
  // A text that a spreadsheet would run as a formula gets an apostrophe before it.
  if (typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text))) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A button that saves `rows()` (objects) as a CSV file. */
function csvButton(name, rows) {
  return el("button", {
    class: "plain", type: "button",
    click: () => {
      const table = rows();
      const columns = [...new Set(table.flatMap((row) => Object.keys(row)))];
      const lines = [columns, ...table.map((row) => columns.map((column) => row[column]))];
      const text = "\ufeff" + lines.map((line) => line.map(csvCell).join(",")).join("\n") + "\n";
      const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
      const link = el("a", { href: url, download: `${name}.csv` });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    },
  }, t("download_csv"));
}

/** A menu; `choices` are [value, words]. */
function chooser(label, choices, value, onChange, id) {
  return el("label", { class: "chooser" }, el("span", {}, label),
    el("select", { id, change: (event) => onChange(event.target.value) },
      choices.map(([each, words]) => el("option", { value: each, selected: each === value }, words))));
}
