"""Traders with thresholds, after Cont (2005): they act on news that is larger than they are used to.

One return a period follows from what traders do, and some of them take its size as their new threshold.
"""

from functools import cache, partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtr

from tradewinds.simulators.parameter import Parameter, Transform
from tradewinds.simulators.simulator import GivenPeriod, Simulator, Values
from tradewinds.simulators.surrogates import exceeds

SWITCHING = 0.1
"""Probability s that a trader takes the return's size as threshold in a period. It depends on no parameter,
so that its draws need no surrogate."""
TRADERS = 1000

_LOG10 = partial(Parameter, transform=Transform.log10, low=0.0)
PARAMETERS = (
    _LOG10("threshold_location", "location γ₀ of the first thresholds' logarithms"),
    _LOG10("threshold_scale", "scale γ₁ of the first thresholds' logarithms"),
    _LOG10("news", "standard deviation σ of news"),
    _LOG10("depth", "depth η of the market: the return is the share of orders over it"),
)


class Market(NamedTuple):
    """SimulatorState of the market after a period."""

    thresholds: jax.Array
    """ν [N]"""
    price_change: jax.Array
    """r"""


def initial(parameters: Values, period: GivenPeriod, traders: int) -> Market:
    """ν_i ~ LogNormal(γ₀, γ₁), and no return yet."""
    normal = jax.random.normal(period.key, (traders,))
    logs = parameters["threshold_location"] + parameters["threshold_scale"] * normal
    return Market(jnp.exp(logs), jnp.zeros(()))


def step(state: Market, parameters: Values, period: GivenPeriod, switching: float) -> Market:
    """One period, in which everyone sees the same news ε:

        ε ~ N(0, σ²),   ρ_i = 1{ε > ν_i} − 1{ε < −ν_i},   r = Σ ρ_i / (N η)
        with probability s:  ν_i = |r|

    All orders have the sign of the news, hence |r| = sign(ε) r, which has no kink where nobody trades. A
    surrogate's temperature is in units of news.
    """
    news, switches = split_key(period.key)
    signal = parameters["news"] * news
    buys = exceeds(signal, state.thresholds, period.temperature)
    sells = exceeds(-signal, state.thresholds, period.temperature)
    price_change = jnp.mean(buys - sells) / parameters["depth"]
    adopts = jax.random.bernoulli(switches, switching, state.thresholds.shape)
    return Market(jnp.where(adopts, jnp.sign(news) * price_change, state.thresholds), price_change)


def observe(state: Market, parameters: Values) -> jax.Array:
    """The return [1]; 0 in the first period."""
    return state.price_change[None]


def split_key(key: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The period's standard normal news, and the key of who takes a new threshold."""
    news, switches = jax.random.split(key)
    return jax.random.normal(news), switches


@cache
def traders(number: int = TRADERS, switching: float = SWITCHING) -> Simulator:
    """The market of so many traders, of whom a share ``switching`` takes a new threshold in every period."""
    return Simulator(
        name="volatility",
        parameters=PARAMETERS,
        observables=("return",),
        initial=partial(initial, traders=number),
        step=partial(step, switching=switching),
        observe=observe,
    )


def limit_returns(parameters: jax.Array, signals: jax.Array, switching: float = SWITCHING) -> jax.Array:
    """Returns [T] of infinitely many traders under the news ``signals`` [T]; no trader is simulated.

    ``parameters`` [4] as declared; news is σ times a standard normal number. With s = ``switching``, A_t the
    share of traders who act and thresholds of age k adopted with probability s(1 − s)^(k−1):

        A_t = (1 − s)^t Φ((log|ε_t| − γ₀) / γ₁) + Σ_{j<t} s (1 − s)^(t−1−j) 1{|r_j| < |ε_t|}
        r_t = sign(ε_t) A_t / η
    """
    location, scale, _, depth = parameters
    periods = jnp.arange(len(signals))

    def after(returns: jax.Array, now: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, None]:
        t, signal = now
        age = t - 1 - periods
        adopted = jnp.where(age >= 0, switching * (1 - switching) ** jnp.maximum(age, 0), 0.0)
        size = jnp.abs(signal)
        active = (1 - switching) ** t * ndtr((jnp.log(size) - location) / scale)
        active = active + jnp.sum(adopted * (jnp.abs(returns) < size))
        return returns.at[t].set(jnp.sign(signal) * active / depth), None

    return jax.lax.scan(after, jnp.zeros(len(signals)), (periods, signals))[0]
