"use strict";
// The heat map and the pictures: both are windowed tables.

/** A value in a row's label, where others follow it. */
const shortened = (words) => words.length > 40 ? `${words.slice(0, 38)}…` : words;
const narrow = () => matchMedia("(max-width: 700px)").matches;

function picture(i) {
  const words = pictureWords(i);
  if (LOST.has(i)) return el("span", { class: "gap", title: t("lost") }, "∅");
  return el("img", { src: thumb(i), alt: words, loading: "lazy", decoding: "async", draggable: "false" });
}

/** The different values of an axis among some pictures, in the axis's order. */
function valuesAmong(axis, pictures) {
  const there = new Set(pictures.map((i) => axis.at[i]));
  return axis.values.map((_, at) => at).filter((at) => there.has(at));
}

function heatSection() {
  const rowAxis = AXES.get(state.hrows), columnAxis = AXES.get(state.hcols);
  const groups = new Map();
  for (let i = 0; i < COUNT; i++) {
    const key = `${rowAxis.at[i]},${columnAxis.at[i]}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(i);
  }
  const counts = new Map([...groups].map(([key, pictures]) => [key, counted(pictures)]));
  const all = [...Array(COUNT).keys()], rows = valuesAmong(rowAxis, all), columns = valuesAmong(columnAxis, all);
  const at = (row, column) => counts.get(`${rows[row]},${columns[column]}`);
  const longest = Math.max(...columns.map((each) => labelOf(columnAxis.name, each).length));
  const shown = new Windowed({
    id: "heat", label: t("q_heat"), columns: columns.map((each) => labelOf(columnAxis.name, each)), rowCount: rows.length,
    width: Math.min(220, Math.max(96, longest * 8)), height: 40, labelWidth: narrow() ? 0 : 190,
    rowWords: (row) => labelOf(rowAxis.name, rows[row]),
    filled: (row, column) => Boolean(at(row, column)),
    cell: (row, column) => {
      const count = at(row, column);
      if (!count) return null;
      const share = count.n ? count.k / count.n : null;
      const words = `${labelOf(rowAxis.name, rows[row])}, ${labelOf(columnAxis.name, columns[column])}: ${countWords(count)}`;
      const doubts = [count.unsure ? `?${count.unsure}` : "", count.unjudged && count.n ? `–${count.unjudged}` : ""].filter(Boolean).join(" ");
      const shown = [count.n ? `${count.k}/${count.n}` : "–", doubts].filter(Boolean).join(" ");
      return el("button", {
        class: `heat ${share === null ? "none" : ""}`, type: "button", title: words, "aria-label": `${shown}: ${words}`,
        style: share === null ? {} : { "--share": share },
        click: () => {
          choose({ filters: new Map([[rowAxis.name, new Set([rows[row]])], [columnAxis.name, new Set([columns[column]])]]), v: "", diff: "" }, true);
          document.getElementById("pictures").scrollIntoView();
        },
      }, shown);
    },
  });
  const table = () => rows.flatMap((row) => columns.map((column) => [row, column])).filter(([row, column]) => counts.has(`${row},${column}`)).map(([row, column]) => {
    const count = counts.get(`${row},${column}`), [low, high] = wilson(count.k, count.n);
    return { [rowAxis.name]: rowAxis.values[row], [columnAxis.name]: columnAxis.values[column], k: count.k, n: count.n, rate: count.n ? count.k / count.n : null, low, high, unsure: count.unsure, unjudged: count.unjudged };
  });
  const choices = axisChoices([...new Set(["gesture", ...MANY, "seed"])]);
  return section("heatmap", "q_heat", [
    chooser(t("rows"), choices, state.hrows, (hrows) => choose({ hrows }), "hrows"),
    chooser(t("columns"), choices, state.hcols, (hcols) => choose({ hcols }), "hcols"),
    csvButton(`heatmap-${DATA.run.id}`, table)],
    el("p", { class: "quiet" }, t("heat_note"), " ", el("span", { class: "ramp", "aria-hidden": "true" }), " 0% – 100%"),
    fitted(shown, rows.length));
}

function fitted(shown, rowCount) {
  shown.box.style.height = `${Math.min(rowCount * shown.rowHeight + shown.headHeight + 18, Math.round(innerHeight * 0.82))}px`;
  requestAnimationFrame(() => shown.draw());
  return shown.box;
}

let shownOrder = [];

/** Rows of pictures: each row's are the same in everything but the axis of the columns. */
function pictureLayout(shown) {
  const rowAxis = AXES.get(state.rows), columnAxis = AXES.get(state.cols);
  const others = DATA.axes.filter((axis) => several(axis) && ![state.rows, state.cols, VARIANT].includes(axis.name));
  const own = state.rows === VARIANT ? [rowAxis] : [rowAxis, ...others];
  const keys = own.filter((axis) => several(axis) || axis === rowAxis);
  const columns = valuesAmong(columnAxis, shown), columnAt = new Map(columns.map((at, place) => [at, place]));
  const rows = new Map();
  for (const i of shown) {
    const parts = keys.map((axis) => axis.at[i]);
    let key = parts.join(), again = 0;
    while (rows.has(key) && rows.get(key).cells.has(columnAt.get(columnAxis.at[i]))) key = `${parts.join()}#${(again += 1)}`;
    if (!rows.has(key)) rows.set(key, { parts, cells: new Map() });
    rows.get(key).cells.set(columnAt.get(columnAxis.at[i]), i);
  }
  const sorted = [...rows.values()].sort((one, two) => {
    for (let part = 0; part < keys.length; part++) if (one.parts[part] !== two.parts[part]) return one.parts[part] - two.parts[part];
    return 0;
  });
  const order = sorted.flatMap((row) => [...row.cells].sort((one, two) => one[0] - two[0]).map(([, i]) => i));
  const varied = keys.filter((axis) => axis === rowAxis || new Set(sorted.map((row) => row.parts[keys.indexOf(axis)])).size > 1);
  const words = (row) => varied.map((axis) => axis.name === "seed" ? `${axisName("seed")} ${wordsOf("seed", row.parts[keys.indexOf(axis)])}` : shortened(labelOf(axis.name, row.parts[keys.indexOf(axis)]))).filter(Boolean).join(comma());
  return { rows: sorted, columns, order, words };
}

