// What every HTML part of the app does: buttons say their act, tiles fetch their pictures.
// Gradio gives: element, trigger, props, server, watch.
const cache = (window.gesturePictures ??= new Map());
const BATCH = 24;
let busy = false;

function show(tile) {
  const image = tile.querySelector('img');
  const url = cache.get(tile.dataset.hash);
  if (url && image.getAttribute('src') !== url) image.src = url;
}

async function fill() {
  const tiles = [...element.querySelectorAll('.tile[data-hash]')];
  tiles.forEach(show);
  if (busy || !server.pictures) return;
  busy = true;
  try {
    for (;;) {
      const open = [...element.querySelectorAll('.tile[data-hash]')];
      const wanted = [...new Set(open.map(tile => tile.dataset.hash))]
        .filter(hash => !cache.has(hash)).slice(0, BATCH);
      if (!wanted.length) break;
      const got = await server.pictures({ hashes: wanted });
      for (const hash of wanted) cache.set(hash, (got && got[hash]) || '');
      element.querySelectorAll('.tile[data-hash]').forEach(show);
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
  const before = button.textContent;
  button.textContent = '✓ ' + button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1500);
}

function close() {
  if (element.querySelector('.drawer')) props.value = '';
}

element.addEventListener('click', event => {
  const button = event.target.closest('[data-act]');
  if (!button || !element.contains(button)) return;
  const act = button.dataset.act;
  if (act === 'copy') copy(button);
  else if (act === 'close') close();
  else trigger('act', { ...button.dataset });
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') close();
});

watch('value', () => {
  fill();
  const drawer = element.querySelector('.drawer');
  if (drawer && !drawer.contains(document.activeElement)) {
    drawer.scrollTop = 0;
    drawer.querySelector('.close')?.focus({ preventScroll: true });
  }
});
fill();
