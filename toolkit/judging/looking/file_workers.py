"""Look at picture files of strangers, each in a process of its own that may die of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.decoding.pixels import decode_picture
from toolkit.decoding.worker_pool import LIMIT_S, Lost, WorkerPool, hushed
from toolkit.errors import JudgeError, shown
from toolkit.judging.finding.model_file import model_file
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.gesture.reading import Reading, enlarged_reading
from toolkit.judging.looking.files import Look, look_at_file, not_looked_at
from toolkit.judging.looking.lost_answers import lost_answer, raised_answer
from toolkit.vocabulary.vocabulary import Vocabulary

if TYPE_CHECKING:
    from toolkit.judging.form.judge import FormJudge

Looker = Callable[[Path], Look]


def look_in_workers(
    files: Sequence[Path],
    vocabulary: Vocabulary,
    *,
    expect: str | None = None,
    form: bool = True,
    workers: int = 1,
    limit_s: float = LIMIT_S,
    fetch: bool = True,
    on_message: Callable[[str], None] | None = None,
) -> Iterator[Look]:
    """Look at each file in one of ``workers`` processes, in the files' order.

    The looks are the same whatever the number of processes. One that dies over a file costs that
    file alone: ``unjudged``, reason ``crashed``; so does one that takes over ``limit_s`` seconds:
    ``timed_out``.

    Args:
        files: picture files of any origin.
        vocabulary: whose gestures are told apart.
        expect: the gesture that each should show, for a verdict.
        form: whether the hands' form is judged too.
        workers: how many processes, at most as many as files; each costs some seconds to start.
        limit_s: seconds for one picture.
        fetch: whether the package index may be asked for a missing model file.
        on_message: told what goes on while something is fetched.

    Raises:
        UnknownName: the vocabulary has no gesture called ``expect``.
        JudgeError: no model file, a damaged one, or a process could not be started.
    """
    if expect:
        vocabulary.gesture(expect)
    # Fetched here, once: workers that all fetched would do it each, and nobody would hear.
    model = model_file(fetch=fetch, on_message=on_message)
    opening = partial(opened_looker, vocabulary, model, expect or "", form)
    return looks_of(
        files, opening, expect=expect or "", form=form, workers=workers, limit_s=limit_s
    )


def read_in_worker(
    file: Path,
    vocabulary: Vocabulary,
    *,
    limit_s: float = LIMIT_S,
    fetch: bool = True,
    on_message: Callable[[str], None] | None = None,
) -> Reading:
    """What the hand judge reads in one picture file, in a process of its own; no second hand.

    Raises:
        BadInput: there is no such file.
        JudgeError: it cannot be read, or the process died of it or took over ``limit_s``; or no
            model file, or a damaged one.
    """
    model = model_file(fetch=fetch, on_message=on_message)
    opening = partial(opened_reader, vocabulary, model)
    with WorkerPool[Path, Reading](opening, limit_s=limit_s) as pool:
        (reading,) = pool.run([file])
    if isinstance(reading, Lost):
        why = "it took too long" if reading.why == "timed_out" else "its reader broke down"
        raise JudgeError(
            f"{shown(file.name)} cannot be looked at: {why}.",
            hint="The file may be damaged: save it anew, or take another picture.",
        )
    return reading


def looks_of(
    files: Sequence[Path],
    opening: Callable[[], AbstractContextManager[Looker]],
    *,
    expect: str = "",
    form: bool = False,
    workers: int = 1,
    limit_s: float = LIMIT_S,
) -> Iterator[Look]:
    """The same by any looker that ``opening``, a function that pickles, gives in a process."""
    if not files:
        return
    with WorkerPool(opening, workers=min(workers, len(files)), limit_s=limit_s) as pool:
        for file, look in zip(files, pool.run(files), strict=True):
            if isinstance(look, Lost):
                yield not_looked_at(file, expect, lost_answer(look, limit_s), form=form)
            else:
                yield look


@contextmanager
def opened_looker(vocabulary: Vocabulary, model: Path, expect: str, form: bool) -> Iterator[Looker]:
    """In a process of its own: the judges, opened, as a function from a file to its look."""
    with hushed(), ExitStack() as opened:
        judge = opened.enter_context(HandJudge.open(vocabulary, path=model, fetch=False))
        form_judge = None
        if form:
            from toolkit.judging.form.judge import FormJudge

            form_judge = opened.enter_context(FormJudge.open(path=model, fetch=False))
        yield partial(_looked_at, judge, form_judge, expect)


@contextmanager
def opened_reader(vocabulary: Vocabulary, model: Path) -> Iterator[Callable[[Path], Reading]]:
    """In a process of its own: the hand judge, opened, as a function from a file to a reading."""
    with hushed(), HandJudge.open(vocabulary, path=model, fetch=False) as judge:
        yield partial(_read, judge)


def _read(judge: HandJudge, file: Path) -> Reading:
    picture = decode_picture(file)
    return enlarged_reading(judge.read(picture.pixels, pairs=False), picture.scale)


def _looked_at(judge: HandJudge, form_judge: FormJudge | None, expect: str, file: Path) -> Look:
    expected = judge.vocabulary.gesture(expect) if expect else None
    try:
        return look_at_file(file, judge, expected, form_judge)
    except Exception as error:  # whatever it raises costs one file, as its death would
        form = form_judge is not None
        return not_looked_at(file, expect, raised_answer(error), form=form)
