"use strict";
// One picture large: what was said of it, its recipe, the same seed in other words, two in one.

const dialog = el("dialog", { id: "large" });
let zoomed = false;

const indexOf = (file) => PICTURES.file.indexOf(file);

/** Show picture `i`, and `over` it another one of its seed; Back closes it. */
function openPicture(i, over = null) {
  const step = !state.p;
  zoomed = false;
  choose({ p: PICTURES.file[i], over: over === null ? "" : PICTURES.file[over] }, step);
}

function closePicture() {
  if (!state.p) return;
  if (history.state && history.state.inside) history.back();
  else choose({ p: "", over: "" });
}

dialog.addEventListener("cancel", (event) => { event.preventDefault(); closePicture(); });
dialog.addEventListener("click", (event) => { if (event.target === dialog) closePicture(); });
dialog.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const i = indexOf(state.p);
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") step(i, event.key === "ArrowRight" ? 1 : -1);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") sameSeedStep(i, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "z") { zoomed = !zoomed; showPicture(); }
  else if (event.key === "o") overlay(i);
  else return;
  event.preventDefault();
});

function step(i, by) {
  const order = shownOrder.includes(i) ? shownOrder : [...Array(COUNT).keys()];
  const next = order[order.indexOf(i) + by];
  if (next !== undefined) openPicture(next);
}

/** The pictures of the same gesture and seed, in the run's order. */
function sameSeed(i) {
  const gesture = AXES.get("gesture").at, seed = AXES.get("seed").at, found = [];
  for (let j = 0; j < COUNT; j++) if (gesture[j] === gesture[i] && seed[j] === seed[i]) found.push(j);
  return found;
}

function sameSeedStep(i, by) {
  const group = sameSeed(i), next = group[group.indexOf(i) + by];
  if (next !== undefined) openPicture(next);
}

function overlay(i) {
  if (state.over) return choose({ over: "" });
  const group = sameSeed(i), other = group[group.indexOf(i) - 1] ?? group[group.indexOf(i) + 1];
  if (other !== undefined) choose({ over: PICTURES.file[other] });
}

const variantWords = (i) => DATA.varying.map((axis) => labelOf(axis, AXES.get(axis).at[i])).filter(Boolean).join(comma());

function stage(i, over) {
  const image = (each, name) => LOST.has(each) ? el("span", { class: "gap" }, t("lost")) : el("img", { src: full(each), alt: pictureWords(each), class: name, draggable: "false" });
  if (over < 0) return el("div", { class: `stage ${zoomed ? "zoomed" : ""}` }, el("button", { class: "pane", type: "button", "aria-label": t("zoom"), title: t("zoom"), click: () => { zoomed = !zoomed; showPicture(); } }, image(i, "below")));
  const above = image(over, "above");
  const line = el("i", { class: "line" });
  const move = (at) => { above.style.clipPath = `inset(0 ${100 - at}% 0 0)`; line.style.left = `${at}%`; };
  const slider = el("input", { type: "range", min: "0", max: "100", value: "50", id: "slider", "aria-label": t("slider"), input: (event) => move(event.target.value) });
  const pane = el("div", { class: "pane", pointermove: (event) => {
    if (event.pointerType === "mouse" && !event.buttons) return;
    const box = pane.getBoundingClientRect();
    slider.value = Math.round(100 * (event.clientX - box.left) / box.width);
    move(slider.value);
  } }, image(i, "below"), above, line);
  move(50);
  return el("div", { class: "stage two" }, pane, slider,
    el("div", { class: "sides" }, el("span", {}, sign(PICTURES.outcome[over], t(OUTCOMES[PICTURES.outcome[over]])), ` ${variantWords(over)}`), el("span", {}, `${variantWords(i)} `, sign(PICTURES.outcome[i], t(OUTCOMES[PICTURES.outcome[i]])))));
}

function wording(key, text) {
  if (!text) return null;
  return el("div", { class: "wording" }, el("h3", {}, t(key)), el("button", { class: "plain copy", type: "button", click: (event) => copy(text, event.target) }, t("copy")), el("p", {}, text));
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { value: text });
    dialog.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = t("copied");
}

