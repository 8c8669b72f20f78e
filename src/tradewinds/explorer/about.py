"""What the page says of the experiment around the equations: whose, which path first, verdicts, welfare."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.explorer.claims_shown import Shown, claims_shown
from tradewinds.policy.scenario import planned_rates, shares_in_force
from tradewinds.settings.data import DataSettings
from tradewinds.settings.path import NO_CHANGE, PathSettings, Shape
from tradewinds.settings.welfare import WelfareSettings


def about_result(
    experiment: str,
    title: str,
    data: DataSettings,
    path: PathSettings,
    variable: str,
    planned: pd.DataFrame,
    prosperity: list[str],
    welfare: WelfareSettings,
    verdicts: pd.DataFrame | None,
    inputs: Mapping[str, str],
    shown: Shown,
    *,
    tested: str | None = None,
    posterior: bool = True,
) -> dict[str, Any]:
    """In plain types. ``planned``: the first scenario's path and its baseline's, as ``plan`` has them;
    ``prosperity``: what tier 2 explains; ``verdicts`` as ``judge_effects`` has them; ``inputs``: the hash of
    every artifact that the page is made of; ``tested``: the variable whose changes identify the effect, the
    one that is moved without it; ``posterior``: whether shares of the draws are probabilities.
    """
    policy, rates = data.tables["sectors"].variables[variable], planned_rates(planned)
    compared = not np.allclose(rates["baseline"], rates["baseline"][:1]) or path.baseline != NO_CHANGE
    law = data.tables["sectors"].variables[tested or variable].label
    return {
        "experiment": experiment,
        "title": title,
        "hash": hash_of(inputs),
        "policy": {"label": policy.label, "smallest": policy.smallest, "largest": policy.largest},
        "headline": {"name": path.name} | _drawn(path, rates["scenario"].shape[0]),
        "baseline": bool(compared),
        "rates": {name: np.round(of, 8).ravel().tolist() for name, of in rates.items()},
        "prosperity": prosperity,
        "posterior": posterior,
        **claims_shown(verdicts, shown, law, policy.label, posterior),
        "welfare": {
            "weights": {
                f"{table}.{name}": float(weight)
                for table, named in vars(welfare.weights).items()
                for name, weight in named.items()
            },
            "totals": list(welfare.totals),
            "discount": welfare.discount,
        },
    }


def hash_of(inputs: Mapping[str, str]) -> str:
    """Twelve digits that tell one result from another."""
    return hashlib.sha256(json.dumps(dict(inputs), sort_keys=True).encode()).hexdigest()[:12]


def _drawn(path: PathSettings, horizon: int) -> dict[str, Any]:
    """The path as one that is drawn, where it is: the same change of all sectors."""
    if path.shape in (Shape.file, Shape.law) or path.sectors:
        return {"values": None, "relative": False}
    values = path.size * shares_in_force(path, horizon)
    return {"values": np.round(values, 8).tolist(), "relative": path.relative}
