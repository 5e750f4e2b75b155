// What every HTML part of the app does: buttons say their act, places fetch their pictures.
// Gradio gives: element, trigger, props, server, watch.
const cache = (window.gesturePictures ??= new Map());
const BATCH = 12;
// Cards wait until the screen comes near; everything else is fetched at once.
const OPEN = '.tile[data-hash], .pic[data-hash]:not(.lazy), .pic[data-hash].near';
let busy = false;

const nearness = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) target.classList.toggle('near', isIntersecting);
  fill();
}, { rootMargin: '300px' });

function show(place) {
  const image = place.querySelector('img');
  const url = cache.get(place.dataset.hash);
  place.classList.toggle('waiting', url === undefined);
  if (url && image.getAttribute('src') !== url) image.src = url;
}

async function fill() {
  element.querySelectorAll('[data-hash]').forEach(show);
  if (busy || !server.pictures) return;
  busy = true;
  try {
    for (;;) {
      const open = [...element.querySelectorAll(OPEN)];
      const wanted = [...new Set(open.map(place => place.dataset.hash))]
        .filter(hash => !cache.has(hash)).slice(0, BATCH);
      if (!wanted.length) break;
      const got = await server.pictures({ hashes: wanted });
      for (const hash of wanted) cache.set(hash, (got && got[hash]) || '');
      element.querySelectorAll('[data-hash]').forEach(show);
    }
  } catch (error) {
    console.warn('pictures', error);
  } finally {
    busy = false;
  }
}

async function copy(button) {
  const words = button.dataset.text;
  try {
    await navigator.clipboard.writeText(words);
  } catch {  // pages without a secure origin have no clipboard
    const area = document.createElement('textarea');
    area.value = words;
    element.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  const before = (button.dataset.said ??= button.textContent);
  button.textContent = '✓ ' + button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1500);
}

function press(button, on) {
  button.setAttribute('aria-pressed', String(on));
}

// The large picture: what it shows is said on the dialog, a button changes what it names.
function look(here, button) {
  if (button) {
    const { what = 'hand', view, material } = button.dataset;
    here.dataset.what = what;
    if (view) here.dataset.view = view;
    if (material) here.dataset.material = material;
  }
  const { what, view, material } = here.dataset;
  for (const big of here.querySelectorAll('[data-big]')) {
    const { fixed, id, px } = big.dataset;
    big.dataset.hash = [fixed ?? what, id, view, material, px].join('/');
  }
  for (const each of here.querySelectorAll('[data-act=look]')) {
    const named = ['what', 'view', 'material'].filter(name => each.dataset[name]);
    press(each, named.every(name => each.dataset[name] === here.dataset[name]));
  }
  if (button) fill();
}

function speak(here, dialect) {
  try {
    if (dialect) localStorage.setItem('gesture-dialect', dialect);
    else dialect = localStorage.getItem('gesture-dialect');
  } catch {}
  const buttons = [...here.querySelectorAll('[data-act=dialect]')];
  if (!buttons.some(each => each.dataset.dialect === dialect)) dialect = 'compel';
  here.dataset.dialect = dialect;
  for (const each of buttons) press(each, each.dataset.dialect === dialect);
}

// Dialogs: the focus goes in, stays in, and goes back to what opened them.
// https://www.w3.org/WAI/ARIA/apg/patterns/dialog-modal/
const dialog = () => element.querySelector('[role=dialog]');
const INSIDE = 'button:not([disabled]), a[href], input, summary, [tabindex="0"]';

// What opened a dialog may be drawn anew meanwhile: it is found again by what it asks for.
function remember(button) {
  if (button.closest('[role=dialog]')) return;
  const { act, id, hash, cell, set, change } = button.dataset;
  const asks = Object.entries({ act, id, hash, cell, set, change }).filter(([, value]) => value)
    .map(([name, value]) => `[data-${name}="${CSS.escape(value)}"]`).join('');
  window.gestureOpener = { button, selector: `#${button.closest('[id]').id} ${asks}` };
}

function giveBack() {
  const { button, selector } = window.gestureOpener ?? {};
  const place = button?.isConnected ? button : selector && document.querySelector(selector);
  place?.focus({ preventScroll: true });
}

// Of dialogs over one another the last one is on top.
function onTop() {
  const open = [...document.querySelectorAll('[role=dialog]')].filter(e => e.getClientRects().length);
  return dialog() && open.at(-1) === dialog();
}

function close() {
  if (!dialog()) return;
  props.value = '';
  // A closed dialog leaves the page a moment later.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    giveBack();
    seen();
  }));
}

function keepInside(event) {
  const here = dialog();
  if (!onTop()) return;
  const stops = [...here.querySelectorAll(INSIDE)].filter(each => each.getClientRects().length);
  const first = stops[0], last = stops.at(-1), on = document.activeElement;
  if (!here.contains(on)) first?.focus();
  else if (event.shiftKey && on === first) last.focus();
  else if (!event.shiftKey && on === last) first.focus();
  else return;
  event.preventDefault();
}

// A sentence about a field marks the field.
function markField() {
  if (!element.closest('#sweep-cost') && !element.querySelector('#sweep-cost')) return;
  for (const marked of document.querySelectorAll('[aria-invalid=true]'))
    marked.removeAttribute('aria-invalid');
  const field = element.querySelector('[data-field]')?.dataset.field;
  document.querySelector(`#sweep-${field} input`)?.setAttribute('aria-invalid', 'true');
}

element.addEventListener('click', event => {
  const button = event.target.closest('[data-act]');
  if (!button || !element.contains(button)) return;
  const act = button.dataset.act;
  const around = button.closest('[role=dialog]');
  if (act === 'copy') copy(button);
  else if (act === 'close') close();
  else if (act === 'look') look(around, button);
  else if (act === 'dialect') speak(around, button.dataset.dialect);
  else {
    remember(button);
    trigger('act', { ...typed(button), ...button.dataset });
  }
});

// What was typed beside a button goes with it.
function typed(button) {
  const fields = button.closest('[data-fields]')?.querySelectorAll('input[name], textarea[name]');
  return Object.fromEntries([...fields ?? []].map(field => [field.name, field.value]));
}

// A click beside a dialog closes it.
element.addEventListener('click', event => {
  const here = event.target.closest('[role=dialog]');
  if (here === event.target && event.clientX < here.getBoundingClientRect().left) close();
});

document.addEventListener('keydown', event => {
  if (!element.isConnected) return;
  if (event.key === 'Tab') keepInside(event);
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  if (onTop()) {
    event.preventDefault();
    close();
  }
  element.querySelector('.picking [data-act]')?.click();
});

let wasOpen = false;

// For what all parts share: addresses, pictures to step through.
function seen() {
  document.dispatchEvent(new CustomEvent('gesture-seen', { detail: element }));
}

function arrive() {
  nearness.disconnect();
  element.querySelectorAll('.lazy').forEach(place => nearness.observe(place));
  const opened = dialog();
  if (opened?.dataset.view) look(opened);
  if (opened) speak(opened);
  element.querySelector('[role=alertdialog] button')?.focus();
  if (wasOpen && !opened && document.activeElement === document.body) giveBack();
  wasOpen = !!opened;
  markField();
  fill();
  seen();
  if (opened && !opened.contains(document.activeElement)) {
    opened.scrollTop = 0;
    opened.querySelector('.close')?.focus({ preventScroll: true });
  }
}

watch('value', arrive);
arrive();
