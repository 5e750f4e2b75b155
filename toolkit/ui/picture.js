// One picture large: previous and next among those that it was opened from, zoom, two in one.
(() => {
  const MOST = 8;
  let shelf = [];  // the pictures among which one steps

  const open = () => [...document.querySelectorAll('[role=dialog]')].filter(e => e.getClientRects().length);
  const picture = () => {
    const here = open().at(-1);
    return here?.classList.contains('picture') ? here : null;
  };
  const tiles = place => [...place?.querySelectorAll('.tile[data-hash][data-cell]') ?? []]
    .map(({ dataset: { hash, cell } }) => ({ hash, cell }));
  const placeOf = here => shelf.findIndex(
    each => each.hash === here.dataset.shows && each.cell === here.dataset.at);

  document.addEventListener('click', event => {
    const tile = event.target.closest?.('.tile[data-hash]');
    if (tile && !tile.closest('.dialog.picture'))
      shelf = tiles(tile.closest('.shelf') ?? tile.closest('[id]'));
    const zoomer = event.target.closest?.('[data-zoom]');
    if (zoomer) zoom(zoomer.closest('.picture'), zoomer.dataset.zoom === 'in' ? 1.5 : 1 / 1.5);
  }, true);

  // A picture that is opened by its address steps through what stands under it.
  function prepare() {
    const here = picture();
    if (!here) return;
    let at = placeOf(here);
    if (at < 0) {
      const fewer = document.querySelector('#results-set [role=dialog]');
      shelf = tiles(here.closest('#results-dialog') ? fewer : document.querySelector('#sweep-grid'));
      at = placeOf(here);
    }
    const place = here.querySelector('.stepper .place');
    if (place) place.textContent = at < 0 ? '' : `${at + 1} / ${shelf.length}`;
    for (const button of here.querySelectorAll('[data-step]')) {
      const next = at < 0 ? undefined : shelf[at + Number(button.dataset.step)];
      button.disabled = !next;
      if (next) Object.assign(button.dataset, { picture: next.hash, cell: next.cell });
    }
  }
  document.addEventListener('gesture-seen', prepare);

  const looks = new WeakMap();
  function place(here, { scale, x, y }) {
    const inner = here.querySelector('.zoomable'), box = here.querySelector('.marked');
    if (!inner) return;
    const least = size => size - size * scale;
    const look = {
      scale,
      x: Math.min(0, Math.max(least(box.clientWidth), x)),
      y: Math.min(0, Math.max(least(box.clientHeight), y)),
    };
    looks.set(inner, look);
    inner.style.transform = scale === 1 ? '' : `translate(${look.x}px, ${look.y}px) scale(${scale})`;
    box.classList.toggle('zoomed', scale > 1);
  }
  const lookOf = here => looks.get(here.querySelector('.zoomable')) ?? { scale: 1, x: 0, y: 0 };

  // The point under (left, top) of the box stays where it is; its middle where none is named.
  function zoom(here, by, left, top) {
    const box = here?.querySelector('.marked');
    if (!box) return;
    const { scale, x, y } = lookOf(here);
    left ??= box.clientWidth / 2;
    top ??= box.clientHeight / 2;
    const now = Math.min(MOST, Math.max(1, scale * by));
    place(here, { scale: now, x: left - (left - x) * now / scale, y: top - (top - y) * now / scale });
  }

  const within = event => event.target.closest?.('.dialog.picture .marked');
  function at(event, box) {
    const { left, top } = box.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  document.addEventListener('wheel', event => {
    const box = within(event);
    if (!box) return;
    const here = box.closest('.picture');
    if (event.deltaY > 0 && lookOf(here).scale === 1) return;
    event.preventDefault();
    zoom(here, event.deltaY < 0 ? 1.25 : 0.8, ...at(event, box));
  }, { passive: false });

  document.addEventListener('dblclick', event => {
    const box = within(event);
    if (!box) return;
    const here = box.closest('.picture');
    zoom(here, lookOf(here).scale > 1 ? 1 / MOST : 2.5, ...at(event, box));
  });

  document.addEventListener('pointermove', event => {
    const box = within(event), here = box?.closest('.picture');
    if (!here || !event.buttons) return;
    const { scale, x, y } = lookOf(here);
    if (scale > 1) place(here, { scale, x: x + event.movementX, y: y + event.movementY });
  });

  document.addEventListener('input', event => {
    if (!event.target.matches?.('.dialog.picture .overlay')) return;
    const here = event.target.closest('.picture'), share = event.target.value;
    here.querySelector('.above').style.clipPath = `inset(0 ${100 - share}% 0 0)`;
    here.querySelector('.seam').style.left = `${share}%`;
  });

  document.addEventListener('keydown', event => {
    const here = picture();
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches('input, textarea, select')) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) here.querySelector(`[data-step="${step}"]:not([disabled])`)?.click();
    else if (event.key === '+' || event.key === '=') zoom(here, 1.5);
    else if (event.key === '-') zoom(here, 1 / 1.5);
    else if (event.key === '0') zoom(here, 1 / MOST);
    else return;
    event.preventDefault();
  });
})();
