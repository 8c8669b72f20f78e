"""Priors, one ``sample`` line each (docs/model.md §2; Neal 1996 for fan-in scaling)."""

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist

from tradewinds.model.arrays import Array
from tradewinds.model.dynamics import parameters
from tradewinds.model.rows import ParameterSizes
from tradewinds.settings.model import Dynamics, Family, ModelSettings, NoiseScale

SECTOR_NOISE_SPREAD = 0.5
"""Prior scale of how much the log noise scale differs between sectors."""


def _weight(
    name: str, shape: tuple[int, ...], model: ModelSettings, scale: float, fan_in: float | Array
) -> jnp.ndarray:
    shrink = 1.0 if model.prior.flat else jnp.sqrt(fan_in)
    prior = dist.Normal(model.prior.location, scale / shrink)
    return numpyro.sample(name, prior.expand(shape).to_event(len(shape)))


def network(shape: ParameterSizes, model: ModelSettings, fan_in: Array) -> dict:
    """Weights of one network: W [D, H], b [H], v [H] and the factor on what they add, linear path β [D],
    intercept.
    """
    into: Array | float = fan_in
    weights, size, prior = {}, shape.inputs, model.prior
    bias = prior.hidden if prior.flat else 1.0
    for layer in range(1, model.depth + 1):
        weights[f"W{layer}"] = _weight(f"W{layer}", (size, model.width), model, prior.hidden, into)
        weights[f"b{layer}"] = numpyro.sample(
            f"b{layer}", dist.Normal(prior.location, bias).expand([model.width]).to_event(1)
        )
        size = into = model.width
    if model.depth:
        weights["v"] = _weight("v", (size,), model, prior.output, size)
        if model.draws_to_its_line:
            weights["bend"] = numpyro.sample("bend", dist.HalfNormal(prior.bend))
    if model.linear:
        weights["beta"] = _weight("beta", (shape.inputs,), model, prior.linear, fan_in)
    weights["intercept"] = numpyro.sample("intercept", dist.Normal(prior.location, bias))
    return weights


def noise(shape: ParameterSizes, model: ModelSettings, fan_in: Array) -> dict:
    """Noise scale σ of the standardised target, how its log differs between sectors [S] (times a spread) and
    with inputs [D] and hidden units [H], and the tails ν − 2; else scalars.
    """
    settings = model.noise
    sites = {"sigma": numpyro.sample("sigma", dist.HalfNormal(settings.prior))}
    if settings.scale != NoiseScale.constant and shape.sectors > 1:
        sites["sigma_spread"] = numpyro.sample("sigma_spread", dist.HalfNormal(SECTOR_NOISE_SPREAD))
        sites["sigma_sector"] = numpyro.sample(
            "sigma_sector", dist.Normal(0, 1).expand([shape.sectors]).to_event(1)
        )
    if settings.scale == NoiseScale.input_dependent:
        paths: list[tuple[str, int, Array | float]] = [("sigma_beta", shape.inputs, fan_in)]
        if model.depth:
            paths.append(("sigma_v", model.width, float(model.width)))
        for name, size, into in paths:
            prior = dist.Normal(0.0, settings.spread / jnp.sqrt(into))
            sites[name] = numpyro.sample(name, prior.expand([size]).to_event(1))
    if settings.family == Family.student_t:
        sites["tail"] = numpyro.sample("tail", dist.Gamma(1.5, 0.2))
    return sites


def slopes(shape: ParameterSizes, model: ModelSettings) -> dict:
    """How much more than the usual one each sector's slope is, not centred: spread · u[s], u [S]."""
    if not shape.varied:
        return {}
    own = dist.Normal(0, 1).expand([shape.sectors]).to_event(1)
    return {
        "slope_spread": numpyro.sample("slope_spread", dist.HalfNormal(model.prior.slopes)),
        "slope_sector": numpyro.sample("slope_sector", own),
    }


def effects(shape: ParameterSizes, model: ModelSettings) -> dict:
    """Partially pooled effects, not centred: value of group g is spread · u[g]; spread is a scalar, u [G]."""
    sites = {}
    for name, size in shape.groups:
        spread, values = f"{name} spread", f"{name} effect"
        sites[spread] = numpyro.sample(spread, dist.HalfNormal(model.prior.effects))
        sites[values] = numpyro.sample(values, dist.Normal(0, 1).expand([size]).to_event(1))
    return sites


def economy(shape: ParameterSizes, model: ModelSettings, dynamics: Dynamics, collapsed: bool) -> dict:
    """Scale (scalar) and shape [p] of δ[t]; its standardised innovations [T] unless collapsed.

    ``delta_pick``, independent of everything, says which process a draw goes on with where several are
    averaged.
    """
    sites = {"delta_scale": numpyro.sample("delta_scale", dist.HalfNormal(model.prior.effects))}
    count = parameters(dynamics)
    if count:
        prior = dist.Normal(0, 1.5).expand([count]).to_event(1)
        sites["delta_shape"] = numpyro.sample("delta_shape", prior)
    if dynamics == Dynamics.average:
        sites["delta_pick"] = numpyro.sample("delta_pick", dist.Normal(0, 1))
    if not collapsed:
        sites["delta_innovation"] = numpyro.sample(
            "delta_innovation", dist.Normal(0, 1).expand([shape.periods]).to_event(1)
        )
    return sites
