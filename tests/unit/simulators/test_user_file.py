"""A simulator of a user's own: it runs as others do, and what is wrong with it is said in one line."""

import jax
import numpy as np
import pytest

from tradewinds.errors import SettingsError, SimulatorError
from tradewinds.settings.simulator import InputSettings, SimulatorSettings
from tradewinds.simulators.registry import input_paths, simulated_series, simulator_of
from tradewinds.simulators.simulator import simulate
from tradewinds.simulators.user_file import simulator_in

HEAD = """
import jax
import jax.numpy as jnp
from tradewinds.simulators.parameter import Parameter

PARAMETERS = (Parameter("memory", "share that is left", "", "logit", 0.0, 1.0),)
"""
STEP = """
def step(state, parameters, period):
    return parameters["memory"] * state + 1.0
"""
OBSERVE = """
def observe(state, parameters):
    return state
"""
STOCK = """
OBSERVABLES = ("stock", "flow")
INPUTS = ("demand",)

def initial(parameters, period):
    return {"stock": 10.0 * jnp.ones(2), "flow": jnp.zeros(())}

def step(state, parameters, period):
    flow = period.inputs["demand"] + jax.random.normal(period.key)
    return {"stock": parameters["memory"] * state["stock"] + flow, "flow": flow}

def observe(state, parameters):
    return jnp.stack([state["stock"].mean(), state["flow"]])
"""


@pytest.fixture
def file(tmp_path):
    def write(text: str):
        path = tmp_path / "own.py"
        path.write_text(text)
        return path

    return write


def settings(path, **changes) -> SimulatorSettings:
    return SimulatorSettings(name="own", description="", file=str(path), **changes)


def test_step_and_observe_are_enough(file):
    own = simulator_in(file(HEAD + STEP + OBSERVE), "own")
    series = np.asarray(simulate(own, jax.random.key(0), np.array([0.5]), 4))
    np.testing.assert_allclose(series[:, 0], [0, 1, 1.5, 1.75])
    slope = jax.jacfwd(lambda at: simulate(own, jax.random.key(0), at, 4)[-1, 0])(np.array([0.5]))
    np.testing.assert_allclose(slope, [1 + 2 * 0.5])


def test_a_series_is_a_table_of_inputs_and_observables(file):
    asked = settings(
        file(HEAD + STOCK),
        steps=5,
        parameters={"memory": 0.5},
        inputs={"demand": InputSettings([1.0, 3.0], [4])},
    )
    found = simulated_series(asked, 0)
    assert list(found) == ["period", "demand", "stock", "flow"]
    assert found["period"].tolist() == [1, 2, 3, 4, 5]
    assert found["demand"].tolist() == [1.0, 1.0, 1.0, 3.0, 3.0]
    np.testing.assert_allclose(found["stock"][1:], 0.5 * found["stock"][:-1].to_numpy() + found["flow"][1:])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + OBSERVE, r"own.py has no function step; expected def step\(state, parameters, period\)"),
        (HEAD + STEP, "own.py has no function observe"),
        (STEP + OBSERVE, "own.py declares no parameters"),
        (HEAD + STEP + OBSERVE + "PARAMETERS *= 2\n", "declares a parameter twice: memory, memory"),
        ("import nothing_of_the_kind\n", "the file in .*own.py fails with ModuleNotFoundError"),
        ("def step(:\n", "the file in .*own.py fails with SyntaxError"),
        (
            HEAD + STEP.replace("memory", "memmory") + OBSERVE,
            "step in .*own.py fails with KeyError: 'memmory'",
        ),
        (
            HEAD + STEP.replace("* state", "* state * jnp.ones(3)") + OBSERVE,
            r"a state of float64 \[3\].*\[\]",
        ),
        (HEAD + STEP + OBSERVE.replace("state\n", "state * jnp.ones(2)\n"), r"returns shape \[2\].*\[1\]"),
        (HEAD + 'OBSERVABLES = "stock"\n' + STEP + OBSERVE, "OBSERVABLES = 'stock'.*a sequence of names"),
        (HEAD.replace("logit", "probit") + STEP + OBSERVE, "probit"),
    ],
)
def test_what_is_wrong_with_it_is_said(file, text, words):
    with pytest.raises(SimulatorError, match=words):
        simulator_in(file(text), "own")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(
        SimulatorError, match="no file .*absent.py, the simulator own; expected a Python file"
    ):
        simulator_of(settings(tmp_path / "absent.py"))


def test_a_series_that_is_not_finite_is_named_with_its_period(file):
    text = HEAD + STEP.replace("+ 1.0", "+ jnp.log(2.5 - period.number)") + OBSERVE
    with pytest.raises(SimulatorError, match="own: value is nan in period 4"):
        simulated_series(settings(file(text), parameters={"memory": 0.5}), 0)


@pytest.mark.parametrize(
    ("since", "values"), [([], [1.0, 2.0]), ([1], [1.0, 2.0]), ([5, 5], [1.0, 2.0, 3.0])]
)
def test_changes_of_an_input_come_one_after_the_other(since, values):
    with pytest.raises(SettingsError, match="since"):
        InputSettings(values, since).validate()


def test_a_simulator_that_is_not_here_needs_a_file():
    with pytest.raises(SettingsError, match="name = 'tides'; expected one of random_walk.*“file”"):
        SimulatorSettings(name="tides", description="").validate()


def test_an_input_holds_from_its_period_on():
    asked = SimulatorSettings("import_market", "", steps=4, inputs={"tariff": InputSettings([0.1, 0.2], [3])})
    np.testing.assert_array_equal(input_paths(asked)["tariff"], [0.1, 0.1, 0.2, 0.2])
