"""Whether draws are those of the posterior that they are claimed for, without drawing again.

Under a density p that falls to zero at infinity, integration by parts gives for every coordinate x (Stein's
identities; Gorham and Mackey, *Measuring Sample Quality with Stein's Method*, 2015)

    E[∂ log p / ∂x] = 0,    E[(x − E x) ∂ log p / ∂x] = −1.

Draws that were moved break the first, draws that were spread or drawn together the second, draws of other
data or of another prior one of them. Both means are held to their Monte Carlo error, of means over chains
and batches as chains remember (``monte_carlo``), at the quantile of Student's t at which all identities of a
file hold together in all but ``ALPHA`` of the cases. They are necessary, not sufficient: draws of one mode
among several obey both.
"""

import numpy as np
import pandas as pd
from scipy import stats

from tradewinds.proof.likeness import ArtifactLikeness, Likeness
from tradewinds.proof.monte_carlo import ALPHA, error_of_mean

IN_LOCATION, IN_SPREAD = "location", "spread"
TOGETHER = "all coordinates"
"""The mean of the second identity over them, whose error is far smaller."""
THEIRS = "the draws are those of this posterior"
NOT_THEIRS = "the draws are not those of this posterior"
APPROXIMATE = "the draws are not looked at (approximate algorithm)"
TOO_FEW = "the draws are not looked at (too few of them)"
COLUMNS = ("equation", "coordinate", "identity", "value", "error", "freedom")
_UNIT = {IN_LOCATION: "posterior deviations", IN_SPREAD: "posterior variances"}


def identities(names: list[str], free: np.ndarray, gradient: np.ndarray) -> pd.DataFrame:
    """Both identities of every coordinate of a density, from draws [chain, draw, d] and the gradients of its
    logarithm there: ``coordinate``, ``identity``, ``value`` (0 under the density), its ``error``, and the
    error's degrees of ``freedom``.

    ``value`` of a location is the mean gradient times the draws' deviation, about how many deviations they
    lie off where other coordinates are as they are; that of a spread is −E[(x − E x) g] − 1, about how much
    larger than the density's their variance is, as a share of it.
    """
    apart = free - free.mean(axis=(0, 1))
    spread = -apart * gradient - 1
    found = [
        _means(names, IN_LOCATION, gradient * apart.std(axis=(0, 1))),
        _means(names, IN_SPREAD, spread),
        _means([TOGETHER], IN_SPREAD, spread.mean(axis=2, keepdims=True)),
    ]
    return pd.concat(found, ignore_index=True)


def _means(names: list[str], identity: str, of: np.ndarray) -> pd.DataFrame:
    error, freedom = error_of_mean(of)
    mean = of.mean(axis=(0, 1))
    told = {"coordinate": names, "identity": identity, "value": mean, "error": error, "freedom": freedom}
    return pd.DataFrame(told, columns=list(COLUMNS)[1:])


def judged_draws(held: pd.DataFrame) -> ArtifactLikeness:
    """The verdict on the draws of a file, from ``identities`` of each ``equation``; what is not finite is no
    posterior's. Without rows, or with too few draws for an error, nothing is said.
    """
    if not len(held):
        return ArtifactLikeness(Likeness.not_made, reason=APPROXIMATE)
    if (held["freedom"] < 1).any():
        return ArtifactLikeness(Likeness.not_made, reason=TOO_FEW)
    reach = stats.t.ppf(1 - ALPHA / (2 * len(held)), held["freedom"])
    size, allowed = held["value"].abs().to_numpy(float), reach * held["error"].to_numpy(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.nan_to_num(size / allowed, nan=np.inf)
    beyond, at = int((ratio > 1).sum()), int(ratio.argmax())
    row = held.iloc[at]
    said = f"{NOT_THEIRS}: {beyond} of {len(held)} identities" if beyond else THEIRS
    return ArtifactLikeness(
        Likeness.different if beyond else Likeness.within,
        size[at],
        allowed[at],
        _UNIT[str(row["identity"])],
        len(held),
        beyond,
        reason=f"{said}; largest in the {row['identity']} of {row['coordinate']} of {row['equation']}",
    )
