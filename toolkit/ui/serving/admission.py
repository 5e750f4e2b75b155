"""Whether a visitor's sweep is let in: what it would draw anew against what one may use up."""

from __future__ import annotations

from toolkit.errors import BadInput
from toolkit.ui.serving.allowances import Allowance
from toolkit.ui.serving.settings import Settings
from toolkit.ui.serving.visitors import Visitor

HOUR_S = 3600.0


class Admission:
    """Counts what visitors draw, and says when it is too much; final, for many threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._each = Allowance(settings.limits.pictures_an_hour, HOUR_S)
        self._all = Allowance(settings.limits.pictures_an_hour_in_all, HOUR_S)

    def admit(self, visitor: Visitor, pictures: int) -> None:
        """Let ``visitor`` draw so many ``pictures``; they count from now on.

        Raises `BadInput` for a visitor without a cookie, for a plan of too many pictures, and
        where this hour's are used up, by the visitor or by all together. An admin, and whoever
        sits at their own machine, may draw without end.
        """
        if visitor.admin or not self._settings.strangers:
            return
        if not visitor.known:
            raise BadInput(
                "Sweeps need a cookie, so that they are yours.",
                hint="Let this page set cookies and load it again.",
                code="no_cookie",
            )
        most = self._settings.limits.pictures_a_plan
        if pictures > most:
            raise BadInput(
                f"The plan asks for {pictures} new pictures; here a plan may have {most}.",
                hint="Take fewer seeds or values, or run it on a machine of your own.",
                code="plan_too_large_here",
                fields={"count": pictures, "most": most},
            )
        if not self._each.take(visitor.id, pictures):
            left = self._each.left(visitor.id)
            raise BadInput(
                f"You may draw {left} more pictures in this hour; the plan asks for {pictures}.",
                hint="Take fewer, or come back later.",
                code="hour_used_up",
                fields={"count": pictures, "most": left},
            )
        if not self._all.take("", pictures):
            raise BadInput(
                "All visitors together have used up this hour's pictures.",
                hint="Look at what is there, rate, or come back later.",
                code="hour_used_up_by_all",
            )
