"use strict";
// What the reader chose, which the address holds after its #, so that a view can be shared.

const DATA = window.REPORT;
const PICTURES = DATA.pictures;
const COUNT = PICTURES.file.length;
const AXES = new Map(DATA.axes.map((axis) => [axis.name, axis]));
const LANGUAGES = Object.keys(DATA.texts);
const LOST = new Set(PICTURES.lost);
const VARIANT = "*variant";
const several = (axis) => axis.values.length > 1;
const MANY = DATA.axes.filter(several).map((axis) => axis.name);

const FIRST_VARYING = DATA.varying[0] || "";
const DEFAULTS = {
  lang: LANGUAGES.find((code) => navigator.language.toLowerCase().startsWith(code)) || LANGUAGES[0],
  by: "gesture",
  axis: DATA.varying.find((axis) => DATA.effects.some((row) => row.axis === axis)) || FIRST_VARYING,
  value: "",
  rank: DATA.ranking.votes ? "votes" : "verdicts",
  hrows: "gesture",
  hcols: AXES.has(VARIANT) && AXES.get(VARIANT).values.length <= 12 ? VARIANT : FIRST_VARYING || "seed",
  rows: "gesture",
  cols: "seed",
  size: matchMedia("(max-width: 700px)").matches ? "s" : "m",
  v: "",
  diff: "",
  p: "",
  over: "",
};
const state = { ...DEFAULTS, filters: new Map() };

/** The text `key` in the reader's language with its {places} filled. */
function t(key, values) {
  return DATA.texts[state.lang][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const comma = () => t("comma");
const axisName = (axis) => AXES.has(axis) ? AXES.get(axis).names[state.lang] : axis;
const outcomeWords = (code, question) => DATA.outcomes[state.lang][question][OUTCOMES[code]] || OUTCOMES[code];
const wordsOf = (axis, at) => AXES.get(axis).words[state.lang][at];
const labelOf = (axis, at) => AXES.get(axis).labels[state.lang][at];

/** The words of a value as it stands in tables. */
function valueLabel(axis, value) {
  const at = AXES.has(axis) ? AXES.get(axis).values.indexOf(value) : -1;
  return at < 0 ? value : labelOf(axis, at);
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of Object.entries(DEFAULTS)) state[name] = given.get(name) ?? value;
  if (!LANGUAGES.includes(state.lang)) state.lang = DEFAULTS.lang;
  for (const name of ["rows", "cols", "hrows", "hcols"]) if (!AXES.has(state[name])) state[name] = DEFAULTS[name];
  if (!DATA.yields.some((row) => row.axis === state.by)) state.by = DEFAULTS.by;
  if (!DATA.varying.includes(state.axis)) state.axis = DEFAULTS.axis;
  if (!DATA.ranking[state.rank]) state.rank = DEFAULTS.rank;
  if (!"sml".includes(state.size) || !state.size) state.size = DEFAULTS.size;
  state.v = [..."pfuj"].filter((code) => state.v.includes(code)).join("");
  state.filters = new Map();
  for (const axis of DATA.axes) {
    const chosen = given.getAll(`f.${axis.name}`).map((value) => axis.values.indexOf(value)).filter((at) => at >= 0);
    if (chosen.length) state.filters.set(axis.name, new Set(chosen));
  }
}

function address() {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(DEFAULTS)) if (state[name] !== value) said.set(name, state[name]);
  for (const [axis, chosen] of state.filters) for (const at of chosen) said.append(`f.${axis}`, AXES.get(axis).values[at]);
  return `#${said}`;
}

/** Take `changes` over, into the address too; `step` makes it a step that Back takes back. */
function choose(changes, step = false) {
  Object.assign(state, changes);
  if (step) history.pushState({ inside: true }, "", address());
  else history.replaceState(history.state, "", address());
  show();
}

function setFilter(axis, chosen) {
  const filters = new Map(state.filters);
  if (chosen && chosen.size) filters.set(axis, chosen);
  else filters.delete(axis);
  choose({ filters });
}

let _differing = null;
/** The pictures whose gesture and seed have different verdicts in different cells. */
function differing() {
  if (_differing) return _differing;
  const gesture = AXES.get("gesture").at, seed = AXES.get("seed").at, groups = new Map();
  for (let i = 0; i < COUNT; i++) {
    const key = gesture[i] * 1e6 + seed[i];
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(i);
  }
  _differing = new Set();
  for (const group of groups.values()) {
    const told = new Set(group.map((i) => PICTURES.outcome[i]).filter((code) => code !== "j"));
    if (told.size > 1) group.forEach((i) => _differing.add(i));
  }
  return _differing;
}

/** The pictures that the filters let through, in the run's order. */
function matching() {
  const filters = [...state.filters].map(([axis, chosen]) => [AXES.get(axis).at, chosen]);
  const differ = state.diff ? differing() : null, found = [];
  for (let i = 0; i < COUNT; i++) {
    if (state.v && !state.v.includes(PICTURES.outcome[i])) continue;
    if (differ && !differ.has(i)) continue;
    if (filters.every(([at, chosen]) => chosen.has(at[i]))) found.push(i);
  }
  return found;
}

/** k, n, unsure and unjudged of some pictures; one that serves several cells counts once. */
function counted(pictures) {
  const seen = new Set(), count = { k: 0, n: 0, unsure: 0, unjudged: 0 }, gesture = AXES.get("gesture").at;
  for (const i of pictures) {
    const name = PICTURES.file[i] + gesture[i];
    if (seen.has(name)) continue;
    seen.add(name);
    const code = PICTURES.outcome[i];
    if (code === "j") count.unjudged += 1;
    else count.n += 1;
    if (code === "p") count.k += 1;
    if (code === "u") count.unsure += 1;
  }
  return count;
}

const thumb = (i) => `thumbs/${PICTURES.file[i]}.webp`;
const full = (i) => PICTURES.ending[i] < 0 ? thumb(i) : `pictures/${PICTURES.file[i]}${PICTURES.endings[PICTURES.ending[i]]}`;

/** A picture in words: its values where they vary, and its seed. */
function pictureWords(i) {
  const axes = ["gesture", ...DATA.varying, "seed"];
  return axes.map((axis) => axis === "seed" ? `${axisName("seed")} ${wordsOf("seed", AXES.get("seed").at[i])}`
    : labelOf(axis, AXES.get(axis).at[i])).filter(Boolean).join(comma());
}
