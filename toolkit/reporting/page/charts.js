"use strict";
// Three of the four questions: tables whose rows carry a bar or a dot on one scale.

const place = (value, start, end) => `${100 * (Math.min(Math.max(value, start), end) - start) / (end - start)}%`;

function barTrack(parts) {
  return el("div", { class: "track share", "aria-hidden": "true" }, parts.map((part) => {
    if (!part.n) return el("div", { class: `bar ${part.kind} none` });
    return el("div", { class: `bar ${part.kind}` },
      el("i", { class: "passed", style: { width: place(part.k / part.n, 0, 1) } }),
      part.unsure ? el("i", { class: "doubt", style: { left: place(part.k / part.n, 0, 1), width: place(part.unsure / part.n, 0, 1) } }) : null,
      el("i", { class: "reach", style: { left: place(part.low, 0, 1), width: place(part.high - part.low, 0, 1) } }));
  }));
}

function forestTrack(value, low, high, reach) {
  return el("div", { class: "track forest", "aria-hidden": "true" },
    el("i", { class: "zero", style: { left: "50%" } }),
    el("i", { class: "reach", style: { left: place(low, -reach, reach), width: `calc(${place(high, -reach, reach)} - ${place(low, -reach, reach)})` } }),
    el("i", { class: "dot", style: { left: place(value, -reach, reach) } }));
}

function scale(labels) {
  return el("div", { class: "ticks", "aria-hidden": "true" }, labels.map((label) => el("span", {}, label)));
}

/** A table of rows; of many the first hundred, and a button for more. */
function table(kind, heads, rows) {
  const body = el("tbody", {}, rows.slice(0, 100));
  let there = 100;
  const more = rows.length > there ? el("button", { class: "plain", type: "button", click: () => {
    append(body, rows.slice(there, there + 400));
    there += 400;
    if (there >= rows.length) more.remove();
  } }, t("more")) : null;
  return [tableOf(kind, heads, body), more];
}

function tableOf(kind, heads, body) {
  return el("table", { class: `answers ${kind}` },
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    body);
}

function cell(head, ...content) {
  return el("td", { "data-head": head }, content);
}

/** Show the pictures behind a row. */
function toPictures(label, filters) {
  return el("button", {
    class: "behind", type: "button", title: t("show_pictures"),
    click: () => {
      choose({ filters: new Map(filters), v: "", diff: "" }, true);
      document.getElementById("pictures").scrollIntoView();
    },
  }, label);
}

/** A mark before a value that is in words of the plan's own. */
function ownMark(axis, value) {
  const known = AXES.get(axis);
  return known && known.own.includes(known.values.indexOf(value)) ? el("span", { class: "own", title: t("own_words"), role: "img", "aria-label": t("own_words") }, "✎ ") : null;
}

function filterOf(axis, value) {
  const at = AXES.has(axis) ? AXES.get(axis).values.indexOf(value) : -1;
  return at < 0 ? [] : [[axis, new Set([at])]];
}

function heading(id, key, ...tools) {
  return el("header", {}, el("h2", { id: `${id}-title` }, t(key)), el("div", { class: "tools" }, tools));
}

function section(id, key, tools, ...content) {
  return el("section", { id, "aria-labelledby": `${id}-title` }, heading(id, key, tools), content);
}

function yieldSection() {
  const rows = DATA.yields.filter((row) => row.axis === state.by)
    .sort((one, two) => (two.rate ?? -1) - (one.rate ?? -1));
  const apart = DATA.run.of === "both" && rows.some((row) => row.gesture_n && row.form_n);
  const axes = axisChoices([...new Set(DATA.yields.map((row) => row.axis))]);
  const head = { bar: t("share"), k: t("passed_head"), interval: t("interval"), grey: t("unsure_unjudged") };
  const body = rows.map((row) => {
    const main = { kind: row.of, k: row.k, n: row.n, low: row.low, high: row.high, unsure: row.unsure };
    const parts = apart ? ["gesture", "form"].map((kind) => ({ kind, k: row[`${kind}_k`], n: row[`${kind}_n`], low: row[`${kind}_low`], high: row[`${kind}_high`] })) : [];
    return el("tr", { class: row.n ? "" : "grey" },
      el("th", { scope: "row" }, toPictures([ownMark(row.axis, row.value), valueLabel(row.axis, row.value)], filterOf(row.axis, row.value))),
      cell(head.bar, barTrack([main, ...parts]), apart ? el("small", { class: "quiet" },
        parts.map((part) => `${t(part.kind)} ${t("k_of_n", { k: part.k, n: part.n })} (${percent(part.low)}–${percent(part.high)})`).join(" · ")) : null),
      cell(head.k, row.n ? `${t("k_of_n", row)} · ${percent(row.rate)}` : "–"),
      cell(head.interval, row.n ? `${percent(row.low)}–${percent(row.high)}` : "–"),
      el("td", { class: "doubts", "data-head": head.grey }, `? ${row.unsure} · – ${row.unjudged}`));
  });
  return section("yields", "q_yields", [
    axes.length > 1 ? chooser(t("by"), axes, state.by, (by) => choose({ by }), "by") : null,
    csvButton(`yields-${DATA.run.id}`, () => rows)],
    el("p", { class: "quiet" }, t(`counts_${DATA.run.of}`), apart ? [" ", el("span", { class: "key both" }), t("both"), " ", el("span", { class: "key gesture" }), t("gesture"), " ", el("span", { class: "key form" }), t("form")] : null),
    rows.some((row) => row.n) ? null : el("p", { class: "notice" }, t("nobody_judged")),
    table("yields", [axisName(state.by), [head.bar, scale(["0", "50%", "100%"])], head.k, head.interval, head.grey], body));
}

