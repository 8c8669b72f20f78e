"""How strong a variable that is in no table would have to be to explain the effect of the policy away.

Computed on a linear regression with the equation's own inputs and effects, not on the network. With t the
policy's t-value and ν the residual degrees of freedom, f = |t| / √ν is its partial Cohen's f, and

    partial R²(Y ~ D | X) = f² / (1 + f²)
    RV(q)    = ½ (√(g⁴ + 4 g²) − g²),    g = q f
    RV(q, α) = the same with g = q f − t*[α, ν − 1] / √(ν − 1),  0 where g < 0

An unobserved confounder that explains less than RV(1) of what the inputs leave of the policy *and* of the
outcome cannot bring the estimate to zero; one that explains less than RV(1, α) of both cannot make it
indistinguishable from zero (Cinelli & Hazlett 2020).
"""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import t as student

from tradewinds.data.features import EquationRows
from tradewinds.data.scaled_tier import ScaledTier
from tradewinds.evaluation.partialling import dummies_of, residual
from tradewinds.review.sensitivity.area import with_status
from tradewinds.review.sensitivity.confounder import CONFOUNDER
from tradewinds.sensitivity.effect_labels import effect_labels
from tradewinds.sensitivity.partial import unexplained

_STILL = 1e-9
"""Share of the policy's variance below which what the others leave of it is rounding."""
COLUMNS = (
    "tier", "equation", "estimate", "error", "t", "degrees", "partial_r2", "robustness", "robustness_alpha",
    "strongest", "strongest_outcome", "strongest_policy", "status", "rows",
)  # fmt: skip


def confounding(tier: ScaledTier, effects: list[str], policies: dict[str, str], alpha: float) -> pd.DataFrame:
    """One row an equation of ``policies`` (equation → its policy), columns as in ``COLUMNS``.

    Asked of the training rows; ``effects`` are the tier's, 1 − ``alpha`` is the level of confidence.

    ``estimate`` is the sum of the slopes of the policy's own terms, what a lasting rise by one moves the
    explained quantity by, with its classical standard error; ``strongest`` the observed input that explains
    most of what the others leave of the outcome, and how much of outcome and policy it does, as a measure of
    what is plausible. NaN where inputs and effects leave nothing of the policy.
    """
    found = []
    for table, parsed in tier.equations().items():
        grid = tier.panel.training_grids[table]
        for equation in (one for one in parsed if one.name in policies):
            rows = tier.equation_rows(equation, grid).with_role("fit")
            labels = effect_labels(rows, grid, effects, table)
            about = {"tier": tier.name, "equation": equation.name, "rows": len(rows)}
            found.append(about | _benchmark(rows, policies[equation.name], labels, alpha))
    return with_status(pd.DataFrame(found).reindex(columns=list(COLUMNS)), CONFOUNDER)


def robustness_value(t: float, degrees: float, q: float = 1.0, alpha: float = 1.0) -> float:
    """RV(q, α); with ``alpha`` 1 that of the estimate itself, RV(q)."""
    critical = 0.0 if alpha == 1 else student.ppf(1 - alpha / 2, degrees - 1) / np.sqrt(degrees - 1)
    g = q * abs(t) / np.sqrt(degrees) - critical
    return float((np.sqrt(g**4 + 4 * g**2) - g**2) / 2) if g > 0 else 0.0 if g <= 0 else float("nan")


def _benchmark(rows: EquationRows, policy: str, labels: list[np.ndarray], alpha: float) -> dict[str, object]:
    terms = rows.equation.inputs
    own = [k for k, term in enumerate(terms) if term.variable == policy and not term.common]
    x = rows.x.copy()
    x[:, own[1:]] -= x[:, own[:1]]  # so that the slope of the first term is the sum of all
    dummies = dummies_of(labels or [np.zeros(len(rows))])
    y, within = residual(rows.y, dummies), np.column_stack([residual(one, dummies) for one in x.T])
    others = np.delete(within, own[0], axis=1)
    outcome, left = unexplained(y, others), unexplained(within[:, own[0]], others)
    degrees = len(rows) - _rank([dummies_of([one]) for one in labels or [np.zeros(len(rows))]])
    degrees, spread = degrees - int(np.linalg.matrix_rank(others)) - 1, x[:, own[0]].var() * len(rows)
    if degrees < 2 or left @ left <= _STILL * spread:
        return {}
    slope = left @ outcome / (left @ left)
    noise = outcome - slope * left
    error = np.sqrt(noise @ noise / degrees / (left @ left))
    t = slope / error
    return {
        "estimate": slope,
        "error": error,
        "t": t,
        "degrees": degrees,
        "partial_r2": t**2 / (t**2 + degrees),
        "robustness": robustness_value(t, degrees),
        "robustness_alpha": robustness_value(t, degrees, alpha=alpha),
        **_strongest(rows.columns, y, within, own),
    }


def _rank(effects: list[sparse.csr_matrix]) -> int:
    """Rank of the dummies of all effects together, crossed or nested, each [N, G] with its rows' groups.

    Of the effect with most groups every dummy counts; of the others, what is left within its groups.
    """
    largest, *others = sorted(effects, key=lambda one: -one.shape[1])
    if not others:
        return largest.shape[1]
    d = sparse.hstack(others).tocsr()
    inverse = sparse.diags_array(1 / np.asarray(largest.sum(axis=0)).ravel())
    across = largest.T @ d
    left = (d.T @ d - across.T @ inverse @ across).toarray()
    return largest.shape[1] + int(np.linalg.matrix_rank(left, tol=_STILL * d.shape[0], hermitian=True))


def _strongest(columns: tuple[str, ...], y: np.ndarray, x: np.ndarray, own: list[int]) -> dict[str, object]:
    """The observed input with the largest partial R² with the outcome, the policy among the controls."""
    found = []
    for k in (k for k in range(x.shape[1]) if k not in own):
        with_policy, without = np.delete(x, k, axis=1), np.delete(x, [k, own[0]], axis=1)
        of_policy = _partial_r2(x[:, own[0]], x[:, k], without)
        found.append((_partial_r2(y, x[:, k], with_policy), of_policy, k))
    if not found:
        return {}
    outcome, of_policy, k = max(found)
    return {"strongest": columns[k], "strongest_outcome": outcome, "strongest_policy": of_policy}


def _partial_r2(y: np.ndarray, x: np.ndarray, others: np.ndarray) -> float:
    """Share of what ``others`` leave of y [N] that x [N] explains; 0 where they leave nothing of x."""
    a, b = unexplained(y, others), unexplained(x, others)
    return 0.0 if b @ b <= _STILL * (x @ x) else float((a @ b) ** 2 / ((a @ a) * (b @ b)))
