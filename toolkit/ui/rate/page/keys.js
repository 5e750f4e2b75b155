// Keys and presses. Keys answer only while the focus is in the rating area and the pictures are on
// the screen: whoever scrolls, types or is on another control never votes by it.
const FIELDS = 'input, textarea, select, [contenteditable=true]';
const VOTES = { ArrowLeft: 'left', ArrowRight: 'right', ArrowDown: 'both_bad', ArrowUp: 'tie',
  ' ': 'not_sure' };
const FLAGS = { 1: 'left:pass', 2: 'left:fail', 3: 'right:pass', 4: 'right:fail' };
const ANSWERS = { ArrowRight: 'pass', y: 'pass', ArrowLeft: 'fail', n: 'fail', ' ': 'unsure' };

function flag(name) {
  if (!queue.length) return;
  const [side, outcome] = name.split(':');
  draft.flags[side] = draft.flags[side] === outcome ? '' : outcome;
  label();
}

function vote(winner) {
  answer({ winner, left: draft.flags.left || '', right: draft.flags.right || '' });
}

function part(of, outcome) {
  if (!queue.length || (of === 'form' && outcome === 'pass' && draft.flaws.length)) return;
  draft[of] = outcome;
  if (draft.gesture && draft.form) sendVerdict();
  else label();
}

function sendVerdict() {
  const flaws = draft.flaws.map(({ kind, x, y }) => (x === undefined ? { kind } : { kind, x, y }));
  answer({ gesture: draft.gesture, form: draft.form, flaws });
}

function flaw(n) {
  const kind = setup.flaws[n]?.[0];
  if (!kind || !queue.length) return;
  const at = draft.flaws.findIndex(each => each.kind === kind);
  if (at < 0) draft.active = draft.flaws.push({ kind }) - 1;
  else { draft.flaws.splice(at, 1); draft.active = draft.flaws.length - 1; }
  label();
}

function point(pick, place) {
  const where = onPicture(pick, place);
  if (!where) return;
  if (draft.active < 0) draft.active = draft.flaws.push({ kind: 'other' }) - 1;
  Object.assign(draft.flaws[draft.active], where);
  label();
}

function good(n) {
  if (!queue.length || n >= queue[0].images.length) return;
  draft.good = draft.good.includes(n) ? draft.good.filter(each => each !== n) : [...draft.good, n];
  label();
}

const SENDS = { four: () => answer({ good: draft.good }), skip,
  flaws: () => { if (draft.gesture && draft.flaws.length) part('form', 'fail'); } };

function setMode(next) {
  if (!MODES.includes(next) || next === mode) return;
  mode = next;
  keep('gesture-rate-mode', mode);
  start();
}

function pressed(button, event) {
  const data = button.dataset;
  if (data.mode) setMode(data.mode);
  else if (data.winner) vote(data.winner);
  else if (data.flag) flag(data.flag);
  else if (data.part) part(...data.part.split(':'));
  else if (data.flaw) flaw(Number(data.flaw));
  else if (data.send) SENDS[data.send]();
  else if (data.tool === 'enlarge') enlarge();
  else if (data.tool === 'flip') flip();
  else if (button.classList.contains('undo')) takeBack();
  else if (button.classList.contains('help')) return openKeys();
  else if (button.classList.contains('taste-open')) return openTaste();
  else if (button.classList.contains('shut')) shutStrip();
  else if (button.classList.contains('pick')) {
    const n = Number(data.n);
    if (mode === 'four') good(n);
    else if (mode === 'pair') vote(n ? 'right' : 'left');
    else if (event.detail) point(button, within(button, event));  // by mouse or finger
  }
  // The answers' keys go on from here; whoever walks by the Tab key stays where they are.
  if (event.detail || button.disabled || !button.isConnected) area().focus({ preventScroll: true });
}

element.addEventListener('click', event => {
  const button = event.target.closest('button');
  if (!button || button.disabled || button.closest('dialog')) return;
  if (moved && button.classList.contains('pick')) { moved = false; return; }
  pressed(button, event);
});

