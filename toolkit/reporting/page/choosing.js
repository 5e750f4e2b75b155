"use strict";
// The bar above the pictures: rows, columns, filters.

function axisChoices(names) {
  return names.map((name) => [name, axisName(name)]);
}

function filterMenu(name) {
  const axis = AXES.get(name), chosen = state.filters.get(name) || new Set();
  const menu = el("details", { class: "menu", "data-menu": name },
    el("summary", { "aria-label": `${axisName(name)}: ${chosen.size || t("all")}` }, axisName(name), chosen.size ? el("b", {}, ` ${chosen.size}`) : ""));
  // A seed axis has thousands of values: its list is made when it is opened.
  const fill = () => {
    if (!menu.open || menu.children.length > 1) return;
    menu.append(el("div", { class: "list" },
      axis.values.map((value, at) => el("label", {},
        el("input", {
          type: "checkbox", checked: chosen.has(at),
          change: (event) => {
            const next = new Set(state.filters.get(name) || []);
            if (event.target.checked) next.add(at); else next.delete(at);
            openMenu = name;
            setFilter(name, next);
          },
        }), wordsOf(name, at) || "–"))));
  };
  menu.addEventListener("toggle", () => {
    fill();
    if (menu.open) for (const other of document.querySelectorAll("details.menu[open]")) if (other !== menu) other.open = false;
  });
  if (openMenu === name) { menu.open = true; fill(); }
  return menu;
}
let openMenu = "";

function verdictChips() {
  return el("div", { class: "chips", role: "group", "aria-label": t("verdict") }, [..."pfuj"].map((code) => {
    const on = state.v.includes(code);
    return el("button", {
      class: "chip", type: "button", "aria-pressed": String(on), "data-verdict": code,
      click: () => choose({ v: [..."pfuj"].filter((each) => (each === code) !== state.v.includes(each)).join("") }),
    }, el("span", { class: `sign ${OUTCOMES[code]}`, "aria-hidden": "true" }, SIGNS[code]), t(OUTCOMES[code]));
  }));
}

function toggle(key, on, act, id) {
  return el("button", { class: "chip", type: "button", id, "aria-pressed": String(on), click: act }, t(key));
}

function sizeChoice() {
  return el("div", { class: "segments", role: "group", "aria-label": t("size") }, ["s", "m", "l"].map((size) =>
    el("button", { type: "button", "aria-pressed": String(size === state.size), "aria-label": t(`size_${size}`), "data-size": size,
      click: () => choose({ size }) }, size.toUpperCase())));
}

function choosingBar(shown) {
  const filtered = state.filters.size || state.v || state.diff;
  const choices = axisChoices([...MANY.filter((name) => name !== "gesture" && name !== "seed"), "seed"]);
  const rows = axisChoices(["gesture", ...MANY.filter((name) => name !== "gesture" && name !== VARIANT)]);
  const columns = [...choices, ...(MANY.includes("gesture") ? axisChoices(["gesture"]) : [])];
  return el("div", { class: "choosing" },
    el("div", { class: "line" },
      chooser(t("rows"), rows, state.rows, (rows) => choose({ rows, cols: rows === state.cols ? (rows === "seed" ? "gesture" : "seed") : state.cols }), "rows"),
      chooser(t("columns"), columns, state.cols, (cols) => choose({ cols, rows: cols === state.rows ? (cols === "gesture" ? "seed" : "gesture") : state.rows }), "columns"),
      sizeChoice()),
    el("div", { class: "line" },
      MANY.filter((name) => name !== VARIANT).map(filterMenu),
      verdictChips(),
      toggle("only_failures", state.v === "f", () => choose({ v: state.v === "f" ? "" : "f" }), "only-failures"),
      DATA.varying.length ? toggle("only_differing", Boolean(state.diff), () => choose({ diff: state.diff ? "" : "1" }), "only-differing") : null,
      filtered ? el("button", { class: "plain", type: "button", id: "clear", click: () => choose({ filters: new Map(), v: "", diff: "" }) }, t("clear")) : null),
    el("p", { class: "quiet", role: "status", id: "shown" }, t("shown", { n: thousands(shown.length), all: thousands(COUNT) }), " · ", countWords(counted(shown))));
}

/** "12 of 16 (75%; 50%–90%), 2 unsure, 1 unjudged": always k of n with an interval. */
function countWords(count) {
  const [low, high] = wilson(count.k, count.n);
  const said = count.n ? [t("passed", { k: thousands(count.k), n: thousands(count.n), share: percent(count.k / count.n), low: percent(low), high: percent(high) })] : [];
  if (count.unsure) said.push(t("n_unsure", { n: thousands(count.unsure) }));
  if (count.unjudged) said.push(t("n_unjudged", { n: thousands(count.unjudged) }));
  return said.join(comma());
}
