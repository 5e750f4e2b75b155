"""Sums over clusters of the outer products that a sandwich variance is filled with.

SciPy ships no types.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 8_000_000
"""How many numbers of a block of clusters are held at once."""

LARGE = 20
"""From so many votes a cluster on (in the mean) clusters are multiplied as dense matrices."""


def outer_sums(cluster: Ints, places: list[Ints], amounts: list[Floats], width: int) -> Floats:
    """Sum over clusters g of x_g x_g', (width, width).

    x_g adds ``amounts[m][n]`` at ``places[m][n]`` for every vote n of the cluster ``cluster[n]``
    (0..G-1, all of one length). Few large clusters are multiplied as dense blocks; of many small
    ones those of a single vote are counted directly and the others as a sparse matrix. It is the
    same sum in each way.
    """
    sizes = np.bincount(cluster)
    if len(cluster) >= LARGE * np.count_nonzero(sizes):
        return _dense(cluster, len(sizes), places, amounts, width)
    alone = sizes[cluster] == 1
    total = _single([each[alone] for each in places], [each[alone] for each in amounts], width)
    if alone.all():
        return total
    rest = ~alone
    number = np.cumsum(sizes > 1) - 1
    return total + _sparse(
        number[cluster[rest]],
        [each[rest] for each in places],
        [each[rest] for each in amounts],
        width,
    )


def _dense(
    cluster: Ints, count: int, places: list[Ints], amounts: list[Floats], width: int
) -> Floats:
    total = np.zeros((width, width))
    step = max(1, BLOCK // width)
    for begin in range(0, count, step):
        chosen = (cluster >= begin) & (cluster < begin + step) if step < count else slice(None)
        rows = (cluster[chosen] - begin) * width
        size = min(step, count - begin) * width
        block = np.zeros(size)
        for place, amount in zip(places, amounts, strict=True):
            block += np.bincount(rows + place[chosen], weights=amount[chosen], minlength=size)
        block = block.reshape(-1, width)
        total += block.T @ block
    return total


def _single(places: list[Ints], amounts: list[Floats], width: int) -> Floats:
    """Every vote a cluster of its own."""
    total = np.zeros(width * width)
    for one, of_one in zip(places, amounts, strict=True):
        for two, of_two in zip(places, amounts, strict=True):
            weights = of_one * of_two
            total += np.bincount(one * width + two, weights=weights, minlength=len(total))
    return total.reshape(width, width)


def _sparse(cluster: Ints, places: list[Ints], amounts: list[Floats], width: int) -> Floats:
    from scipy.sparse import coo_matrix

    rows = np.concatenate([cluster] * len(places))
    columns, values = np.concatenate(places), np.concatenate(amounts)
    filled = coo_matrix((values, (rows, columns)), shape=(int(cluster.max()) + 1, width)).tocsr()
    return np.asarray((filled.T @ filled).toarray(), dtype=np.float64)