function modeKey(pressedKey) {
  if (mode === 'pair') {
    if (VOTES[pressedKey]) return () => vote(VOTES[pressedKey]);
    if (FLAGS[pressedKey]) return () => flag(FLAGS[pressedKey]);
  } else if (mode === 'verdict') {
    if (ANSWERS[pressedKey]) return () => part(step(), ANSWERS[pressedKey]);
    if (/^[1-9]$/.test(pressedKey)) return () => flaw(Number(pressedKey) - 1);
    if (pressedKey === 'Enter') return SENDS.flaws;
    if (pressedKey === 'Backspace') return () => { draft.gesture = ''; label(); };
  } else {
    if (/^[1-4]$/.test(pressedKey)) return () => good(Number(pressedKey) - 1);
    if (pressedKey === 'Enter') return SENDS.four;
    if (pressedKey === ' ') return () => { if (draft.good.length) SENDS.four(); };
    if (pressedKey === 'ArrowRight') return skip;
  }
  return null;
}

const EVERYWHERE = { u: takeBack, e: enlarge, f: flip, '+': () => zoom(1.5), '=': () => zoom(1.5),
  '-': () => zoom(1 / 1.5), '−': () => zoom(1 / 1.5), 0: resetLens };
const DIALOGS = { '?': openKeys, t: () => { if (votes >= TASTE_FROM) openTaste(); } };

function inSight() {
  const box = get('.stage').getBoundingClientRect();
  const seen = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
  return !queue.length || seen >= box.height / 2;
}

function onKey(event) {
  if (!element.isConnected) { document.removeEventListener('keydown', onKey, true); return; }
  if (!element.offsetParent || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector('dialog[open]')) return;
  const on = document.activeElement;
  const here = area().contains(on);
  const named = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Help is there from the whole tab, but where something is typed.
  if (DIALOGS[named] && (here || on === document.body || get('.rate').contains(on))
    && !on.matches(FIELDS)) {
    event.preventDefault();
    if (!event.repeat) DIALOGS[named]();
    return;
  }
  if (!here || on.matches(FIELDS)) return;
  if ((event.key === ' ' || event.key === 'Enter') && on.matches('button')) return;
  if (event.key === 'Escape') { if (leaveView()) event.preventDefault(); return; }
  const act = EVERYWHERE[named] || modeKey(named);
  if (!act || !inSight()) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) act();
}
document.addEventListener('keydown', onKey, true);

// The area takes the focus that nobody has: as the tab is opened by mouse, or a run was chosen so.
let byPointer = false;
document.addEventListener('pointerdown', () => { byPointer = true; }, true);
document.addEventListener('keydown', () => { byPointer = false; }, true);

function takeFocus() {
  const on = document.activeElement;
  const chosen = byPointer && on?.closest?.('#rate-run');
  if (element.offsetParent && (on === document.body || !on || chosen))
    area().focus({ preventScroll: true });
}
let away = true;  // on another tab, not merely scrolled out of sight
new IntersectionObserver(seen => {
  if (!element.offsetParent) away = true;
  else if (away && seen.some(each => each.isIntersecting)) { away = false; takeFocus(); }
}).observe(get('.rate'));

function start() {
  round += 1;
  queue = []; draft = blank(); given = knownGiven(); fetching = finished = false; fresh = true;
  done = total = alike = 0;
  get('.ask').hidden = true;
  get('.wording').textContent = '';
  leaveFlip();
  leaveEnlarged();
  if (!setup.run) { message(say('empty'), say('go_sweep'), 'sweep'); label(); return; }
  message(say('loading'));
  label();
  fetchMore();
}

function begin() {
  let next = {};
  try { next = JSON.parse(props.value || '{}'); } catch { next = {}; }
  const same = next.run === setup.run && next.mark === setup.mark;
  const spoken = next.lang !== setup.lang;
  const other = next.run !== setup.run;
  setup = next;
  if (spoken) get('.answers').dataset.mode = '';
  if (other) { votes = 0; get('.taste-open').hidden = get('.strip-taste').hidden = true; }
  if (same) { present(); fetchMore(); } else start();
  if (other && byPointer) takeFocus();
}
watch('value', begin);
begin();
