"""A small run with everything that a report or an export tells of; its own words are hostile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.store_samples import sample_picture, sample_verdict, sample_vote
from toolkit import Store, Verdict, load_plan, load_vocabulary
from toolkit.sweeps import ModelDefaults, Plan

EVIL = "<img src=x onerror=alert(1)> **b** | `c` </script>"
NAME = "<img src=x onerror=alert(2)> **b** | `c`"
QUOTES = "' onmouseover='alert(1)' \" onclick=\"alert(1)\" [a](javascript:alert(1))"
RATER = "ann@example.org"
MODELS = {"thumbelina": ModelDefaults(revision="abc123", steps=4, guidance=3.0)}
SEEDS = 6


def evil_plan(path: Path | None = None) -> Plan:
    """2 gestures × 2 lenses × 2 weights; or the plan in the file ``path``."""
    words = load_vocabulary()
    if path is not None:
        return load_plan(path, words)
    return load_plan(
        {
            "name": NAME,
            "gestures": ["peace", "fist"],
            "template": "{gesture}, {lens}",
            "axes": {"lens": [EVIL, QUOTES], "weight": [0.8, 1.2], "negative": [QUOTES]},
            "dialect": "plain",
            "seeds": SEEDS,
        },
        words,
    )


def tell(home: Path) -> str:
    """Fill the home with one finished run: weight 1.2 passes, one picture is unsure, one is not
    judged, people said something of the first seed, and six votes stand; returns the run."""
    with Store.open(home) as store:
        plan = evil_plan()
        pairs = list(plan.requests(MODELS))
        run = store.start_run(plan.name, plan.to_json(), pairs)
        said: list[Verdict] = []
        for cell, request in pairs:
            store.save_image(request, sample_picture(request, side_px=24), seconds=0.1)
            outcome = "pass" if cell.value("weight") == "1.2" else "fail"
            if request is pairs[1][1]:
                outcome = "unsure"
            if request is not pairs[2][1]:
                said.append(sample_verdict(request, cell.gesture, outcome))
            if request.seed == plan.seeds[0]:
                own = sample_verdict(request, cell.gesture, outcome, judge=f"person:{RATER}")
                said.append(replace(own, question="both", reason="person"))
        store.save_verdicts(said)
        left, right = pairs[0], pairs[SEEDS]  # the same gesture and seed in another cell
        answers = ("left", "right", "right", "tie", "both_bad", "not_sure")
        for number, winner in enumerate(answers):
            vote = sample_vote(run, left, right, winner, uuid=f"vote-{number}")
            store.save_vote(replace(vote, rater=RATER))
    return run
