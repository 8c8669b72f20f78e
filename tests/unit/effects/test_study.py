"""The workflow's table of an event study is the notebook's; what is asked is checked before the first job."""

from pathlib import Path

import pandas as pd
import pytest
from event_world import ANTICIPATED, AT_ONCE, world

import tradewinds as tw
from tradewinds.data.panel import to_table
from tradewinds.effects.study import study_events
from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.event_study import DesignName, EventStudySettings
from tradewinds.settings.sections import structure_of

CONFIGS = Path(__file__).parents[3] / "configs"


def test_both_ways_give_the_same_numbers():
    frame = to_table(world(AT_ONCE, sectors=12, periods=60)).rename(columns={"sector": "industry"})
    panel = tw.Panel.from_frame(frame, sector="industry", logs=["volume"])
    designs = [DesignName.distributed_lag, DesignName.local_projection]
    asked = EventStudySettings(outcome="volume", designs=designs, horizons=5, leads=3, start="2016-06")
    found = study_events(panel.tables["sectors"], structure_of(panel.data, ["sectors"]), asked)
    study = panel.event_study("volume", designs=designs, horizons=5, leads=3, start="2016-06")
    pd.testing.assert_frame_equal(found, study.summary().drop(columns="doubt"))
    assert list(found["design"].unique()) == ["distributed lag", "local projection"]


def test_what_is_left_net_of_purchases_ahead_is_known():
    """Stocks of 1.5 built before the rise are run down after it: −3.3 since the month before, −1.8 since long
    before.
    """
    frame = to_table(world(ANTICIPATED, periods=96)).rename(columns={"sector": "industry"})
    panel = tw.Panel.from_frame(frame, sector="industry", logs=["volume"])
    asked = EventStudySettings(outcome="volume", horizons=6, leads=6)
    found = study_events(panel.tables["sectors"], panel.data, asked)
    first, last = found.iloc[0], found.iloc[-1]
    assert last["estimate"] == pytest.approx(-3.3, abs=3 * last["error"]) and last["error"] < 0.3
    assert -first["estimate"] == pytest.approx(1.5, abs=3 * first["error"]) and last["leads"] < 1e-3
    assert last["net"] == pytest.approx(-1.8, abs=3 * last["net_error"]) and last["net_error"] < 0.3
    assert abs(last["net"] - last["estimate"]) > 5 * last["net_error"], "the mistake is there to be seen"
    assert first["net"] == first["net_error"] == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("event_study.outcome=wage", "event_study.outcome.*a sector variable: price"),
        ("event_study.weights=size", "event_study.weights.*a sector variable: price"),
        ("event_study.effects=[sector:origin]", "event_study.effects.*one of sector, period"),
        ("event_study.designs=[guess]", "event_study.designs"),
        ("event_study.leads=-1", "event_study.leads.*at least 0"),
    ],
)
def test_what_cannot_be_asked_stops_before_the_first_job(override, said):
    usual = [] if "outcome" in override else ["event_study.outcome=price"]
    with pytest.raises(SettingsError, match=said):
        compose(CONFIGS, "quickstart", [*usual, override])
