"""A judge on a whole run: every finished picture gets a verdict, saved as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from toolkit.documents.near_names import near
from toolkit.errors import BadInput, JudgeError, StoreError, UnknownName, shown
from toolkit.judging.judge import JUDGES, Judge, Question, not_here
from toolkit.judging.pixels import as_pixels
from toolkit.progress import Advance, progress_bar
from toolkit.rating.verdicts import (
    OUTCOMES,
    PEOPLE,
    PERSON,
    REASONS,
    Answer,
    Verdict,
    text_detail,
    verdict_of,
)
from toolkit.store.store import Store
from toolkit.vocabulary.any_hand import ANY
from toolkit.vocabulary.vocabulary import Vocabulary

SAVE_EVERY = 16
NAME_LENGTH = 128


@dataclass(frozen=True, kw_only=True)
class JudgeReport:
    """What judging a run gave. ``reasons`` counts them, most frequent first.

    ``kept`` of the ``looked`` pictures keep an answer that the judge gave before.
    """

    run: str
    judge: str
    judge_version: str
    looked: int
    kept: int
    passed: int
    failed: int
    no_hand: int
    unjudged: int
    reasons: tuple[tuple[str, int], ...]

    def _repr_html_(self) -> str:
        told = ", ".join(f"{reason} {count}" for reason, count in self.reasons)
        return (
            f"<p>{self.passed} of {self.passed + self.failed} pass, {self.unjudged} unjudged; "
            f"{escape(told)}. <small>{escape(self.judge)} {escape(self.judge_version)}</small></p>"
        )


def judge_run(
    store: Store,
    run: str,
    judge: Judge,
    on_progress: Advance | None = None,
    *,
    again: bool = False,
) -> JudgeReport:
    """Give every finished picture of ``run`` a verdict for the gesture of its cell.

    Verdicts of the same judge and version are kept unless ``again`` is set, and an older answer
    is kept where the judge now has none: an answer is worth more than none. Verdicts of other
    judges stay beside. They are saved as they come, so that stopping loses nothing.

    Args:
        store: where the pictures lie and the verdicts go.
        run: a run's id, or ``latest``.
        judge: from `open_judge`, or any object that is a `Judge`.
        on_progress: called with (done, total); without it a bar is shown in a terminal or a
            notebook.
        again: look again at what this judge has answered already.

    Raises:
        UnknownName: no such run.
        StoreError: the store cannot be read or written.
        BadInput: the judge's name cannot be one, or its answer is none.
    """
    _check_name(judge.name)
    run = store.run(run).id
    if on_progress is not None:
        return _judge(store, run, judge, on_progress, again=again)
    with progress_bar("Judging", unit="pictures") as advance:
        return _judge(store, run, judge, advance, again=again)


def _judge(
    store: Store, run: str, judge: Judge, advance: Advance | None, *, again: bool
) -> JudgeReport:
    questions = _questions(store, run)
    old = _answered(store, run, judge)
    verdicts: list[Verdict] = []
    unsaved: list[Verdict] = []
    kept = 0
    try:
        for done, question in enumerate(questions, start=1):
            before = old.get((question.request_hash, question.expected))
            if before is not None and before.judge_version == judge.version and not again:
                verdict = before
            else:
                verdict = _verdict(store, judge, question)
                if verdict.outcome == "unjudged" and before is not None:
                    verdict = before
                else:
                    unsaved.append(verdict)
            kept += verdict is before
            verdicts.append(verdict)
            if len(unsaved) >= SAVE_EVERY:
                store.save_verdicts(unsaved)
                unsaved = []
            if advance is not None:
                advance(done, len(questions))
    finally:
        if unsaved:
            store.save_verdicts(unsaved)
    return _report(run, judge, verdicts, kept=kept)


def check_judge(store: Store, run: str, name: str) -> None:
    """Raise `UnknownName` unless ``name`` is somebody whose verdicts on ``run`` may be asked for.

    Known are the built-in judges, `PEOPLE`, one person, and whoever has judged in this run;
    "" (the newest machine's word) always is.
    """
    if name in ("", PEOPLE) or name in JUDGES or name.startswith(PERSON):
        return
    known = [*JUDGES, PEOPLE]
    known += sorted({verdict.judge for verdict in store.verdicts(run)} - set(known))
    if name not in known:
        raise UnknownName(
            f"There is no judge {shown(name[:80])}; known here are {', '.join(known)[:200]}.",
            hint=near(name, known),
        )


def check_gestures(store: Store, run: str, vocabulary: Vocabulary) -> None:
    """Raise `UnknownName` when ``run`` asks for a gesture that ``vocabulary`` does not know.

    It may come from a vocabulary of the user's own that was not given this time.
    """
    for cell, _ in store.run_requests(run):
        if cell.gesture != ANY and cell.gesture not in vocabulary:
            raise not_here(cell.gesture)


def _check_name(name: str) -> None:
    taken = name == PEOPLE or name.startswith(PERSON)
    if not name or len(name) > NAME_LENGTH or taken or "," in name:
        raise BadInput(
            f"A judge cannot be called {shown(name[:80])}: expected 1 to {NAME_LENGTH} characters "
            f"without a comma, neither {shown(PEOPLE)} nor beginning with {shown(PERSON)}.",
            hint="Give the judge's class another `name`.",
        )


def _questions(store: Store, run: str) -> Sequence[Question]:
    """One for each finished picture of the run and gesture that a cell asks of it, in order."""
    finished = {image.request_hash for image in store.images(run)}
    found: dict[tuple[str, str], Question] = {}
    for cell, request in store.run_requests(run):
        if request.hash in finished:
            view = dict(cell.values).get("view", "")
            found[request.hash, cell.gesture] = Question(
                expected=cell.gesture, view=view, request_hash=request.hash
            )
    return list(found.values())


def _answered(store: Store, run: str, judge: Judge) -> dict[tuple[str, str], Verdict]:
    """What this judge, of any version, has answered; "unjudged" is no answer."""
    return {
        (verdict.request_hash, verdict.expected): verdict
        for verdict in store.verdicts(run, judge.name)
        if verdict.outcome != "unjudged"
    }


def _verdict(store: Store, judge: Judge, question: Question) -> Verdict:
    try:
        picture = as_pixels(store.read_image(question.request_hash))
    except (StoreError, JudgeError) as error:
        answer = Answer(outcome="unjudged", reason="unreadable", details=(text_detail(str(error)),))
    else:
        answer = _checked(judge.answer(picture, question), judge)
    return verdict_of(
        answer,
        request_hash=question.request_hash,
        expected=question.expected,
        judge=judge.name,
        judge_version=judge.version,
    )


def _checked(answer: object, judge: Judge) -> Answer:
    if not isinstance(answer, Answer):
        raise BadInput(
            f"The judge {shown(judge.name)} answered {repr(answer)[:80]}; expected an Answer.",
            hint='Return Answer(outcome="pass", reason="match") or the like.',
        )
    for what, got, known in (
        ("outcome", answer.outcome, OUTCOMES),
        ("reason", answer.reason, REASONS),
    ):
        if got not in known:
            raise BadInput(
                f"The judge {shown(judge.name)} gave the {what} {shown(str(got)[:80])}; "
                f"expected one of {', '.join(known)}.",
                hint="A reason of one's own is 'other', with details.",
            )
    return answer


def _report(run: str, judge: Judge, verdicts: Sequence[Verdict], *, kept: int) -> JudgeReport:
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    reasons = Counter[str](verdict.reason for verdict in verdicts)
    return JudgeReport(
        run=run,
        judge=judge.name,
        judge_version=judge.version,
        looked=len(verdicts),
        kept=kept,
        passed=outcomes["pass"],
        failed=outcomes["fail"],
        no_hand=reasons["no_hand"],
        unjudged=outcomes["unjudged"],
        reasons=tuple(reasons.most_common()),
    )
