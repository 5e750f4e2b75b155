"""Do two judges say the same? Agreement, Cohen's kappa with its interval, and which flaws.

Kappa is agreement beyond chance: of what two judges who answer by their own habits, without
looking, would leave to be gained, the share that was (Cohen, Educational and Psychological
Measurement 20, 1960, p. 37).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import ClassVar, final

from toolkit.rating.distributions import normal_quantile
from toolkit.rating.flaws import FLAW_KINDS, FlawKind, flaws_of
from toolkit.rating.settling import settle
from toolkit.rating.tables import Record, Table
from toolkit.rating.verdicts import PEOPLE, PERSON, Asked, Outcome, Verdict

ANSWERS: tuple[Outcome, ...] = ("pass", "fail", "unsure")
"""What is compared; where either judge did not look, there is nothing to compare."""

COMPARED: tuple[Asked, ...] = ("gesture", "form", "both")
"""The questions that are answered by one of `ANSWERS`."""

ADDED = 2.0
"""How many answers are added, spread evenly over the table, before its spread is taken (as Agresti
and Coull do for one share, The American Statistician 52, 1998, p. 119): without them a table of
full agreement has an interval of no width, however few the pictures."""

_PICTURE = tuple[str, str]
_ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How two judges' answers about the same ``n`` things go together.

    ``agreement`` is the share answered alike (0..1), ``kappa`` that beyond chance (at most 1) in
    ``low``..``high``; None where n is 0, kappa also where both always gave one and the same answer
    and chance leaves nothing to gain. ``confusion`` counts (first's answer, second's answer).
    """

    n: int
    agreement: float | None
    kappa: float | None
    low: float | None
    high: float | None
    confusion: tuple[tuple[str, str, int], ...]

    def count(self, first: str, second: str) -> int:
        """How often the first judge said ``first`` and the second ``second``."""
        return sum(n for one, two, n in self.confusion if (one, two) == (first, second))


@dataclass(frozen=True, kw_only=True)
class FlawAgreement:
    """How two judges go together in naming flaws of one ``kind``; answers are "yes" and "no"."""

    kind: FlawKind
    agreement: Agreement


@dataclass(frozen=True, kw_only=True)
class JudgeAgreement:
    """Two judges' answers to the question ``of`` about the pictures that both looked at.

    ``flaws`` has a row for each kind that either named, where both name flaws at all.
    """

    of: Asked
    first: str
    second: str
    answers: Agreement
    flaws: tuple[FlawAgreement, ...] = ()


@final
class JudgeAgreements(Table[JudgeAgreement]):
    """A list of `JudgeAgreement`; `to_frame` has a row for each pair of judges and question."""

    shares: ClassVar[tuple[str, ...]] = ("agreement",)

    def records(self) -> list[Record]:
        """Every row as plain values: question, judges, n, agreement, kappa and its bounds."""
        names = ("n", "agreement", "kappa", "low", "high")
        return [
            {
                "of": row.of,
                "first": row.first,
                "second": row.second,
                **{name: getattr(row.answers, name) for name in names},
            }
            for row in self
        ]


def agreement(
    pairs: Iterable[tuple[str, str]], answers: Sequence[str], *, confidence: float = 0.95
) -> Agreement:
    """How the two answers of each pair, out of ``answers``, go together.

    The interval is κ ± z·SE with the large-sample standard error of Fleiss, Cohen and Everitt
    (Psychological Bulletin 72, 1969, p. 323, equation 13), taken of the table with `ADDED` answers
    more, and never short of κ itself or beyond -1..1. How often it holds the truth is simulated by
    ``tests/test_rating_raters_agreement.py``. Raises `ValueError` for an answer that
    is none of ``answers``.
    """
    counted = Counter(pairs)
    strange = {each for pair in counted for each in pair} - set(answers)
    if strange:
        raise ValueError(f"answers are {', '.join(answers)}; got {', '.join(sorted(strange))}")
    n = counted.total()
    confusion = tuple((one, two, counted[one, two]) for one in answers for two in answers)
    # An answer that neither judge ever gave is no category of this table.
    used = [each for each in answers if any(each in pair for pair in counted)]
    table = [[float(counted[one, two]) for two in used] for one in used]
    kappa = cohens_kappa(table) if n else None
    low = high = None
    if kappa is not None:
        smoothed = [[count + ADDED / len(table) ** 2 for count in row] for row in table]
        centre, error = cohens_kappa(smoothed), kappa_error(smoothed)
        if centre is not None and error is not None:
            reach = normal_quantile((1 + confidence) / 2) * error
            low = max(-1.0, min(kappa, centre - reach))
            high = min(1.0, max(kappa, centre + reach))
    alike = sum(count for one, two, count in confusion if one == two)
    return Agreement(
        n=n,
        agreement=alike / n if n else None,
        kappa=kappa,
        low=low,
        high=high,
        confusion=confusion,
    )


def cohens_kappa(table: Sequence[Sequence[float]]) -> float | None:
    """Kappa of a square table of counts, (po - pe) / (1 - pe); None where pe is 1.

    ``table[i][j]`` counts what the first judge answered with i and the second with j.
    """
    total, rows, columns = _margins(table)
    chance = sum(one * two for one, two in zip(rows, columns, strict=True))
    if chance >= 1.0 - 1e-12:
        return None
    seen = sum(table[i][i] for i in range(len(table))) / total
    return (seen - chance) / (1.0 - chance)


