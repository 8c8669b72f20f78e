"""What an algorithm is given and what it gives back: the same for all of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol

import jax
import jax.numpy as jnp
import numpy as np

# before its parts: ArviZ leaves a lazy module in its place, and Python 3.13 loads the parts of that twice
import numpyro
from numpyro.distributions import constraints
from numpyro.infer.util import potential_energy

from tradewinds.errors import FitError
from tradewinds.loop import FORGETFUL, Memory
from tradewinds.settings.inference import Initialisation

KEPT = 32
"""Programs of how many models and settings an algorithm keeps, so that the next equation traces none."""


_SPREAD = 0.5
"""Width of where weights start, as a share of that of their prior."""


class ProbabilityModel(Protocol):
    """The joint density p(y, w) of an equation's rows and parameters.

    A NumPyro model, its log likelihood, and the score of a draw on rows that were held out.

    Hashable by value and without data of its own: problems of one model share their compiled programs.
    """

    def __hash__(self) -> int: ...

    def model(self, rows: Any) -> None:
        """The model as NumPyro takes it."""

    def log_likelihood(self, sites: dict, rows: Any) -> jax.Array:
        """log p(y | draw) of all rows, weights applied: scalar, nats. ``sites`` are one draw, constrained."""

    def score(self, sites: dict, rows: Any, held: jax.Array) -> jax.Array:
        """Mean log density of the ``held`` rows [N] (0/1), given the weighted ones: scalar, nats a row."""


class Problem(NamedTuple):
    """A probability model and the rows that its posterior is conditioned on."""

    name: str
    probability_model: ProbabilityModel
    rows: Any
    """Arrays with a leading row axis, fields ``x``, ``y``, ``weight``; an argument of every program. Or
    a ``RowSource`` of such, which minibatches alone can do with.
    """
    columns: tuple[str, ...] = ()
    """Names of the inputs, for errors."""
    place: Callable[[Any, int], str] = lambda _, row: f"row {row}"
    """Where a row of rows stands, for errors: its sector and period."""
    memory: Memory = FORGETFUL
    """Where loops that are stopped are gone on with."""


@dataclass
class Draws:
    """Posterior draws in one layout, whatever drew them: site → [chain, draw, …], constrained."""

    sites: dict[str, np.ndarray]
    stats: dict[str, np.ndarray] = field(default_factory=dict)
    """Per draw [chain, draw]: diverging, tree_depth, energy, acceptance_rate."""
    curve: dict[str, np.ndarray] = field(default_factory=dict)
    """step [C]; loss, score [C, members]."""
    facts: dict[str, Any] = field(default_factory=dict)
    """algorithm, steps, non_finite, and what only this algorithm knows (elbo …)."""


class Site(NamedTuple):
    """A latent site of a model: one draw of it has ``shape``."""

    shape: tuple[int, ...]
    positive: bool
    """Whether it is a scale, unbounded as its log; else any real numbers."""
    leaves: int = 0
    """The hidden layer whose units its first axis is of, from 1; 0 where it is of none."""


def sites_of(probability_model: ProbabilityModel, rows: Any) -> dict[str, Site]:
    """Shape and support of every latent site, without computing anything."""
    leaves, form = jax.tree.flatten(rows)
    about = tuple((np.shape(leaf), jax.dtypes.result_type(leaf)) for leaf in leaves)
    return dict(_sites(probability_model, form, about))


@lru_cache(maxsize=KEPT)
def _sites(probability_model: ProbabilityModel, form: Any, leaves: tuple) -> dict[str, Site]:
    """As ``sites_of``, of rows whose tree has this ``form`` and leaves of these shapes and types.

    Every program asks, and the steps around it; to trace a model with its likelihood takes 25 ms.
    """
    supports: dict[str, tuple[bool, int]] = {}

    def run(rows: Any) -> dict:
        latent = {}
        for name, site in (
            numpyro.handlers.trace(numpyro.handlers.seed(probability_model.model, jax.random.key(0)))
            .get_trace(rows)
            .items()
        ):
            if site["type"] == "sample" and not site["is_observed"]:
                support = getattr(site["fn"].support, "base_constraint", site["fn"].support)
                supports[name] = (support is constraints.positive, site["infer"].get("leaves", 0))
                latent[name] = site["value"]
        return latent

    rows = jax.tree.unflatten(form, [jax.ShapeDtypeStruct(*leaf) for leaf in leaves])
    shapes = jax.eval_shape(run, rows)
    # in the order of the model, which NumPyro's mean-field ELBO checks; eval_shape sorts by name
    return {name: Site(shapes[name].shape, *about) for name, about in supports.items()}


def constrain(sites: dict[str, Site], free: dict) -> dict:
    """From the unbounded space to the model's, [..., shape] each: exp for positive sites, as in NumPyro."""
    return {name: jnp.exp(value) if sites[name].positive else value for name, value in free.items()}


def flat(sites: dict[str, Site], free: dict) -> Any:
    """Members' unbounded parameters as vectors [M, d], by the library of their arrays."""
    xp = jnp if any(isinstance(value, jax.Array) for value in free.values()) else np
    return xp.concatenate([free[name].reshape(len(free[name]), -1) for name in sites], axis=1)


