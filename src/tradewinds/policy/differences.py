"""The difference that a path makes: of one series and of several, each draw's averaged over its futures.

The effect on a quantity in logs is a mean of log effects, that on what adds up the effect on the total, and
that on a level the mean difference. None of them is a mean of percentages, in which a series of no weight, or
one future, counts as much as it is out of proportion.
"""

from typing import NamedTuple

import numpy as np

LOG, TOTAL, LEVEL = "log", "total", "level"
"""How effects are averaged: of logs, of what adds up, of what is neither."""
INDEX = "index, last observed = 100"
"""Unit of a weighted mean of logs."""


class Described(NamedTuple):
    """A variable with the unit of its values; the effect on one in logs is relative.

    ``percent``: a fraction here that people read in per cent; ``total``: what adds up over sectors and time
    (identities are amounts of money, and sums of the sectors are sums).
    """

    label: str
    unit: str
    log: bool
    percent: bool = False
    total: bool = False

    @property
    def average(self) -> str:
        if self.log:
            return TOTAL if self.total else LOG
        return LEVEL


def effect(scenario: np.ndarray, baseline: np.ndarray, log: bool) -> np.ndarray:
    """Difference of two paths: per cent for variables in logs, their own unit for the others.

    Per cent of nothing is not a number (customs revenue without a tariff), and neither is its effect.
    """
    if not log:
        return scenario - baseline
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100.0 * np.where(baseline == 0, np.nan, scenario / baseline - 1.0)


def average_effect(
    scenario: np.ndarray, baseline: np.ndarray, described: Described, draw: np.ndarray | None = None
) -> np.ndarray:
    """Effect [G, …] of each of G draws of the parameters, from two paths [N, …] under N futures.

    With x and x⁰ of the F futures of a draw:

        log     100 (exp(1/F Σ_f log(x[f] / x⁰[f])) − 1)
        total   100 (x̄ / x̄⁰ − 1), x̄ the geometric mean over the futures (``typical``)
        level   1/F Σ_f (x[f] − x⁰[f])

    ``draw`` [N]: which draw each future is of, 0 … G − 1; without it each is of one of its own.
    """
    if draw is None or len(np.unique(draw)) == len(draw):
        order = slice(None) if draw is None else np.argsort(draw)
        return effect(scenario[order], baseline[order], described.log)
    if described.average == TOTAL:
        return effect(typical(scenario, draw), typical(baseline, draw), log=True)
    if described.average == LOG:
        return per_cent(mean_by(log_effect(scenario, baseline), draw))
    return mean_by(scenario - baseline, draw)


def joint_effect(
    scenario: np.ndarray,
    baseline: np.ndarray,
    described: Described,
    weight: np.ndarray,
    draw: np.ndarray | None = None,
) -> np.ndarray:
    """Effect [G, …, 1] on all series together, from two paths [N, …, S].

        log     100 (exp(Σ_s w[s] log(x[s] / x⁰[s])) − 1)
        total   100 (Σ_s a[s] x̄[s] / x̄⁰[s] / Σ_s a[s] − 1), a the geometric mean of x⁰ over all draws
        level   Σ_s w[s] (x[s] − x⁰[s])

    over the series that have a ``weight`` w [S], which come to one; averaged over a draw's futures as
    ``average_effect`` has it. What a series brings to a total that had nothing on the baseline is its
    geometric mean over all draws. NaN where no series has a weight.
    """
    there = weight > 0
    if not there.any():
        count = len(baseline) if draw is None else len(np.unique(draw))
        return np.full((count, *baseline.shape[1:-1], 1), np.nan)
    scenario, baseline, share = scenario[..., there], baseline[..., there], weight[there] / weight.sum()
    if described.average == TOTAL:
        return _on_the_total(scenario, baseline, draw)
    if described.average == LOG:
        mean = (log_effect(scenario, baseline) @ share)[..., None]
        return per_cent(mean if draw is None else mean_by(mean, draw))
    mean = ((scenario - baseline) @ share)[..., None]
    return mean if draw is None else mean_by(mean, draw)


def joint_level(path: np.ndarray, origin: np.ndarray, described: Described, weight: np.ndarray) -> np.ndarray:
    """All series together [N, …, 1] on a path [N, …, S], by the same averages as ``joint_effect``.

        log     100 exp(Σ_s w[s] log(x[s] / x[s, origin])), an index that is 100 at the origin
        total   Σ_s x[s]
        level   Σ_s w[s] x[s]

    over the series that have a ``weight`` w [S] and, where logs are taken, a value at the ``origin`` [S].
    """
    there = weight > 0
    if described.average == LOG:
        there = there & (origin > 0)
    if not there.any():
        return np.full((*path.shape[:-1], 1), np.nan)
    of, share = path[..., there], weight[there] / weight[there].sum()
    if described.average == TOTAL:
        return of.sum(axis=-1, keepdims=True)
    if described.average == LOG:
        return 100.0 * np.exp(log_effect(of, origin[there]) @ share)[..., None]
    return (of @ share)[..., None]


def one_draw(futures: np.ndarray) -> np.ndarray:
    """Which draw futures [N, …] are of, where all are of one."""
    return np.zeros(len(futures), int)


def _on_the_total(scenario: np.ndarray, baseline: np.ndarray, draw: np.ndarray | None) -> np.ndarray:
    """Per cent [G, …, 1] of the amounts on the baseline, which are the same for all draws."""
    after, amount = (typical(one, one_draw(one))[0] for one in (scenario, baseline))
    both = (scenario, baseline) if draw is None else (typical(one, draw) for one in (scenario, baseline))
    with np.errstate(divide="ignore", invalid="ignore"):
        changed = np.where(amount != 0, amount * np.divide(*both), after)
    total = np.broadcast_to(amount.sum(axis=-1, keepdims=True), (*changed.shape[:-1], 1))
    return effect(changed.sum(axis=-1, keepdims=True), total, log=True)


def log_effect(scenario: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """log(x / x⁰); NaN where there is no such number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(baseline > 0, np.log(scenario / baseline), np.nan)


def per_cent(logs: np.ndarray) -> np.ndarray:
    """100 (exp(log effect) − 1)."""
    with np.errstate(over="ignore"):
        return 100.0 * np.expm1(logs)


def typical(values: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Geometric mean [G, …] of the futures [N, …] of each draw: nothing where they are nothing, below zero
    where they are.

    The mean of what is made of logs with heavy-tailed noise has no end: one future in which a series grows
    a million times would be the total.
    """
    with np.errstate(divide="ignore"):
        size = np.exp(mean_by(np.log(np.abs(values)), draw))
    return np.sign(mean_by(np.sign(values), draw)) * size


def mean_by(values: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Mean [G, …] of the futures [N, …] of each draw."""
    order = np.argsort(draw, kind="stable")
    first = np.flatnonzero(np.diff(draw[order], prepend=-1))
    count = np.diff(first, append=len(draw)).reshape(-1, *[1] * (values.ndim - 1))
    return np.add.reduceat(values[order], first, axis=0) / count
