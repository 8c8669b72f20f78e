"""What is held out says how good the forecasts are; the answer comes from a fit to all rows."""

import numpy as np
import pandas as pd
import pytest

import tradewinds as tw
from tradewinds.fitted.train import fit_tiers
from tradewinds.settings.changes import with_keys

pytestmark = pytest.mark.slow

EQUATION = "price[t] ~ price[t-1] + tariff[t]"
LINES = 4 * 72


@pytest.fixture(scope="module")
def fitted(small):
    """Fits the small model to a panel, with other settings of the split."""

    def fit(panel, **settings) -> tw.FittedModel:
        asked = small | {f"split.{name}": value for name, value in settings.items()}
        model = tw.TradeModel([EQUATION], inference="ensemble", settings=asked)
        return model.fit(panel, seed=2, progress=False)

    return fit


def answer(fit: tw.FittedModel) -> np.ndarray:
    return fit.roll_out(tw.Step(0.05, periods=4)).effect("price").values


@pytest.fixture(scope="module")
def broken(frame) -> tw.Panel:
    """The market, in whose last fourteen months, all of them held out, nothing is passed on any more."""
    late = frame.groupby("industry").cumcount() >= 58
    moved = frame.assign(price=frame["price"].where(~late, np.exp(0.5 - frame["tariff"])))
    return tw.Panel.from_frame(moved, sector="industry", period="month", logs=["price", "volume"])


def test_another_share_held_out_changes_scores_and_no_answer(panel, fit, fitted):
    other = fitted(panel, test_share=0.3)
    np.testing.assert_array_equal(answer(other), answer(fit))
    assert fit.assess().scores["rows"].tolist() != other.assess().scores["rows"].tolist()


def test_what_was_held_out_enters_the_answer_and_no_score(broken, fit, fitted):
    """A break in the held-out rows: the fit that is scored has not seen it, the one that answers has."""
    after = fitted(broken)
    for name, draws in fit.tiers["tier1"].posterior["price/posterior"].data_vars.items():
        np.testing.assert_array_equal(draws, after.tiers["tier1"].posterior["price/posterior"][name])
    old, new = (
        float(found.roll_out(tw.Step(0.05, periods=1)).summary()["median"].iloc[0]) for found in (fit, after)
    )
    assert new < 0.75 * old


def test_without_a_refit_the_scored_fit_answers(panel, fit, fitted):
    scored = fitted(panel, refit=False)
    assert scored.refit is None and scored.answering is scored
    assert (answer(scored) != answer(fit)).any()
    alone = tw.FittedModel(
        fit.panel, fit.tiers, fit.seed, settings=with_keys(fit.settings, {"split.refit": False})
    )
    np.testing.assert_array_equal(answer(alone), answer(scored))


def test_the_summary_says_until_when_both_go(fit):
    row = fit.summary().iloc[0]
    assert (row["scored_until"], row["answer_until"]) == ("2019-10", "2020-12")
    assert row["answer_rows"] == LINES - 4 > row["scored_rows"]


def test_draws_of_the_refit_are_judged_too(fit):
    verdicts = fit.assess().verdicts
    assert "training, all rows" in set(verdicts["check"])
    said = verdicts.set_index("check")["sentence"]["training, all rows"]
    assert said.startswith("Of the fit to all rows: ")


def test_it_is_the_fit_of_a_panel_that_nothing_is_held_out_of(panel, fit):
    again = fit_tiers(fit.refit.panel, [tier.model for tier in fit.tiers.values()], 2, lambda _: None)
    found, known = (one.tiers["tier1"].posterior["price/posterior"] for one in (again, fit.refit))
    assert all((found[name] == known[name]).all() for name in known.data_vars)


def test_both_fits_are_saved(fit, tmp_path):
    fit.save(tmp_path / "fit.nc")
    loaded = tw.FittedModel.load(tmp_path / "fit.nc")
    np.testing.assert_array_equal(answer(loaded), answer(fit))
    pd.testing.assert_frame_equal(loaded.summary(), fit.summary())
    pd.testing.assert_frame_equal(loaded.assess().verdicts, fit.assess().verdicts)
