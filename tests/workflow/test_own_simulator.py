"""A simulator of a user's own in the workflow: run, run again when its file changes, refused in one line."""

import pandas as pd
import pytest

HARBOUR = """
import jax

from tradewinds.simulators.parameter import Parameter

PARAMETERS = (Parameter("kept", "share of the stock that is kept", "", "logit", 0.0, 1.0),)
OBSERVABLES = ("stock",)


def step(state, parameters, period):
    return parameters["kept"] * state + 1.0 + 0.1 * jax.random.normal(period.key)


def observe(state, parameters):
    return state
"""
OPTION = "name: harbour\ndescription: A harbour.\nfile: harbour.py\nparameters: {kept: 0.5}\n"
EXPERIMENT = """# @package _global_
kind: calibration
defaults: [override /simulator: harbour, _self_]
calibration:
  temperatures: [0.01]
  descent: {epochs: 200, window: 50, draws: 10, learning_rate: 0.05}
  rejection: {simulations: 200}
  replicas: 20
  gradient_simulations: 100
"""
SERIES = "results/harbour/simulate/series.parquet"
LEARNED = "results/harbour/calibrate/parameters.parquet"


@pytest.fixture
def checkout(new_laboratory, tmp_path):
    made = new_laboratory(tmp_path / "checkout", [])
    made.experiment = "harbour"
    made.open()
    (made.folder / "data").mkdir()
    (made.folder / "data" / "harbour.py").write_text(HARBOUR)
    (made.folder / "configs" / "simulator" / "harbour.yaml").write_text(OPTION)
    (made.folder / "configs" / "experiment" / "harbour.yaml").write_text(EXPERIMENT)
    return made


@pytest.mark.slow
def test_its_series_follows_its_file(checkout):
    checkout.done(SERIES)
    first = pd.read_parquet(checkout.folder / SERIES)
    assert list(first) == ["period", "stock"] and len(first) == 100
    assert first["stock"].tail(50).mean() == pytest.approx(2.0, abs=0.1)
    assert checkout.would_run(SERIES) == set()

    checkout.done(LEARNED)  # by the calibration that any simulator takes, which knows none of its parameters
    kept = pd.read_parquet(checkout.folder / LEARNED).query("parameter == 'kept'").iloc[0]
    assert kept["mean"] == pytest.approx(0.0, abs=0.3) and kept["identified"]  # the logit of 0.5

    file = checkout.folder / "data" / "harbour.py"
    file.write_text(HARBOUR.replace("1.0 +", "3.0 +"))
    assert checkout.would_run(SERIES) == {"simulate the series of harbour"}
    checkout.done(SERIES)
    assert pd.read_parquet(checkout.folder / SERIES)["stock"].tail(50).mean() == pytest.approx(6.0, abs=0.1)

    file.write_text(HARBOUR.replace("def observe", "def watch"))
    ended = checkout.run(SERIES)
    assert ended.returncode != 0
    said = "data/harbour.py has no function observe; expected def observe(state, parameters)"
    assert f"tradewinds: simulate | ERROR: {said}" in ended.stderr
    file.unlink()
    ended = checkout.run(SERIES)
    assert "tradewinds: no file data/harbour.py, the simulator harbour" in ended.stderr
