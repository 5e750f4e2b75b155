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
function look(dialog, button) {
  if (button) {
    const { what = 'hand', view, material } = button.dataset;
    dialog.dataset.what = what;
    if (view) dialog.dataset.view = view;
    if (material) dialog.dataset.material = material;
  }
  const { what, view, material } = dialog.dataset;
  for (const big of dialog.querySelectorAll('[data-big]')) {
    const { fixed, id, px } = big.dataset;
    big.dataset.hash = [fixed ?? what, id, view, material, px].join('/');
  }
  for (const each of dialog.querySelectorAll('[data-act=look]')) {
    const named = ['what', 'view', 'material'].filter(name => each.dataset[name]);
    press(each, named.every(name => each.dataset[name] === dialog.dataset[name]));
  }
  if (button) fill();
}

function speak(dialog, dialect) {
  try {
    if (dialect) localStorage.setItem('gesture-dialect', dialect);
    else dialect = localStorage.getItem('gesture-dialect');
  } catch {}
  const buttons = [...dialog.querySelectorAll('[data-act=dialect]')];
  if (!buttons.some(each => each.dataset.dialect === dialect)) dialect = 'compel';
  dialog.dataset.dialect = dialect;
  for (const each of buttons) press(each, each.dataset.dialect === dialect);
}

function close() {
  if (element.querySelector('.drawer')) props.value = '';
}

element.addEventListener('click', event => {
  const button = event.target.closest('[data-act]');
  if (!button || !element.contains(button)) return;
  const act = button.dataset.act;
  const dialog = button.closest('.drawer');
  if (act === 'copy') copy(button);
  else if (act === 'close') close();
  else if (act === 'look') look(dialog, button);
  else if (act === 'dialect') speak(dialog, button.dataset.dialect);
  else trigger('act', { ...button.dataset });
});

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  close();
  element.querySelector('.picking [data-act]')?.click();
});

function arrive() {
  nearness.disconnect();
  element.querySelectorAll('.lazy').forEach(place => nearness.observe(place));
  const drawer = element.querySelector('.drawer');
  if (drawer?.dataset.view) look(drawer);
  if (drawer) speak(drawer);
  fill();
  if (drawer && !drawer.contains(document.activeElement)) {
    drawer.scrollTop = 0;
    drawer.querySelector('.close')?.focus({ preventScroll: true });
  }
}

watch('value', arrive);
arrive();
