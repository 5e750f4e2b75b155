"""What mending needs of the other rooms: who finds the hands, and what is drawn before what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self, final

import numpy as np
from PIL.Image import Image as Picture

from toolkit.errors import JudgeError, StoreError, shown
from toolkit.generation.patches import Box
from toolkit.judging.judge import FORM
from toolkit.store.store import Store
from toolkit.sweeps.mend_values import with_parents
from toolkit.sweeps.requests import GenerationRequest, Mend

if TYPE_CHECKING:
    from toolkit.judging.form.judge import FormJudge


@final
class HandsToMend:
    """The form judge, asked which hands of a picture are drawn once more; opened on first use.

    A context manager; not for two threads at once.
    """

    def __init__(self) -> None:
        self._opened = ExitStack()
        self._form: FormJudge | None = None

    @property
    def judge(self) -> str:
        """Name and version of the judge; raises `JudgeError` where it cannot be opened."""
        return _named(self._judge().version)

    def __call__(self, picture: Picture, mend: Mend) -> Sequence[Box]:
        """Boxes of the hands that ``mend`` is about, in pixels, the largest first.

        ``wrong`` ones are those that fail; one that the judge is unsure of, or that is too small
        to judge, is none of them.

        Raises:
            JudgeError: ``mend`` was asked for when another version of the judge was here.
        """
        if mend.judge and mend.judge != self.judge:
            raise JudgeError(
                f"its hands were to be found by the judge {shown(mend.judge)}; the one here is "
                f"{shown(self.judge)}",
                hint="Start the sweep anew to mend with the judge as it is now.",
            )
        forms = self._judge().hands(np.asarray(picture.convert("RGB")))
        return [form.box for form in forms if mend.hands == "all" or form.outcome == "fail"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._form = None
        self._opened.close()

    def _judge(self) -> FormJudge:
        if self._form is None:
            from toolkit.judging.form.judge import FormJudge

            self._form = self._opened.enter_context(FormJudge.open())
        return self._form


def judge_here() -> str:
    """Name and version of the judge that would be opened here, which is not opened for it.

    Raises `JudgeError` where its landmark model is missing; nothing is fetched.
    """
    from toolkit.judging.form.judge import version_here

    return _named(version_here())


def _named(version: str) -> str:
    return f"{FORM} {version}"


def parents_first(requests: Iterable[GenerationRequest]) -> list[list[GenerationRequest]]:
    """``requests`` in rounds: what mends nothing, then the first passes, the second and so on."""
    rounds: dict[int, list[GenerationRequest]] = {}
    for request in requests:
        rounds.setdefault(request.mend.number if request.mend else 0, []).append(request)
    return [rounds[number] for number in sorted(rounds)]


def to_draw(wanted: Mapping[str, GenerationRequest], store: Store) -> dict[str, GenerationRequest]:
    """What of the ``wanted`` requests is not drawn yet, and the pictures that these are made of as
    far as they are not there; by hash, as given, each before its parents."""
    lines = {key: with_parents(each) for key, each in wanted.items() if each.mend is not None}
    parents = {one.hash: one for line in lines.values() for one in line[1:]}
    finished = store.finished({**wanted, **parents})
    found: dict[str, GenerationRequest] = {}
    for key, request in wanted.items():
        if key not in finished:
            found.setdefault(key, request)
            for one in lines.get(key, ())[1:]:
                if one.hash not in finished:
                    found.setdefault(one.hash, one)
    return found


def parent_picture(store: Store, request_hash: str) -> Picture:
    """The picture to be mended; raises `StoreError` where it is not there."""
    try:
        return store.read_image(request_hash)
    except StoreError as error:
        raise StoreError(f"the picture that it mends is not there ({error.message})") from error


def made_before_s(store: Store, request: GenerationRequest) -> float:
    """Seconds that the picture which ``request`` mends took, 0 where it mends none."""
    if request.mend is None:
        return 0.0
    try:
        return store.image(request.mend.parent).seconds
    except StoreError:
        return 0.0
