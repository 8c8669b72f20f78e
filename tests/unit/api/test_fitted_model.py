"""A fitted model answers, is saved and loaded whole, and leaves the process as it was."""

import h5py
import jax
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import tradewinds as tw
from tradewinds.api import saved
from tradewinds.api.names import names_of_experiment
from tradewinds.policy.effect_verdict import ANSWER, VERDICT_COLUMNS

pytestmark = pytest.mark.slow

SMALL = {
    "tier1.model.width": 2,
    "tier1.inference.ensemble.members": 2,
    "tier1.inference.optimiser": {"steps": 20, "chunk": 20},
}


def test_a_lasting_rise_raises_the_price(fit):
    """In the long run by 0.6 ÷ (1 − 0.5) of the rise: 6 % for five points. The network is not linear."""
    effect = fit.roll_out(tw.Step(0.05, periods=24))
    row = effect.summary().set_index("variable").loc["price"]
    assert 3 < row["median"] < 9 and row["unit"] == "%"
    assert row["low"] <= row["median"] <= row["high"]


def test_paths_differ_as_their_names_say(fit):
    found = {
        type(path).__name__: fit.roll_out(path).path.query("sector == 'cars'")
        for path in (
            tw.Step(0.05, periods=6),
            tw.Ramp(0.06, periods=6),
            tw.Temporary(0.05, periods=6, length=2),
            tw.Impulse(0.05, periods=6),
            tw.Removal(periods=6),
        )
    }
    moved = {name: (one["scenario"] - one["baseline"]).to_numpy() for name, one in found.items()}
    np.testing.assert_allclose(moved["Step"], 0.05)
    np.testing.assert_allclose(moved["Ramp"], [0.01, 0.02, 0.03, 0.04, 0.05, 0.06])
    np.testing.assert_allclose(moved["Temporary"], [0.05, 0.05, 0, 0, 0, 0], atol=1e-15)
    np.testing.assert_allclose(moved["Impulse"], [0.05, 0, 0, 0, 0, 0], atol=1e-15)
    np.testing.assert_allclose(found["Removal"]["scenario"], 0.0)


def test_rates_come_from_a_table(fit):
    table = pd.DataFrame({"period": pd.date_range("2021-01-01", periods=3, freq="MS"), "tariff": 0.2})
    found = fit.roll_out(tw.Rates(table=table, periods=3, sectors=["wine"])).path
    assert (found.query("sector == 'wine'")["scenario"] == 0.2).all()
    others = found.query("sector != 'wine'")
    assert (others["scenario"] == others["baseline"]).all()
    with pytest.raises(tw.ScenarioError, match="no rate for 3 of 6 periods"):
        fit.roll_out(tw.Rates(table=table, periods=6))


def test_a_path_too_far_from_what_was_seen_is_a_value_or_an_error(fit):
    far = tw.Step(0.9, periods=60)
    limited = tw.FittedModel(
        fit.panel, fit.tiers, fit.seed, settings=_with(fit.settings, {"scenario.refuse_distance": 0.5})
    )
    found = limited.roll_out(far)
    assert "training ranges" in found.refused and "refused" in found.summary()
    with pytest.raises(tw.SupportError, match="training ranges"):
        limited.roll_out(far, throw=True)
    with pytest.raises(tw.SupportError, match="training ranges"):
        found.effect("price")


def _with(settings, keys):
    from tradewinds.settings.changes import with_keys

    return with_keys(settings, keys)


def test_it_is_assessed_as_the_workflow_does(fit):
    found = fit.assess()
    assert {"beats simple models", "coverage", "training"} <= set(found.verdicts["check"])
    assert found.trusted == (not found.failed)
    strict = tw.FittedModel(
        fit.panel,
        fit.tiers,
        fit.seed,
        settings=_with(fit.settings, {"diagnostics.epsilon.tier1": 1e-6}),
    )
    with pytest.raises(tw.FitError, match="tier1.*acceptance"):
        strict.assess(throw=True)


def test_advice_names_keys_as_the_model_takes_them(fit):
    """A composed experiment's stay keys of its files."""
    keys = {"diagnostics.epsilon.tier1": 1e9, "diagnostics.epsilon.tier2": 1e9}
    loose = tw.FittedModel(fit.panel, fit.tiers, fit.seed, settings=_with(fit.settings, keys))
    said = " ".join(loose.assess().summary()["advice"])
    assert 'Set settings["diagnostics.epsilon.tier1"] below' in said
    composed = tw.FittedModel(
        fit.panel, fit.tiers, fit.seed, settings=_with(loose.settings, {"scenario.name": "rise"})
    )
    assert "Set diagnostics.epsilon.tier1 below" in " ".join(composed.assess().summary()["advice"])


