"""The hand judge: pictures in, verdicts out, for one picture or for a whole run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, final

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import JudgeError, StoreError
from toolkit.judging import match
from toolkit.judging.decide import Answer, decide
from toolkit.judging.landmarker import HandLandmarker
from toolkit.judging.match import Matcher
from toolkit.judging.pairs import PairMatcher
from toolkit.judging.reading import Reading, read_hands
from toolkit.rating.verdicts import Verdict
from toolkit.store.store import Store
from toolkit.sweeps.cells import Cell
from toolkit.vocabulary.entries import Gesture, SceneWord
from toolkit.vocabulary.vocabulary import Vocabulary

NAME = "hand-landmarks"
SAVE_EVERY = 16

Pixels = NDArray[np.uint8]


class Judge(Protocol):
    """Whoever can look at a picture; ``version`` changes whenever answers may."""

    name: str
    version: str

    def verdict(
        self,
        image: Pixels,
        expected: str,
        request_hash: str = "",
        *,
        view: SceneWord | None = None,
    ) -> Verdict:
        """Does ``image`` (H, W, 3) uint8 RGB show the gesture called ``expected``?"""
        ...


@final
class HandJudge:
    """Judges by the hand's 21 landmarks; a context manager, not for two threads at once."""

    name = NAME

    def __init__(self, landmarker: HandLandmarker, vocabulary: Vocabulary) -> None:
        """Judge with an opened landmarker; `open` does both steps."""
        self._landmarker = landmarker
        self._gestures = vocabulary.gestures
        self._matcher = Matcher(self._gestures.values())
        self._pairs = PairMatcher(self._gestures.values())
        self.vocabulary = vocabulary
        self.version = (
            f"{landmarker.version}-{match.VERSION}-{_poses_hash(self._gestures.values())}"
        )

    @classmethod
    def open(
        cls,
        vocabulary: Vocabulary,
        *,
        path: Path | None = None,
        fetch: bool = True,
        on_message: Callable[[str], None] | None = None,
    ) -> HandJudge:
        """Open the judge with the model file of this machine, fetched when there is none.

        Args:
            vocabulary: whose gestures are told apart.
            path: a model file to take instead of the one that is looked for.
            fetch: whether the package index may be asked for a missing model file.
            on_message: told what goes on while something is fetched.

        Raises:
            JudgeError: no model file, or a damaged one; the message says what mends it.
        """
        return cls(HandLandmarker.open(path, fetch=fetch, on_message=on_message), vocabulary)

    def __enter__(self) -> HandJudge:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the landmarker; a second call does nothing."""
        self._landmarker.close()

    def read(self, image: Pixels, *, pairs: bool = True) -> Reading:
        """What is in ``image`` (H, W, 3) uint8 RGB: hands, side, every gesture's score.

        With ``pairs`` a picture in which one hand is found is looked at up to four times more for
        a second that touches it, each time as long again.
        """
        hands = self._landmarker.detect(image)
        if pairs and len(hands) == 1:
            hands += self._landmarker.detect_beside(image, hands[0])
        return read_hands(hands, self._matcher, self._pairs)

    def verdict(
        self,
        image: Pixels,
        expected: str,
        request_hash: str = "",
        *,
        view: SceneWord | None = None,
    ) -> Verdict:
        """Does ``image`` show the gesture called ``expected``, as seen from ``view``?

        Raises:
            UnknownName: the vocabulary has no gesture of that id.
            JudgeError: the picture is no (H, W, 3) uint8 array.
        """
        gesture = self.vocabulary.gesture(expected)
        reading = self.read(image, pairs=gesture.hands == 2)
        answer = decide(reading, gesture, self._gestures, view=view)
        return _verdict(self, request_hash, expected, answer)


@final
class NoJudge:
    """Stands in when no judge can be opened: every picture is unjudged, and says why."""

    name = NAME
    version = "none"

    def __init__(self, why: JudgeError) -> None:
        """Remember what went wrong; it becomes every verdict's explanation."""
        self.why = why

    def __enter__(self) -> NoJudge:
        return self

    def __exit__(self, *_exception: object) -> None:
        return None

    def verdict(
        self,
        image: Pixels,
        expected: str,
        request_hash: str = "",
        *,
        view: SceneWord | None = None,
    ) -> Verdict:
        """``unjudged``, reason ``no_judge``, with the command that mends it."""
        del image, view
        return _verdict(self, request_hash, expected, _unjudged("no_judge", str(self.why)))


