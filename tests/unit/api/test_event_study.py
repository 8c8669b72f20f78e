"""From a frame to an event study and slopes side by side: units, bands, pictures and refusals."""

import numpy as np
import pandas as pd
import pytest
from event_world import AT_ONCE, ELASTICITY, world
from matplotlib.figure import Figure
from scipy import stats

import tradewinds as tw
from tradewinds.api.result import Result


def framed(weights=AT_ONCE, periods: int = 96) -> pd.DataFrame:
    """24 sectors of four origins, as a user has them; volume per head is a level, size a weight."""
    grid = world(weights, sectors=24, periods=periods)
    sector, period = (index.ravel() for index in np.indices(grid.values["volume"].shape))
    frame = pd.DataFrame({name: values.ravel() for name, values in grid.values.items()})
    return frame.assign(
        product=[f"p{number // 4}" for number in sector],
        origin=[f"o{number % 4}" for number in sector],
        month=pd.DatetimeIndex(grid.periods[period]),
        law=frame["tariff"],
        share=np.log(frame["volume"]),
        size=np.exp(frame["tariff"]),
        change=np.log(frame["volume"]) - 1e3,
    )


@pytest.fixture(scope="module")
def traded() -> tw.Panel:
    return tw.Panel.from_frame(
        framed(),
        sector=["product", "origin"],
        period="month",
        rates=["tariff", "law"],
        logs=["volume", "size"],
        levels=["share", "change"],
        labels={"volume": "Imports"},
    )


@pytest.fixture(scope="module")
def study(traded) -> tw.EventStudy:
    designs = ["distributed lag", "local projection"]
    return traded.event_study("volume", horizons=12, leads=6, designs=designs)


def test_a_study_is_a_tidy_table_in_per_cent_per_point(study):
    table = study.summary()
    assert isinstance(study, Result) and set(table["unit"]) == {"% per percentage point"}
    assert list(table.columns[:5]) == ["horizon", "estimate", "error", "low", "high"]
    for design, rows in table.groupby("design"):
        assert list(rows["horizon"]) == list(range(-7, 13)), design
        last = rows.iloc[-1]
        assert last["estimate"] == pytest.approx(ELASTICITY, abs=3 * last["error"])
        half = stats.t.ppf(0.95, last["effective"] - 1) * last["error"]
        assert last["high"] - last["estimate"] == pytest.approx(half) and 12 < last["effective"] < 24
        assert (rows["leads"] == study.leads.set_index("design").loc[design, "joint"]).all()
    net = study.between(-7, 12)
    assert len(net) == 2 and (net["error"] > 0).all()
    with pytest.raises(tw.SettingsError, match="no horizon 13; expected from -7 to 12"):
        study.between(-1, 13)


def test_the_picture_has_leads_left_of_zero_and_units(study):
    ax = study.plot(Figure().subplots())
    assert ax.get_title(loc="left") == "Imports about a rise of Tariff"
    assert ax.get_ylabel() == "% per percentage point" and ax.get_xlabel() == "months since the rise"
    lines = [line for line in ax.lines if len(line.get_xdata()) == 20]
    assert len(lines) == 2 and lines[0].get_xdata()[0] == -7 and len(ax.collections) == 2
    assert [-0.5, -0.5] in [list(line.get_xdata()) for line in ax.lines], "the rise"
    assert "leads p = " in ax.get_legend().get_texts()[0].get_text()
    assert "Imports about a rise of Tariff" in study._repr_html_()


def test_a_window_keys_and_two_clusters(traded):
    about = {"horizons": 6, "leads": 3, "end": "2018-12"}
    wide, narrow = (traded.event_study("volume", start=at, **about).summary() for at in (None, "2017-01"))
    assert narrow["rows"].max() == 24 * 24 and wide["rows"].max() == 24 * (48 - 7)
    two = traded.event_study(
        "volume",
        horizons=3,
        leads=2,
        effects=["product:period", "origin:period"],
        clusters=["sector", "period"],
    )
    assert two.summary()["clusters"].iloc[0] == "24 and 90"


