// What is seen: the target, the pictures, and what may be said of them.
const SIGNS = { left: '←', right: '→', both_bad: '↓', tie: '↑' };
const WINNERS = ['left', 'tie', 'both_bad', 'not_sure', 'right'];
const PARTS = { pass: ['→', 'yes'], fail: ['←', 'no'], unsure: ['', 'not_sure'] };

function message(words, button, act) {
  const place = get('.message');
  place.replaceChildren();
  if (!words) return;
  const box = make('div', { className: 'empty' }, make('p', { textContent: words }));
  if (button) {
    const press = make('button', { className: 'plainbutton strong', textContent: button });
    press.addEventListener('click', () => trigger('act', { act }));
    box.append(press);
  }
  place.append(box);
}

function key(button, sign, words) {
  if (!button.querySelector('kbd')) button.replaceChildren(make('kbd'), make('span'));
  button.firstElementChild.textContent = sign;
  button.firstElementChild.hidden = !sign;
  button.lastElementChild.textContent = words;
  return button;
}

function press(button, on) {
  button.setAttribute('aria-pressed', String(on));
  button.classList.toggle('on', on);
}

// The pictures of a question, each a button; made anew for every question.
function lay(question) {
  const stage = get('.stage');
  const sides = question.images.map((image, n) => {
    const pick = make('button', { className: 'pick' }, make('span', { className: 'lens' }, image));
    pick.dataset.n = n;
    image.alt = mode === 'pair' ? say(n ? 'picture_right' : 'picture_left')
      : mode === 'four' ? say('picture_n', { n: n + 1 }) : say('picture');
    const side = make('div', { className: 'side' }, pick);
    side.dataset.n = n;
    if (mode === 'four') pick.append(make('kbd', { textContent: n + 1 }));
    if (mode === 'pair') {
      pick.append(make('b', { className: 'which', textContent: say(n ? 'right' : 'left') }));
      side.append(make('div', { className: 'flags' }, ...['pass', 'fail'].map((outcome, m) => {
        const flag = make('button', { className: outcome });
        flag.dataset.flag = `${n ? 'right' : 'left'}:${outcome}`;
        const words = outcome === 'pass' ? `✓ ${say('well_formed')}` : `✗ ${say('malformed')}`;
        return key(flag, 2 * n + m + 1, words);
      })));
    }
    return side;
  });
  const held = stage.contains(document.activeElement);
  stage.replaceChildren(...sides);
  if (held) area().focus({ preventScroll: true });  // with the picture it would be lost
  stage.dataset.count = sides.length;
}

function layAnswers() {
  const answers = get('.answers');
  if (answers.dataset.mode === mode) return;
  answers.dataset.mode = mode;
  const named = (name, value) => {
    const button = make('button');
    button.dataset[name] = value;
    return button;
  };
  answers.replaceChildren(...(mode === 'pair' ? WINNERS.map(each => named('winner', each))
    : mode === 'four' ? [named('send', 'four'), named('send', 'skip')] : []));
  for (const step of ['gesture', 'form'])
    get(`[data-step=${step}] .row`).replaceChildren(
      ...Object.keys(PARTS).map(each => named('part', `${step}:${each}`)));
  get('.flaws .row').replaceChildren(...(setup.flaws || []).map((_, n) => named('flaw', n)),
    named('send', 'flaws'));
}

function labelPair() {
  for (const button of all('[data-flag]')) {
    const [side, outcome] = button.dataset.flag.split(':');
    press(button, draft.flags[side] === outcome);
  }
  for (const button of all('.answers [data-winner]')) {
    const winner = button.dataset.winner;
    key(button, SIGNS[winner] || say('space'), say(winner));
  }
}

const step = () => (draft.gesture ? 'form' : 'gesture');

function labelVerdict() {
  get('[data-step=gesture] p').textContent = say('shows');
  get('[data-step=form] p').textContent = say('form');
  get('.flaws p').textContent = say('flaws');
  for (const each of all('.step')) {
    each.setAttribute('aria-label', each.querySelector('p').textContent);
    each.classList.toggle('now', each.dataset.step === step());
  }
  for (const button of all('[data-part]')) {
    const [of, outcome] = button.dataset.part.split(':');
    const [sign, words] = PARTS[outcome];
    key(button, of === step() ? sign || say('space') : '', say(words));
    press(button, draft[of] === outcome);
    button.disabled = of === 'form' && outcome === 'pass' && draft.flaws.length > 0;
  }
  for (const button of all('[data-flaw]')) {
    const [kind, words] = setup.flaws[button.dataset.flaw];
    key(button, Number(button.dataset.flaw) + 1, words);
    press(button, draft.flaws.some(each => each.kind === kind));
    button.classList.toggle('placing', draft.flaws[draft.active]?.kind === kind);
  }
  const send = get('[data-send=flaws]');
  key(send, say('enter'), say('done_flaws'));
  send.disabled = !draft.gesture || !draft.flaws.length;
  showPlaces();
}

function labelFour() {
  for (const pick of all('.pick')) press(pick, draft.good.includes(Number(pick.dataset.n)));
  const n = draft.good.length;
  const send = get('[data-send=four]');
  if (send) key(send, say('enter'), n ? say('some_good', { n }) : say('none_good'));
  const skipped = get('[data-send=skip]');
  if (skipped) key(skipped, '→', say('skip'));
}

function label() {
  const title = { pair: 'which', verdict: 'shows', four: 'good' }[mode];
  get('.rate').dataset.mode = mode;
  get('.question').textContent = say(title);
  area().setAttribute('aria-label', say('area'));
  get('.modes').setAttribute('aria-label', say('modes'));
  for (const button of all('.modes [data-mode]')) {
    button.textContent = say(`mode.${button.dataset.mode}`);
    button.title = say(`mode.${button.dataset.mode}.title`);
    button.setAttribute('aria-label', button.title);
    press(button, button.dataset.mode === mode);
  }
  layAnswers();
  if (mode === 'pair') labelPair();
  else if (mode === 'verdict') labelVerdict();
  else labelFour();
  get('.undo span').textContent = say('undo');
  get('.undo').disabled = !given.length || holding;
  get('.help span').textContent = say('keys');
  get('.taste-open span').textContent = say('taste');
  get('[data-tool=enlarge] span').textContent = say(enlarged() ? 'leave_view' : 'enlarge');
  get('[data-tool=flip] span').textContent = say('flip');
  get('[data-tool=flip]').hidden = mode !== 'pair';
  get('.tools').hidden = !queue.length;
  get('.foot').hidden = !total && !given.length;
  const same = mode === 'pair' && alike ? ` · ${say('alike', { n: alike })}` : '';
  get('.done').textContent = say('progress', { done, total }) + same;
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
    get('.skeleton').hidden = !question.skeleton;
    if (question.skeleton) get('.skeleton').src = question.skeleton;
    lay(question);
    resetLens();
    element.dataset.question = question.token;
    shownAt = performance.now();
  } else if (finished) {
    leaveEnlarged();
    if (total) message(say(mode === 'pair' ? 'all_done' : 'all_pictures_done'), say('see_results'),
      'results');
    else message(say(alike ? 'all_alike' : 'nothing'), say('go_sweep'), 'sweep');
  } else if (fetching) {
    message(say('loading'));
  }
  label();
  if (question)
    get('.spoken').textContent =
      `${get('.question').textContent} ${get('.name').textContent}. ${get('.done').textContent}`;
}

function sayWordings(winner, [left, right]) {
  get('.wording').textContent = say('wording.said', { winner: say(winner), left, right });
}
