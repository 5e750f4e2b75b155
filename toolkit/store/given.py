"""What a run alone says of a picture that was made elsewhere, as JSON text, and back.

The same picture may stand in two runs whose tables say different things of it, so this is kept
beside the run and not with the picture.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import cast

from toolkit.axes import MAX_SEED
from toolkit.sweeps.requests import GenerationRequest


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was said of an added picture: the file's ``name`` and its ``prompt``, "" for none.

    ``seed`` is the noise that it was made with, from 0; where nobody knows, its number in its
    cell as -1, -2, and so on.
    """

    name: str
    seed: int
    prompt: str = ""

    def to_json(self) -> str:
        """Canonical JSON, which `given_from_json` reads."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))


def given_from_json(text: str) -> Given | None:
    """The record whose `Given.to_json` is ``text``; None where it is none."""
    try:
        content: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    fields = cast("dict[str, object]", content) if isinstance(content, dict) else {}
    name, seed, prompt = (fields.get(key) for key in ("name", "seed", "prompt"))
    if len(fields) != 3 or not isinstance(name, str) or not isinstance(prompt, str):
        return None
    if isinstance(seed, bool) or not isinstance(seed, int) or not -MAX_SEED <= seed <= MAX_SEED:
        return None
    return Given(name=name, seed=seed, prompt=prompt)


def with_given(request: GenerationRequest, given: Given) -> GenerationRequest:
    """``request`` as the run knows it; the same where it was drawn here."""
    if request.elsewhere is None:
        return request
    return replace(
        request,
        seed=given.seed,
        prompt=given.prompt or request.prompt,
        elsewhere=replace(request.elsewhere, name=given.name),
    )
