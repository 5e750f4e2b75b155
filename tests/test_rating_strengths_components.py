"""Which variants are linked, against a slow twin that walks from vote to vote."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolkit.rating.strengths.components import components

LINKS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12)


@given(links=LINKS)
def test_linked_are_those_that_a_walk_reaches(links: list[tuple[int, int]]) -> None:
    met = np.zeros((8, 8), dtype=np.bool_)
    for one, two in links:
        met[one, two] = met[two, one] = one != two
    found = components(met)
    for start in range(8):
        reached, edge = {start}, [start]
        while edge:
            here = edge.pop()
            for there in range(8):
                if met[here, there] and there not in reached:
                    reached.add(there)
                    edge.append(there)
        assert {n for n in range(8) if found[n] == found[start]} == reached
    sizes = np.bincount(found)
    assert list(sizes) == sorted(sizes, reverse=True), "the largest is 0"
