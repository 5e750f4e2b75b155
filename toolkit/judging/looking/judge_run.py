"""Judges on a whole run: every finished picture gets a verdict of each, saved as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import overload

from toolkit.decoding.worker_pool import LIMIT_S
from toolkit.documents.near_names import near
from toolkit.errors import BadInput, UnknownName, shown
from toolkit.judging.gesture.hand_judge import not_here
from toolkit.judging.judge import Judge, Question, question_of
from toolkit.judging.judges import JUDGES
from toolkit.judging.looking.run_workers import answers_of
from toolkit.progress import Advance, progress_bar
from toolkit.rating.flaws import check_flaws
from toolkit.rating.verdicts import (
    OUTCOMES,
    PEOPLE,
    PERSON,
    REASONS,
    Answer,
    Asked,
    Verdict,
    fits_question,
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

    ``kept`` of the ``looked`` pictures keep an answer that the judge gave before. ``question`` is
    what it answers; ``measured`` of a judge of numbers are the others' passed, failed and unsure.
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
    question: Asked = "gesture"
    unsure: int = 0
    measured: int = 0

    def _repr_html_(self) -> str:
        told = ", ".join(f"{reason} {count}" for reason, count in self.reasons)
        counted = self.passed + self.failed + self.unsure
        came_out = (
            f"{self.measured} measured"
            if self.question == "number"
            else f"{self.passed} of {counted} pass, {self.unsure} unsure"
        )
        return (
            f"<p>{came_out}, {self.unjudged} unjudged; "
            f"{escape(told)}. <small>{escape(self.judge)} {escape(self.judge_version)}</small></p>"
        )


@overload
def judge_run(
    store: Store,
    run: str,
    judge: Judge,
    on_progress: Advance | None = None,
    *,
    again: bool = False,
    workers: int = 1,
    limit_s: float = LIMIT_S,
) -> JudgeReport: ...


@overload
def judge_run(
    store: Store,
    run: str,
    judge: Sequence[Judge],
    on_progress: Advance | None = None,
    *,
    again: bool = False,
    workers: int = 1,
    limit_s: float = LIMIT_S,
) -> tuple[JudgeReport, ...]: ...


def judge_run(
    store: Store,
    run: str,
    judge: Judge | Sequence[Judge],
    on_progress: Advance | None = None,
    *,
    again: bool = False,
    workers: int = 1,
    limit_s: float = LIMIT_S,
) -> JudgeReport | tuple[JudgeReport, ...]:
    """Give every finished picture of ``run`` a verdict for the gesture of its cell.

    Several judges at once see each picture in turn, so that it is read only once. Verdicts of the
    same judge and version are kept unless ``again`` is set, and an older answer is kept where the
    judge now has none: an answer is worth more than none. Verdicts of other judges stay beside.
    They are saved as they come, so that stopping loses nothing. A judge that raises gives
    "unjudged", reason ``crashed``, and goes on with the next picture; so does one whose process
    dies, and one that takes too long is ``timed_out``.

    Args:
        store: where the pictures lie and the verdicts go.
        run: a run's id, or ``latest``.
        judge: from `open_judge`, or any object that is a `Judge`; or several of them.
        on_progress: called with (done, total) pictures; without it a bar is shown in a terminal or
            a notebook.
        again: look again at what a judge has answered already.
        workers: in how many processes built-in judges look; 1 for this one. The verdicts are the
            same. A judge of one's own always looks in this process. Starting one takes seconds.
        limit_s: seconds for one picture in a process of its own, more than 0.

    Returns:
        The judge's report; of several, one each, in their order.

    Raises:
        UnknownName: no such run, or it asks for a gesture that a judge's ``vocabulary`` lacks.
        StoreError: the store cannot be read or written.
        BadInput: a judge's name cannot be one or is given twice, its answer is none, or
            ``workers`` is below 1.
        JudgeError: a process could not be started.
    """
    if workers < 1:
        raise BadInput(f"workers is {shown(workers)}; expected 1 or more processes.")
    judges = tuple(judge) if isinstance(judge, Sequence) else (judge,)
    _check_names([each.name for each in judges])
    run = store.run(run).id
    for each in judges:
        words = getattr(each, "vocabulary", None)
        if isinstance(words, Vocabulary):
            check_gestures(store, run, words)
    answers = [_Answers(store, run, each, again=again) for each in judges]
    asking = partial(answers_of, store, workers=workers, limit_s=limit_s)
    if on_progress is not None:
        _judge(store, run, answers, asking, on_progress)
    else:
        with progress_bar("Judging", unit="pictures") as advance:
            _judge(store, run, answers, asking, advance)
    reports = tuple(_report(run, each) for each in answers)
    return reports if isinstance(judge, Sequence) else reports[0]


Asking = Callable[
    [Sequence[tuple[Question, Sequence[Judge]]]], Generator[Iterator[object], None, None]
]


class _Answers:
    """One judge's verdicts about a run, as they come in."""

    def __init__(self, store: Store, run: str, judge: Judge, *, again: bool) -> None:
        self.judge = judge
        self.question: Asked = question_of(judge)
        self.verdicts: list[Verdict] = []
        self.kept = 0
        self._again = again
        self._old = _answered(store, run, judge, self.question)

    def keeps(self, question: Question) -> bool:
        """Whether this version of the judge has answered ``question``, and need not look again."""
        before = self._before(question)
        return before is not None and before.judge_version == self.judge.version and not self._again

    def keep(self, question: Question) -> None:
        """Take what was answered before."""
        before = self._before(question)
        if before is not None:
            self.verdicts.append(before)
            self.kept += 1

    def add(self, question: Question, answer: Answer) -> Verdict | None:
        """Take a new answer; the verdict to save, None where an older answer is worth more."""
        if answer.outcome == "unjudged" and self._before(question) is not None:
            self.keep(question)
            return None
        verdict = verdict_of(
            answer,
            request_hash=question.request_hash,
            expected=question.expected,
            judge=self.judge.name,
            judge_version=self.judge.version,
            question=self.question,
        )
        self.verdicts.append(verdict)
        return verdict

    def _before(self, question: Question) -> Verdict | None:
        return self._old.get((question.request_hash, question.expected))


