// Blind rating by keyboard: questions are fetched ahead, answers are sent while the next is seen.
// Gradio gives: element, trigger, props, server, watch.
const AHEAD = 5;
const TRIES = 3;
const KEPT = 50;      // so many answers can be taken back, after the page was loaded anew too
const KEYS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowDown: 'both_bad', ArrowUp: 'tie',
  ' ': 'not_sure' };
const FLAGS = { 1: 'left:pass', 2: 'left:fail', 3: 'right:pass', 4: 'right:fail' };
const FIELDS = 'input, textarea, select, [contenteditable=true]';
const SIGNS = { left: '←', right: '→', both_bad: '↓', tie: '↑' };
const get = selector => element.querySelector(selector);
const all = selector => [...element.querySelectorAll(selector)];

let setup = {};
let round = 0;        // grows when the run changes, so that late replies are dropped
let queue = [];
let flags = {};
let shownAt = 0;
let given = [];       // { uuid, flags, sent } of each answer that can be taken back, oldest first
let done = 0, total = 0;
let fetching = false, finished = false, holding = false, fresh = true;

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

function rater() {
  const made = 'r' + uuid().slice(0, 15);
  try {
    const known = localStorage.getItem('gesture-rater');
    if (known) return known;
    localStorage.setItem('gesture-rater', made);
  } catch { window.gestureRater ??= made; return window.gestureRater; }
  return made;
}

// What can be taken back outlives the page: by run, in this tab.
function keepGiven() {
  const kept = given.slice(-KEPT).map(({ uuid, flags }) => ({ uuid, flags }));
  try { sessionStorage.setItem(`gesture-given-${setup.run}`, JSON.stringify(kept)); } catch { /* */ }
}

function knownGiven() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`gesture-given-${setup.run}`) || '[]');
    return kept.filter(each => typeof each.uuid === 'string')
      .map(each => ({ uuid: each.uuid, flags: each.flags || {}, sent: Promise.resolve() }));
  } catch { return []; }
}

function message(words, button, act) {
  const place = get('.message');
  place.replaceChildren();
  if (!words) return;
  const box = document.createElement('div');
  box.className = 'empty';
  box.append(Object.assign(document.createElement('p'), { textContent: words }));
  if (button) {
    const press = Object.assign(document.createElement('button'),
      { className: 'plainbutton strong', textContent: button });
    press.addEventListener('click', () => trigger('act', { act }));
    box.append(press);
  }
  place.append(box);
}

function label() {
  const say = setup.words || {};
  get('.question').textContent = say.which || '';
  all('[data-flag]').forEach(button => {
    const [side, outcome] = button.dataset.flag.split(':');
    const key = Object.keys(FLAGS).find(each => FLAGS[each] === button.dataset.flag);
    const words = outcome === 'pass' ? `✓ ${say.well_formed}` : `✗ ${say.malformed}`;
    button.innerHTML = '<kbd></kbd><span></span>';
    button.firstChild.textContent = key;
    button.lastChild.textContent = words;
    const on = flags[side] === outcome;
    button.setAttribute('aria-pressed', on);
    button.classList.toggle('on', on);
    button.classList.toggle(outcome, on);
  });
  all('.answers [data-winner]').forEach(button => {
    const winner = button.dataset.winner;
    button.innerHTML = '<kbd></kbd><span></span>';
    button.firstChild.textContent = SIGNS[winner] || say.space;
    button.lastChild.textContent = say[winner] || winner;
  });
  get('[data-side=left] img').alt = say.picture_left || '';
  get('[data-side=right] img').alt = say.picture_right || '';
  get('.undo').innerHTML = '<kbd>u</kbd><span></span>';
  get('.undo').lastChild.textContent = say.undo || '';
  get('.undo').disabled = !given.length || holding;
  get('.foot').hidden = !total && !given.length;
  get('.done').textContent = (say.progress || '').replace('{done}', done).replace('{total}', total);
  get('.line i').style.width = (total ? 100 * done / total : 0) + '%';
}

function present() {
  const question = queue[0];
  get('.ask').hidden = !question;
  if (question) {
    message('');
    get('.emoji').textContent = question.emoji;
    const [first, second] = setup.lang === 'zh' ? ['zh', 'en'] : ['en', 'zh'];
    get('.name').textContent = question[first];
    get('.name').lang = first;
    get('.other').textContent = question[second];
    get('.other').lang = second;
    get('.skeleton').src = question.skeleton;
    get('[data-side=left] img').src = question.left;
    get('[data-side=right] img').src = question.right;
    element.dataset.question = question.token;
    shownAt = performance.now();
  } else if (finished) {
    const say = setup.words || {};
    if (total) message(say.all_done, say.see_results, 'results');
    else message(say.nothing, say.go_sweep, 'sweep');
  } else if (fetching) {
    message((setup.words || {}).loading);
  }
  label();
}

