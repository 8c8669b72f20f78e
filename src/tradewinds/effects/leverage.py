"""Influences of clusters on slopes, made larger by what a regression takes from the errors of each (CR2).

    (X′X)⁻¹ X_g′ (I − H_gg)^(−1/2) û_g,   H_gg = F_gg + X_g (X′X)⁻¹ X_g′

with X what effects leave of the inputs and F what effects take (Bell & McCaffrey 2002). Large clusters draw
the regression to themselves, so that their residuals are smaller than their errors: where one chapter is
28 % of a country's trade, an effect of that country's month takes 28 % of its shock. Of effects that lie
within clusters nothing is in F_gg. One that crosses them (periods, of clusters of sectors) leaves of a
cluster with the share w of a group's weight 1 − w of its own error, and of the variance of all
(1 − w)² + Σ_h≠g w_h², where errors are alike however much a cluster weighs: weights are there for what is
asked, not for how well it is known. Both are exact where rows are balanced, weigh alike and share the shocks
of their cluster. Where errors are each row's own and clusters unequal they are too large: with one of 30
sectors beside nine of two, 1.3 times the scatter of the estimate, and with shocks that are the cluster's
.9 times.
"""

import numpy as np

from tradewinds.effects.design import EventRows, nested, paired

_MOST_CLUSTERS = 5_000
"""With more, each takes as good as nothing."""
_MOST = 0.95
"""Largest share that one is taken to take: of the rest nothing is left to be told from."""


def corrected_influences(
    rows: EventRows, x: np.ndarray, left: np.ndarray, bread: np.ndarray, codes: np.ndarray
) -> np.ndarray | None:
    """Of every cluster [G, K], zero without a row; None of too many. ``x`` [N, K] and ``left`` [N] within and
    times the root of the weights, ``bread`` [K, K] = (X′X)⁻¹, ``codes`` [N] of clusters.
    """
    count = int(codes.max()) + 1
    if count > _MOST_CLUSTERS:
        return None
    half = np.linalg.cholesky(bread)
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(count + 1))
    spare, rest = _spared(rows, codes)
    scaled, errors, rest = (x @ half)[order], (left / np.sqrt(spare))[order], rest[order]
    found = np.zeros((count, x.shape[1]))
    for number, (first, last) in enumerate(zip(ends[:-1], ends[1:], strict=True)):
        if first == last:
            continue
        own = scaled[first:last]
        takes, axes = np.linalg.eigh(own.T @ (own / rest[first:last, None]))
        score = axes.T @ (own.T @ errors[first:last])
        found[number] = axes @ (score / np.sqrt(1 - np.clip(takes, 0.0, _MOST)))
    return np.asarray(found @ half.T)


def _spared(rows: EventRows, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the variance of a row's error [N], and of its own part of it, that effects which cross the
    clusters leave.
    """
    spare, rest = np.ones(len(codes)), np.ones(len(codes))
    for group in rows.groups:
        if nested(group, codes):
            continue
        row, place = paired(group, codes)
        own, whole = np.bincount(row, rows.weights), np.bincount(group, rows.weights)
        share = np.minimum(own / whole[place], _MOST)
        others = np.bincount(place, share**2, minlength=len(whole))[place] - share**2
        spare *= ((1 - share) ** 2 + others)[row]
        rest *= 1 - share[row]
    return spare, rest