def test_forecasts_are_those_the_scores_are_of(fit):
    found, assessed = fit.predict(), fit.assess()
    ahead = found.data["tier1/price/ahead"]
    np.testing.assert_array_equal(ahead["median"], assessed.predictions["tier1"]["price/ahead"]["median"])
    rows = found.summary().set_index("holdout").loc["ahead"]
    assert rows["rows"] == ahead.sizes["row"] and 0.5 < rows["within_90"] <= 1


def test_what_economics_expects_is_declared_in_the_call(fit):
    found = fit.check(pass_through={"outcome": "price", "rise": 0.05, "horizon": 6, "above": 0})
    row = found.summary().set_index("check").loc["pass_through"]
    assert row["low"] <= row["median"] <= row["high"]
    with pytest.raises(tw.SettingsError, match="no check 'coffee'"):
        fit.check("coffee")


def test_every_answer_is_drawn_and_written_out(fit):
    answers = [fit.assess(), fit.predict(), fit.roll_out(tw.Step(0.05, periods=4))]
    answers.append(fit.check(up={"outcome": "price", "rise": 0.05, "horizon": 2, "above": 0}))
    for one in answers:
        assert isinstance(one.plot(), Axes)
        assert isinstance(one.summary(), pd.DataFrame) and len(one.summary())
        assert one._repr_html_().startswith("<p><b>")
        assert max(map(len, repr(one).splitlines())) <= 160


def test_what_did_not_pass_is_told_below_the_table(fit):
    found = fit.assess()
    told, rows = repr(found).replace("\n  ", " "), found.summary()
    assert {"passed"} < set(rows["status"])
    assert [text in told for text in rows["sentence"]] == list(rows["status"] != "passed")


def test_a_fit_is_drawn_beside_its_data(fit):
    """What was fitted, and behind a dashed line what was held out, of one sector in the order of time."""
    ax = fit.plot("price", "toys")
    median, observed, begins = ax.lines
    table = pd.concat([fit.panel.train["sectors"], fit.panel.test["sectors"]])
    toys = table[table["sector"] == "toys"].sort_values("period")["price"].to_numpy()
    assert 60 < len(observed.get_ydata()) <= 71 and (np.diff(observed.get_xdata()) > 0).all()
    assert np.isin(np.round(observed.get_ydata(), 9), np.round(toys, 9)).all()
    assert np.corrcoef(median.get_ydata(), observed.get_ydata())[0, 1] > 0.8
    held_out = (fit.panel.test["sectors"]["sector"] == "toys").sum()
    assert 1 <= (observed.get_xdata() >= begins.get_xdata()[0]).sum() <= held_out
    assert fit.plot(ax=ax) is ax and "Price" in ax.get_title(loc="left").title()
    for ask, words in ((("prise",), "no equation 'prise'"), (("price", "toy"), "no sector 'toy'")):
        with pytest.raises(tw.SettingsError, match=words):
            fit.plot(*ask)


def test_what_is_not_there_is_named(fit):
    forecasts, effect = fit.predict(), fit.roll_out(tw.Step(0.05, periods=4))
    checks = fit.check(up={"outcome": "price", "rise": 0.05, "horizon": 2, "above": 0})
    for ask, words in (
        (lambda: forecasts.plot("prise"), "no equation 'prise'; .*Did you mean price"),
        (lambda: forecasts.plot(holdout="ahed"), "no holdout 'ahed'; .*Did you mean ahead"),
        (lambda: forecasts.plot(sector="toy"), "no sector 'toy'; .*Did you mean toys"),
        (lambda: effect.plot("prise"), "no effect on 'prise'; .*Did you mean price"),
        (lambda: effect.effect("price", "toy"), "no sector 'toy'; .*Did you mean toys"),
        (lambda: checks.plot("upp"), "no check 'upp'; .*Did you mean up"),
        (lambda: fit.to_arviz("prise"), "no equation explains 'prise'; .*Did you mean price"),
        (lambda: fit.optimise(welfare=3), "welfare = 3; expected keys"),
        (lambda: fit.optimise(wealth={}), "expected welfare or optimise"),
    ):
        with pytest.raises(tw.SettingsError, match=words):
            ask()


def test_verdicts_are_drawn_as_on_the_page(fit):
    """Rows with names, and the zone of what is expected: as ``draw_coverage`` and ``draw_answers`` do."""
    assert [text.get_text() for text in fit.assess().plot().get_yticklabels()] == ["tier1 price"]
    ax = fit.check(up={"outcome": "price", "rise": 0.05, "horizon": 2, "above": 0}).plot("up")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["the fit", "its prior"]
    assert ax.get_title(loc="left") == "up, %"


