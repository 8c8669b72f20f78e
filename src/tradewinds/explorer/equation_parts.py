"""One drawn equation as a browser takes it: terms, scaler, network, noise, disturbances."""

from typing import Any

import numpy as np

from tradewinds.data.features import EquationRows, offset_term
from tradewinds.data.scaling import EquationScaler
from tradewinds.equations import Term
from tradewinds.errors import SettingsError
from tradewinds.evaluation.shocks import Shock
from tradewinds.explorer.number_block import Numbers, StoredArray
from tradewinds.model.equation import ANCHOR, EquationModel
from tradewinds.policy.drawn_equations import DrawnEquation
from tradewinds.settings.model import Activation, Network

_Json = dict[str, Any]
_ALIKE = 1e-9
"""Largest difference, as a share of the largest number, of what is said in another way."""
_KNOWN = (Activation.tanh, Activation.relu, Activation.swish)


def equation_part(
    one: DrawnEquation,
    rows: EquationRows,
    draws: int,
    new_groups: list[np.ndarray],
    noise: np.random.Generator,
    numbers: Numbers,
) -> _Json:
    """An equation with its first ``draws`` draws; ``rows`` are those it was fitted on, ``new_groups`` of
    every effect the groups [S] of a coming period that training did not see, ``noise`` what draws its noise.

    What follows from a draw whatever the path is worked out here: the factor on what the network adds stands
    in its weights, effects of groups in one number a sector. Raises SettingsError for a network or an
    activation that the page does not know.
    """
    fixed, sites = one.fixed, {name: np.asarray(site)[:draws] for name, site in one.sites.items()}
    equation, model = fixed.equation, fixed.model
    if model.settings.network != Network.feedforward:
        raise SettingsError(
            f"model.network = {model.settings.network}", f"{Network.feedforward}, in the explorer"
        )
    if model.settings.activation not in _KNOWN:
        raise SettingsError(
            f"model.activation = {model.settings.activation}", f"one of {', '.join(_KNOWN)}, in the explorer"
        )
    before, inputs = offset_term(equation, fixed.explain), len(equation.columns)
    return {
        "name": equation.name,
        "log": equation.target.in_logs,
        "offset": None if before is None else _term(before),
        "inputs": [
            _term(term) | {"beside": 0.0 if fixed.beside is None else float(fixed.beside[place])}
            for place, term in enumerate(equation.inputs)
        ],
        "month": numbers.double(one.columns.month) if equation.month else None,
        "index": float(np.asarray(one.columns.index)[0]) if equation.index else None,
        "present": None if fixed.present.all() else np.flatnonzero(fixed.present).tolist(),
        "scaler": _scaler(fixed.scaler, numbers),
        "seen": _seen(rows, len(one.shocks.noise[0, 0]), numbers),
        "model": _model(model, sites, inputs, fixed.groups, numbers),
        "shared": _shared(one.shocks, new_groups, numbers),
        "noise": _noise_part(noise, model, sites, numbers),
    }


def _term(term: Term) -> _Json:
    return {
        "variable": term.variable,
        "lag": term.lag,
        "step": term.step,
        "window": term.window,
        "log": term.in_logs,
        "common": term.common,
    }


def _scaler(scaler: EquationScaler, numbers: Numbers) -> _Json:
    names = ("mean", "scale", "low", "high")
    return {name: numbers.double(getattr(scaler, name)) for name in names} | {
        "usual": None if scaler.usual is None else numbers.double(scaler.usual),
        "whitening": numbers.double(scaler.support.whitening),
        "farthest": scaler.support.farthest,
        "target": [scaler.target_mean, scaler.target_scale],
    }


def _seen(rows: EquationRows, sectors: int, numbers: Numbers) -> dict[str, StoredArray]:
    """Smallest and largest of each sector's own inputs [S, D]; without rows a low is above its high."""
    low, high = np.full((sectors, rows.x.shape[1]), np.inf), np.full((sectors, rows.x.shape[1]), -np.inf)
    np.minimum.at(low, rows.sector, rows.x)
    np.maximum.at(high, rows.sector, rows.x)
    return {"low": numbers.double(low), "high": numbers.double(high)}


