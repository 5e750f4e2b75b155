"""What is chosen in the Results tab, and its address."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.ui.addresses import Address, address_text

MACHINE, PEOPLE = "machine", "people"
SOURCES = ("votes", "verdicts")


@dataclass(frozen=True, kw_only=True)
class ResultsChoice:
    """Of which run, by whose verdicts on which question, counted by and compared on which axes,
    ranked by what."""

    run: str = ""
    judge: str = ""
    of: str = ""
    by: tuple[str, ...] = ()
    axis: str = ""
    source: str = SOURCES[0]

    def address(self, **more: str) -> str:
        """Its address, with the fields of what stands over it; what is usual is not in it."""
        return address_text(
            "results",
            run=self.run,
            judge="" if self.judge == MACHINE else self.judge,
            of=self.of,
            by="" if self.by == ("gesture",) else self.by,
            axis=self.axis,
            source="" if self.source == SOURCES[0] else self.source,
            **more,
        )


def choice_at(address: Address) -> ResultsChoice:
    """The choice that an address names; what it does not name is for the run to say."""
    source = address.one("source")
    return ResultsChoice(
        run=address.one("run"),
        judge=address.one("judge"),
        of=address.one("of"),
        by=address.all("by"),
        axis=address.one("axis"),
        source=source if source in SOURCES else SOURCES[0],
    )