def test_the_effect_without_the_network_stands_beside_the_networks(fit):
    """The tariff is a walk that moves every month: an answer stands on an assumption at best."""
    found = fit.effect(tw.Step(0.05, periods=6))
    assert list(found.summary()["outcome"]) == ["price"]
    assert found.summary()["verdict"][0] != "stands"
    checks = found.checks().set_index("check")
    assert checks.loc["set rate", "status"] == "undecided" and "network" in checks.index
    with pytest.raises(tw.SettingsError, match="prices"):
        fit.effect(tw.Step(0.05, periods=6), "prices")


def test_best_fits_from_several_starts_have_no_probabilities(fit):
    assert "above_zero" not in fit.roll_out(tw.Step(0.05, periods=5)).summary()


def judged(status: str) -> pd.DataFrame:
    """A verdict on the price alone."""
    blank = dict.fromkeys(VERDICT_COLUMNS, "") | {"threshold": np.nan, "power": np.nan, "gate": False}
    numbers = {"value": 4.0, "low": 2.0, "high": 6.0, "outcome": "price", "check": ANSWER, "status": status}
    return pd.DataFrame([blank | numbers])


@pytest.mark.parametrize(("status", "withheld"), [("passed", False), ("undecided", False), ("failed", True)])
def test_where_the_verdict_withholds_no_probability_is_named(fit, status, withheld):
    """Nor of revenue, which follows from the price; the figure stays, as the network's alone."""
    found = fit.roll_out(tw.Step(0.05, periods=4))
    names = names_of_experiment(_with(fit.settings, {"tier1.inference.algorithm": "nuts"}), fit.panel)
    one = tw.Counterfactual(found.data, found.path, names, lambda: judged(status))
    table = one.summary()
    assert (table["withheld"] == withheld).all() and table["above_zero"].isna().all() == withheld
    said = [text.get_text() for text in one.plot("price").texts]
    assert any("do not answer" in text for text in said) == withheld
    assert ("network's alone" in repr(one)) == withheld
    unjudged = tw.Counterfactual(found.data, found.path, names)
    assert "withheld" not in unjudged.summary() and unjudged.summary()["above_zero"].notna().all()


def test_a_roll_out_is_judged_as_the_effect_is(fit):
    path = tw.Step(0.05, periods=6)
    rolled, effect = fit.roll_out(path), fit.effect(path)
    pd.testing.assert_frame_equal(rolled.verdicts.table, effect.verdicts)


def test_it_is_saved_and_loaded_whole(fit, tmp_path):
    fit.save(tmp_path / "fit.nc")
    again = tw.FittedModel.load(tmp_path / "fit.nc")
    assert again.settings == fit.settings and again.seed == fit.seed
    for part in ("train", "test"):
        for name, table in getattr(fit.panel, part).items():
            pd.testing.assert_frame_equal(getattr(again.panel, part)[name], table)
    path = tw.Step(0.05, periods=5)
    pd.testing.assert_frame_equal(again.roll_out(path).summary(), fit.roll_out(path).summary())
    (tmp_path / "other.nc").write_bytes((tmp_path / "fit.nc").read_bytes()[:1000])
    with pytest.raises(tw.ArtifactError, match="other.nc"):
        tw.FittedModel.load(tmp_path / "other.nc")


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_precision_belongs_to_the_call_and_its_settings(panel, precision):
    """Whatever the process was set up for; it is as before afterwards."""
    before = (jax.config.jax_enable_x64, jax.config.jax_default_device)
    keys = SMALL | {"tier1.inference.precision": precision}
    model = tw.TradeModel(["price[t] ~ price[t-1] + tariff[t]"], inference="ensemble", settings=keys)
    found = model.fit(panel, progress=False)
    draws = found.tiers["tier1"].posterior["price/posterior"]
    assert {str(site.dtype) for site in draws.data_vars.values()} == {precision}
    assert (jax.config.jax_enable_x64, jax.config.jax_default_device) == before


def test_unknown_keys_are_refused_when_a_model_is_made():
    with pytest.raises(tw.SettingsError, match="widht.*Did you mean width"):
        tw.TradeModel(["price[t] ~ tariff[t]"], settings={"tier1.model.widht": 3})


def test_an_equation_about_what_is_not_there_is_refused(panel):
    with pytest.raises(tw.EquationError, match="wages"):
        tw.TradeModel(["wages[t] ~ tariff[t]"]).fit(panel, progress=False)


