// Looking closer: all pictures zoom and move together; two can stand in one place by turns.
const MOST = 12;
let lens = { scale: 1, x: 0, y: 0 };  // x and y in widths and heights of a picture's place
const fingers = new Map();
let moved = false;

const enlarged = () => area().classList.contains('enlarged');
const flipping = () => get('.stage').classList.contains('flipping');

function showLens() {
  for (const each of all('.lens')) {
    each.style.transform =
      `translate(${100 * lens.x}%, ${100 * lens.y}%) scale(${lens.scale})`;
    each.style.setProperty('--scale', lens.scale);
  }
  get('.stage').classList.toggle('near', lens.scale > 1);
}

function setLens(scale, x, y) {
  const held = Math.min(MOST, Math.max(1, scale));
  const within = each => Math.min(0, Math.max(1 - held, each));
  lens = { scale: held, x: within(x), y: within(y) };
  showLens();
}

const resetLens = () => setLens(1, 0, 0);

// By ``factor`` about a point of the picture's place, 0..1 from its upper left corner.
function zoom(factor, across = 0.5, down = 0.5) {
  const scale = Math.min(MOST, Math.max(1, lens.scale * factor)), by = scale / lens.scale;
  setLens(scale, across - (across - lens.x) * by, down - (down - lens.y) * by);
}

function enlarge() {
  area().classList.toggle('enlarged');
  document.documentElement.classList.toggle('rate-enlarged', enlarged());
  resetLens();
  label();
}

function leaveEnlarged() { if (enlarged()) enlarge(); }

function flip() {
  if (mode !== 'pair' || !queue.length) return;
  const stage = get('.stage');
  if (!flipping()) { stage.classList.add('flipping'); stage.dataset.seen = 0; }
  else stage.dataset.seen = 1 - stage.dataset.seen;
}

function leaveFlip() { get('.stage').classList.remove('flipping'); }

function leaveView() {
  if (flipping()) leaveFlip();
  else if (lens.scale > 1) resetLens();
  else if (enlarged()) enlarge();
  else return false;
  return true;
}

function within(pick, event) {
  const box = pick.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

// Where on the picture itself a place of its button is, or null beside it.
function onPicture(pick, [across, down]) {
  const image = pick.querySelector('img'), box = pick.getBoundingClientRect();
  const { left, top, width, height } = shape(image, box);
  const x = ((across - lens.x) / lens.scale - left) / width;
  const y = ((down - lens.y) / lens.scale - top) / height;
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
}

// The picture within its place, in shares of it: object-fit is contain.
function shape(image, box) {
  const { naturalWidth: w, naturalHeight: h } = image;
  const fit = Math.min(box.width / (w || 1), box.height / (h || 1));
  const width = w * fit / box.width || 1, height = h * fit / box.height || 1;
  return { left: (1 - width) / 2, top: (1 - height) / 2, width, height };
}

function showPlaces() {
  const pick = get('.pick');
  if (!pick) return;
  pick.querySelectorAll('.spot').forEach(each => each.remove());
  const place = shape(pick.querySelector('img'), pick.getBoundingClientRect());
  for (const flaw of draft.flaws) {
    if (flaw.x === undefined) continue;
    const spot = make('i', { className: 'spot' });
    spot.style.left = 100 * (place.left + flaw.x * place.width) + '%';
    spot.style.top = 100 * (place.top + flaw.y * place.height) + '%';
    pick.querySelector('.lens').append(spot);
  }
}

element.addEventListener('wheel', event => {
  const pick = event.target.closest('.pick');
  if (!pick || !(event.ctrlKey || enlarged() || flipping() || lens.scale > 1)) return;
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), ...within(pick, event));
}, { passive: false });

element.addEventListener('pointerdown', event => {
  const pick = event.target.closest('.pick');
  if (!pick) return;
  if (!fingers.size) moved = false;
  fingers.set(event.pointerId, { pick, x: event.clientX, y: event.clientY });
});

element.addEventListener('pointermove', event => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const box = before.pick.getBoundingClientRect();
  const now = { pick: before.pick, x: event.clientX, y: event.clientY };
  const dx = now.x - before.x, dy = now.y - before.y;
  if (fingers.size === 2) {
    const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
    const far = each => Math.hypot(each.x - other.x, each.y - other.y) || 1;
    moved = true;
    zoom(far(now) / far(before), ((now.x + other.x) / 2 - box.left) / box.width,
      ((now.y + other.y) / 2 - box.top) / box.height);
  } else if (lens.scale > 1) {
    if (!moved && Math.hypot(dx, dy) < 4) return;
    moved = true;
    setLens(lens.scale, lens.x + dx / box.width, lens.y + dy / box.height);
  } else return;
  fingers.set(event.pointerId, now);
});

for (const ending of ['pointerup', 'pointercancel', 'pointerleave'])
  element.addEventListener(ending, event => fingers.delete(event.pointerId), true);
