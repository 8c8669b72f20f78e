"""What is asked of a policy-event design, and the rows it is estimated on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse

from tradewinds.data.panel import Grid
from tradewinds.errors import DataError, SettingsError

_STILL = 1e-9
"""Squares of a policy about its mean below which it stands."""
OF_YEAR = "season of the year"
"""The month or quarter of the year, whatever keys a panel has: ``season``, unless a key has that name."""


@dataclass(frozen=True)
class EventDesign:
    """Whose effect on what, beside which effects of groups.

    ``effects`` and ``clusters`` (one or two): ``sector``, ``period``, ``season`` (month or quarter of the
    year), a key of the panel, or several joined by colons, such as ``origin:period``. Outcomes are taken in
    changes, so that sector effects are trends of their levels; ``trends`` lets those bend: a line over time
    of every sector's change. ``weights``: variable of the grid that rows are weighed by. ``start`` and
    ``end``: places of the first and last period among the grid's whose change of the outcome (at horizon 0)
    is used. ``serial``: levels are weighed for errors that last (``serial``). ``averaged``: weights [S] of
    sectors that answer each in their own way (``own_slopes``); one response for all without them.
    """

    outcome: str
    policy: str
    effects: tuple[str, ...] = ("sector", "period")
    clusters: tuple[str, ...] = ("sector",)
    weights: str | None = None
    trends: bool = False
    logs: bool = True
    policy_in_logs: bool = False
    start: int | None = None
    end: int | None = None
    serial: bool = False
    averaged: tuple[float, ...] = ()

    def outcome_of(self, grid: Grid) -> np.ndarray:
        """The outcome [S, T], in logs where asked; NaN where it has none."""
        return variable_of(grid, self.outcome, self.logs)

    def policy_of(self, grid: Grid) -> np.ndarray:
        """The policy [S, T], in logs where asked."""
        return variable_of(grid, self.policy, self.policy_in_logs)


class EventRows(NamedTuple):
    """N rows: y [N], x [N, K], sparse columns of what is taken out [N, G], weights [N] and ``used_up``, the
    parameters of effects that count. ``clusters``: sign and codes [N] over the whole grid of every dimension,
    and of what two share. ``sector`` and ``period`` [N]: places in the grid. ``groups``: codes [N] of every
    effect. ``memory``: ρ of the errors that rows are weighed for (``serial``).
    """

    y: np.ndarray
    x: np.ndarray
    taken_out: sparse.csr_matrix
    clusters: tuple[tuple[float, np.ndarray], ...]
    weights: np.ndarray
    used_up: int
    sector: np.ndarray
    period: np.ndarray
    groups: tuple[np.ndarray, ...] = ()
    memory: float = 0.0


def variable_of(grid: Grid, name: str, logs: bool = False) -> np.ndarray:
    """Values [S, T], or their logarithms. Raises SettingsError for what the grid does not have."""
    if name not in grid.values:
        raise SettingsError(f"no variable {name!r}", f"one of {', '.join(grid.values)}")
    values = np.asarray(grid.values[name], dtype=float)
    return np.log(np.where(values > 0, values, np.nan)) if logs else values


def codes_of(grid: Grid, effect: str) -> np.ndarray:
    """Number [S, T] of every row's group. Raises SettingsError for what the panel does not have."""
    shape = (len(grid.sectors), len(grid.periods))
    codes = np.zeros(shape, dtype=np.int64)
    for name in effect.split(":"):
        if name == "period":
            part = np.broadcast_to(np.arange(shape[1]), shape)
        elif name == "sector":
            part = np.broadcast_to(np.arange(shape[0])[:, None], shape)
        elif name in grid.keys:
            one = np.unique(grid.keys[name].to_numpy().astype(str), return_inverse=True)[1]
            part = np.broadcast_to(one[:, None], shape)
        elif is_of_year(grid, name):
            part = np.broadcast_to(np.asarray(grid.calendar, dtype=np.int64), shape)
        else:
            known = ", ".join(
                ["sector", "period", "season", *(key for key in grid.keys if key not in ("sector", "label"))]
            )
            raise SettingsError(
                f"no group {name!r} in {effect!r}", f"one of {known}, or several joined by “:”"
            )
        codes = codes * (int(part.max()) + 1) + part
    return np.unique(codes, return_inverse=True)[1].reshape(shape)


