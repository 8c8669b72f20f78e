"""The model of one equation: what NumPyro samples, and the density of a row given a draw."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.scipy.special import logsumexp
from jax.scipy.stats import norm, t

from tradewinds.model import dynamics, economy, network
from tradewinds.model.arrays import Array
from tradewinds.model.horizons import IteratedForecasts, iterated
from tradewinds.model.own_past import OwnPast
from tradewinds.model.rows import ParameterSizes, Rows
from tradewinds.model.weights import Product
from tradewinds.settings.model import Dynamics, Family, ModelSettings

ANCHOR = " anchor"
"""Ends the name of a site that holds weights at which the network is linear in those of the draw."""
LARGEST_SWING = 2.0
"""How far the inputs can move the log noise scale from its usual value: a factor of e² either way."""


class Conditional(NamedTuple):
    """Density of rows given a draw: location, scale [N] of the standardised target; df, a scalar, or None."""

    location: jax.Array
    scale: jax.Array
    df: jax.Array | None

    def log_density(self, y: Array) -> jax.Array:
        """log p(y[n] | draw) [N], nats, of the standardised target y [N]: Normal where ``df`` is None."""
        if self.df is None:
            return norm.logpdf(y, self.location, self.scale)
        return t.logpdf(y, self.df, self.location, self.scale)


@dataclass(frozen=True)
class EquationModel:
    """One equation's model. ``dynamics`` is how its δ[t] moves; ``collapsed`` integrates it out,
    exact with Normal noise and all rows at hand; otherwise δ is sampled with the weights.
    """

    settings: ModelSettings
    shape: ParameterSizes
    dynamics: Dynamics
    collapsed: bool
    own_past: OwnPast | None = None
    """The horizons it is learned from and what they take; None where that is one period ahead."""

    def sample(self, fan_in: Array) -> dict:
        """All parameters, by NumPyro site name; ``fan_in`` is the number of true inputs."""
        from tradewinds.model import priors  # NumPyro takes a second to import, and only training samples

        sites = priors.network(self.shape, self.settings, fan_in)
        sites |= priors.noise(self.shape, self.settings, fan_in)
        sites |= priors.slopes(self.shape, self.settings) | priors.effects(self.shape, self.settings)
        if self.shape.economy:
            sites |= priors.economy(self.shape, self.settings, self.dynamics, self.collapsed)
        if self.own_past:
            sites |= priors.horizons(self.own_past.horizons[1:], self.shape.economy and self.collapsed)
        return sites

    def conditional(self, sites: dict, rows: Rows, product: Product = jnp.matmul) -> Conditional:
        """f(x) plus group effects, and the noise, of N rows for one draw, the economy-wide effect aside;
        groups never seen contribute 0.
        """
        location, swing = self._outputs(sites, rows.x, product)
        for name, _ in self.shape.groups:
            value = sites[f"{name} spread"] * sites[f"{name} effect"]
            group = rows.groups[name]
            location = location + jnp.where(group >= 0, value[group], 0.0)
        if varied := list(self.shape.varied):
            more = sites["slope_spread"] * sites["slope_sector"]
            location = location + more[rows.sector] * (rows.x[:, varied] @ sites["beta"][jnp.array(varied)])
        log_scale = jnp.log(sites["sigma"])
        if "sigma_sector" in sites:
            log_scale = log_scale + (sites["sigma_spread"] * sites["sigma_sector"])[rows.sector]
        if "sigma_beta" in sites:
            # bounded: fed back along a path, a large shock must not raise the next one without limit
            log_scale = log_scale + LARGEST_SWING * jnp.tanh(swing / LARGEST_SWING)
        scale = jnp.broadcast_to(jnp.exp(log_scale), location.shape)
        return Conditional(location, scale, self.df(sites))

    def _outputs(self, sites: dict, x: Array, product: Product) -> tuple[jax.Array, jax.Array]:
        """f(x) and what the inputs add to the log noise scale [N]; linear in the weights about an anchor,
        f(x; w*) + J(x)(w − w*), where a draw has one (Immer, Korzepa & Bauer 2021).
        """

        def outputs(weights: dict) -> tuple[jax.Array, jax.Array]:
            features = network.hidden(weights, x, self.shape, self.settings, product)
            own = network.own_inputs(x, self.shape)
            swing = jnp.zeros(len(x), x.dtype)
            if "sigma_beta" in weights:
                swing = own @ weights["sigma_beta"]
            if "sigma_v" in weights:
                swing = swing + features @ weights["sigma_v"]
            return network.output(weights, own, features, self.settings, sites.get("bend", 1.0)), swing

        fixed = {name: value for name in sites if (value := sites.get(f"{name}{ANCHOR}")) is not None}
        if not fixed:
            return outputs(sites)
        moved = {name: sites[name] - value for name, value in fixed.items()}
        at, along = jax.jvp(outputs, (fixed,), (moved,))
        return at[0] + along[0], at[1] + along[1]

    def one_period(self, sites: dict, x: Array, groups: Mapping[str, Array]) -> Conditional:
        """``conditional`` of one row a sector, at inputs x [S, D] standardised."""
        sectors, inputs = x.shape
        rows = Rows(
            x=jnp.pad(x, ((0, 0), (0, self.shape.inputs - inputs))),
            y=jnp.zeros(sectors),
            sector=jnp.arange(sectors),
            period=jnp.zeros(sectors, dtype=int),
            weight=jnp.ones(sectors),
            groups=groups,
            fan_in=jnp.full(sectors, float(max(1, inputs))),
        )
        return self.conditional(sites, rows, network.written_out)

    def df(self, sites: dict) -> jax.Array | None:
        """Degrees of freedom of the noise, above 2 so that it has a variance; None for Normal noise."""
        return 2.0 + sites["tail"] if self.settings.noise.family == Family.student_t else None

    def delta(self, sites: dict) -> jax.Array:
        """δ [T] over the training periods from its sampled innovations."""
        shape = sites.get("delta_shape", jnp.zeros(0))
        (path,) = dynamics.sampled(self.dynamics, shape, sites["delta_innovation"])
        return sites["delta_scale"] * path

    def unit_covariances(self, sites: dict, periods: int) -> list[jax.Array]:
        """K [P, P] of δ over the first P periods: of its process, or of each that is averaged over."""
        shape = sites.get("delta_shape", jnp.zeros(0))
        return dynamics.unit_covariances(self.dynamics, shape, periods, self.shape.periods)

    def collapsed_density(self, sites: dict, a: jax.Array, b: jax.Array) -> jax.Array:
        """Log density, nats, that integrating δ out adds, under each of the processes [M]; a, b [T]."""
        shape, variance = sites.get("delta_shape", jnp.zeros(0)), sites["delta_scale"] ** 2
        return dynamics.collapsed_densities(self.dynamics, shape, variance, a, b, self.shape.periods)

    def log_likelihood(self, sites: dict, rows: Rows) -> jax.Array:
        """log p(y | draw) summed over rows with their weights, δ integrated out where collapsed: a scalar.

        With several horizons the weighted sum of what each of them says (``OwnPast.weights``).
        """
        if self.own_past is None:
            return self._joint(sites, self._given_delta(sites, rows), rows)
        forecasts = self.forecasts(sites, rows)
        one = jnp.ones(1)
        noise = jnp.concatenate([one, sites["horizon_noise"]])
        delta = jnp.concatenate([one, sites["horizon_delta"]]) if "horizon_delta" in sites else noise
        total = jnp.zeros(())
        for place, weight in enumerate(self.own_past.weights):
            error, scale, reached = (each[place] for each in forecasts)
            given = Conditional(jnp.add(rows.y, error), noise[place] * scale, self.df(sites))
            counted = rows._replace(weight=rows.weight * reached)
            total = total + weight * self._joint(sites, given, counted, delta[place])
        return total

    def forecasts(self, sites: dict, rows: Rows) -> IteratedForecasts:
        """The rows forecast at every horizon under one draw, a sampled δ[t] known, one integrated out not."""
        assert self.own_past is not None and rows.past is not None

        def one_period(every: Rows) -> tuple[jax.Array, jax.Array]:
            given = self._given_delta(sites, every)
            return given.location, given.scale

        return iterated(self.own_past, rows.past, self.shape.periods, one_period)

    def _given_delta(self, sites: dict, rows: Rows) -> Conditional:
        """``conditional``, with δ[t] where it is sampled."""
        given = self.conditional(sites, rows)
        if self.shape.economy and not self.collapsed:
            delta = self.delta(sites)[rows.period]
            given = given._replace(location=given.location + delta)
        return given

    def _joint(self, sites: dict, given: Conditional, rows: Rows, wider: Array | float = 1.0) -> jax.Array:
        """Log density of the rows together, δ, ``wider`` times as large as it is, integrated out where
        collapsed."""
        total = jnp.sum(rows.weight * given.log_density(rows.y))
        if self.shape.economy and self.collapsed:
            residual = rows.y - given.location
            a, b = economy.evidence(residual, given.scale, rows.weight, rows.period, self.shape.periods)
            if self.own_past is not None:
                sites = sites | {"delta_scale": wider * sites["delta_scale"]}
            each = self.collapsed_density(sites, a, b)
            # one of the processes, all equally likely: their mean density
            total = total + logsumexp(each) - math.log(len(each))
        return total
