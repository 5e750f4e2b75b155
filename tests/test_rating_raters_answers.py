"""Who answered what: people's answers to both serve for each, a machine's do not."""

from __future__ import annotations

from dataclasses import replace

from tests.store_samples import sample_pairs, sample_verdict
from toolkit.rating import answers_of

REQUEST = sample_pairs(1)[0][1]


def test_whose_answer_serves_for_which_question() -> None:
    shown = sample_verdict(REQUEST, "fist", "pass")
    person = replace(shown, judge="person:ann", question="both", outcome="fail", reason="person")
    machine = replace(shown, judge="whole", question="both")
    silent = replace(shown, judge="silent", outcome="unjudged", reason="no_judge")
    said = [shown, person, machine, silent]
    told = {(each.rater, each.answer) for each in answers_of(said, "gesture")}
    assert told == {("hand-landmarks", "pass"), ("person:ann", "fail")}
    assert {each.rater for each in answers_of(said, "form")} == {"person:ann"}
    assert {each.rater for each in answers_of(said, "both")} == {"person:ann", "whole"}
    assert [each.rater for each in answers_of(said, "both", people_only=True)] == ["person:ann"]
    assert len({each.item for each in answers_of(said, "gesture")}) == 1
