// Your taste and the crowd's, once there is something to tell; and the keys, in dialogs.

const tasteShelf = () => `gesture-taste-${setup.run}`;

function offerTaste() {
  const enough = votes >= TASTE_FROM;
  const first = enough && get('.taste-open').hidden;
  get('.taste-open').hidden = !enough;
  if (first && !kept(tasteShelf())) tasteStrip();
}

async function askTaste() {
  const reply = await server.taste({ run: setup.run, rater: rater(), lang: setup.lang });
  if (reply.error) throw new Error(reply.error);
  return reply;
}

const won = each => say('taste.won', { won: +each.won.toFixed(1), met: each.met });

async function tasteStrip() {
  const mine = round;
  try {
    const { yours, everybody } = await askTaste();
    if (mine !== round || !yours.top.length) return;
    const one = (ranked, title) => `${say(title, { n: ranked.votes })}: ` +
      (ranked.sure ? ranked.top[0].name : say('taste.unsure'));
    const words = everybody.votes > yours.votes
      ? [one(yours, 'taste.yours'), one(everybody, 'taste.all')] : [one(yours, 'taste.yours')];
    get('.strip-taste .words').textContent = words.join(' · ');
    get('.strip-taste .words').title = words.join(' · ');
    get('.strip-taste .shut').setAttribute('aria-label', say('close'));
    get('.strip-taste').hidden = false;
  } catch (error) { console.warn('taste', error); }
}

function shutStrip() {
  get('.strip-taste').hidden = true;
  keep(tasteShelf(), 'seen');
}

function ranking(ranked, title) {
  const list = make('ol', {}, ...ranked.top.map(each => make('li', {},
    make('b', { textContent: each.name }),
    make('span', { className: 'quiet', textContent: ` ${won(each)}` }))));
  const part = make('section', {}, make('h3', { textContent: say(title, { n: ranked.votes }) }), list);
  if (!ranked.sure) part.append(make('p', { className: 'quiet', textContent: say('taste.unsure') }));
  return part;
}

async function openTaste() {
  let parts;
  try {
    const { yours, everybody } = await askTaste();
    parts = !yours.top.length ? [make('p', { textContent: say('taste.none') })]
      : everybody.votes > yours.votes
        ? [ranking(yours, 'taste.yours'), ranking(everybody, 'taste.all')]
        : [ranking(yours, 'taste.yours'), make('p', { textContent: say('taste.alone') })];
  } catch (error) { parts = [make('p', { textContent: error.message })]; }
  shutStrip();
  open('.taste', 'taste.title', make('div', { className: 'tastes' }, ...parts));
}

// A native dialog keeps the focus inside, is closed by Escape, and gives the focus back.
function open(selector, title, ...content) {
  const dialog = get(selector);
  const shut = make('button', { className: 'close', textContent: '×' });
  shut.setAttribute('aria-label', say('close'));
  shut.addEventListener('click', () => dialog.close());
  dialog.replaceChildren(make('h2', { textContent: say(title) }), shut, ...content);
  dialog.setAttribute('aria-label', say(title));
  dialog.showModal();
}

function keyRows() {
  const plus = ['+ − 0', 'keys.zoom'], last = [['u', 'keys.undo'], ['e', 'keys.enlarge'],
    plus, ['t', 'taste.title'], ['?', 'keys.help']];
  const rows = {
    pair: [['← →', 'keys.better'], ['↑', 'tie'], ['↓', 'both_bad'], [say('space'), 'not_sure'],
      ['1 2 3 4', 'keys.flags'], ['f', 'keys.flip']],
    verdict: [[`→ ← ${say('space')}`, 'keys.answer'], ['1 … 8', 'keys.flaw'],
      [say('enter'), 'keys.send']],
    four: [['1 2 3 4', 'keys.toggle'], [say('enter'), 'keys.send_four'], ['→', 'keys.skip']],
  }[mode];
  return [...rows, ...last];
}

function openKeys() {
  const table = make('table', {}, make('tbody', {}, ...keyRows().map(([signs, name]) => make('tr', {},
    make('td', {}, make('kbd', { textContent: signs })), make('td', { textContent: say(name) })))));
  const content = [table, make('p', { className: 'quiet', textContent: say('keys.where') })];
  if (setup.wording) {
    const box = make('input', { type: 'checkbox', checked: wordings });
    box.addEventListener('change', () => {
      wordings = box.checked;
      keep('gesture-rate-wording', wordings ? 'yes' : 'no');
      if (!wordings) get('.wording').textContent = '';
    });
    content.push(make('label', { className: 'setting' }, box, ` ${say('wording.setting')}`),
      make('p', { className: 'quiet', textContent: say('wording.note') }));
  }
  open('.keys', 'keys.title', ...content);
}