function pictureSection() {
  const shown = matching();
  const layout = pictureLayout(shown);
  shownOrder = layout.order;
  const tile = { s: 76, m: 116, l: 164 }[state.size];
  const question = DATA.run.of;
  const table = shown.length ? new Windowed({
    id: "grid", label: t("pictures"), columns: layout.columns.map((at) => state.cols === "seed" ? wordsOf("seed", at) : labelOf(state.cols, at)),
    rowCount: layout.rows.length, width: tile, height: tile, labelWidth: narrow() ? 0 : 190,
    rowWords: (row) => layout.words(layout.rows[row]),
    filled: (row, column) => layout.rows[row].cells.has(column),
    cell: (row, column) => {
      const i = layout.rows[row].cells.get(column);
      if (i === undefined) return null;
      const code = PICTURES.outcome[i], words = `${pictureWords(i)}: ${outcomeWords(code, question)}`;
      return el("button", { class: "tile", type: "button", "aria-label": words, "data-picture": i, click: () => openPicture(i) },
        picture(i), el("span", { class: `sign ${OUTCOMES[code]}`, "aria-hidden": "true" }, SIGNS[code]));
    },
  }) : null;
  return section("pictures", "pictures", csvButton(`pictures-${DATA.run.id}`, () => shown.map(pictureRow)),
    choosingBar(shown),
    table ? fitted(table, layout.rows.length) : el("p", { class: "empty" }, t("none_shown"), " ",
      el("button", { class: "plain", type: "button", click: () => choose({ filters: new Map(), v: "", diff: "" }) }, t("clear"))));
}

function pictureRow(i) {
  const row = { picture: full(i) };
  for (const axis of DATA.axes) if (axis.name !== VARIANT) row[axis.name] = axis.values[axis.at[i]];
  const said = { outcome: "outcome", gesture_outcome: "gesture", form_outcome: "form" };
  for (const [name, column] of Object.entries(said)) row[name] = OUTCOMES[PICTURES[column][i]];
  return { ...row, prompt: PICTURES.prompts[PICTURES.prompt[i]], negative: PICTURES.prompts[PICTURES.negative[i]] };
}