function effectRows() {
  return DATA.effects.filter((row) => row.axis === state.axis);
}

function effectSection() {
  const rows = effectRows();
  if (!DATA.varying.length) return section("effects", "q_words", [], el("p", { class: "empty" }, t("no_effects")));
  const axes = axisChoices(DATA.varying);
  const tools = [axes.length > 1 ? chooser(t("compare_on"), axes, state.axis, (axis) => choose({ axis, value: "" }), "axis") : null];
  if (!rows.length) return section("effects", "q_words", tools, el("p", { class: "empty" }, t("no_effects")));
  const reach = Math.max(0.1, Math.ceil(10 * Math.max(...rows.flatMap((row) => [Math.abs(row.low ?? 0), Math.abs(row.high ?? 0)]))) / 10);
  const chosen = rows.find((row) => row.value === state.value) || rows[0];
  const body = rows.map((row) => el("tr", { class: row === chosen ? "chosen" : "" },
    el("th", { scope: "row" }, el("button", { class: "behind", type: "button", "aria-pressed": String(row === chosen), title: t("before_after"), click: () => choose({ value: row.value }) },
      ownMark(row.axis, row.value), `${valueLabel(row.axis, row.value)} − ${valueLabel(row.axis, row.reference)}`)),
    cell(t("change"), forestTrack(row.difference, row.low ?? -reach, row.high ?? reach, reach)),
    cell(t("change_head"), signed(row.difference)),
    cell(t("interval"), row.low === null ? "–" : t("from_to", { low: signed(row.low), high: signed(row.high) })),
    cell(t("pairs"), row.paired ? t("pairs_of_seeds", { pairs: thousands(row.pairs), seeds: thousands(row.seeds) }) : t("two_groups")),
    cell(t("p_holm"), row.p_adjusted < 0.001 ? "< 0.001" : row.p_adjusted.toFixed(3))));
  const few = rows.some((row) => !row.telling), apart = rows.some((row) => !row.paired);
  return section("effects", "q_words", [tools, csvButton(`effects-${DATA.run.id}`, () => rows)],
    few ? el("p", { class: "notice" }, t("few_seeds")) : null,
    apart ? el("p", { class: "notice" }, t("not_paired")) : null,
    table("effects", [t("compared"), [t("change"), scale([signed(-reach), "0", signed(reach)])], t("change_head"), t("interval"), t("pairs"), t("p_holm")], body),
    chosen.paired ? strips(chosen) : null);
}

/** Pictures of the same seeds before and after, those first that changed. */
function strips(effect) {
  const axis = AXES.get(effect.axis), from = axis.values.indexOf(effect.reference), to = axis.values.indexOf(effect.value);
  const others = DATA.axes.filter((each) => ![effect.axis, VARIANT].includes(each.name) && several(each));
  const before = new Map(), pairs = [];
  const key = (i) => others.map((each) => each.at[i]).join();
  for (let i = 0; i < COUNT; i++) if (axis.at[i] === from) before.set(key(i), i);
  for (let i = 0; i < COUNT; i++) if (axis.at[i] === to && before.has(key(i))) pairs.push([before.get(key(i)), i]);
  const kind = ([one, two]) => {
    const told = PICTURES.outcome[one] + PICTURES.outcome[two];
    if (told.includes("j")) return "unjudged";
    return told[0] !== "p" && told[1] === "p" ? "better" : told[0] === "p" && told[1] !== "p" ? "worse" : "same";
  };
  const groups = { better: [], worse: [], same: [], unjudged: [] };
  for (const pair of pairs) groups[kind(pair)].push(pair);
  const figure = ([one, two]) => el("button", {
    class: "beforeafter", type: "button", click: () => openPicture(two, one), title: t("two_in_one"),
  }, [one, two].map((i) => el("span", {}, picture(i), sign(PICTURES.outcome[i], t(OUTCOMES[PICTURES.outcome[i]])))),
  el("small", {}, others.map((each) => each.name === "seed" ? `${axisName("seed")} ${each.words[state.lang][each.at[two]]}` : each.labels[state.lang][each.at[two]]).join(comma())));
  return el("div", { class: "strips", id: "strips" },
    el("h3", {}, t("strips_title", { before: valueLabel(effect.axis, effect.reference), after: valueLabel(effect.axis, effect.value) })),
    Object.entries(groups).filter(([, each]) => each.length).map(([name, each]) => {
      const strip = el("div", { class: "strip", tabindex: "0", role: "group", "aria-label": t(`strip_${name}`, { n: each.length }) }, each.slice(0, 24).map(figure));
      let there = 24;
      if (each.length > there) {
        const more = el("button", { class: "plain", type: "button", click: () => {
          each.slice(there, there + 24).map(figure).forEach((one) => more.before(one));
          there += 24;
          if (there >= each.length) more.remove();
        } }, t("more"));
        strip.append(more);
      }
      return el("div", {}, el("h4", {}, t(`strip_${name}`, { n: thousands(each.length) })), strip);
    }));
}

