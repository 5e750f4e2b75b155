"""Which variants are linked by comparisons: only those can be ranked against each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def components(met: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The component's number of each variant (K,), the largest component 0.

    ``met`` (K, K) is symmetric: whether two variants were compared. Of equal size the component
    of the earlier variant comes first.
    """
    count = len(met)
    label = np.full(count, -1, dtype=np.int64)
    for root in range(count):
        if label[root] >= 0:
            continue
        reached = np.zeros(count, dtype=np.bool_)
        reached[root] = True
        edge = reached
        while edge.any():
            edge = met[edge].any(axis=0) & ~reached
            reached = reached | edge
        label[reached] = root
    roots, sizes = np.unique(label, return_counts=True)
    number = {int(root): n for n, root in enumerate(roots[np.argsort(-sizes, kind="stable")])}
    return np.array([number[int(root)] for root in label], dtype=np.int64)
