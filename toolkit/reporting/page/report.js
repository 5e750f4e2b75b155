"use strict";
// The page: a head, four questions, a map, the pictures; each part is made anew when it must be.

function languageSwitch() {
  return el("div", { class: "segments", role: "group", "aria-label": "Language / 语言" }, LANGUAGES.map((code) =>
    el("button", { type: "button", lang: code, "aria-pressed": String(code === state.lang), "data-lang": code, click: () => choose({ lang: code }) }, code === "zh" ? "中文" : code === "en" ? "English" : code)));
}

function headPart() {
  const run = DATA.run, all = counted([...Array(COUNT).keys()]);
  const judge = run.judge === "people" ? t("people") : run.judge || t("newest_judge");
  return el("header", { id: "head" },
    el("div", { class: "title" }, el("h1", {}, run.names[state.lang]), languageSwitch()),
    el("p", {}, el("b", { id: "total" }, countWords(all) || t("nobody_judged")), el("br", {}),
      el("span", { class: "quiet" }, [t("run_line", { id: run.id, begun: run.begun, pictures: thousands(run.made), requested: thousands(run.requested), votes: thousands(run.votes) }), t("judged_by", { judge }), LOST.size ? t("n_lost", { n: LOST.size }) : ""].filter(Boolean).join(state.lang === "zh" ? "。" : ". "))),
    el("nav", { "aria-label": t("contents") }, [["yields", "q_yields"], ["effects", "q_words"], ["ranking", "q_rank"], ["agreement", "q_agree"], ["heatmap", "q_heat"], ["pictures", "pictures"], ["files", "files"]].map(([id, key]) =>
      el("button", { type: "button", class: "chip", click: () => document.getElementById(id).scrollIntoView() }, t(key)))));
}

function filesPart() {
  const files = Object.entries(DATA.tables).filter(([, names]) => names.length);
  return section("files", "files", [],
    el("p", { class: "quiet" }, t("files_note")),
    el("ul", { class: "files" }, files.map(([name, names]) => el("li", {}, el("b", {}, t(`table_${name.replace("-", "_")}`)), " ", names.map((file) => [el("a", { href: `tables/${file}`, download: file }, file), " "])))),
    el("p", { class: "quiet" }, t("made_with")));
}

const PARTS = [
  // Each part with what it depends on besides the language: nothing else makes it anew.
  [headPart, () => ""],
  [yieldSection, () => state.by],
  [effectSection, () => `${state.axis} ${state.value}`],
  [rankSection, () => state.rank],
  [agreementSection, () => ""],
  [heatSection, () => `${state.hrows} ${state.hcols} ${narrow()}`],
  [pictureSection, () => [state.rows, state.cols, state.size, state.v, state.diff, narrow(), ...[...state.filters].map(([axis, chosen]) => `${axis}:${[...chosen]}`)].join("|")],
  [filesPart, () => ""],
];
const there = PARTS.map(() => ({ key: null, node: null }));

function show() {
  const root = document.getElementById("report");
  document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : state.lang;
  document.title = DATA.run.names[state.lang];
  PARTS.forEach(([make, depends], number) => {
    const key = `${state.lang} ${depends()}`, old = there[number];
    if (old.key === key) return;
    const focused = old.node && old.node.contains(document.activeElement) ? handle(document.activeElement) : null;
    const grid = old.node?.querySelector(".windowed"), scrolled = grid ? [grid.scrollTop, grid.scrollLeft] : null;
    const node = make();
    if (old.node) old.node.replaceWith(node); else root.append(node);
    if (scrolled && old.key.split(" ")[0] !== state.lang) node.querySelector(".windowed")?.scrollTo(scrolled[1], scrolled[0]);
    there[number] = { key, node };
    if (focused) node.querySelector(focused)?.focus({ preventScroll: true });
  });
  openMenu = "";
  showPicture();
}

/** How to find a control again after its part was made anew. */
function handle(node) {
  if (node.id) return `#${CSS.escape(node.id)}`;
  for (const name of ["data-verdict", "data-size", "data-lang"]) if (node.hasAttribute(name)) return `[${name}="${node.getAttribute(name)}"]`;
  const menu = node.closest("details.menu");
  if (menu) {
    const boxes = [...menu.querySelectorAll("input")], at = boxes.indexOf(node);
    const found = `details[data-menu="${CSS.escape(menu.dataset.menu)}"]`;
    return at < 0 ? `${found} summary` : `${found} label:nth-child(${at + 1}) input`;
  }
  return null;
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
addEventListener("popstate", () => { readAddress(); show(); });
addEventListener("hashchange", () => { readAddress(); show(); });
matchMedia("(max-width: 700px)").addEventListener("change", () => show());

document.body.append(dialog);
readAddress();
show();
document.documentElement.dataset.ready = "yes";