def _judge(
    store: Store,
    run: str,
    answers: Sequence[_Answers],
    asking: Asking,
    advance: Advance | None,
) -> None:
    questions = _questions(store, run)
    looking = [[each for each in answers if not each.keeps(asked)] for asked in questions]
    given = asking(
        [
            (asked, [each.judge for each in who])
            for asked, who in zip(questions, looking, strict=True)
            if who
        ]
    )
    unsaved: list[Verdict] = []
    with closing(given):
        try:
            for done, (question, who) in enumerate(zip(questions, looking, strict=True), start=1):
                for verdict in _verdicts(question, answers, who, given):
                    unsaved.append(verdict)
                if len(unsaved) >= SAVE_EVERY:
                    store.save_verdicts(unsaved)
                    unsaved = []
                if advance is not None:
                    advance(done, len(questions))
        finally:
            if unsaved:
                store.save_verdicts(unsaved)


def _verdicts(
    question: Question,
    answers: Sequence[_Answers],
    looking: Sequence[_Answers],
    given: Iterator[Iterator[object]],
) -> Iterator[Verdict]:
    """The new verdicts about one picture, of those who must look; the others keep theirs."""
    for each in answers:
        if each not in looking:
            each.keep(question)
    if not looking:
        return
    for each, answer in zip(looking, next(given), strict=True):
        verdict = each.add(question, _checked(answer, each.judge, each.question))
        if verdict is not None:
            yield verdict


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
        first, colon, _ = name.partition(":")
        named = f"Verdicts are kept under the name before the colon, {shown(first)}."
        raise UnknownName(
            f"There is no judge {shown(name[:80])}; known here are {', '.join(known)[:200]}.",
            hint=named if colon and first in known else near(name, known),
        )


def check_gestures(store: Store, run: str, vocabulary: Vocabulary) -> None:
    """Raise `UnknownName` when ``run`` asks for a gesture that ``vocabulary`` does not know.

    It may come from a vocabulary of the user's own that was not given this time.
    """
    for cell, _ in store.run_requests(run):
        if cell.gesture != ANY and cell.gesture not in vocabulary:
            raise not_here(cell.gesture)


def _check_names(names: Sequence[str]) -> None:
    if not names:
        raise BadInput("There is no judge to ask.", hint="Give one, or several.")
    for name in names:
        taken = name == PEOPLE or name.startswith(PERSON)
        if not name or len(name) > NAME_LENGTH or taken or "," in name:
            raise BadInput(
                f"A judge cannot be called {shown(name[:80])}: expected 1 to {NAME_LENGTH} "
                f"characters without a comma, neither {shown(PEOPLE)} nor beginning with "
                f"{shown(PERSON)}.",
                hint="Give the judge's class another `name`.",
            )
        if names.count(name) > 1:
            raise BadInput(
                f"Two judges are called {shown(name)}; the second's verdicts would replace the "
                "first's.",
                hint="Give one of them another `name`.",
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


def _answered(
    store: Store, run: str, judge: Judge, question: Asked
) -> dict[tuple[str, str], Verdict]:
    """What this judge, of any version, has answered of its question; "unjudged" is no answer."""
    return {
        (verdict.request_hash, verdict.expected): verdict
        for verdict in store.verdicts(run, judge.name)
        if verdict.outcome != "unjudged" and verdict.question == question
    }


def _checked(answer: object, judge: Judge, question: Asked) -> Answer:
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
    if not fits_question(answer.outcome, answer.number, question):
        raise BadInput(
            f"The judge {shown(judge.name)} answered {shown(answer.outcome)} with the number "
            f"{shown(answer.number)} to the question {shown(question)}.",
            hint='A judge with question = "number" gives the outcome "measured" and a finite '
            'number, any other "pass", "fail" or "unsure" and none; every one may be "unjudged".',
        )
    check_flaws(answer.details)
    return answer


def _report(run: str, answers: _Answers) -> JudgeReport:
    outcomes = Counter(verdict.outcome for verdict in answers.verdicts)
    reasons = Counter[str](verdict.reason for verdict in answers.verdicts)
    return JudgeReport(
        run=run,
        judge=answers.judge.name,
        judge_version=answers.judge.version,
        question=answers.question,
        looked=len(answers.verdicts),
        kept=answers.kept,
        passed=outcomes["pass"],
        failed=outcomes["fail"],
        no_hand=reasons["no_hand"],
        unsure=outcomes["unsure"],
        unjudged=outcomes["unjudged"],
        measured=outcomes["measured"],
        reasons=tuple(reasons.most_common()),
    )
