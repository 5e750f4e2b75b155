"""Pure statistics about what judges and people said."""

from toolkit.rating.differences.effects import Effect, effects
from toolkit.rating.differences.paired import (
    Pair,
    PairedDifference,
    holm,
    pair_up,
    paired_difference,
)
from toolkit.rating.differences.sign_flip import smallest_p
from toolkit.rating.differences.unpaired import UnpairedDifference, unpaired_difference
from toolkit.rating.flaws import Flaw
from toolkit.rating.judged import JudgedCell
from toolkit.rating.means import MeanEffect, MeanRow, mean_effects, means
from toolkit.rating.raters.agreement import JudgeAgreement, agreements
from toolkit.rating.raters.answers import answers_of
from toolkit.rating.raters.corrected_yields import CorrectedYield, corrected_yields
from toolkit.rating.raters.dawid_skene import RaterAnswer, RaterSkill, dawid_skene
from toolkit.rating.raters.exclusions import Exclusion
from toolkit.rating.raters.krippendorff import Alpha, krippendorff
from toolkit.rating.raters.vote_checks import KnownAnswer, Quality, RaterChecks
from toolkit.rating.settling import Settled, questions_answered, settle
from toolkit.rating.strengths.board import Board
from toolkit.rating.strengths.bradley_terry import bradley_terry
from toolkit.rating.strengths.columns import VoteColumns, VoteTable
from toolkit.rating.strengths.comparisons import (
    Comparison,
    comparisons_from_verdicts,
    comparisons_from_votes,
    variants_of_cells,
)
from toolkit.rating.strengths.pairing import Candidate, ChosenPair, PairPool, choose_pair, pair_pool
from toolkit.rating.strengths.ranked import Ranking, Strength, StrengthDifference
from toolkit.rating.strengths.ranking import ranking, rater_checks, verdict_ranking
from toolkit.rating.strengths.votes_needed import FirstPlace, first_place, votes_to_tell_apart
from toolkit.rating.variants import varying_axes
from toolkit.rating.verdicts import (
    PEOPLE,
    Answer,
    Asked,
    Detail,
    Outcome,
    Reason,
    Verdict,
)
from toolkit.rating.votes import Vote, Winner
from toolkit.rating.yields import PassCount, YieldRow, wilson_interval, yields

__all__ = [
    "PEOPLE",
    "Alpha",
    "Answer",
    "Asked",
    "Board",
    "Candidate",
    "ChosenPair",
    "Comparison",
    "CorrectedYield",
    "Detail",
    "Effect",
    "Exclusion",
    "FirstPlace",
    "Flaw",
    "JudgeAgreement",
    "JudgedCell",
    "KnownAnswer",
    "MeanEffect",
    "MeanRow",
    "Outcome",
    "Pair",
    "PairPool",
    "PairedDifference",
    "PassCount",
    "Quality",
    "Ranking",
    "RaterAnswer",
    "RaterChecks",
    "RaterSkill",
    "Reason",
    "Settled",
    "Strength",
    "StrengthDifference",
    "UnpairedDifference",
    "Verdict",
    "Vote",
    "VoteColumns",
    "VoteTable",
    "Winner",
    "YieldRow",
    "agreements",
    "answers_of",
    "bradley_terry",
    "choose_pair",
    "comparisons_from_verdicts",
    "comparisons_from_votes",
    "corrected_yields",
    "dawid_skene",
    "effects",
    "first_place",
    "holm",
    "krippendorff",
    "mean_effects",
    "means",
    "pair_pool",
    "pair_up",
    "paired_difference",
    "questions_answered",
    "ranking",
    "rater_checks",
    "settle",
    "smallest_p",
    "unpaired_difference",
    "variants_of_cells",
    "varying_axes",
    "verdict_ranking",
    "votes_to_tell_apart",
    "wilson_interval",
    "yields",
]