function verdictList(i) {
  const said = PICTURES.said[i];
  const asked = ["gesture", "form"].map((question) => [question, PICTURES[question][i]]).filter(([, code]) => code !== "j");
  return el("div", {}, el("h3", {}, t("verdicts")),
    el("p", {}, sign(PICTURES.outcome[i], outcomeWords(PICTURES.outcome[i], DATA.run.of)), ` ${outcomeWords(PICTURES.outcome[i], DATA.run.of)}`),
    asked.length > 1 ? el("p", { class: "quiet" }, asked.map(([question, code]) => el("span", { class: "said" }, `${t(question)} `, sign(code, outcomeWords(code, question))))) : null,
    said.length ? el("ul", { class: "sentences" }, said.map(([judge, sentence, code]) => {
      const name = PICTURES.judges[judge];
      return el("li", {}, sign(code, t(OUTCOMES[code])), el("span", {}, el("b", {}, name === "person" ? t("person") : name), ` ${PICTURES.sentences[sentence][state.lang]}`));
    })) : el("p", { class: "quiet" }, t("no_verdict")));
}

function recipe(i) {
  const rows = PICTURES.settings[PICTURES.setting[i]];
  const values = DATA.axes.filter((axis) => axis.name !== VARIANT && axis.values[axis.at[i]]).map((axis) => [axis.names[state.lang], wordsOf(axis.name, axis.at[i])]);
  return el("div", {}, el("h3", {}, t("recipe")), el("dl", {}, [...values, ...rows.map(([key, value]) => [t(`setting_${key}`), value])].map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])));
}

function strip(i, over) {
  const group = sameSeed(i);
  if (group.length < 2) return null;
  const at = group.indexOf(i), some = group.slice(Math.max(0, at - 12), at + 13);
  return el("div", { class: "same" }, el("h3", {}, t("same_seed", { n: thousands(group.length) })), el("div", { class: "strip", tabindex: "0", role: "group", "aria-label": t("same_seed", { n: group.length }) }, some.map((j) => el("figure", { class: j === i ? "current" : j === over ? "over" : "" },
    el("button", { type: "button", class: "small", "aria-label": pictureWords(j), "aria-current": j === i ? "true" : null, click: () => openPicture(j) }, picture(j), el("span", { class: `sign ${OUTCOMES[PICTURES.outcome[j]]}`, "aria-hidden": "true" }, SIGNS[PICTURES.outcome[j]])),
    el("figcaption", {}, variantWords(j)),
    j === i ? null : el("button", { type: "button", class: "plain lay", "aria-pressed": String(j === over), click: () => choose({ over: j === over ? "" : PICTURES.file[j] }) }, t("lay_over"))))));
}

let shownPicture = "";
function showPicture() {
  const i = state.p ? indexOf(state.p) : -1;
  if (i < 0) {
    if (dialog.open) { dialog.close(); document.querySelector(`[data-picture="${shownPicture}"]`)?.focus({ preventScroll: true }); }
    shownPicture = "";
    return;
  }
  const over = state.over ? indexOf(state.over) : -1;
  const order = shownOrder.includes(i) ? shownOrder : [...Array(COUNT).keys()], at = order.indexOf(i);
  const focused = dialog.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = shownPicture === i ? dialog.scrollTop : 0;
  dialog.setAttribute("aria-label", pictureWords(i));
  dialog.replaceChildren(
    el("div", { class: "bar" },
      el("button", { class: "plain", type: "button", id: "previous", "aria-label": t("previous"), disabled: at <= 0, click: () => step(i, -1) }, "←"),
      el("button", { class: "plain", type: "button", id: "next", "aria-label": t("next"), disabled: at >= order.length - 1, click: () => step(i, 1) }, "→"),
      el("span", { class: "quiet" }, t("place", { n: thousands(at + 1), all: thousands(order.length) })),
      sameSeed(i).length > 1 ? el("button", { class: "plain", type: "button", id: "over", "aria-pressed": String(over >= 0), click: () => overlay(i) }, t("two_in_one")) : null,
      el("span", { class: "quiet keys" }, t("keys")),
      el("button", { class: "plain close", type: "button", id: "close", "aria-label": t("close"), click: closePicture }, "×")),
    el("div", { class: "content" },
      el("div", {}, stage(i, over), strip(i, over)),
      el("div", { class: "facts" }, el("h2", {}, pictureWords(i)), verdictList(i),
        wording("prompt", PICTURES.prompts[PICTURES.prompt[i]]), wording("negative", PICTURES.prompts[PICTURES.negative[i]]), recipe(i),
        el("p", {}, el("a", { class: "plain", href: full(i), target: "_blank", rel: "noopener" }, t("open_file"))))));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = scrolled;
  (focused && document.getElementById(focused) && !document.getElementById(focused).disabled ? document.getElementById(focused) : dialog.querySelector("#close")).focus({ preventScroll: true });
  shownPicture = i;
}
