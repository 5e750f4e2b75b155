"""How many prompts a second are expanded: a plan of ours against dynamicprompts.

Both make the same 20,000 final prompt strings: 100 phrases, 5 views, 8 lights and 5 lenses put
into one template. Ours is the way that `gesture expand` takes: the plan is loaded, and
`Plan.prompts` prints each different prompt with its negative in compel's dialect. dynamicprompts
(0.31) takes the same template with its choices written in braces through its combinatorial
generator. The best of some rounds counts for each.

    python benchmarks/expand.py [--json] [--rounds 5]
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
import warnings
from collections.abc import Callable

from toolkit import load_plan, load_vocabulary

PHRASES = [f"hand number {number} raised high" for number in range(100)]
VIEWS = ["seen from the palm", "seen from behind", "from the side", "from above", "close up"]
LIGHTS = [f"{kind} light" for kind in ("soft", "hard", "warm", "cool", "low", "top", "rim", "dim")]
LENSES = ["24mm lens", "35mm lens", "50mm lens", "90mm lens", "macro lens"]


def ours() -> list[str]:
    """The prompts by a plan of ours."""
    plan = load_plan(
        {
            "gestures": ["fist"],
            "template": "a photo of {gesture}, {view}, {light}, {lens}",
            "axes": {"phrase": PHRASES, "view": VIEWS, "light": LIGHTS, "lens": LENSES},
            "seeds": 1,
        },
        load_vocabulary(),
    )
    return [prompt for prompt, _ in plan.prompts("compel")]


def theirs() -> list[str]:
    """The prompts by dynamicprompts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from dynamicprompts.generators import CombinatorialPromptGenerator

        choices = ["{" + "|".join(words) + "}" for words in (PHRASES, VIEWS, LIGHTS, LENSES)]
        template = "a photo of " + ", ".join(choices)
        return CombinatorialPromptGenerator().generate(template, max_prompts=None)


def per_second(make: Callable[[], list[str]], rounds: int) -> float:
    """Prompts a second in the best of ``rounds``; imports and caches are warm from a first one."""
    count = len(make())
    took: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        make()
        took.append(time.perf_counter() - begun)
    return count / min(took)


def main() -> None:
    """Check that both say the same, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    expected = {
        f"a photo of {', '.join(words)}"
        for words in itertools.product(PHRASES, VIEWS, LIGHTS, LENSES)
    }
    if not (expected == set(ours()) == set(theirs()) and len(expected) == 20_000):
        raise SystemExit("The two do not make the same prompts.")
    load_vocabulary()
    rates = {
        "ours_per_s": round(per_second(ours, given.rounds)),
        "dynamicprompts_per_s": round(per_second(theirs, given.rounds)),
    }
    found = rates | {"ratio": round(rates["ours_per_s"] / rates["dynamicprompts_per_s"], 2)}
    print(
        json.dumps(found)
        if given.json
        else f"ours {found['ours_per_s']:,}/s, dynamicprompts {found['dynamicprompts_per_s']:,}/s: "
        f"{found['ratio']} times as many"
    )


if __name__ == "__main__":
    main()