def kappa_error(table: Sequence[Sequence[float]]) -> float | None:
    """The large-sample standard error of `cohens_kappa`, None where that is.

    Fleiss, Cohen and Everitt 1969, equation 13: with p the shares and κ the kappa,
    n(1 - pe)² SE² = Σ p_ii (1 - (p_i. + p_.i)(1 - κ))² + (1 - κ)² Σ_{i≠j} p_ij (p_.i + p_j.)²
    - (κ - pe(1 - κ))².
    """
    kappa = cohens_kappa(table)
    if kappa is None:
        return None
    total, rows, columns = _margins(table)
    chance = sum(one * two for one, two in zip(rows, columns, strict=True))
    left = 1.0 - kappa
    places = range(len(table))
    alike = sum(table[i][i] / total * (1.0 - (rows[i] + columns[i]) * left) ** 2 for i in places)
    unlike = sum(
        table[i][j] / total * (columns[i] + rows[j]) ** 2 for i in places for j in places if i != j
    )
    variance = alike + left**2 * unlike - (kappa - chance * left) ** 2
    return math.sqrt(max(0.0, variance) / total) / (1.0 - chance)


def agreements(
    verdicts: Iterable[Verdict], *, of: Asked | None = None, judges: Sequence[str] = ()
) -> JudgeAgreements:
    """Every pair of judges that answered one question about the same pictures.

    Args:
        verdicts: of one run, from `Store.verdicts`.
        of: ``gesture``, ``form`` or ``both``; None takes each of them.
        judges: whose; none takes every machine judge and `PEOPLE`, who are one judge by majority
            (and may be named one by one, ``person:NAME``).

    A pair without a picture in common is left out. What people answered of both questions is
    compared with each of the two.
    """
    said = list(verdicts)
    names = list(dict.fromkeys(judges)) or _judges(said)
    questions = COMPARED if of is None else (of,)
    found = JudgeAgreements()
    for question in questions:
        answers = {name: _answers(said, name, question) for name in names}
        flaws = {name: _named_flaws(said, name, question) for name in names}
        for first, second in combinations(names, 2):
            shared = [each for each in answers[first] if each in answers[second]]
            if not shared:
                continue
            pairs = [(answers[first][each], answers[second][each]) for each in shared]
            found.append(
                JudgeAgreement(
                    of=question,
                    first=first,
                    second=second,
                    answers=agreement(pairs, ANSWERS),
                    flaws=_flaw_rows(flaws[first], flaws[second], shared),
                )
            )
    return found


def _judges(said: Iterable[Verdict]) -> list[str]:
    names = dict.fromkeys(verdict.judge for verdict in said)
    machines = [name for name in names if not name.startswith(PERSON)]
    return machines + [PEOPLE] * (len(machines) < len(names))


def _margins(table: Sequence[Sequence[float]]) -> tuple[float, list[float], list[float]]:
    """The sum of a table, and the shares of its rows and of its columns."""
    total = sum(map(sum, table))
    rows = [sum(row) / total for row in table]
    columns = [sum(row[i] for row in table) / total for i in range(len(table))]
    return total, rows, columns


def _answers(said: Iterable[Verdict], judge: str, of: Asked) -> dict[_PICTURE, Outcome]:
    """What ``judge`` answered of each picture that it looked at."""
    by_picture: dict[_PICTURE, list[Verdict]] = {}
    for verdict in said:
        # A fail of one question is no answer to both: a pass of it would be none.
        if verdict.question not in (of, "both"):
            continue
        by_picture.setdefault((verdict.request_hash, verdict.expected), []).append(verdict)
    found: dict[_PICTURE, Outcome] = {}
    for picture, own in by_picture.items():
        # A judge has one verdict about a picture: which is the newest does not matter here.
        outcome = settle([(each, _ANY_MOMENT) for each in own], judge, of=of).outcome
        if outcome in ANSWERS:
            found[picture] = outcome
    return found


def _named_flaws(
    said: Iterable[Verdict], judge: str, of: Asked
) -> Mapping[_PICTURE, frozenset[FlawKind]]:
    """The kinds of flaws that ``judge`` named of each picture it failed; of people, those that
    more than half of the ones who answered named. Empty where it never named one."""
    if of == "gesture":
        return {}
    named: dict[_PICTURE, list[frozenset[FlawKind]]] = {}
    for verdict in said:
        own = verdict.judge.startswith(PERSON) if judge == PEOPLE else verdict.judge == judge
        if own and verdict.question in ("form", "both") and verdict.outcome in ANSWERS:
            failed = verdict.outcome == "fail"
            kinds: list[FlawKind] = [flaw.kind for flaw in flaws_of(verdict.details) if failed]
            picture = (verdict.request_hash, verdict.expected)
            named.setdefault(picture, []).append(frozenset(kinds))
    settled = {picture: _named_by_most(each) for picture, each in named.items()}
    return settled if any(settled.values()) else {}


def _named_by_most(named: Sequence[frozenset[FlawKind]]) -> frozenset[FlawKind]:
    most: list[FlawKind] = [
        kind for kind in FLAW_KINDS if sum(kind in each for each in named) * 2 > len(named)
    ]
    return frozenset(most)


def _flaw_rows(
    first: Mapping[_PICTURE, frozenset[FlawKind]],
    second: Mapping[_PICTURE, frozenset[FlawKind]],
    shared: Iterable[_PICTURE],
) -> tuple[FlawAgreement, ...]:
    pictures = [each for each in shared if each in first and each in second]
    rows: list[FlawAgreement] = []
    for kind in FLAW_KINDS:
        pairs = [
            ("yes" if kind in first[each] else "no", "yes" if kind in second[each] else "no")
            for each in pictures
        ]
        if any("yes" in pair for pair in pairs):
            rows.append(FlawAgreement(kind=kind, agreement=agreement(pairs, ("yes", "no"))))
    return tuple(rows)
