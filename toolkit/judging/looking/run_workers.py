"""Built-in judges on a run's pictures, in this process or in several."""

from __future__ import annotations

from collections.abc import Callable, Container, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PIL.Image import Image as Picture

from toolkit.decoding.pixels import DecodedPicture, decode_image
from toolkit.decoding.worker_pool import Lost, WorkerPool, hushed
from toolkit.errors import JudgeError, StoreError
from toolkit.judging.finding.enlarged import enlarged_answer
from toolkit.judging.judge import FORM, Judge, Question
from toolkit.judging.judges import JUDGES, MODEL_JUDGES, NoJudge, open_form
from toolkit.judging.looking.lost_answers import lost_answer, raised_answer
from toolkit.rating.verdicts import Answer, text_detail
from toolkit.store.recipe import read_picture
from toolkit.store.store import Store
from toolkit.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class PictureQuestion:
    """One question about a picture, for a process: which file, and the names of who is asked.

    ``refusal`` is why there is no file, "" where there is one.
    """

    file: Path
    question: Question
    judges: tuple[str, ...]
    refusal: str = ""


Opening = Callable[[], AbstractContextManager[Judge]]


@dataclass(frozen=True, kw_only=True)
class JudgeElsewhere:
    """A built-in judge as another process opens it, by ``opening``, a function that pickles; its
    ``version`` there must be the same."""

    name: str
    version: str
    opening: Opening


AskPicture = Callable[[PictureQuestion], tuple[object, ...]]


def answers_of(
    store: Store,
    asked: Sequence[tuple[Question, Sequence[Judge]]],
    *,
    workers: int,
    limit_s: float,
) -> Generator[Iterator[object], None, None]:
    """What each of the judges asked says about each picture, in order; not yet checked.

    Take the answers about one picture before those about the next. A picture is read once, in a
    process where the built-in judges look at it if ``workers`` is above 1, and once more here
    where a judge of one's own is asked as well.

    Raises:
        JudgeError: a process could not be started, or has another version of a judge.
    """
    elsewhere = _elsewhere(asked) if workers > 1 else {}
    with ExitStack() as opened:
        there: Iterator[tuple[object, ...]] = iter(())
        if elsewhere:
            tasks = list(_tasks(store, asked, elsewhere))
            pool = opened.enter_context(
                WorkerPool[PictureQuestion, tuple[object, ...]](
                    partial(opened_asker, tuple(elsewhere.values())),
                    workers=min(workers, len(tasks)),
                    limit_s=limit_s,
                )
            )
            there = _from_pool(pool, tasks, limit_s)
        for question, judges in asked:
            yield _in_turn(store, question, judges, elsewhere, there)


def ask(
    read: Callable[[], Picture], judges: Sequence[Judge], question: Question
) -> Iterator[object]:
    """What each judge says of the picture that ``read`` gives, which is read once.

    ``unjudged``, reason ``unreadable``, where it cannot be read, ``crashed`` where a judge raises.
    """
    if not judges:
        return
    try:
        picture = decode_image(read())
    except (StoreError, JudgeError) as error:
        yield from (_unreadable(str(error)),) * len(judges)
        return
    for judge in judges:
        yield _answer(judge, picture, question)


@contextmanager
def opened_asker(judges: tuple[JudgeElsewhere, ...]) -> Iterator[AskPicture]:
    """In a process of its own: the ``judges``, opened, as a function that answers one task.

    Raises:
        JudgeError: one cannot be opened, or is of another version than where it was asked.
    """
    with hushed(), ExitStack() as opened:
        found: dict[str, Judge] = {}
        for each in judges:
            judge = opened.enter_context(each.opening())
            if judge.version != each.version:
                raise JudgeError(
                    f"The judge {each.name} is of version {each.version} here and of "
                    f"{judge.version} in a process of its own.",
                    hint="Leave workers at 1, or open the judge with the model file of this "
                    "machine.",
                )
            found[each.name] = judge
        yield partial(_asked, found)


def opening_of(judge: Judge) -> Opening | None:
    """How another process opens the same ``judge``; None where none can: only judges of ours that
    were really opened, and take no model."""
    ours = judge.name in JUDGES.keys() - MODEL_JUDGES.keys() and type(judge).__module__.startswith(
        "toolkit.judging."
    )
    if not ours or isinstance(judge, NoJudge):
        return None
    if judge.name == FORM:
        return partial(open_form, fetch=False)
    if getattr(judge, "which", "any") != "any":  # opened by its name, it would be of any hand
        return None
    vocabulary = getattr(judge, "vocabulary", None)
    if not isinstance(vocabulary, Vocabulary):
        return None
    return partial(JUDGES[judge.name], vocabulary, fetch=False)


def _elsewhere(
    asked: Iterable[tuple[Question, Sequence[Judge]]],
) -> Mapping[str, JudgeElsewhere]:
    found: dict[str, JudgeElsewhere] = {}
    for judge in {id(judge): judge for _, judges in asked for judge in judges}.values():
        opening = opening_of(judge)
        if opening is not None:
            found[judge.name] = JudgeElsewhere(
                name=judge.name, version=judge.version, opening=opening
            )
    return found


def _in_turn(
    store: Store,
    question: Question,
    judges: Sequence[Judge],
    elsewhere: Container[str],
    there: Iterator[tuple[object, ...]],
) -> Iterator[object]:
    """The answers about one picture as the judges stand: from the processes, and asked here."""
    own = [judge for judge in judges if judge.name not in elsewhere]
    given = iter(next(there) if len(own) < len(judges) else ())
    here = ask(partial(store.read_image, question.request_hash), own, question)
    for judge in judges:
        yield next(given if judge.name in elsewhere else here)


def _tasks(
    store: Store,
    asked: Iterable[tuple[Question, Sequence[Judge]]],
    elsewhere: Container[str],
) -> Iterator[PictureQuestion]:
    for question, judges in asked:
        names = tuple(judge.name for judge in judges if judge.name in elsewhere)
        if not names:
            continue
        task = PictureQuestion(file=Path(), question=question, judges=names)
        try:
            yield replace(task, file=store.image_path(question.request_hash))
        except StoreError as error:
            yield replace(task, refusal=str(error))


def _from_pool(
    pool: WorkerPool[PictureQuestion, tuple[object, ...]],
    tasks: Sequence[PictureQuestion],
    limit_s: float,
) -> Iterator[tuple[object, ...]]:
    for task, answers in zip(tasks, pool.run(tasks), strict=True):
        if isinstance(answers, Lost):
            yield (lost_answer(answers, limit_s),) * len(task.judges)
        else:
            yield answers


def _asked(judges: Mapping[str, Judge], task: PictureQuestion) -> tuple[object, ...]:
    if task.refusal:
        return (_unreadable(task.refusal),) * len(task.judges)
    read = partial(read_picture, task.file)
    return tuple(ask(read, [judges[name] for name in task.judges], task.question))


def _unreadable(why: str) -> Answer:
    return Answer(outcome="unjudged", reason="unreadable", details=(text_detail(why),))


def _answer(judge: Judge, picture: DecodedPicture, question: Question) -> object:
    """What the judge says of its own copy of the picture: what it draws into it no other sees."""
    try:
        given: object = judge.answer(picture.pixels.copy(), question)
    except Exception as error:  # whatever a judge of anybody's may raise costs one picture
        return raised_answer(error)
    return enlarged_answer(given, picture.scale) if isinstance(given, Answer) else given
