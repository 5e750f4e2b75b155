"""Whether a visitor's sweep is let in: what it would draw anew against what one may use up."""

from __future__ import annotations

from toolkit.errors import BadInput
from toolkit.ui.serving.allowances import Allowance
from toolkit.ui.serving.settings import Settings
from toolkit.ui.serving.visitors import Visitor

MINUTE_S = 60.0
HOUR_S = 3600.0


class Admission:
    """Counts what visitors draw, and says when it is too much; final, for many threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._each = Allowance(settings.limits.pictures_an_hour, HOUR_S)
        self._votes = Allowance(settings.limits.votes_a_minute, MINUTE_S)
        self._addresses = Allowance(settings.limits.votes_a_minute_of_an_address, MINUTE_S)
        self._all = Allowance(settings.limits.pictures_an_hour_in_all, HOUR_S)

    def check_cookie(self, visitor: Visitor) -> None:
        """Raise `BadInput` for a visitor who cannot be told apart from others."""
        if not visitor.known:
            raise BadInput(
                "This needs a cookie, so that what you do is yours.",
                hint="Let this page set cookies and load it again.",
                code="no_cookie",
            )

    def count_answer(self, visitor: Visitor) -> None:
        """Count one answer; raises `BadInput` beyond what a cookie, or an address, may send."""
        if not self._settings.strangers:
            return
        if not self._votes.take(visitor.id) or not self._addresses.take(visitor.address):
            raise BadInput(
                "That is faster than anybody can look.",
                hint="Wait a moment; nothing is lost.",
                code="too_many_votes",
            )

    def admit(self, visitor: Visitor, pictures: int) -> None:
        """Let ``visitor`` draw so many ``pictures``; they count from now on.

        Raises `BadInput` for a visitor without a cookie, for a plan of too many pictures, and
        where this hour's are used up, by the visitor or by all together. An admin, and whoever
        sits at their own machine, may draw without end.
        """
        if visitor.admin or not self._settings.strangers:
            return
        self.check_cookie(visitor)
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
