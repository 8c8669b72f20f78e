"""A model written in Python has the settings that the workflow composes."""

import pytest

import tradewinds as tw
from tradewinds.folders import configs_folder
from tradewinds.settings.compose import compose

OPTIONS = sorted(path.stem for path in (configs_folder() / "inference").glob("*.yaml"))
EQUATION = "price[t] ~ price[t-1] + tariff[t]"


@pytest.mark.slow
@pytest.mark.parametrize("name", OPTIONS)
def test_an_algorithm_is_set_as_in_the_workflow(panel, name):
    """``TradeModel`` had the algorithm alone: another precision, four times the steps to a MAP network."""
    composed = compose(configs_folder(), "falling_tariff", [f"inference={name}", "model=default"])
    mine = tw.TradeModel([EQUATION], inference=name).settings_for(panel, 0)
    for tier in ("tier1", "tier2"):
        assert getattr(mine, tier).inference == getattr(composed, tier).inference
        assert getattr(mine, tier).model == getattr(composed, tier).model


def test_what_is_said_beside_an_algorithm_counts(panel):
    keys = {"tier1.inference.microcanonical": {"chains": 4}, "tier2.inference.precision": "float64"}
    found = tw.TradeModel([EQUATION], settings=keys).settings_for(panel, 0)
    assert found.tier1.inference.microcanonical.chains == 4
    assert (found.tier1.inference.precision, found.tier1.inference.optimiser.steps) == ("float32", 500)
    assert found.tier2.inference.precision == "float64"


def test_a_frame_is_no_panel(frame):
    with pytest.raises(tw.DataError, match="DataFrame in place of a panel; .*tw.Panel.from_frame"):
        tw.TradeModel([EQUATION]).fit(frame)


def test_an_unknown_algorithm_is_named():
    with pytest.raises(tw.SettingsError, match="inference = 'nut'; expected one of .*Did you mean nuts"):
        tw.TradeModel([EQUATION], inference="nut")


@pytest.mark.slow
def test_a_fit_whose_checks_fail_is_kept_on_the_error(panel):
    """It was trained, judged, and gone."""
    keys = {
        "tier1.model.width": 2,
        "tier1.inference.ensemble.members": 2,
        "tier1.inference.optimiser": {"steps": 20, "chunk": 20},
        "diagnostics.bootstrap": 50,
        "diagnostics.epsilon.tier1": 1e-6,
    }
    with pytest.raises(tw.FitError, match="checks of the fit fail") as error:
        tw.TradeModel([EQUATION], inference="ensemble", settings=keys).fit(panel, progress=False, throw=True)
    assert isinstance(error.value.fit, tw.FittedModel) and error.value.fit.assess().failed