function rankSection() {
  const sources = Object.keys(DATA.ranking);
  const found = DATA.ranking[state.rank];
  if (!found) return section("ranking", "q_rank", [], el("p", { class: "empty" }, t("no_ranking")));
  const reach = Math.ceil(Math.max(...found.rows.flatMap((row) => [Math.abs(row.low), Math.abs(row.high)])));
  const body = found.rows.map((row, number) => el("tr", {},
    el("th", { scope: "row" }, el("div", { class: "ranked" }, el("span", {}, `${number + 1}.`), variantButton(row.variant))),
    cell(t("strength"), forestTrack(row.strength, row.low, row.high, reach)),
    cell(t("log_odds"), fixed(row.strength)),
    cell(t("interval"), t("from_to", { low: fixed(row.low), high: fixed(row.high) })),
    cell(t("comparisons"), thousands(row.votes)),
    cell(t("record"), `${row.wins} – ${row.losses} – ${row.ties}`)));
  const more = found.more === null ? t("votes_unknown") : found.more === 0 ? t("votes_settled") : t("votes_more", { n: thousands(found.more) });
  return section("ranking", "q_rank", [
    sources.length > 1 ? chooser(t("from"), sources.map((each) => [each, t(`rank_${each}`)]), state.rank, (rank) => choose({ rank }), "rank") : null,
    csvButton(`ranking-${DATA.run.id}`, () => found.rows)],
    el("p", { class: "quiet" }, t(`rank_note_${state.rank}`), " ", more),
    found.connected ? null : el("p", { class: "notice" }, t("islands")),
    table("ranking", [t("variant"), [t("strength"), scale([fixed(-reach), "0", fixed(reach)])], t("log_odds"), t("interval"), t("comparisons"), t("record")], body));
}

function variantButton(label) {
  const name = AXES.has(VARIANT) ? VARIANT : DATA.varying[0];
  const axis = AXES.get(name);
  const at = name === VARIANT ? axis.values.indexOf(label) : axis.values.findIndex((value) => `${name}=${value}` === label);
  const words = (DATA.variants[label] || {})[state.lang] || label;
  return at < 0 ? words : toPictures(words, [[name, new Set([at])]]);
}

function agreementSection() {
  const rows = DATA.agreement;
  if (!rows.length) return section("agreement", "q_agree", [], el("p", { class: "empty" }, t("no_agreement")));
  const who = (name) => name === "people" ? t("people") : name;
  const body = rows.map((row) => {
    const [low, high] = wilson(row.k, row.n);
    return el("tr", {},
      el("th", { scope: "row" }, `${who(row.first)} – ${who(row.second)}`, el("small", { class: "quiet" }, t(row.of))),
      cell(t("alike"), barTrack([{ kind: "both", k: row.k, n: row.n, low, high }])),
      cell(t("alike_head"), `${t("k_of_n", row)} · ${percent(row.k / row.n)} (${percent(low)}–${percent(high)})`),
      cell(t("kappa"), row.kappa === null ? "–" : `${row.kappa.toFixed(2)} (${row.low.toFixed(2)}–${row.high.toFixed(2)})`),
      cell(t("said"), row.confusion.map(([one, two, n]) => el("span", { class: "said" }, sign(one[0] === "u" ? "u" : one[0], t(one)), sign(two[0], t(two)), ` ${thousands(n)}`))));
  });
  return section("agreement", "q_agree", [csvButton(`agreement-${DATA.run.id}`, () => rows.map(({ confusion, ...row }) => row))],
    el("p", { class: "quiet" }, t("agree_note")),
    table("agreement", [t("judges"), [t("alike"), scale(["0", "50%", "100%"])], t("alike_head"), t("kappa"), t("said")], body));
}
