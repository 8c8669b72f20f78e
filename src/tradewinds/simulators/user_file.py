"""A simulator of a user's own: one Python file.

=================  ====================================================================================
``PARAMETERS``     a sequence of ``Parameter``
``step``           (state, parameters, period) → state after
``observe``        (state, parameters) → the values of ``OBSERVABLES``; a scalar where it is one
``initial``        (parameters, period) → state of the first period; 0 without it
``OBSERVABLES``    names of what is observed; ``("value",)`` without it
``INPUTS``         names of series that ``period.inputs`` holds; none without it
=================  ====================================================================================
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp

from tradewinds.errors import SimulatorError
from tradewinds.simulators.parameter import Parameter
from tradewinds.simulators.simulator import GivenPeriod, Simulator, SimulatorState, Values


def simulator_in(file: Path, name: str) -> Simulator:
    """The simulator that a Python file holds, tried out on shapes.

    Raises SimulatorError for a file that cannot be run, for what it lacks, for a function
    that fails, and for a state or observables whose shapes do not fit.
    """
    module = _module(file)
    parameters = _parameters(module, file)
    simulator = Simulator(
        name=name,
        parameters=parameters,
        observables=_names(module, "OBSERVABLES", ("value",), file),
        initial=getattr(module, "initial", _nothing_yet),
        step=_function(module, "step", "(state, parameters, period)", file),
        observe=partial(_as_vector, _function(module, "observe", "(state, parameters)", file)),
        inputs=_names(module, "INPUTS", (), file),
    )
    _try_out(simulator, file)
    return simulator


def _module(file: Path) -> ModuleType:
    module = ModuleType(file.stem)
    try:  # compiled here: a stored compilation would be taken for that of a file changed within a second
        exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), module.__dict__)
    except Exception as error:
        raise _failed(file, "the file", error) from error
    return module


def _function(module: ModuleType, name: str, arguments: str, file: Path) -> Any:
    found = getattr(module, name, None)
    if not callable(found):
        raise SimulatorError(f"{file} has no function {name}", f"def {name}{arguments}")
    return found


def _parameters(module: ModuleType, file: Path) -> tuple[Parameter, ...]:
    found = getattr(module, "PARAMETERS", None)
    wanted = "PARAMETERS = (Parameter(name, meaning, unit, transform, low, high), …)"
    if not isinstance(found, Sequence) or not found or not all(isinstance(one, Parameter) for one in found):
        raise SimulatorError(f"{file} declares no parameters", wanted)
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        raise SimulatorError(f"{file} declares a parameter twice: {', '.join(names)}", "each name once")
    return tuple(found)


def _names(module: ModuleType, name: str, usual: tuple[str, ...], file: Path) -> tuple[str, ...]:
    found = getattr(module, name, usual)
    if isinstance(found, str) or not all(isinstance(one, str) for one in found):
        raise SimulatorError(f"{name} = {found!r} in {file}", "a sequence of names")
    return tuple(found)


def _nothing_yet(parameters: Values, period: GivenPeriod) -> jax.Array:
    return jnp.zeros(())


def _as_vector(observe: Any, state: SimulatorState, parameters: Values) -> jax.Array:
    found = jnp.asarray(observe(state, parameters))
    return found[None] if found.ndim == 0 else found


def _try_out(simulator: Simulator, file: Path) -> None:
    """Its functions on shapes alone: nothing is computed."""
    scalar: Any = jax.ShapeDtypeStruct((), jnp.zeros(()).dtype)
    number: Any = jax.ShapeDtypeStruct((), jnp.arange(1).dtype)
    key = jax.eval_shape(lambda: jax.random.key(0))
    period = GivenPeriod(number, key, dict.fromkeys(simulator.inputs, scalar), scalar)
    values = dict.fromkeys(simulator.parameter_names, scalar)
    before = _shapes(file, "initial", simulator.initial, values, period)
    after = _shapes(file, "step", simulator.step, before, values, period)
    if _form(after) != _form(before):
        raise SimulatorError(
            f"step in {file} returns a state of {_told(after)}",
            f"one as it was given: {_told(before)}",
            "Let “initial” return a state of the same arrays, of the same shapes and types.",
        )
    seen = _shapes(file, "observe", simulator.observe, before, values)
    if seen.shape != (len(simulator.observables),):
        raise SimulatorError(
            f"observe in {file} returns shape {list(seen.shape)}",
            f"[{len(simulator.observables)}], a value for each of {', '.join(simulator.observables)}",
        )


def _shapes(file: Path, name: str, function: Any, *arguments: Any) -> Any:
    try:
        return jax.eval_shape(function, *arguments)
    except Exception as error:
        raise _failed(file, name, error) from error


def _failed(file: Path, what: str, error: Exception) -> SimulatorError:
    said = str(error).strip().splitlines()
    reason = f"{type(error).__name__}{f': {said[0]}' if said else ''}"
    return SimulatorError(f"{what} in {file} fails with {reason}", "functions in JAX, of one run")


def _form(state: SimulatorState) -> Any:
    leaves, structure = jax.tree.flatten(state)
    return [(leaf.shape, leaf.dtype) for leaf in leaves], structure


def _told(state: SimulatorState) -> str:
    return ", ".join(f"{leaf.dtype} {list(leaf.shape)}" for leaf in jax.tree.leaves(state)) or "nothing"
