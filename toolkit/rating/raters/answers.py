"""Who answered what about which picture, out of verdicts: what alpha and skills are made of."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.rating.raters.agreement import ANSWERS
from toolkit.rating.raters.dawid_skene import RaterAnswer
from toolkit.rating.verdicts import PERSON, Asked, Verdict


def answers_of(
    verdicts: Iterable[Verdict], of: Asked, *, people_only: bool = False
) -> list[RaterAnswer]:
    """Each rater's pass, fail or unsure to the question ``of`` (gesture, form or both).

    A person's answer to both serves for each of the two, as in `toolkit.rating.settle`; a machine's
    does not. Unjudged pictures are no answers. An item is a picture and what it should show.
    """
    found: list[RaterAnswer] = []
    for verdict in verdicts:
        person = verdict.judge.startswith(PERSON)
        serves = verdict.question == of or (verdict.question == "both" and person)
        if not serves or (people_only and not person) or verdict.outcome not in ANSWERS:
            continue
        found.append(
            RaterAnswer(
                rater=verdict.judge,
                item=f"{verdict.request_hash} {verdict.expected}",
                answer=verdict.outcome,
            )
        )
    return found