def test_the_truth_is_that_of_the_data_whatever_the_seed_of_the_fit():
    """It was that of another economy, which the seed of the fit would have made."""
    small = ["data.synthetic.periods=40", "inference=ensemble", "inference.ensemble.members=2"]
    small += ["inference.optimiser.steps=20", "inference.optimiser.chunk=20", "model.width=2"]
    experiment = tw.Experiment("falling_tariff", [*small, "scenario.futures=20", "scenario.draws=10"])

    def truth(seed: int) -> np.ndarray:
        fitted = experiment.fit(seed=seed, progress=False)
        return fitted.roll_out(tw.Step(0.05, periods=3)).data["sectors"]["price_truth"].values

    np.testing.assert_array_equal(truth(0), truth(5))


def test_an_answer_outside_what_was_seen_says_so(fit):
    """The page marked it, and a notebook did not."""
    near, far = fit.roll_out(tw.Step(0.001, periods=3)), fit.roll_out(tw.Step(0.6, periods=3))
    assert "assumption" not in near.title and (near.summary()["outside"] < 0.1).all()
    assert "assumption" in far.title and (far.summary()["outside"] > 1).all()
    bars = [len(one.plot("price").patches) for one in (near, far)]
    assert bars == [0, 1]
    assert far.summary()["of"].iloc[0].endswith("of the last observed year") and "truth" not in far.summary()


def test_a_saved_model_that_was_changed_is_no_model(fit, tmp_path):
    """It was loaded, and answered with other numbers."""
    path = tmp_path / "fit.nc"
    fit.save(path)
    with h5py.File(path, "r+") as file:
        weights = file["tier1/posterior/price/posterior/W1"]
        weights[...] = -weights[...]
    with pytest.raises(tw.ArtifactError, match="not as it was saved"):
        tw.FittedModel.load(path)


def test_a_file_that_is_no_model_is_not_to_be_deleted(tmp_path):
    """“Make it again: delete it and run snakemake” was said of any file that was handed over."""
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(tw.ArtifactError, match="carries no provenance. Fit and save it anew.$"):
        tw.FittedModel.load(path)


def test_a_model_of_another_version_is_a_named_error(fit, tmp_path, monkeypatch):
    path = tmp_path / "fit.nc"
    content = saved.plain(fit.settings)
    monkeypatch.setattr(saved, "plain", lambda settings: content | {"no_such_key": 1})
    fit.save(path)
    with pytest.raises(tw.ArtifactError, match="cannot be read: .*no_such_key"):
        tw.FittedModel.load(path)


@pytest.mark.parametrize("name", ["model", "model.h5", "model.parquet"])
def test_a_name_that_could_not_be_loaded_is_refused(fit, tmp_path, name):
    with pytest.raises(tw.ArtifactError, match="ending in .nc"):
        fit.save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_gate_that_fails_keeps_every_path_back(fit):
    """The workflow refused what the notebook answered."""
    falls = {"outcome": "price", "rise": 0.05, "horizon": 6, "below": -1, "gate": True}
    gated = tw.FittedModel(
        fit.panel, fit.tiers, fit.seed, settings=_with(fit.settings, {"checks.falls": falls})
    )
    assert "A check that is a gate fails: falls" in gated.roll_out(tw.Step(0.05, periods=4)).refused
    asked = gated.gates
    with pytest.raises(tw.GateError, match="falls"):
        gated.roll_out(tw.Step(0.05, periods=4), throw=True)
    with pytest.raises(tw.GateError, match="falls"):
        gated.optimise(periods=4, welfare={"weights.sectors": {"price": 1.0}})
    assert gated.gates is asked, "the checks are asked once"
    assert fit.gates is None, "nothing is asked where no check is a gate"


def test_what_each_series_answer_rests_on_is_a_table(fit):
    near, far = fit.roll_out(tw.Step(0.001, periods=3)), fit.roll_out(tw.Step(0.6, periods=3))
    known = far.support().set_index("sector")
    assert sorted(known.index) == ["cars", "steel", "toys", "wine"]
    assert (
        (known["support"] == "none").all() and (known["policy"] > 1).all() and (known["others"] > 0.1).all()
    )
    np.testing.assert_allclose(known["weight"].sum(), 1.0)
    assert (far.summary()["leaves_own"] == 1.0).all()
    inside = near.support().set_index("sector")
    share = inside["weight"][inside["support"] != "own"].sum()
    np.testing.assert_allclose(near.summary()["leaves_own"], share)
    assert share < 1
