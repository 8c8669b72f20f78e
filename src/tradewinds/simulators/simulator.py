"""What a simulator is, and how it is run: a state, a step, what is observed of it, and its parameters.

A simulator's functions are written for one run, in JAX; ``simulate_draws`` runs them for many parameters
at once. All randomness of a period comes from the period's key, which follows from the run's key and the
number of the period alone: two runs with the same key meet the same random numbers, whatever their
parameters are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.errors import SettingsError
from tradewinds.simulators.parameter import Parameter

SimulatorState = Any
"""Whatever a simulator remembers from one period to the next: arrays in containers of any kind."""
ParameterValues = Mapping[str, jax.Array]
"""Parameter → its value, a scalar in its own unit."""
TEMPERATURE = 0.5
"""Of surrogate gradients (``surrogates``), where none is given."""


class GivenPeriod(NamedTuple):
    """What a simulator is given of one period."""

    number: jax.Array
    """0 in the first one."""
    key: jax.Array
    """Of the period's random numbers."""
    inputs: Mapping[str, jax.Array]
    """Input → its value in this period, a scalar: a tariff, for example."""
    temperature: jax.Array
    """Of surrogate gradients; it changes no value."""


@dataclass(frozen=True)
class Simulator:
    """A law of motion with declared parameters. Hashable, so that a program is compiled once for each.

    initial(parameters, period) → state of the first period; step(state, parameters, period) → state after;
    observe(state, parameters) → [observables].
    """

    name: str
    parameters: tuple[Parameter, ...]
    observables: tuple[str, ...]
    initial: Callable[[ParameterValues, GivenPeriod], SimulatorState]
    step: Callable[[SimulatorState, ParameterValues, GivenPeriod], SimulatorState]
    observe: Callable[[SimulatorState, ParameterValues], jax.Array]
    inputs: tuple[str, ...] = ()
    """Series that the simulator is given, in every period a value of each."""

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """In the order of a vector of parameters."""
        return tuple(parameter.name for parameter in self.parameters)

    def natural(self, free: jax.Array) -> jax.Array:
        """Parameters [..., d] in their own units from unbounded coordinates [..., d]."""
        columns = [one.natural(free[..., place]) for place, one in enumerate(self.parameters)]
        return jnp.stack(columns, axis=-1)

    def free(self, natural: jax.Array) -> jax.Array:
        """Unbounded coordinates [..., d] of parameters [..., d] in their own units."""
        columns = [one.free(natural[..., place]) for place, one in enumerate(self.parameters)]
        return jnp.stack(columns, axis=-1)

    def vector(self, values: Mapping[str, float]) -> np.ndarray:
        """Parameters [d] from name → value. Raises SettingsError for a name or a value that cannot be."""
        unknown = sorted(set(values) ^ set(self.parameter_names))
        if unknown:
            raise SettingsError(
                f"parameters {', '.join(sorted(values)) or 'none'} of {self.name}",
                f"each of {', '.join(self.parameter_names)} once",
            )
        for parameter in self.parameters:
            parameter.require_possible(values[parameter.name])
        return np.array([values[name] for name in self.parameter_names], dtype=float)


@cache
def observing(simulator: Simulator, observables: tuple[str, ...]) -> Simulator:
    """The simulator of which only these are observed. Raises SettingsError for one that it has not."""
    unknown = sorted(set(observables) - set(simulator.observables))
    if unknown:
        raise SettingsError(
            f"observable {unknown[0]} of {simulator.name}", f"one of {', '.join(simulator.observables)}"
        )
    places = np.array([simulator.observables.index(name) for name in observables])

    def observe(state: SimulatorState, parameters: ParameterValues) -> jax.Array:
        return simulator.observe(state, parameters)[places]

    return replace(simulator, observables=observables, observe=observe)


def state_bytes(simulator: Simulator) -> int:
    """Bytes of the state of one run, in the precision that is in use."""

    def first(parameters: jax.Array) -> SimulatorState:
        values = dict(zip(simulator.parameter_names, parameters, strict=True))
        inputs = {name: parameters[0] for name in simulator.inputs}
        period = GivenPeriod(jnp.array(0), jax.random.key(0), inputs, jnp.asarray(TEMPERATURE))
        return simulator.initial(values, period)

    state = jax.eval_shape(first, jnp.ones(len(simulator.parameters)))
    return sum(leaf.size * leaf.dtype.itemsize for leaf in jax.tree.leaves(state))


@partial(jax.jit, static_argnames=("simulator", "steps"))
def simulate(
    simulator: Simulator,
    key: jax.Array,
    parameters: jax.Array,
    steps: int,
    inputs: Mapping[str, jax.Array] | None = None,
    temperature: float | jax.Array = TEMPERATURE,
) -> jax.Array:
    """One run [steps, observables]; its first row is the initial state, so that it takes ``steps`` − 1 steps.

    ``parameters`` [d] in their own units, in the order of their declaration; ``inputs``: input → [steps].
    Differentiable in ``parameters``, by surrogate gradients of this ``temperature`` where agents choose.
    The state alone is carried from period to period: forward mode needs no more memory for more steps.
    """
    given = {name: jnp.asarray(path) for name, path in (inputs or {}).items()}
    _require_inputs(simulator, given, steps)
    values = dict(zip(simulator.parameter_names, parameters, strict=True))

    def period(number: jax.Array, now: Mapping[str, jax.Array]) -> GivenPeriod:
        return GivenPeriod(number, jax.random.fold_in(key, number), now, jnp.asarray(temperature))

    def after(
        state: SimulatorState, now: tuple[jax.Array, Mapping[str, jax.Array]]
    ) -> tuple[SimulatorState, jax.Array]:
        state = simulator.step(state, values, period(*now))
        return state, simulator.observe(state, values)

    first = simulator.initial(values, period(jnp.array(0), {name: path[0] for name, path in given.items()}))
    later = (jnp.arange(1, steps), {name: path[1:] for name, path in given.items()})
    _, observed = jax.lax.scan(after, first, later)
    return jnp.concatenate([simulator.observe(first, values)[None], observed])


def simulate_draws(
    simulator: Simulator,
    key: jax.Array,
    parameters: jax.Array,
    steps: int,
    inputs: Mapping[str, jax.Array] | None = None,
    temperature: float | jax.Array = TEMPERATURE,
    common: bool = False,
) -> jax.Array:
    """Runs [R, steps, observables], one for each row of ``parameters`` [R, d].

    ``common``: every run meets the same random numbers, so that runs differ by their parameters alone; else
    each has its own.
    """
    keys = jnp.broadcast_to(key, (len(parameters),)) if common else jax.random.split(key, len(parameters))
    return jax.vmap(lambda one, values: simulate(simulator, one, values, steps, inputs, temperature))(
        keys, parameters
    )


def _require_inputs(simulator: Simulator, given: Mapping[str, jax.Array], steps: int) -> None:
    wanted = ", ".join(f"{name} [{steps}]" for name in simulator.inputs) or "none"
    found = ", ".join(f"{name} {list(path.shape)}" for name, path in given.items()) or "none"
    if set(given) != set(simulator.inputs) or any(path.shape != (steps,) for path in given.values()):
        raise SettingsError(f"inputs of {simulator.name}: {found}", wanted)
