"""A run judged in several processes: the same verdicts, and a death costs one picture."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.judging_samples import errors_kept, opened_form_judge, opened_judge, picture
from toolkit.errors import BadInput, JudgeError
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.judge import FORM, HAND_LANDMARKS, Question
from toolkit.judging.judges import NoJudge
from toolkit.judging.looking import run_workers as module
from toolkit.judging.looking.judge_run import judge_run
from toolkit.judging.looking.run_workers import (
    AskPicture,
    JudgeElsewhere,
    PictureQuestion,
    answers_of,
    opened_asker,
    opening_of,
)
from toolkit.rating.verdicts import Answer, Verdict
from toolkit.store import Store
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest
from toolkit.vocabulary import load_vocabulary

PASS = Answer(outcome="pass", reason="match")


class Bright:
    """A judge of one's own, which notes in which process it looked."""

    name = "bright"
    version = "1"

    def __init__(self) -> None:
        self.processes: set[int] = set()

    def answer(self, picture: np.ndarray, question: Question) -> Answer:
        self.processes.add(os.getpid())
        return Answer(outcome="fail", reason="other", score=float(picture.mean()) / 255)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def run(store: Store) -> str:
    """Seven pictures, the third without a hand, the fifth no picture, the last file gone."""
    shown = [
        *(picture("peace"), picture("fist"), np.full((128, 128, 3), 140, np.uint8)),
        *(picture(name) for name in ("palm", "like", "peace", "stop")),
    ]
    pairs = [
        (
            Cell(id=f"c{seed}", gesture="peace", values=(("gesture", "peace"),)),
            GenerationRequest(prompt="p", negative="", seed=seed, model="m"),
        )
        for seed in range(len(shown))
    ]
    run = store.start_run("test", "{}", pairs)
    for (_, request), pixels in zip(pairs, shown, strict=True):
        store.save_image(request, Image.fromarray(pixels), seconds=0.1, device="cpu")
    hashes = [image.request_hash for image in store.images(run)]
    store.image_path(hashes[4]).write_bytes(b"no picture")
    store.image_path(hashes[6]).unlink()
    return run


def said(verdicts: Sequence[Verdict]) -> list[tuple[str, str, str]]:
    return [(each.judge, each.outcome, each.reason) for each in verdicts]


@pytest.mark.slow
def test_the_verdicts_are_the_same_whatever_the_number_of_workers(store: Store, run: str) -> None:
    own, steps = Bright(), list[tuple[int, int]]()
    alone = judge_run(store, run, [opened_judge(), opened_form_judge(), Bright()])
    verdicts = store.verdicts(run)
    assert {each.reason for each in verdicts if each.judge != FORM} == {
        *("match", "other_gesture", "no_hand", "unreadable", "other")
    }
    together = judge_run(
        store,
        run,
        [opened_judge(), opened_form_judge(), own],
        lambda done, total: steps.append((done, total)),
        again=True,
        workers=2,
    )
    assert together == alone
    assert store.verdicts(run) == verdicts
    assert own.processes == {os.getpid()}, "a judge of one's own stays here"
    assert steps == [(done, 7) for done in range(1, 8)]
    for kept in judge_run(store, run, [opened_judge(), opened_form_judge()]):
        assert kept.kept == 5, "what could not be read is asked again"


def _asked(task: PictureQuestion) -> tuple[object, ...]:
    if np.asarray(Image.open(task.file)).mean() == 140:  # the picture without a hand
        os.abort()
    return (PASS,) * len(task.judges)


@contextmanager
def opened_fatal(judges: tuple[JudgeElsewhere, ...]) -> Iterator[AskPicture]:
    assert [each.name for each in judges] == [HAND_LANDMARKS]
    yield _asked


@pytest.mark.slow
def test_a_picture_that_ends_its_process_costs_that_verdict_alone(
    store: Store, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "opened_asker", opened_fatal)
    hashes = [image.request_hash for image in store.images(run)][:4]
    asked = [(Question(expected="peace", request_hash=each), [opened_judge()]) for each in hashes]
    answers = [list(each) for each in answers_of(store, asked, workers=2, limit_s=30)]
    reasons = [[getattr(each, "reason", "") for each in one] for one in answers]
    assert reasons == [["match"], ["match"], ["crashed"], ["match"]]


def test_who_can_be_opened_in_another_process() -> None:
    for judge in (opened_judge(), opened_form_judge()):
        opening = opening_of(judge)
        assert opening is not None
        with pickle.loads(pickle.dumps(opening))() as again:
            assert (again.name, again.version) == (judge.name, judge.version)
    assert opening_of(Bright()) is None
    for name in (HAND_LANDMARKS, FORM):
        assert opening_of(NoJudge(JudgeError("none"), name)) is None


def test_another_version_elsewhere_is_refused() -> None:
    there = JudgeElsewhere(
        name=HAND_LANDMARKS,
        version="old",
        opening=partial(HandJudge.open, load_vocabulary(), fetch=False),
    )
    opening = partial(opened_asker, (there,))
    with errors_kept(), pytest.raises(JudgeError, match="of version old here"), opening():
        pass


def test_less_than_one_worker_is_refused(store: Store, run: str) -> None:
    with pytest.raises(BadInput, match="workers is 0; expected 1 or more"):
        judge_run(store, run, Bright(), workers=0)
