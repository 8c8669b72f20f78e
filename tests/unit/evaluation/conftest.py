"""Rows of a small panel, made by hand: five sectors, monthly, a target in logs or in levels.

The table's other equation explains the volume.
"""

from collections.abc import Callable

import numpy as np
import pytest

from tradewinds.data.scaling import EquationScaler, TrainingSupport
from tradewinds.equations import parse
from tradewinds.evaluation.baselines.model import RowsWithPast

SCALES = {"price": "log", "rate": "level", "tariff": "level"}


def make_rows(
    text: str = "dlog(price[t]) ~ d(tariff[t]) + d(tariff[t-1])",
    sectors: int = 5,
    periods: int = 60,
    role: str = "fit",
    start: int = 0,
    seed: int = 0,
    slope: float = 0.03,
) -> RowsWithPast:
    rng = np.random.default_rng(seed)
    equation = parse(text, SCALES)
    sector, period = (a.ravel() for a in np.meshgrid(range(sectors), range(start, start + periods)))
    count = len(sector)
    x = rng.normal(size=(count, len(equation.columns)))
    noise = np.array([0.01, 0.02, 0.03, 0.04, 0.05])[sector % 5]
    y = 0.01 + noise * rng.normal(size=count) + (slope * x[:, 0] if x.shape[1] else 0.0)
    log = equation.target.transform in ("log", "dlog")
    previous = np.exp(rng.normal(3.0, 0.5, size=count)) if log else rng.normal(5.0, 1.0, size=count)
    offset = np.log(previous) if log else previous
    own = np.full((sectors, periods), np.nan)
    own[:, 1:] = y.reshape(periods, sectors).T[:, :-1]
    return RowsWithPast(
        equation=equation,
        columns=equation.columns,
        x=x,
        y=y,
        offset=offset,
        observed=np.exp(offset + y) if log else offset + y,
        previous=previous,
        sector=sector,
        period=period,
        role=np.full(count, role),
        calendar=period % 12 + 1,
        year=period // 12,
        explained=(equation.name, "volume"),
        before=np.column_stack([own.T.ravel(), rng.normal(size=count)]),
    )


def scale_of(rows: RowsWithPast) -> EquationScaler:
    empty = rows.x.shape[1] == 0
    mean, scale = rows.x.mean(axis=0), np.ones(0) if empty else rows.x.std(axis=0)
    return EquationScaler(
        columns=rows.columns,
        mean=mean,
        scale=scale,
        low=rows.x.min(axis=0),
        high=rows.x.max(axis=0),
        target_mean=float(rows.y.mean()),
        target_scale=float(rows.y.std()),
        support=TrainingSupport.of((rows.x - mean) / scale),
    )


@pytest.fixture
def rows() -> Callable[..., RowsWithPast]:
    return make_rows


@pytest.fixture
def scale() -> Callable[[RowsWithPast], EquationScaler]:
    return scale_of
