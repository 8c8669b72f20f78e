"""From training tables to a tree of draws: the layout, the seed, what leaks, and what is refused."""

import sys
from dataclasses import replace

import jax
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from compiled import KEYS, compiled
from known_lines import silent
from linear_world import described, panel, with_roles

from tradewinds.artifacts import write_table
from tradewinds.data.scaler import fit_scaler
from tradewinds.errors import DataError, FitError
from tradewinds.inference import row_file
from tradewinds.inference.fit import fit_tier
from tradewinds.inference.keys import equation_key
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.model.tier import TierModel
from tradewinds.settings.data import DataSettings
from tradewinds.settings.inference import (
    Algorithm,
    EnsembleSettings,
    InferenceSettings,
    MicrocanonicalSettings,
    OptimiserSettings,
    VariationalSettings,
)
from tradewinds.settings.model import ModelSettings, NoiseScale, NoiseSettings
from tradewinds.settings.tier import TierSettings

pytestmark = pytest.mark.slow
PRICE, VOLUME = "price[t] ~ tariff[t] + volume[t-1] + t", "volume[t] ~ tariff[t]"
GROUPS = ("posterior", "sample_stats", "training")
PERIODS = 12


def make_table() -> pd.DataFrame:
    """Three places over twelve periods, the last two ahead, every fourth row of the others inside."""
    rng = np.random.default_rng(0)
    values = {
        "price": np.exp(rng.normal(size=(3, PERIODS))),
        "volume": np.exp(rng.normal(size=(3, PERIODS))),
        "tariff": rng.uniform(0, 0.3, (3, PERIODS)),
    }
    return panel(values, 1, "step", place=["east", "north", "west"])


TABLE = make_table()
DATA = DataSettings(name="", description="", tables={"sectors": described(TABLE, "step")})
TRAIN, _ = with_roles(TABLE, ahead=2, inside=np.arange(30) % 4 == 2)
OPTIMISER = OptimiserSettings(steps=40, chunk=20)
SETTINGS = TierSettings(
    equations=[PRICE],
    effects=["place"],
    model=ModelSettings(width=2, explain="level", noise=NoiseSettings(scale=NoiseScale.per_sector)),
    inference=InferenceSettings(Algorithm.ensemble, OPTIMISER, ensemble=EnsembleSettings(members=2)),
)


def fit(train=TRAIN, seed: int = 0, log=silent, spoil=None, file=None, checkpoints=None, **changes: object):
    """``file``: where to leave the table, to be trained on from there."""
    settings = replace(SETTINGS, **changes)
    tables = {"sectors": train}
    scaler = fit_scaler(tables, DATA, "tier1", settings.equations, settings.model.explain)
    if spoil is not None:
        spoil(scaler)
    if file is not None:
        write_table(train, file, {"experiment": "small", "stage": "split"})
        tables = {"sectors": file}
    scratch = None if file is None else file.parent
    return fit_tier(tables, scaler, TierModel("tier1", settings, DATA), seed, log, checkpoints, scratch)


def same(one, other, equation: str = "price") -> bool:
    pair = [tree[f"{equation}/posterior"].to_dataset() for tree in (one, other)]
    return pair[0].equals(pair[1])


@pytest.fixture(scope="module")
def first():
    said = []
    return fit(log=said.append), said


def test_draws_by_chain_and_draw_with_the_names_of_their_groups(first):
    posterior = first[0]["price/posterior"].to_dataset()
    assert dict(posterior.sizes)["chain"] == 2 and dict(posterior.sizes)["draw"] == 1
    assert set(posterior) == {
        "W1", "b1", "v", "bend", "beta", "intercept", "sigma", "sigma_spread", "sigma_sector",
        "place spread", "place effect", "delta_scale", "delta_shape",
    }  # fmt: skip
    assert posterior["W1"].shape == (2, 1, 2, 2) and posterior["sigma_sector"].shape == (2, 1, 3)
    assert posterior["place effect 0"].values.tolist() == ["east", "north", "west"]
    assert all(np.isfinite(value).all() for value in posterior.values())
    training = first[0]["price/training"].to_dataset()
    rows = sum(TRAIN["role"].eq("fit") & TRAIN["period"].gt(1))
    assert training.attrs == {
        "algorithm": "ensemble", "rows": rows, "inputs": 2, "steps": 40, "non_finite": 0
    }  # fmt: skip
    assert training["loss"].dims == ("step", "member") and training["step"].values.tolist() == [20, 40]