def _model(
    model: EquationModel, sites: dict[str, np.ndarray], inputs: int, groups: dict[str, Any], numbers: Numbers
) -> _Json:
    anchored = {name.removesuffix(ANCHOR): site for name, site in sites.items() if name.endswith(ANCHOR)}
    settings = model.settings
    found = {
        "depth": settings.depth,
        "width": settings.width if settings.depth else 0,
        "activation": str(settings.activation),
        "weights": _weights(sites, sites, inputs, settings.depth, numbers),
        "anchor": _weights(anchored, sites, inputs, settings.depth, numbers) if anchored else None,
        "location": None,
        "slopes": None,
        "spread": numbers.draws(_log_scale(sites)),
    }
    if model.shape.groups:
        effects = [_group_effect(sites, name, np.asarray(groups[name])) for name, _ in model.shape.groups]
        found["location"] = numbers.draws(sum(effects))
    if model.shape.varied:
        more = sites["slope_spread"][:, None] * sites["slope_sector"]
        found["slopes"] = {"columns": list(model.shape.varied), "more": numbers.draws(more)}
    return found


def _weights(
    weights: dict[str, np.ndarray],
    sites: dict[str, np.ndarray],
    inputs: int,
    depth: int,
    numbers: Numbers,
) -> _Json:
    """The weights, unit by unit [R, H, D], without the columns that only wider equations have."""
    layers = []
    for layer in range(1, depth + 1):
        into = weights[f"W{layer}"][:, :inputs] if layer == 1 else weights[f"W{layer}"]
        layers.append([numbers.draws(into.swapaxes(1, 2)), numbers.draws(weights[f"b{layer}"])])
    found: _Json = {"layers": layers, "intercept": numbers.draws(weights["intercept"])}
    if depth:
        bend = sites.get("bend", np.ones(len(weights["v"])))[:, None]
        found["v"] = numbers.draws(bend * weights["v"])
    for name in ("beta", "sigma_beta"):
        found[name] = numbers.draws(weights[name][:, :inputs]) if name in weights else None
    found["sigma_v"] = numbers.draws(weights["sigma_v"]) if "sigma_v" in weights else None
    return found


def _log_scale(sites: dict[str, np.ndarray]) -> np.ndarray:
    """log σ [R, S], or [R, 1] where it is the same for all sectors, before the inputs move it."""
    usual = np.log(sites["sigma"])[:, None]
    if "sigma_sector" not in sites:
        return usual
    return usual + sites["sigma_spread"][:, None] * sites["sigma_sector"]


def _group_effect(sites: dict[str, np.ndarray], name: str, group: np.ndarray) -> np.ndarray:
    """[R, S]: nothing for groups that training did not see, which are among the disturbances."""
    value = sites[f"{name} spread"][:, None] * sites[f"{name} effect"]
    return np.where(group >= 0, value[:, group], 0.0)


def _noise_part(
    noise: np.random.Generator, model: EquationModel, sites: dict[str, np.ndarray], numbers: Numbers
) -> _Json:
    """The state in which the noise's generator begins, and degrees of freedom [R]: browsers draw the same."""
    state = dict(noise.bit_generator.state)["state"]
    df = model.df(sites)
    return {
        "state": f"{state['state']:032x}",
        "increment": f"{state['inc']:032x}",
        "df": None if df is None else numbers.double(df),
    }


def _shared(shocks: Shock, new_groups: list[np.ndarray], numbers: Numbers) -> _Json | None:
    """δ and the effects of new groups [N, H, S]: as one where all sectors share it, by group where that gives
    the same; None where there is none."""
    shared = np.asarray(shocks.shared)
    if not shared.any():
        return None
    if (shared == shared[..., :1]).all():
        return {"of": numbers.codes(shared[..., :1]), "groups": None}
    member = _membership(new_groups, shared.shape[-1])
    if member.shape[1] < shared.shape[-1]:
        by_group = shared @ np.linalg.pinv(member).T
        if np.abs(by_group @ member.T - shared).max() < _ALIKE * np.abs(shared).max():
            groups = [np.flatnonzero(row).tolist() for row in member]
            return {"of": numbers.codes(by_group), "groups": groups}
    return {"of": numbers.codes(shared), "groups": None}


def _membership(new_groups: list[np.ndarray], sectors: int) -> np.ndarray:
    """Which groups [S, G] each sector is in, one column for all first."""
    columns = [np.ones((sectors, 1))]
    for group in new_groups:
        columns.append((group[:, None] == np.unique(group)).astype(float))
    return np.hstack(columns)
