// Blind rating: questions are fetched and decoded ahead, answers are sent while the next is seen.
// Gradio gives: element, trigger, props, server, watch. These files are one function's body.
const AHEAD = 6;      // the one that is seen, and five that wait; then
const AT_ONCE = 3;    // so many more are fetched in one go
const TRIES = 3;
const KEPT = 50;      // so many answers can be taken back, after the page was loaded anew too
const MODES = ['pair', 'verdict', 'four'];
const TASTE_FROM = 20;
const get = selector => element.querySelector(selector);
const all = selector => [...element.querySelectorAll(selector)];
const area = () => get('.area');

let setup = {};
let mode = kept('gesture-rate-mode', MODES) || 'pair';
let round = 0;        // grows when run or mode change, so that late replies are dropped
let queue = [];
let draft = blank();  // what is said so far of the question that is seen
let shownAt = 0;
let given = [];       // { uuid, draft, sent } of each answer that can be taken back, oldest first
let done = 0, total = 0, alike = 0, votes = 0;
let fetching = false, finished = false, holding = false, fresh = true;
let wordings = kept('gesture-rate-wording', ['yes']) === 'yes';

function say(name, places = {}) {
  let words = (setup.words || {})[name] ?? '';
  for (const [place, value] of Object.entries(places)) words = words.replace(`{${place}}`, value);
  return words;
}

function kept(name, known) {
  try {
    const value = localStorage.getItem(name);
    return !known || known.includes(value) ? value : null;
  } catch { return null; }
}

function keep(name, value) {
  try { localStorage.setItem(name, value); } catch { /* a page without storage forgets */ }
}

function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

function rater() {
  const made = 'r' + uuid().slice(0, 15);
  const known = kept('gesture-rater');
  if (known) return known;
  keep('gesture-rater', made);
  return kept('gesture-rater') || (window.gestureRater ??= made);
}

function blank() {
  return { flags: {}, gesture: '', form: '', flaws: [], active: -1, good: [] };
}

// What can be taken back outlives the page: by run and mode, in this tab.
const shelf = () => `gesture-given-${setup.run}-${mode}`;

function keepGiven() {
  const list = given.slice(-KEPT).map(({ uuid, draft }) => ({ uuid, draft }));
  try { sessionStorage.setItem(shelf(), JSON.stringify(list)); } catch { /* */ }
}

function knownGiven() {
  try {
    const list = JSON.parse(sessionStorage.getItem(shelf()) || '[]');
    return list.filter(each => typeof each.uuid === 'string').map(each =>
      ({ uuid: each.uuid, draft: { ...blank(), ...each.draft }, sent: Promise.resolve() }));
  } catch { return []; }
}
