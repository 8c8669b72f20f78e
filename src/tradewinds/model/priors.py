"""Priors, one ``sample`` line each (docs/model.md §2; Neal 1996 for fan-in scaling)."""

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist

from tradewinds.model.arrays import Array
from tradewinds.model.dynamics import parameters
from tradewinds.model.network import NETWORKS
from tradewinds.model.rows import ParameterSizes
from tradewinds.model.weights import Weight
from tradewinds.settings.model import Dynamics, Family, ModelSettings, NoiseScale

SECTOR_NOISE_SPREAD = 0.5
"""Prior scale of how much the log noise scale differs between sectors."""


def _sampled(weight: Weight, model: ModelSettings) -> jnp.ndarray:
    """A weight's site, with what optimisers and dropout ask of it (``inference.problem.Site``)."""
    prior = model.prior
    if weight.fan_in is None:
        scale = prior.hidden if prior.flat else 1.0
    else:
        scale = getattr(prior, weight.prior) / (1.0 if prior.flat else jnp.sqrt(weight.fan_in))
    law = dist.Normal(prior.location, scale)
    if weight.shape:
        law = law.expand(weight.shape).to_event(len(weight.shape))
    about = {"fan_in": weight.fan_in, "fan_out": weight.shape[-1] if len(weight.shape) > 1 else 1}
    return numpyro.sample(weight.name, law, infer={**about, "leaves": weight.leaves})


def network(shape: ParameterSizes, model: ModelSettings, fan_in: Array) -> dict:
    """Weights of one network: those of its hidden layers, v [H] and the factor on what they add, linear path
    β [D], intercept.
    """
    weights, own = {}, float(shape.own) if shape.window else fan_in
    layers = NETWORKS[model.network].weights(shape, model, fan_in) if model.depth else []
    for weight in layers:
        weights[weight.name] = _sampled(weight, model)
    if model.depth:
        out = Weight("v", (model.width,), "output", model.width, model.depth)
        weights["v"] = _sampled(out, model)
        if model.draws_to_its_line:
            weights["bend"] = numpyro.sample("bend", dist.HalfNormal(model.prior.bend))
    if model.linear:
        weights["beta"] = _sampled(Weight("beta", (shape.own,), "linear", own), model)
    weights["intercept"] = _sampled(Weight("intercept", ()), model)
    return weights


OF_SECTORS = ("sigma_sector", "slope_sector")
"""Sites with one value a sector [S], in the order of the training table's sectors."""


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
        own = float(shape.own) if shape.window else fan_in
        paths: list[tuple[str, int, Array | float, int]] = [("sigma_beta", shape.own, own, 0)]
        if model.depth:
            paths.append(("sigma_v", model.width, float(model.width), model.depth))
        for name, size, into, leaves in paths:
            prior = dist.Normal(0.0, settings.spread / jnp.sqrt(into))
            about = {"fan_in": into, "fan_out": 1, "leaves": leaves}
            sites[name] = numpyro.sample(name, prior.expand([size]).to_event(1), infer=about)
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


def horizons(later: tuple[int, ...], collapsed: bool) -> dict:
    """How many times the noise of one period the errors of forecasts over h periods are [H − 1], and those
    they share within a period (δ integrated out) how many times δ: between 1, where nothing lasts, and h,
    where they lean one way, √h where they add up, LogNormal(½ log h, ½ log h).
    """
    half = 0.5 * jnp.log(jnp.array(later, float))
    names = ("horizon_noise", "horizon_delta") if collapsed else ("horizon_noise",)
    return {name: numpyro.sample(name, dist.LogNormal(half, half).to_event(1)) for name in names}
