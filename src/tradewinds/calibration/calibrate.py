"""Generalised variational inference of one data set, at one temperature or several."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.calibration.families import Free
from tradewinds.calibration.loss import Losses
from tradewinds.calibration.search import Epochs, GeneralisedSearch, Moving
from tradewinds.errors import FitError
from tradewinds.loop import FORGETFUL, Log, Loop, Memory, lengths
from tradewinds.model.arrays import Array

ASKED = 256
"""Draws of the prior that have to simulate before a search begins."""
WORTH = 0.1
"""Least share of them that do."""
JUDGED = 1000
"""Draws of an answer that its E_q[L] is computed from."""
COLLAPSED = 1e-6
"""Posterior width, in prior widths, below which no approximation is left."""
NEAR = 3.0
"""Errors of a window's total above the lowest, the luckiest of many, at which it is as good as that."""
REDUCTION = 0.25
"""By how much the rate falls where the smoothed loss no longer does."""


class Answer(NamedTuple):
    """What one temperature gives: the approximation, its draws and its course."""

    temperature: float
    free: Free
    """Free numbers of the approximation."""
    draws: np.ndarray
    """[R, d] parameters drawn from it."""
    expected_loss: float
    """E_q[L], of fresh draws and simulations."""
    expected_loss_error: float
    """Its standard error."""
    divergence: float
    """KL(q ‖ π), nats."""
    curve: dict[str, np.ndarray]
    """loss, divergence, failed and skipped by epoch [E]; smoothed [E], the mean of the epoch's window of loss
    + w·divergence; rate [E]."""
    facts: dict[str, Any]

    @property
    def total(self) -> float:
        """E_q[L] + w KL, what is minimised."""
        return self.expected_loss + self.temperature * self.divergence


class _Progress(NamedTuple):
    state: Moving
    best: Free
    """Mean of the free numbers over the windows that are kept."""
    kept: np.ndarray
    """How many these are."""
    best_total: np.ndarray
    """Lowest mean total of a window so far."""
    best_at: np.ndarray
    """The last of the windows that are kept."""
    stale: np.ndarray
    """Windows since the mean last fell by more than its error, or since the rate did."""
    reduced: np.ndarray
    """How often the rate was lowered."""


class _Window(NamedTuple):
    loss: Array
    divergence: Array
    failed: Array
    skipped: Array
    rate: Array


def calibrate(
    name: str,
    search: GeneralisedSearch,
    observed: Any,
    temperature: float,
    key: jax.Array,
    log: Log = lambda _: None,
    memory: Memory = FORGETFUL,
) -> Answer:
    """q* = argmin E_q[L]/w + KL(q ‖ π) for these data at w = ``temperature``.

    The total of one epoch is noise, and what a window of epochs is at still wanders. What is kept is the mean
    of q's free numbers over all windows whose mean total lies near the lowest (``NEAR``), since that last
    fell by more than its error or the rate was last lowered (Polyak & Juditsky 1992). Where it no longer
    falls, the rate is lowered, and after the last time the search stops. Updates with nothing finite are
    skipped and counted.
    Raises FitError for a prior that cannot simulate, for too many simulations that are not finite, and for
    an approximation that collapses.
    """
    descent = search.settings.descent
    prior_key, run_key, judge_key, draw_key, kl_key, loss_key, width_key = jax.random.split(key, 7)
    _require_simulations(name, search, observed, prior_key)
    windows = lengths(descent.epochs, descent.window)
    state = search.begin(run_key)
    nothing = np.zeros((), int)
    begin = _Progress(state, state.free, nothing, np.array(np.inf), nothing, nothing, nothing)
    loop = Loop(f"w {temperature:g}", len(windows), begin, _Window, memory, log)
    width = np.sqrt(np.asarray(search.prior.variance))
    while loop.done < loop.total and loop.state.reduced <= descent.reductions:
        before, length = loop.state, windows[loop.done]
        rate = descent.learning_rate * REDUCTION ** int(before.reduced)
        moved, mean, seen = search.window(before.state, observed, temperature, rate, length)
        seen = Epochs(*map(np.asarray, seen))
        _require_finite(name, search, seen, loop.done * descent.window)
        totals = (seen.loss + temperature * seen.divergence)[seen.skipped == 0]
        total, error = totals.mean(), totals.std() / np.sqrt(len(totals))
        _require_width(name, search, moved.free, width, width_key)
        near = total < before.best_total + NEAR * error
        stale = 0 if total < before.best_total - error else before.stale + 1
        lower = stale >= descent.patience
        best, kept = _kept(before, mean, near, stale == 0)
        now = _Progress(
            moved,
            best,
            np.asarray(0 if lower else kept),
            np.minimum(total, before.best_total),
            np.where(near, loop.done, before.best_at),
            np.asarray(0 if lower else stale),
            before.reduced + lower,
        )
        window = _Window(*seen, rate=np.full(length, rate))
        loop.keep(now, window, f"{name}: w {temperature:g}, epoch {loop.done * descent.window + length}/"
                  f"{descent.epochs}, loss {np.nanmean(seen.loss):.4f}, KL {seen.divergence.mean():.3f}, "
                  f"{seen.failed.sum():.0f} simulations not finite")  # fmt: skip
    end = loop.state
    pieces = [np.concatenate(parts) for parts in zip(*loop.pieces, strict=True)]
    curve = dict(zip(_Window._fields, pieces, strict=True))
    curve["smoothed"] = _smoothed(curve, temperature, descent.window)
    judged = search.losses_of(search.sample(end.best, judge_key, JUDGED), loss_key, observed)
    expected, error = _mean(judged)
    simulated = len(curve["loss"]) * descent.draws * descent.simulations
    return Answer(
        float(temperature),
        jax.tree.map(np.asarray, end.best),
        np.asarray(search.sample(end.best, draw_key, search.settings.posterior_draws)),
        expected,
        error,
        float(search.divergence_of(end.best, kl_key)),
        curve,
        {
            "epochs": len(curve["loss"]),
            "window": int(end.best_at),
            "stopped": bool(end.reduced > descent.reductions),
            "simulations": simulated,
            "non_finite": int(curve["failed"].sum()),
            "skipped": int(curve["skipped"].sum()),
            "judged": JUDGED,
            "non_finite_at_the_end": int(judged.failed),
        },
    )