def unflat(sites: dict[str, Site], vector: Any) -> dict:
    """Unbounded parameters by site from vectors [..., d]."""
    sizes = [math.prod(site.shape) for site in sites.values()]
    pieces = np.cumsum([0, *sizes])
    return {
        name: vector[..., begin:end].reshape(*vector.shape[:-1], *site.shape)
        for (name, site), begin, end in zip(sites.items(), pieces[:-1], pieces[1:], strict=True)
    }


@partial(jax.jit, static_argnames="probability_model")
def potential(probability_model: ProbabilityModel, free: dict, rows: Any) -> jax.Array:
    """−log p(y, w) at unbounded parameters, site → its shape, Jacobian included: scalar, nats.

    A program within the programs that call it, so that it is traced once for them all.
    """
    return potential_energy(probability_model.model, (rows,), {}, free)


def prior_potential(probability_model: ProbabilityModel, free: dict, rows: Any) -> jax.Array:
    """−log p(w) at unbounded parameters, site → its shape, Jacobian included: scalar, nats."""
    none = jax.tree.map(lambda leaf: leaf[:1], rows)
    return potential(probability_model, free, none._replace(weight=jnp.zeros_like(none.weight)))


def starts(
    probability_model: ProbabilityModel,
    key: jax.Array,
    rows: Any,
    members: int,
    initialisation: Initialisation = Initialisation.prior,
) -> dict:
    """``members`` starting points, unbounded, site → [M, …]: weights around the mean of their prior,
    ``_SPREAD`` times as wide as it, or as another ``initialisation`` has them (Glorot & Bengio 2010; He et
    al. 2015), and scales of one half. NumPy's arrays, in the precision in use: by operations on JAX's each
    shape would be compiled.
    """
    rng, kind = generator(key), jax.dtypes.canonicalize_dtype(float)
    found = {}
    moments = jax.tree.map(partial(np.asarray, dtype=kind), _prior_moments(probability_model, rows))
    for name, site in sites_of(probability_model, rows).items():
        if site.positive:
            found[name] = np.full((members, *site.shape), math.log(0.5), dtype=kind)
        else:
            mean, sd, *fans = moments[name]
            if fans and initialisation != Initialisation.prior:
                mean, width = np.zeros((), kind), _width(initialisation, *fans)
            else:
                width = _SPREAD * sd
            found[name] = mean + width * rng.standard_normal((members, *site.shape)).astype(kind)
    return found


def _width(initialisation: Initialisation, fan_in: np.ndarray, fan_out: np.ndarray) -> np.ndarray:
    """Standard deviation of a weight at the start; 0 of a bias, whose ``fan_in`` is 0."""
    units = fan_in + fan_out if initialisation == Initialisation.glorot else fan_in
    return np.where(fan_in > 0, np.sqrt(2 / np.maximum(units, 1)), 0.0).astype(fan_in.dtype)


@partial(jax.jit, static_argnames="probability_model")
def _prior_moments(probability_model: ProbabilityModel, rows: Any) -> dict[str, tuple[jax.Array, ...]]:
    """Mean and standard deviation of every site's prior that is not positive, and of a network's weights how
    many units lead into one, 0 for biases, and how many they lead to.
    """
    sites = sites_of(probability_model, rows)
    anywhere = {name: jnp.ones(site.shape) for name, site in sites.items()}
    priors = numpyro.handlers.trace(numpyro.handlers.substitute(probability_model.model, anywhere)).get_trace(
        rows
    )
    return {
        name: (priors[name]["fn"].mean, jnp.sqrt(priors[name]["fn"].variance), *_fans(priors[name]["infer"]))
        for name, site in sites.items()
        if not site.positive
    }


def _fans(about: dict[str, Any]) -> tuple[jax.Array, ...]:
    """What a site says of itself (``model.priors``); nothing where it is no weight of a network."""
    if "fan_in" not in about:
        return ()
    into = 0.0 if about["fan_in"] is None else about["fan_in"]
    return jnp.asarray(into, float), jnp.asarray(about["fan_out"], float)


def generator(key: jax.Array) -> np.random.Generator:
    """NumPy's random numbers for a key of JAX's: nothing has to be compiled for them."""
    return np.random.default_rng(np.asarray(jax.random.key_data(key)))


def require_movement(name: str, free: dict, remedy: str) -> None:
    """Raises FitError when draws [chain, draw, …] are not finite or a chain stands still."""
    still = np.ones(next(iter(free.values())).shape[0], dtype=bool)
    for value in free.values():
        if not np.isfinite(value).all():
            raise FitError(
                f"{name}: draws of a chain are not finite",
                "finite draws",
                f"{remedy}, or look at the scale of the inputs.",
            )
        still &= (value == value[:, :1]).reshape(len(value), -1).all(axis=1)
    if still.any():
        raise FitError(
            f"{name}: chain {int(np.argmax(still)) + 1} never moved",
            "chains that move",
            f"{remedy}, or look at scores of the MAP starts.",
        )