def test_what_is_fitted_and_how_far_is_said(first):
    """Of 30 training rows 8 are held out inside, and 2 of the others have no period before."""
    rows = sum(TRAIN["role"].eq("fit") & TRAIN["period"].gt(1))
    assert first[1][0] == f"tier1 price, equation 1 of 1: {rows} rows, 2 inputs"
    assert first[1][-1].startswith("tier1 price: step 40/40, loss ")


def test_an_algorithm_that_takes_all_rows_warns_of_many(monkeypatch):
    monkeypatch.setattr("tradewinds.inference.fit.MANY", 5)
    said = []
    fit(log=said.append)
    assert said[0].endswith("WARNING: ensemble takes all of them for every step; see variational.minibatch")


def test_the_same_seed_gives_the_same_draws_and_another_equation_changes_none(first):
    both = fit(equations=[VOLUME, PRICE])
    assert same(first[0], both)
    assert "volume" in both.children


def test_what_was_finished_before_was_computed_with_the_same_packages(first, monkeypatch):
    """Provenance names what is loaded: without a step to take, the algorithm is, and Optax with it."""

    class AllFinished:
        def read(self, equation):
            return xr.DataTree.from_dict({name: first[0][f"price/{name}"].to_dataset() for name in GROUPS})

    module = ALGORITHMS[Algorithm.ensemble].module
    monkeypatch.delitem(sys.modules, module)
    said = []
    assert same(fit(log=said.append, checkpoints=AllFinished()), first[0])
    assert said == ["tier1 price: finished before"] and module in sys.modules


def test_every_equation_and_every_seed_has_its_own_key():
    keys = [str(equation_key(seed, name)) for seed in (0, 1) for name in ("price", "volume")]
    assert len(set(keys)) == 4
    assert equation_key(3, "price") == equation_key(3, "price")


def test_targets_held_out_inside_change_nothing(first):
    """The price is no input here, so that its held-out values are used nowhere."""
    broken = TRAIN.copy()
    broken.loc[broken["role"] == "inside", "price"] *= 1e6
    assert same(first[0], fit(broken))


def test_training_rows_do_change_the_draws(first):
    changed = TRAIN.copy()
    changed.loc[changed.index[changed["role"] == "fit"][7], "price"] *= 1.5
    assert not same(first[0], fit(changed))


def test_a_learning_rate_of_a_million_ends_in_a_named_error():
    optimiser = OptimiserSettings(steps=40, chunk=20, learning_rate=1e6)
    with pytest.raises(FitError) as error:
        fit(inference=replace(SETTINGS.inference, optimiser=optimiser), equations=[VOLUME], effects=[])
    text = str(error.value)
    assert text.startswith("tier1 volume: ") and "losses are not finite by step 20" in text
    assert "the parameters themselves left the finite range" in text
    assert "Lower inference.optimiser.learning_rate" in text


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("price", np.nan, "1 values of price cannot be used .*first north, 7 = nan; expected finite numbers"),
        ("tariff", np.inf, "1 values of tariff cannot be used .*first north, 7 = inf"),
        ("volume", 0.0, "1 values of volume cannot be used .*first north, 7 = 0; expected numbers above 0"),
    ],
)
def test_a_cell_that_cannot_be_used_ends_in_a_named_error(column, cell, words):
    broken = TRAIN.copy()
    broken.loc[(broken["sector"] == "north") & (broken["period"] == 7), column] = cell
    with pytest.raises(DataError, match=words):
        fit(broken)


