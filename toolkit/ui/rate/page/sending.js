// Questions in, answers out, and answers back.

// Replies may overtake each other: only what was taken back makes a count smaller.
function count(reply, back = false) {
  done = back ? reply.done : Math.max(done, reply.done);
  total = reply.total;
  alike = Math.max(alike, reply.alike || 0);
  if (typeof reply.votes === 'number') votes = back ? reply.votes : Math.max(votes, reply.votes);
  offerTaste();
}

// Decoded before they are shown: the very elements that are put on the page.
function prepare(question) {
  question.images = question.pictures.map(url => {
    const image = make('img', { src: url, draggable: false });
    image.decode().catch(() => {});
    return image;
  });
  return question;
}

async function fetchMore() {
  if (fetching || finished || !setup.run || queue.length > AHEAD) return;
  fetching = true;
  const mine = round;
  try {
    const reply = await server.ask({ run: setup.run, rater: rater(), mode, fresh, lang: setup.lang,
      count: AT_ONCE });
    if (mine !== round) return;
    if (reply.error) { finished = true; message(reply.error); get('.ask').hidden = true; return; }
    fresh = false;
    const waiting = queue.length;
    queue.push(...reply.questions.map(prepare));
    count(reply);
    finished = !reply.questions.length && !reply.more;
    fetching = false;
    if (!waiting) present(); else label();
    if (reply.questions.length || reply.more) fetchMore();
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
      count(reply);
      if (reply.wordings) sayWordings(body.winner, reply.wordings);
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
        draft = blank();
        present();
        message(error.final ? error.message : say('lost'));
        fetchMore();
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 400 * attempt));
    }
  }
}

// What is said of the question that is seen goes out; the next one is shown at once.
function answer(said) {
  const question = queue[0];
  if (!question || holding) return;
  queue.shift();
  const body = { token: question.token, uuid: uuid(), rater: rater(), ...said,
    latency_ms: Math.round(performance.now() - shownAt), lang: setup.lang,
    wording: wordings && !!setup.wording };
  given.push({ uuid: body.uuid, draft, sent: send(question, body, round) });
  draft = blank();
  keepGiven();
  leaveFlip();
  present();
  fetchMore();
}

function skip() {
  if (!queue.length || holding) return;
  queue.shift();
  draft = blank();
  present();
  fetchMore();
}

async function takeBack() {
  if (!given.length || holding) return;
  holding = true;
  const { uuid: id, draft: marks, sent } = given.pop(), mine = round;
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
    count(reply, true);
    finished = false;
    get('.wording').textContent = reply.question ? '' : say('wording.note');
    if (!reply.question) return;
    draft = marks;
    queue.unshift(prepare(reply.question));
  } catch (error) {
    console.warn('undo', error);
  } finally {
    holding = false;
    if (mine === round) { present(); fetchMore(); if (refused) message(refused); }
  }
}