def open_judge(
    vocabulary: Vocabulary,
    *,
    fetch: bool = True,
    on_message: Callable[[str], None] | None = None,
) -> HandJudge | NoJudge:
    """The hand judge, or `NoJudge` with the reason when it cannot be opened; never raises that."""
    try:
        return HandJudge.open(vocabulary, fetch=fetch, on_message=on_message)
    except JudgeError as error:
        return NoJudge(error)


@dataclass(frozen=True, kw_only=True)
class JudgeReport:
    """What judging a run gave. ``reasons`` counts them, most frequent first."""

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


def judge_run(
    store: Store,
    run: str,
    judge: HandJudge | NoJudge,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    again: bool = False,
) -> JudgeReport:
    """Give every finished picture of ``run`` a verdict for the gesture of its cell.

    Verdicts of the same judge and version are kept unless ``again`` is set. They are saved as
    they come, so that stopping loses nothing.

    Args:
        store: where the pictures lie and the verdicts go.
        run: a run's id, or ``latest``.
        judge: from `HandJudge.open` or `open_judge`.
        on_progress: called with (done, total).
        again: look again at what this judge has answered already.

    Raises:
        UnknownName: no such run.
        StoreError: the store cannot be read or written.
    """
    run = store.run(run).id
    asked = _asked(store, run)
    old = {} if again else _answered(store, run, judge)
    verdicts: list[Verdict] = []
    unsaved: list[Verdict] = []
    try:
        for done, ((request_hash, expected), cell) in enumerate(asked.items(), start=1):
            verdict = old.get((request_hash, expected))
            if verdict is None:
                verdict = _look(store, judge, request_hash, cell)
                unsaved.append(verdict)
            verdicts.append(verdict)
            if len(unsaved) >= SAVE_EVERY:
                store.save_verdicts(unsaved)
                unsaved = []
            if on_progress is not None:
                on_progress(done, len(asked))
    finally:
        if unsaved:
            store.save_verdicts(unsaved)
    return _report(run, judge, verdicts, kept=sum(key in old for key in asked))


def _asked(store: Store, run: str) -> dict[tuple[str, str], Cell]:
    """(request hash, gesture) of every finished picture of the run, with one of its cells."""
    finished = {image.request_hash for image in store.images(run)}
    return {
        (request.hash, cell.gesture): cell
        for cell, request in store.run_requests(run)
        if request.hash in finished
    }


def _answered(store: Store, run: str, judge: HandJudge | NoJudge) -> dict[tuple[str, str], Verdict]:
    return {
        (verdict.request_hash, verdict.expected): verdict
        for verdict in store.verdicts(run, judge.name)
        if verdict.outcome != "unjudged"
        # Without a judge, an older judge's answer is still worth more than none.
        and (isinstance(judge, NoJudge) or verdict.judge_version == judge.version)
    }


def _look(store: Store, judge: HandJudge | NoJudge, request_hash: str, cell: Cell) -> Verdict:
    try:
        pixels = np.asarray(store.read_image(request_hash).convert("RGB"))
    except StoreError as error:
        return _verdict(judge, request_hash, cell.gesture, _unjudged("unreadable", str(error)))
    view = _view(judge, cell) if isinstance(judge, HandJudge) else None
    return judge.verdict(pixels, cell.gesture, request_hash, view=view)


def _view(judge: HandJudge, cell: Cell) -> SceneWord | None:
    """The cell's view word, if the sweep has a view axis and the vocabulary knows the word."""
    asked = dict(cell.values).get("view", "")
    return next((word for word in judge.vocabulary.scene("view") if word.id == asked), None)


def _unjudged(reason: str, explanation: str) -> Answer:
    return Answer(outcome="unjudged", reason=reason, explanation=explanation)


def _verdict(judge: Judge, request_hash: str, expected: str, answer: Answer) -> Verdict:
    return Verdict(
        request_hash=request_hash,
        expected=expected,
        judge=judge.name,
        judge_version=judge.version,
        **asdict(answer),
    )


def _report(run: str, judge: Judge, verdicts: list[Verdict], *, kept: int) -> JudgeReport:
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    reasons = Counter(verdict.reason for verdict in verdicts)
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


def _poses_hash(gestures: Iterable[Gesture]) -> str:
    """Six hex digits of all that the judge reads of the vocabulary."""
    text = "\n".join(
        f"{g.id} {g.pose!r} {g.other!r} {g.facing} {g.pointing} {sorted(g.twins)}" for g in gestures
    )
    return hashlib.sha256(text.encode()).hexdigest()[:6]