def test_a_constant_target_ends_in_a_named_error():
    with pytest.raises(DataError, match=r"target of “price\[t\] ~ .*” is constant"):
        fit(TRAIN.assign(price=3.0))


def test_a_scaler_that_breaks_the_rows_is_found_before_training():
    def spoil(scaler):
        scaler["price"]["scale"][1] = 0.0

    with np.errstate(divide="ignore"), pytest.raises(FitError) as error:
        fit(spoil=spoil)
    assert "values are not finite, first log(volume[t-1]) at east, period 2" in str(error.value)


def in_minibatches(minibatch: int | None) -> InferenceSettings:
    optimiser = OptimiserSettings(steps=1000, chunk=100, validation_share=0.2)
    variational = VariationalSettings(minibatch=minibatch, draws=400)
    return InferenceSettings(Algorithm.variational, optimiser, variational=variational)


def test_minibatches_from_a_file_learn_what_they_learn_from_memory(tmp_path, monkeypatch):
    """The same table read whole and left in its file: other rows are held out, so the same but for noise."""
    monkeypatch.setattr(row_file, "POOL", 12)  # several pools, whose rows stand for the others
    said = []
    settings = {"inference": in_minibatches(8), "equations": [VOLUME], "effects": ["place"]}
    memory = fit(**settings)["volume/posterior"].to_dataset()
    stored = fit(**settings, file=tmp_path / "train.parquet", log=said.append)
    stored = stored["volume/posterior"].to_dataset()
    assert stored.sizes == memory.sizes and set(stored) == set(memory)
    assert stored["place effect 0"].equals(memory["place effect 0"])
    for name in ("sigma", "beta", "intercept"):
        one, other = (np.log(found[name]) if name == "sigma" else found[name] for found in (memory, stored))
        apart = np.abs(one.mean(("chain", "draw")) - other.mean(("chain", "draw")))
        assert (apart < 1.0 * (one.std(("chain", "draw")) + other.std(("chain", "draw")))).all(), name
    assert any("weighs 400 draws on " in text for text in said)
    assert not list(tmp_path.glob("rows-*"))  # nothing is left behind


def test_a_table_in_a_file_is_read_whole_where_all_rows_are_seen(tmp_path, first):
    assert same(first[0], fit(file=tmp_path / "train.parquet"))


def test_a_row_in_a_file_that_is_not_finite_is_named(tmp_path):
    def spoil(scaler):
        scaler["price"]["scale"][1] = 0.0

    inference, file = in_minibatches(8), tmp_path / "train.parquet"
    with np.errstate(divide="ignore"), pytest.raises(FitError) as error:
        fit(inference=inference, spoil=spoil, file=file)
    assert "values are not finite, first log(volume[t-1]) at east, period 2" in str(error.value)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_fit_computes_in_the_precision_of_its_settings(precision):
    """Whatever the process was set up for, and whichever precision the fit before it had."""
    before = jax.config.jax_enable_x64
    found = fit(inference=replace(SETTINGS.inference, precision=precision))
    assert {str(site.dtype) for site in found["price/posterior"].data_vars.values()} == {precision}
    assert jax.config.jax_enable_x64 == before


def test_nothing_is_compiled_for_the_arrays_around_a_program(caplog):
    """Each shape that JAX's functions are called with is a program: they were three of four of a fit's."""
    chains = MicrocanonicalSettings(chains=2, warmup=1000, draws=10, thin=20)
    with compiled(caplog) as found:
        fit(inference=InferenceSettings(Algorithm.microcanonical, OPTIMISER, microcanonical=chains))
    programs = [name for name in found if name not in KEYS | {"exp", "log"}]
    assert sorted(programs) == ["_prior_moments", "begin", "chunk", "chunk"]
    assert found.count("stage") <= 2 and found.count("convert_element_type") <= 1