def takes_out_levels(asked: EventDesign) -> bool:
    """Whether every sector has a level of its own among the effects."""
    return any("sector" in one.split(":") and "period" not in one.split(":") for one in asked.effects)


def takes_out_seasons(grid: Grid, asked: EventDesign) -> bool:
    """Whether some effects are of the month or quarter of the year, and not of a key called ``season``."""
    return any(is_of_year(grid, name) for one in asked.effects for name in one.split(":"))


def is_of_year(grid: Grid, name: str) -> bool:
    """Whether a part of an effect is the month or quarter of the year, and no key of the panel."""
    return name in (OF_YEAR, "season") and name not in grid.keys


def cluster_signs(asked: EventDesign) -> dict[str, float]:
    """Dimension of clusters, and what two share → its sign, in the order of ``EventRows.clusters``."""
    signs = {name: 1.0 for name in asked.clusters}
    return signs | {":".join(asked.clusters): -1.0} if len(asked.clusters) > 1 else signs


def cluster_names(grid: Grid, dimension: str) -> np.ndarray:
    """What each code of ``codes_of`` stands for, in words that mean the same in another grid [G]."""
    shape = (len(grid.sectors), len(grid.periods))
    words = np.full(shape, "", dtype=object)
    for name in dimension.split(":"):
        if name == "period" or is_of_year(grid, name):
            of_period = grid.periods if name == "period" else grid.calendar
            part = np.broadcast_to(np.asarray(of_period).astype(str), shape)
        else:
            of = grid.sectors if name == "sector" else grid.keys[name]
            part = np.broadcast_to(np.asarray(of).astype(str)[:, None], shape)
        words = words + part.astype(object) + "\n"
    return words.ravel()[np.unique(codes_of(grid, dimension), return_index=True)[1]]


def rows_where(
    grid: Grid,
    asked: EventDesign,
    y: np.ndarray,
    x: list[np.ndarray],
    kept: np.ndarray | None = None,
    policy: np.ndarray | None = None,
) -> EventRows:
    """The rows of [S, T] arrays on which y and all x are known, within the window and, where given, ``kept``;
    ``policy``: what sectors of ``asked.averaged`` answer each in their own way.

    Raises DataError where there are none, fewer than what is estimated, or a single cluster, and for weights
    below zero. Rows that weigh nothing are left out.
    """
    weights = np.ones(y.shape) if asked.weights is None else variable_of(grid, asked.weights)
    if (weights < 0).any():
        raise DataError(
            f"rows are weighed by “{asked.weights}”, which is {np.nanmin(weights):g} somewhere",
            "a variable that is never below zero",
            "Name another one, or none for equal weights.",
        )
    known = np.isfinite(y) & np.all([np.isfinite(one) for one in x], axis=0) & (weights > 0)
    places = np.arange(y.shape[1])
    first = 0 if asked.start is None else asked.start
    known &= (places >= first) & (places <= (y.shape[1] if asked.end is None else asked.end))
    if kept is not None:
        known &= kept
    rows = int(known.sum())
    periods = int(known.any(axis=0).sum())
    if rows <= len(x) + 1 or periods < 2:
        raise DataError(
            f"{rows} rows in {periods} periods on which {len(x)} changes of {asked.policy} and the change of "
            f"{asked.outcome} are known",
            "at least 2 periods and more rows than changes",
            "Ask for fewer horizons or leads, or bring more periods.",
        )
    signs = cluster_signs(asked)
    clusters = [(sign, codes_of(grid, name)[known]) for name, sign in signs.items()]
    for name, (_, codes) in zip(signs, clusters, strict=True):
        if len(np.unique(codes)) < 2:
            raise DataError(f"a single {name} to cluster by", "at least 2", "Choose other clusters.")
    groups = [codes_of(grid, name)[known] for name in asked.effects] or [np.zeros(rows, dtype=np.int64)]
    blocks = [_dummies(codes, np.ones(rows)) for codes in groups]
    sector, period = np.nonzero(known)
    if asked.trends:
        blocks += [_dummies(sector, (period - period.mean()) / max(1.0, period.std()))]
    if asked.averaged and policy is not None:
        blocks += [own_slopes(np.asarray(asked.averaged), policy, sector, period)]
    used = sum(len(np.unique(one)) - 1 for one in groups if not any(nested(one, c) for _, c in clusters))
    weight = weights[known]
    return EventRows(
        y[known],
        np.column_stack([one[known] for one in x]),
        sparse.hstack(blocks).tocsr(),
        tuple(clusters),
        weight / weight.mean(),
        used + 1,
        sector,
        period,
        tuple(groups),
    )


