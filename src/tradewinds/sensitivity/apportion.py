"""The variance of what an equation's network expects, apportioned among its inputs.

The output is f(x) with group effects at their usual values and without δ[t]: what the inputs move. An input
is a variable with all its lags, since nothing else of it is decided; a mean over sectors, the month and the
index are inputs of their own. Sobol' indices want independent inputs. These are drawn independently *of each
other*, each from its own training rows: the lags of one variable come from one and the same row, so that a
tariff and that of the period before go together as they do in the data.
"""

from dataclasses import replace

import jax
import numpy as np
import pandas as pd

from tradewinds.data.features import EquationRows, offset_term
from tradewinds.equations import Equation
from tradewinds.fitted.equation import FittedEquation, chosen_draws, location_of_rows, over_draws
from tradewinds.fitted.fit import Fit
from tradewinds.runtime import in_double
from tradewinds.sensitivity import sobol
from tradewinds.settings.sensitivity import SobolSettings
from tradewinds.streams import TIER_APPORTION

COLUMNS = (
    "tier", "equation", "explains", *sobol.COLUMNS, "correlation", "with",
    "spread", "spread_rows", "spread_target", "draws", "samples",
)  # fmt: skip
NOTHING = ""
"""The input's name in the one row of an equation whose output does not vary."""


@in_double
def apportion(fit: Fit, tier: str, asked: SobolSettings) -> pd.DataFrame:
    """One row an equation and input, columns as in ``COLUMNS``.

    Shares of ``sobol.indices``, over ``asked.draws`` draws. ``correlation`` is the largest absolute one of
    the input's columns with those of another, ``with``, over the training rows. ``spread`` is the standard
    deviation of the output, in the explained quantity's unit and the root mean square over draws,
    ``spread_rows`` that on training rows (as many as there are points), where inputs go together, and
    ``spread_target`` that of the explained quantity. ``explains`` is ``change`` or ``level``. An equation
    whose output does not vary has one row, its input ``NOTHING`` and its shares NaN.
    """
    found = []
    for number, fitted in enumerate(fit.on_training_rows().equations(tier)):
        own = int(
            np.random.SeedSequence((fit.seed, TIER_APPORTION, int(tier[-1]), number)).generate_state(1)[0]
        )
        about = {"tier": tier, "equation": fitted.name}
        found += [about | row for row in of_equation(fitted, asked, own)]
    return pd.DataFrame(found).reindex(columns=list(COLUMNS))


def of_equation(fitted: FittedEquation, asked: SobolSettings, seed: int) -> list[dict[str, object]]:
    """The rows of one equation."""
    rows, members = fitted.equation_rows.with_role("fit"), inputs_of(fitted.equation)
    few, unit = min(asked.draws, fitted.draws), fitted.scaler.target_scale
    fitted = replace(fitted, sites=chosen_draws(fitted.sites, few, seed))
    drawn = drawn_rows(rows, fitted.scaler.inputs(rows.x), members, asked.samples, seed)
    some = np.random.default_rng(seed).permutation(len(rows))[: len(drawn)]
    outputs, seen = expected_output(fitted, drawn), expected_output(fitted, rows.take(some))
    about: dict[str, object] = {
        "explains": "level" if offset_term(fitted.equation, fitted.explain) is None else "change",
        "spread": unit * _spread(outputs),
        "spread_rows": unit * _spread(seen),
        "spread_target": unit,
        "draws": few,
        "samples": asked.samples,
    }
    shares = sobol.indices(outputs, list(members), seed)
    if shares is None:
        return [{"input": NOTHING} | about]
    return [row | about | together(rows.x, members, str(row["input"])) for row in shares]


def inputs_of(equation: Equation) -> dict[str, list[int]]:
    """Input → its columns: a variable with all its lags, ``common(…)`` of it, ``month``, ``index``."""
    names = [f"common({term.variable})" if term.common else term.variable for term in equation.inputs]
    names += equation.columns[len(names) :]
    return {name: [k for k, other in enumerate(names) if other == name] for name in dict.fromkeys(names)}


def drawn_rows(
    rows: EquationRows, standardised: np.ndarray, members: dict[str, list[int]], samples: int, seed: int
) -> EquationRows:
    """Rows [M] at ``saltelli_points``, each input from a training row of its own.

    A point's place u in (0, 1) is that row's place in the order of the input's values, so that a single
    column takes the quantiles of its training values; several are ordered by their first principal component.
    """
    places = sobol.saltelli_points(len(members), samples, seed) if members else np.zeros((1, 0))
    first = rows.take(np.zeros(len(places), dtype=int))
    x = np.empty((len(places), rows.x.shape[1]))
    for u, columns in zip(places.T, members.values(), strict=True):
        chosen = np.argsort(_along(standardised[:, columns]), kind="stable")
        x[:, columns] = rows.x[chosen[np.minimum((u * len(rows)).astype(int), len(rows) - 1)]][:, columns]
    return replace(first, x=x)


def _along(values: np.ndarray) -> np.ndarray:
    """Place [N] of rows [N, K] along their first principal component; their value where K is 1."""
    if values.shape[1] == 1:
        return values[:, 0]
    centred = values - values.mean(axis=0)
    return centred @ np.linalg.eigh(centred.T @ centred)[1][:, -1]


def expected_output(fitted: FittedEquation, rows: EquationRows) -> np.ndarray:
    """f(x) [R, N] of every draw, standardised, with group effects at zero, their usual value."""
    asked = fitted.rows(rows)
    asked = asked._replace(groups={name: -np.ones_like(code) for name, code in asked.groups.items()})
    return over_draws(location_of_rows, (fitted.model,), fitted, asked, jax.random.key(0))


def _spread(outputs: np.ndarray) -> float:
    return float(np.sqrt(outputs.var(axis=1).mean()))


def together(x: np.ndarray, members: dict[str, list[int]], name: str) -> dict[str, object]:
    """The largest absolute correlation of an input's columns of x [N, D] with another's, and whose."""
    found = {"correlation": np.nan, "with": ""}
    for other, columns in members.items():
        pairs = [(x[:, a], x[:, b]) for a in members[name] for b in columns if other != name]
        sizes = [abs(np.corrcoef(a, b)[0, 1]) for a, b in pairs if np.ptp(a) and np.ptp(b)]
        if sizes and not max(sizes) <= found["correlation"]:
            found = {"correlation": float(max(sizes)), "with": other}
    return found