def test_clean_controls_want_still_periods(traded):
    """Tariffs here move every ten months or so: hardly any after a still year, many after a still quarter."""
    about = {"horizons": 0, "leads": 0, "designs": "clean controls", "effects": ["period"]}
    quarter, year = (traded.event_study("volume", before=n, **about).summary().iloc[-1] for n in (3, 12))
    assert quarter["rows"] > 1.5 * year["rows"]
    assert quarter["estimate"] == pytest.approx(ELASTICITY, abs=3 * quarter["error"])


def test_levels_answer_in_their_own_unit(traded):
    study = traded.event_study("share", horizons=3, leads=2)
    last = study.summary().iloc[-1]
    assert last["unit"] == "units of share per percentage point"
    assert last["estimate"] == pytest.approx(ELASTICITY / 100, abs=3 * last["error"])


def test_weights_below_zero_are_refused(traded):
    with pytest.raises(tw.DataError, match="“change”, which is .* somewhere; expected .* never below zero"):
        traded.event_study("volume", horizons=2, leads=1, weights="change")


def test_an_outcome_that_moved_before_is_said_in_summary_title_and_picture():
    """Half of the answer comes two months early; without it no line is there."""
    early, plain = framed(), framed()
    later = early.groupby(["product", "origin"])["tariff"].shift(-2)
    early["volume"] *= np.exp(-2.0 * (later.fillna(early["tariff"]) - early["tariff"]))
    about = {
        "sector": ["product", "origin"],
        "period": "month",
        "rates": ["tariff", "law"],
        "logs": ["volume"],
    }
    for frame, moved in ((early, True), (plain, False)):
        columns = ["product", "origin", "month", "tariff", "law", "volume"]
        study = tw.Panel.from_frame(frame[columns], **about).event_study("volume", horizons=6, leads=2)
        assert ("moved before the policy did" in study.doubt) == moved == ("moved before" in repr(study))
        assert (study.summary()["doubt"] != "").all() == moved
        said = [text.get_text() for text in study.plot(Figure().subplots()).texts]
        assert any("moved before" in text for text in said) == moved


def test_slopes_stand_side_by_side(traded):
    slopes = traded.policy_slopes("volume", instrument="law", step=1, permutations=19, within="origin")
    table = slopes.summary().set_index("design")
    assert list(table.index) == [
        "contemporaneous", "lagged a period", "reduced form", "instrumented", "first stage",
    ]  # fmt: skip
    assert table.loc["first stage", "estimate"] == pytest.approx(1) and table.loc["first stage", "r2"] > 0.999
    same = ["contemporaneous", "reduced form", "instrumented"]
    np.testing.assert_allclose(table.loc[same, "estimate"], table.loc[same[0], "estimate"])
    assert table.loc["contemporaneous", "permuted_p"] == 0.05
    assert table.loc["contemporaneous", "permuted_error"] > 0 and table["detectable"].gt(0).all()
    ax = slopes.plot(Figure().subplots())
    assert ax.get_xlabel() == "% per percentage point" and len(ax.get_yticklabels()) == 4
    assert "Imports on Tariff" in slopes._repr_html_()
    logged = traded.policy_slopes("volume", instrument="size", step=1).summary().set_index("design")
    assert logged.loc["reduced form", "unit"] == "% per 1 % more" and logged["unit"].nunique() == 3
    ratio = logged.loc["reduced form", "estimate"] / logged.loc["first stage", "estimate"]
    assert logged.loc["instrumented", "estimate"] == pytest.approx(ratio)
    assert traded.policy_slopes("volume").table["rows"].max() == 24 * 83, "over a year when nothing is said"


def test_what_cannot_be_asked_is_named(traded):
    words = r"designs\[0\] = 'guess'; expected one of distributed lag, distributed lag in"
    with pytest.raises(tw.SettingsError, match=words):
        traded.event_study("volume", designs="guess")
    with pytest.raises(tw.SettingsError, match="outcome = 'imports'; expected a sector variable: tariff"):
        traded.event_study("imports")
    with pytest.raises(tw.DataError, match="leave nothing of the policy"):
        common = framed().assign(tariff=lambda f: f.groupby("month")["tariff"].transform("mean"))
        panel = tw.Panel.from_frame(common, sector=["product", "origin"], period="month", logs=["volume"])
        panel.event_study("volume", horizons=6, leads=3)
