"""Words, pictures, verdicts, better words: the public names, for notebooks and scripts.

``from toolkit import load_vocabulary`` loads the vocabulary's room and nothing else. Each
name is fetched from its home the first time it is asked for (PEP 562), so that importing
this package costs milliseconds and touches no device, network or disk.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.errors import BadInput, GestureError, StoreError
    from toolkit.generation.engine import Engine
    from toolkit.generation.models import available_models, model_spec
    from toolkit.hands.kinematics import joint_points
    from toolkit.hands.pose import HandPose
    from toolkit.judging.form.judge import FormJudge
    from toolkit.judging.gesture.hand_judge import HandJudge
    from toolkit.judging.judge import Judge, Question
    from toolkit.judging.judges import open_judge, open_judges
    from toolkit.judging.looking.judge_run import judge_run
    from toolkit.prompts.dialects import render as render_prompt
    from toolkit.prompts.expand import expand, make_prompt
    from toolkit.prompts.templates import compose
    from toolkit.prompts.tree import Prompt, Sequence, Text, Weighted
    from toolkit.rating.differences.effects import Effect, effects
    from toolkit.rating.differences.paired import pair_up, paired_difference
    from toolkit.rating.flaws import Flaw
    from toolkit.rating.means import mean_effects, means
    from toolkit.rating.plots import plot_effects, plot_yields
    from toolkit.rating.raters.agreement import agreements
    from toolkit.rating.strengths.bradley_terry import bradley_terry
    from toolkit.rating.strengths.comparisons import Comparison
    from toolkit.rating.strengths.ranking import ranking, verdict_ranking
    from toolkit.rating.verdicts import Answer, Detail, Verdict
    from toolkit.rating.votes import Vote
    from toolkit.rating.yields import YieldRow, yields
    from toolkit.running.forecast import forecast
    from toolkit.running.local import resume_run, run_sweep
    from toolkit.store.recipe import read_recipe
    from toolkit.store.sheets import run_sheets
    from toolkit.store.store import Store
    from toolkit.suggesting.suggest import suggest
    from toolkit.sweeps.contact_sheet import gesture_sheets
    from toolkit.sweeps.own_words import OwnWords, mine_against_ours
    from toolkit.sweeps.plan import Plan
    from toolkit.sweeps.plan_loader import load_plan
    from toolkit.vocabulary.entries import Gesture, SceneWord
    from toolkit.vocabulary.formats.json_schema import vocabulary_schema
    from toolkit.vocabulary.formats.styles_csv import styles_csv
    from toolkit.vocabulary.formats.wildcards import wildcard_texts, wildcard_yaml
    from toolkit.vocabulary.loader import load_vocabulary
    from toolkit.vocabulary.pictures import gesture_depth, gesture_picture, gesture_skeleton
    from toolkit.vocabulary.vocabulary import Vocabulary

__version__ = "0.1.0"

HOMES: dict[str, str] = {
    "Answer": "toolkit.rating.verdicts:Answer",
    "BadInput": "toolkit.errors:BadInput",
    "Comparison": "toolkit.rating.strengths.comparisons:Comparison",
    "Detail": "toolkit.rating.verdicts:Detail",
    "Effect": "toolkit.rating.differences.effects:Effect",
    "Engine": "toolkit.generation.engine:Engine",
    "Flaw": "toolkit.rating.flaws:Flaw",
    "FormJudge": "toolkit.judging.form.judge:FormJudge",
    "Gesture": "toolkit.vocabulary.entries:Gesture",
    "GestureError": "toolkit.errors:GestureError",
    "HandJudge": "toolkit.judging.gesture.hand_judge:HandJudge",
    "HandPose": "toolkit.hands.pose:HandPose",
    "Judge": "toolkit.judging.judge:Judge",
    "OwnWords": "toolkit.sweeps.own_words:OwnWords",
    "Plan": "toolkit.sweeps.plan:Plan",
    "Prompt": "toolkit.prompts.tree:Prompt",
    "Question": "toolkit.judging.judge:Question",
    "SceneWord": "toolkit.vocabulary.entries:SceneWord",
    "Sequence": "toolkit.prompts.tree:Sequence",
    "Store": "toolkit.store.store:Store",
    "StoreError": "toolkit.errors:StoreError",
    "Text": "toolkit.prompts.tree:Text",
    "Verdict": "toolkit.rating.verdicts:Verdict",
    "Vocabulary": "toolkit.vocabulary.vocabulary:Vocabulary",
    "Vote": "toolkit.rating.votes:Vote",
    "Weighted": "toolkit.prompts.tree:Weighted",
    "YieldRow": "toolkit.rating.yields:YieldRow",
    "agreements": "toolkit.rating.raters.agreement:agreements",
    "available_models": "toolkit.generation.models:available_models",
    "bradley_terry": "toolkit.rating.strengths.bradley_terry:bradley_terry",
    "compose": "toolkit.prompts.templates:compose",
    "effects": "toolkit.rating.differences.effects:effects",
    "expand": "toolkit.prompts.expand:expand",
    "forecast": "toolkit.running.forecast:forecast",
    "gesture_depth": "toolkit.vocabulary.pictures:gesture_depth",
    "gesture_picture": "toolkit.vocabulary.pictures:gesture_picture",
    "run_sheets": "toolkit.store.sheets:run_sheets",
    "gesture_sheets": "toolkit.sweeps.contact_sheet:gesture_sheets",
    "gesture_skeleton": "toolkit.vocabulary.pictures:gesture_skeleton",
    "joint_points": "toolkit.hands.kinematics:joint_points",
    "judge_run": "toolkit.judging.looking.judge_run:judge_run",
    "load_plan": "toolkit.sweeps.plan_loader:load_plan",
    "load_vocabulary": "toolkit.vocabulary.loader:load_vocabulary",
    "make_prompt": "toolkit.prompts.expand:make_prompt",
    "mean_effects": "toolkit.rating.means:mean_effects",
    "means": "toolkit.rating.means:means",
    "mine_against_ours": "toolkit.sweeps.own_words:mine_against_ours",
    "model_spec": "toolkit.generation.models:model_spec",
    "open_judge": "toolkit.judging.judges:open_judge",
    "open_judges": "toolkit.judging.judges:open_judges",
    "pair_up": "toolkit.rating.differences.paired:pair_up",
    "paired_difference": "toolkit.rating.differences.paired:paired_difference",
    "plot_effects": "toolkit.rating.plots:plot_effects",
    "plot_yields": "toolkit.rating.plots:plot_yields",
    "ranking": "toolkit.rating.strengths.ranking:ranking",
    "read_recipe": "toolkit.store.recipe:read_recipe",
    "render_prompt": "toolkit.prompts.dialects:render",
    "resume_run": "toolkit.running.local:resume_run",
    "run_sweep": "toolkit.running.local:run_sweep",
    "styles_csv": "toolkit.vocabulary.formats.styles_csv:styles_csv",
    "suggest": "toolkit.suggesting.suggest:suggest",
    "verdict_ranking": "toolkit.rating.strengths.ranking:verdict_ranking",
    "vocabulary_schema": "toolkit.vocabulary.formats.json_schema:vocabulary_schema",
    "wildcard_texts": "toolkit.vocabulary.formats.wildcards:wildcard_texts",
    "wildcard_yaml": "toolkit.vocabulary.formats.wildcards:wildcard_yaml",
    "yields": "toolkit.rating.yields:yields",
}
"""Every public name and its home, as ``module:attribute``; a test holds it complete."""

__all__ = [
    "Answer",
    "BadInput",
    "Comparison",
    "Detail",
    "Effect",
    "Engine",
    "Flaw",
    "FormJudge",
    "Gesture",
    "GestureError",
    "HandJudge",
    "HandPose",
    "Judge",
    "OwnWords",
    "Plan",
    "Prompt",
    "Question",
    "SceneWord",
    "Sequence",
    "Store",
    "StoreError",
    "Text",
    "Verdict",
    "Vocabulary",
    "Vote",
    "Weighted",
    "YieldRow",
    "__version__",
    "agreements",
    "available_models",
    "bradley_terry",
    "compose",
    "effects",
    "expand",
    "forecast",
    "gesture_depth",
    "gesture_picture",
    "gesture_sheets",
    "gesture_skeleton",
    "joint_points",
    "judge_run",
    "load_plan",
    "load_vocabulary",
    "make_prompt",
    "mean_effects",
    "means",
    "mine_against_ours",
    "model_spec",
    "open_judge",
    "open_judges",
    "pair_up",
    "paired_difference",
    "plot_effects",
    "plot_yields",
    "ranking",
    "read_recipe",
    "render_prompt",
    "resume_run",
    "run_sheets",
    "run_sweep",
    "styles_csv",
    "suggest",
    "verdict_ranking",
    "vocabulary_schema",
    "wildcard_texts",
    "wildcard_yaml",
    "yields",
]


def __getattr__(name: str) -> object:
    home = HOMES.get(name)
    if home is None:
        from difflib import get_close_matches

        near = get_close_matches(name, __all__, n=3)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise AttributeError(f"toolkit has no public name {name!r}.{hint}")
    module, _, attribute = home.partition(":")
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
