// The address says what is shown: tabs, drawers, runs and pictures are gone to (Back returns),
// filters stand in it. Parts say theirs by data-address; the server brings what an address names.
(() => {
  const TABS = ['words', 'sweep', 'rate', 'results'];
  const under = {};  // the address of each tab, without its dialogs
  let going = 1;  // how many addresses are being brought; meanwhile nothing is noted
  let leaving = false;
  let planned = 0;

  const seen = each => each.getClientRects().length > 0;
  const buttons = () => [...document.querySelectorAll('#tabs [role=tab]')];
  const nameOf = button => button.dataset.tabId ?? button.id.replace(/-button$/, '');
  const tab = () => {
    const chosen = buttons().find(each => each.ariaSelected === 'true');
    return chosen ? nameOf(chosen) : TABS[0];
  };
  const dialogs = () => [...document.querySelectorAll('[role=dialog]')].filter(seen);
  const addressed = () => dialogs().filter(each => each.dataset.address);
  const base = name => under[name] ?? name;
  const target = () => location.hash.slice(1) || TABS[0];

  function here() {
    const open = addressed(), name = tab();
    return { tab: name, depth: open.length, text: open.at(-1)?.dataset.address ?? base(name) };
  }

  function write(how, now, inside) {
    const state = { gesture: { tab: now.tab, depth: now.depth, inside } };
    history[how](state, '', '#' + now.text);
  }

  function note() {
    if (going || leaving) return;
    const now = here(), was = history.state?.gesture;
    if (!was) return write('replaceState', now, 0);
    const same = was.tab === now.tab, deeper = now.depth - was.depth;
    if (same && deeper < 0 && was.inside >= -deeper) {
      // A dialog that was opened here is left by the way that it was come to.
      leaving = true;
      return history.go(deeper);
    }
    if (same && deeper === 0 && now.text === target()) return;
    if (!same) return write('pushState', now, 0);
    if (deeper > 0) write('pushState', now, was.inside + 1);
    else write('replaceState', now, deeper < 0 ? 0 : was.inside);
  }

  // Once what has changed is on the page.
  function soon() {
    clearTimeout(planned);
    planned = setTimeout(note, 80);
  }

  document.addEventListener('gesture-seen', ({ detail }) => {
    for (const each of detail.querySelectorAll('[data-address]'))
      if (!each.matches('[role=dialog]'))
        under[each.dataset.address.split(/[/?]/, 1)[0]] = each.dataset.address;
    soon();
  });
  window.gestureAt = (name, address) => { under[name] = address; soon(); };

  // The server has brought what was asked for: the address is what is shown.
  window.gestureGone = () => setTimeout(() => {
    going = Math.max(0, going - 1);
    if (going) return;
    const now = here();
    if (now.text !== target() || !history.state?.gesture)
      write('replaceState', now, history.state?.gesture?.inside ?? 0);
  }, 150);

  function press(name) {
    buttons().find(each => nameOf(each) === name)?.click();
  }

  function go() {
    leaving = false;
    const wanted = target(), name = wanted.split(/[/?]/, 1)[0];
    const now = here(), open = addressed();
    if (now.text === wanted) return;
    going += 1;
    const below = open.findLastIndex(each => each.dataset.address === wanted);
    if (now.tab === name && (below >= 0 || base(name) === wanted)) {
      for (let depth = open.length - 1; depth > below; depth -= 1)
        open[depth].querySelector('.close')?.click();
      window.gestureGone();
    } else if (now.tab !== name && base(name) === wanted && TABS.includes(name)) {
      for (const each of dialogs().reverse()) each.querySelector('.close')?.click();
      press(name);
      window.gestureGone();
    } else if (window.gestureGo) window.gestureGo(wanted);
    else window.gestureGone();
  }

  window.addEventListener('popstate', go);
  window.gestureStart = () => {
    const wanted = target();
    if (wanted !== TABS[0] && window.gestureGo) window.gestureGo(wanted);
    else window.gestureGone();
    const tabs = document.querySelector('#tabs');
    if (tabs) new MutationObserver(soon).observe(tabs,
      { subtree: true, attributes: true, attributeFilter: ['aria-selected'] });
  };
})();