def seen_moves(
    policy: np.ndarray, sector: np.ndarray, period: np.ndarray, before: int, after: int
) -> np.ndarray:
    """By how much a policy [S, T] moves in a sector [S], largest less smallest, where what that does is seen:
    at least ``before`` periods after the sector's first row and ``after`` before its last. Places of
    rows are [N].
    """
    count, periods = policy.shape
    first, last = np.full(count, periods), np.full(count, -1)
    np.minimum.at(first, sector, period)
    np.maximum.at(last, sector, period)
    places = np.arange(periods)
    seen = (places >= first[:, None] + before - 1) & (places <= last[:, None] - after) & np.isfinite(policy)
    high, low = np.where(seen, policy, -np.inf).max(axis=1), np.where(seen, policy, np.inf).min(axis=1)
    return np.where(seen.any(axis=1), high - low, 0.0)


def own_slopes(
    weights: np.ndarray, policy: np.ndarray, sector: np.ndarray, period: np.ndarray
) -> sparse.csr_matrix:
    """Columns [N, G − 1] by which each of G sectors whose policy [S, T] moves answers it otherwise than their
    weighted mean: d[g] x[g, t] with Σ_g w[g] d[g] = 0, so that what is estimated for all of them is that
    mean, and not the average by how much each one's policy moved (Gibbons, Suárez Serrato & Urbancic 2019).
    One that weighs nothing has no part in it. They stand beside effects of sectors, about whose means they
    are.
    """
    about = _about_own_mean(policy, sector, period)
    size = np.bincount(sector, about**2, minlength=len(weights))
    if not (size[weights > 0] > _STILL).any():
        return sparse.csr_matrix((len(sector), 0))
    base = int(np.argmax(np.where(weights > 0, size, -1.0)))
    against = np.where(sector == base, about, 0.0) / weights[base]
    columns = [
        np.where(sector == one, about, 0.0) - weights[one] * against
        for one in np.flatnonzero(size > _STILL)
        if one != base
    ]
    return sparse.csr_matrix(np.column_stack([np.zeros((len(sector), 0)), *columns]))


def _about_own_mean(policy: np.ndarray, sector: np.ndarray, period: np.ndarray) -> np.ndarray:
    moved = policy[sector, period]
    number = np.maximum(np.bincount(sector), 1)
    return np.asarray(moved - (np.bincount(sector, moved) / number)[sector])


def _dummies(codes: np.ndarray, values: np.ndarray) -> sparse.csr_matrix:
    place = np.unique(codes, return_inverse=True)[1]
    return sparse.csr_matrix((values, (np.arange(len(codes)), place)))


def shared_in_periods(rows: EventRows, codes: np.ndarray) -> Iterator[np.ndarray]:
    """Codes [N] of the effects that several of what ``codes`` [N] number have in common in a period, as those
    of ``period`` and of ``origin:period`` are of sectors.
    """
    for group in rows.groups:
        if nested(group, rows.period) and not nested(group, codes):
            yield group


def paired(groups: np.ndarray, clusters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of a group and a cluster that have rows: the pair of every row [N], the group of every pair."""
    many = np.int64(clusters.max() + 1)
    pair, of_row = np.unique(groups * many + clusters, return_inverse=True)
    return of_row, (pair // many).astype(np.int64)


def nested(groups: np.ndarray, clusters: np.ndarray) -> bool:
    """Whether every group lies in one cluster."""
    of_group = np.zeros(int(groups.max()) + 1, dtype=clusters.dtype)
    of_group[groups] = clusters
    return bool((of_group[groups] == clusters).all())
