"""Which share of a function's variance each of its inputs accounts for: Sobol' indices, by SALib.

For y = f(x₁ … x_G) with independent inputs, each of them a number or several numbers that belong together,

    S_g = Var E[y | x_g] / Var y             first-order: what x_g explains alone
    T_g = 1 − Var E[y | all but x_g] / Var y   total: with all its interactions

(Sobol' 2001). With matrices A and B of N independent rows each, and A_B the matrix A with input g from B,

    S_g = mean f(B) (f(A_B) − f(A)) / V       Saltelli et al. (2010)
    T_g = mean ½ (f(A) − f(A_B))² / V         Jansen (1999)

V the variance of f over A and B together and f centred. Both are estimates: the first can come out below zero
or above the second by about their errors. Errors are from resampling the N rows as if they were drawn at
random; they are of a Sobol' sequence, which errs less.
"""

from collections.abc import Sequence

import numpy as np

from tradewinds.errors import FitError

SOBOL_LEVEL = 0.9
"""Level of all intervals, those of resampling and those over draws."""
CONSTANT = 1e-9
"""Standard deviation, beside the size of the values, below which an output does not vary."""
COLUMNS = (
    "input", "first", "first_low", "first_high", "first_error",
    "total", "total_low", "total_high", "total_error",
)  # fmt: skip


def saltelli_points(inputs: int, samples: int, seed: int) -> np.ndarray:
    """Where f is asked [samples · (inputs + 2), inputs], each number of (0, 1) a quantile level of an input.

    ``samples`` is a power of two; the sequence is scrambled by the seed.
    """
    from SALib.sample.sobol import sample

    return sample(_problem(range(inputs)), samples, calc_second_order=False, seed=seed)


def indices(outputs: np.ndarray, inputs: Sequence[str], seed: int) -> list[dict[str, object]] | None:
    """One row an input, keys as in ``COLUMNS``; None where some function does not vary at all.

    ``outputs`` [R, M] are R functions, draws of a posterior, at ``saltelli_points``. ``first`` and ``total``
    are means over functions and their ``_low`` … ``_high`` the middle ``SOBOL_LEVEL`` of these: what is not
    known of f.
    ``_error`` is half the interval of resampling, the mean over functions: what is not known for want of
    samples. Raises FitError for an output that is not finite.
    """
    from SALib.analyze.sobol import analyze

    if not np.isfinite(outputs).all():
        raise FitError(
            f"{int((~np.isfinite(outputs)).any(axis=1).sum())} of {len(outputs)} draws answer not finite",
            "finite outputs within the range of the training rows",
            "Look at the training curves of the report, and train anew.",
        )
    if not inputs or (outputs.std(axis=1) <= CONSTANT * np.maximum(1.0, np.abs(outputs).max(axis=1))).any():
        return None
    problem = _problem(inputs)
    # 1 more, since SALib takes a seed of 0 for none at all
    settings = {"calc_second_order": False, "conf_level": SOBOL_LEVEL, "seed": seed + 1}
    found = [analyze(problem, one, **settings) for one in outputs]
    s, t, s_error, t_error = (
        np.array([one[name] for one in found]) for name in ("S1", "ST", "S1_conf", "ST_conf")
    )
    tails = ((1 - SOBOL_LEVEL) / 2, (1 + SOBOL_LEVEL) / 2)
    table = [inputs]
    for of, error in ((s, s_error), (t, t_error)):
        table += [of.mean(axis=0), *np.quantile(of, tails, axis=0), error.mean(axis=0)]
    return [dict(zip(COLUMNS, row, strict=True)) for row in zip(*table, strict=True)]


def _problem(inputs: Sequence[object]) -> dict[str, object]:
    return {
        "num_vars": len(inputs),
        "names": [str(name) for name in inputs],
        "bounds": [[0.0, 1.0]] * len(inputs),
    }
