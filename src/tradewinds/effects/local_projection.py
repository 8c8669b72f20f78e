"""Local projections: the outcome's difference over every horizon on the policy's change now.

    ln y[s, t + h] − ln y[s, t − 1] = θ[h] Δx[s, t] + Σ_{l = −h … P, l ≠ 0} γ[l] Δx[s, t − l] + Σ_e α_e + ε

one regression a horizon (Jordà 2005), for h < −1 the placebo before the change. The policy's changes after t
are held fixed up to t + h (Teulings & Zubanov 2014), so that θ is the answer to a rise that lasts; without
them it is that to a rise and to all that usually follows it. ``clean_projection`` (Dube, Girardi, Jordà &
Taylor 2023) compares those whose policy changes at t, and not within C periods before nor up to t + h, with
those whose policy stands still over all of that: nobody who is still adjusting is anyone's control. A change
may be up or down and come again once C quiet periods have passed, as on–off–on tariffs do; then the effect of
taking a tariff away is that of putting it on with the sign turned.
"""

from collections.abc import Callable

import numpy as np

from tradewinds.data.changes import lagged_change, shifted
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, rows_where
from tradewinds.effects.distributed_lag import require_horizons
from tradewinds.effects.least_squares import least_squares
from tradewinds.effects.path import EventPath, Influences
from tradewinds.errors import DataError, SettingsError

_STANDS = 1e-9
"""Change of the policy below which it stands still."""


def local_projection(
    grid: Grid, asked: EventDesign, horizons: int = 24, leads: int = 12, lags: int = 12, lasting: bool = True
) -> EventPath:
    """The path from ``leads`` + 1 periods before a change to ``horizons`` after it, ``lags`` changes of the
    policy before it held fixed, and where ``lasting`` those after it. Raises as ``distributed_lag``.
    """
    policy = lagged_change(asked.policy_of(grid), 1, 0)

    def columns(horizon: int) -> list[np.ndarray]:
        after = range(-horizon, 0) if lasting else ()
        return [policy, *(shifted(policy, lag) for lag in (*range(1, lags + 1), *after))]

    return _path(grid, asked, "local projection", horizons, leads, columns)


def clean_projection(
    grid: Grid, asked: EventDesign, horizons: int = 24, leads: int = 12, quiet: int = 12
) -> EventPath:
    """The same by local-projection difference in differences: changes after ``quiet`` still periods that
    last, beside sectors whose policy stands still.

    Raises DataError where nobody stands still, or nothing changes.
    """
    if quiet < 1:
        raise SettingsError(f"quiet = {quiet}", "at least 1 period")
    policy = lagged_change(asked.policy_of(grid), 1, 0)
    stirs = np.where(np.isfinite(policy), (np.abs(policy) > _STANDS).astype(float), np.nan)

    def comparable(horizon: int) -> np.ndarray:
        """Where nothing stirs before t, as far back as quiet or horizon go, nor up to t + h."""
        beside = [*range(1, max(quiet, -horizon) + 1), *range(-horizon, 0)]
        return np.asarray(np.sum([shifted(stirs, lag) for lag in beside], axis=0) == 0)

    if not (comparable(0) & (stirs == 0)).any() or not (comparable(0) & (stirs == 1)).any():
        raise DataError(
            f"no change of {asked.policy} after {quiet} still periods beside sectors where it stands still",
            "both",
            "Use a rate that stands still between decisions (statutory, not realised), or less quiet.",
        )
    return _path(
        grid, asked, "local projection, clean controls", horizons, leads, lambda _: [policy], comparable
    )


def _path(
    grid: Grid,
    asked: EventDesign,
    design: str,
    horizons: int,
    leads: int,
    columns: Callable[[int], list[np.ndarray]],
    comparable: Callable[[int], np.ndarray] | None = None,
) -> EventPath:
    require_horizons(horizons, leads)
    outcome = asked.outcome_of(grid)
    at = np.arange(-leads - 1, horizons + 1)
    estimates, effective, counts = np.zeros(len(at)), np.full(len(at), np.nan), np.zeros(len(at), dtype=int)
    pieces: list[Influences | None] = []
    clusters: list[tuple[int, ...]] = []
    for place, horizon in enumerate(at):
        if horizon == -1:
            pieces.append(None)
            continue
        y = shifted(outcome, -int(horizon)) - shifted(outcome, 1)
        kept = None if comparable is None else comparable(int(horizon))
        found = least_squares(rows_where(grid, asked, y, columns(int(horizon)), kept))
        estimates[place], counts[place] = found.slopes[0], found.rows
        effective[place] = found.effective[0]
        pieces.append(tuple((sign, one[:, :1]) for sign, one in found.influences))
        clusters.append(found.clusters)
    influences = _stacked(pieces)
    early = at < -1
    return EventPath(
        design,
        at,
        estimates,
        influences,
        estimates[early],
        tuple((sign, one[:, early]) for sign, one in influences),
        counts,
        tuple(min(one) for one in zip(*clusters, strict=True)),
        np.where(at == -1, np.nanmean(effective), effective),
    )


def _stacked(pieces: list[Influences | None]) -> Influences:
    """Influences of one slope each [G, 1] beside each other, zeros where a horizon has none."""
    whole = [piece for piece in pieces if piece is not None]
    found = []
    for dimension, (sign, _) in enumerate(whole[0]):
        longest = max(len(piece[dimension][1]) for piece in whole)
        columns = np.zeros((longest, len(pieces)))
        for place, piece in enumerate(pieces):
            if piece is not None:
                one = piece[dimension][1][:, 0]
                columns[: len(one), place] = one
        found.append((sign, columns))
    return tuple(found)