def _kept(before: _Progress, mean: Free, near: bool, fell: bool) -> tuple[Free, int]:
    """The mean over the windows that are kept with one more, and how many they are: begun anew by a window
    whose total ``fell``, and by the first at a rate that is ``near`` the lowest."""
    if not near:
        return before.best, int(before.kept)
    count = 1 if fell else int(before.kept) + 1
    return jax.tree.map(lambda old, new: old + (new - old) / count, before.best, mean), count


def sweep_temperatures(
    name: str,
    search: GeneralisedSearch,
    observed: Any,
    temperatures: Iterable[float],
    key: jax.Array,
    log: Log = lambda _: None,
    memory: Memory = FORGETFUL,
) -> list[Answer]:
    """An answer for each temperature, in their order; all begin alike, with the same random numbers.

    Raises FitError as ``calibrate``.
    """
    return [calibrate(name, search, observed, w, key, log, memory) for w in temperatures]


def _mean(losses: Losses) -> tuple[float, float]:
    """Mean of the finite losses, and its standard error."""
    values = np.asarray(losses.value)[np.asarray(losses.finite)]
    if len(values) < 2:
        return np.nan, np.nan
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def _smoothed(curve: dict[str, np.ndarray], temperature: float, window: int) -> np.ndarray:
    """[E] the mean total of each epoch's window."""
    totals = curve["loss"] + temperature * curve["divergence"]
    starts = range(0, len(totals), window)
    means = [np.nanmean(totals[start : start + window]) for start in starts]
    return np.repeat(means, window)[: len(totals)]


def _require_simulations(name: str, search: GeneralisedSearch, observed: Any, key: jax.Array) -> None:
    theta_key, run_key = jax.random.split(key)
    losses = search.losses_of(search.prior.sample(theta_key, (ASKED,)), run_key, observed)
    finite = int(jnp.sum(losses.finite))
    if finite < WORTH * ASKED:
        raise FitError(
            f"{name}: the prior cannot simulate: {finite} of {ASKED} draws have a finite loss",
            f"at least {WORTH:.0%}",
            "Narrow the prior, or move it to values at which the simulator runs.",
        )


def _require_finite(name: str, search: GeneralisedSearch, seen: Epochs, before: int) -> None:
    descent = search.settings.descent
    count = len(seen.failed) * descent.draws * descent.simulations
    if seen.skipped.all():
        raise FitError(
            f"{name}: no simulation was finite in epochs {before + 1} to {before + len(seen.failed)}",
            "simulations that are, at some of an epoch's draws",
            "Narrow the prior, or lower calibration.descent.learning_rate.",
        )
    if seen.failed.sum() > descent.non_finite_limit * count:
        raise FitError(
            f"{name}: {seen.failed.sum():.0f} of {count} simulations were not finite in epochs {before + 1} "
            f"to {before + len(seen.failed)}",
            f"at most {descent.non_finite_limit:.0%}",
            "Narrow the prior, or raise calibration.descent.non_finite_limit.",
        )


def _require_width(
    name: str, search: GeneralisedSearch, free: Free, width: np.ndarray, key: jax.Array
) -> None:
    draws = np.asarray(search.sample(free, key, 64))
    ratio = draws.std(axis=0) / width
    if not (np.isfinite(draws).all() and (ratio > COLLAPSED).all()):
        raise FitError(
            f"{name}: the {search.settings.family} approximation collapsed: {np.nanmin(ratio):.1g} of the "
            "prior's width",
            f"finite draws at least {COLLAPSED:g} as wide as the prior",
            "Raise the temperature, or lower calibration.descent.learning_rate.",
        )