async function fetchMore() {
  if (fetching || finished || !setup.run || queue.length >= AHEAD) return;
  fetching = true;
  const mine = round;
  try {
    const reply = await server.ask({ run: setup.run, rater: rater(), fresh, lang: setup.lang,
      count: AHEAD - queue.length });
    if (mine !== round) return;
    if (reply.error) { finished = true; message(reply.error); get('.ask').hidden = true; return; }
    fresh = false;
    const waiting = queue.length;
    queue.push(...reply.questions);
    done = reply.done; total = reply.total;
    finished = !reply.questions.length;
    for (const question of reply.questions)  // decoded before they are shown
      for (const url of [question.left, question.right]) new Image().src = url;
    fetching = false;
    if (!waiting) present(); else label();
  } catch (error) {
    console.warn('questions', error);
    if (mine === round && !queue.length) setTimeout(fetchMore, 2000);
  } finally {
    if (mine === round) fetching = false;
  }
}

async function send(question, body, mine) {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const reply = await server.answer(body);
      if (mine !== round) return;
      if (reply.error) throw Object.assign(new Error(reply.error), { final: true });
      done = reply.done; total = reply.total;
      label();
      fetchMore();
      return;
    } catch (error) {
      if (mine !== round) return;
      if (error.final || attempt === TRIES) {
        given = given.filter(each => each.uuid !== body.uuid);
        keepGiven();
        finished = false;
        if (error.final) { queue = []; fresh = true; } else queue.unshift(question);
        present();
        message(error.final ? error.message : (setup.words || {}).lost);
        fetchMore();
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 400 * attempt));
    }
  }
}

function vote(winner) {
  const question = queue[0];
  if (!question || holding) return;
  queue.shift();
  const body = { token: question.token, uuid: uuid(), winner, rater: rater(),
    left: flags.left || '', right: flags.right || '',
    latency_ms: Math.round(performance.now() - shownAt), lang: setup.lang };
  given.push({ uuid: body.uuid, flags, sent: send(question, body, round) });
  flags = {};
  keepGiven();
  present();
  fetchMore();
}

async function takeBack() {
  if (!given.length || holding) return;
  holding = true;
  const { uuid: id, flags: marks, sent } = given.pop(), mine = round;
  keepGiven();
  label();
  let refused = '';
  try {
    await sent;
    const reply = await server.take_back({ uuid: id, rater: rater(), lang: setup.lang });
    if (mine !== round) return;
    if (reply.error) {  // of an older server: none before it can be taken back either
      refused = reply.error;
      given = [];
      keepGiven();
      return;
    }
    done = reply.done; total = reply.total;
    finished = false;
    flags = marks;
    queue.unshift(reply.question);
  } catch (error) {
    console.warn('undo', error);
  } finally {
    holding = false;
    if (mine === round) { present(); if (refused) message(refused); }
  }
}

function flag(name) {
  if (!queue.length) return;
  const [side, outcome] = name.split(':');
  flags[side] = flags[side] === outcome ? '' : outcome;
  label();
}

function begin() {
  let next = {};
  try { next = JSON.parse(props.value || '{}'); } catch { next = {}; }
  const same = next.run === setup.run && next.mark === setup.mark;
  setup = next;
  if (same) { present(); fetchMore(); return; }
  round += 1;
  queue = []; flags = {}; given = knownGiven(); fetching = finished = false; fresh = true;
  done = total = 0;
  get('.ask').hidden = true;
  if (!setup.run) { message(setup.words?.empty, setup.words?.go_sweep, 'sweep'); label(); return; }
  // A field that keeps the focus would keep the answers' keys too.
  if (element.offsetParent && document.activeElement?.matches(FIELDS)) document.activeElement.blur();
  message(setup.words?.loading);
  label();
  fetchMore();
}

element.addEventListener('click', event => {
  const button = event.target.closest('button');
  if (!button || button.disabled) return;
  button.blur();
  if (button.dataset.winner) vote(button.dataset.winner);
  else if (button.dataset.flag) flag(button.dataset.flag);
  else if (button.classList.contains('undo')) takeBack();
});

function onKey(event) {
  if (!element.isConnected) { document.removeEventListener('keydown', onKey, true); return; }
  if (!element.offsetParent || event.ctrlKey || event.metaKey || event.altKey) return;
  const on = event.target;
  if (on.closest?.(`${FIELDS}, [role=tab]`)) return;
  if (event.key === ' ' && on.closest?.('button')) return;
  if (document.querySelector('.dialog')?.offsetParent) return;
  const winner = KEYS[event.key], mark = FLAGS[event.key];
  const undo = event.key === 'u' || event.key === 'U';
  if (!winner && !mark && !undo) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.repeat) return;
  if (winner) vote(winner);
  else if (mark) flag(mark);
  else takeBack();
}
document.addEventListener('keydown', onKey, true);
watch('value', begin);
begin();
