"""The page of a calibration says what the data identify, what they do not, and what went wrong."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tradewinds.report.calibration.page import CALIBRATION_PAGE
from tradewinds.report.calibration.tables import own_band
from tradewinds.settings.calibration import CalibrationSettings
from tradewinds.settings.observed import ObservedSettings
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sections import plain
from tradewinds.settings.simulator import SimulatorSettings

NAMES = ["news", "threshold_scale"]


def parameters():
    own = [
        {
            "temperature": w, "parameter": name, "mean": 0.1, "deviation": ratio, "low": -0.2, "high": 0.3,
            "prior_mean": 0.0, "prior_deviation": 1.0, "ratio": ratio, "shift": 0.1,
            "identified": ratio < 0.8,
            "meaning": f"what {name} is", "unit": "", "median_parameter": 1.25, "low_parameter": 0.6,
            "high_parameter": 2.0, "coordinate": "log10", "true_parameter": 10**truth,
            "truth": truth, "method": "calibration",
        }
        for w in (0.001, 0.01)
        for name, ratio, truth in (("news", 0.1, 0.0), ("threshold_scale", 0.97, -1.0))
    ]  # fmt: skip
    beside = [row | {"temperature": np.nan, "method": "rejection"} for row in own[:2]]
    return pd.DataFrame(own + beside)


def temperatures(**changes):
    row = {
        "loss": 0.01, "loss_error": 0.001, "divergence": 5.0, "total": 0.02, "epochs": 4, "stopped": True,
        "simulations": 100, "non_finite": 0, "judged": 1000, "non_finite_at_the_end": 0,
    }  # fmt: skip
    return pd.DataFrame([{"temperature": w, **row, **changes} for w in (0.001, 0.01)])


def found(z=1.0, still=None, **changes):
    rng, shape = np.random.default_rng(0), ("temperature", "draw", "name")
    draws = rng.normal(size=(2, 50, 2))
    curve = (("temperature", "epoch"), rng.random((2, 4)))
    answers = xr.Dataset(
        {"coordinate": (shape, draws), "parameter": (shape, 10**draws)}
        | {"prior_coordinate": (shape[1:], draws[0]), "prior_parameter": (shape[1:], 10 ** draws[0])}
        | dict.fromkeys(("loss", "divergence", "smoothed"), curve)
        | {"compared": ("input", [True, still is None])},
        coords={
            "input": ["tariff", still or "home_price"],
            "temperature": [0.001, 0.01],
            "name": NAMES,
            "epoch": [1, 2, 3, 4],
        },
    )
    slope = {
        "point": 0,
        "at": 0.1,
        "slope": 1.0,
        "slope_error": 0.1,
        "difference": 1.1,
        "difference_error": 0.1,
    }
    levels = np.linspace(0.1, 0.9, 5)
    replicas = {"observable": "return", "level": levels, "observed": levels, "low": levels - 0.1}
    tables = {
        "answers": xr.DataTree(answers),
        "parameters": parameters(),
        "temperatures": temperatures(**changes),
        "gradients": pd.DataFrame([{**slope, "parameter": name, "z": z} for name in NAMES]),
        "replicas": pd.DataFrame({**replicas, "middle": levels, "high": levels + 0.1, "replicas": 50}),
    }
    return {name: {"calibrate": table} for name, table in tables.items()}


def page(**changes):
    asked = {
        "simulator": SimulatorSettings("volatility", "Traders with thresholds."),
        "calibration": CalibrationSettings(family="flow", discrepancy="mmd", temperatures=[0.001, 0.01]),
        "report": ReportSettings(title="Traders", question="What do returns say?"),
    }
    return CALIBRATION_PAGE.render({"experiment": plain(asked)}, [], found(**changes))


@pytest.fixture(scope="module")
def made():
    return page()


def texts(summary, section):
    return list(summary[summary["section"] == section]["text"])


@pytest.mark.slow
def test_the_first_screen_answers_with_pictures_and_marks(made):
    first = made.summary.query("section == 'short'")
    (said,) = first[first["kind"].str.startswith("answer")].itertuples()
    assert said.text == (
        "These data narrow news to 1.2 (0.60 to 2.0), 10\u202f% of the width that was assumed; "
        "of threshold scale they say nothing."
    )
    assert said.kind == "answer doubt" and (first["role"] == "picture").sum() == 2
    signs = first[first["column_name"] == "sign"]
    assert list(signs["kind"]) == ["good", "good", "good", "good", "doubt"]
    assert "1 of 2 bands hold, 2 expected" in set(first["text"])


def test_the_first_pictures_are_of_what_the_data_tell_most_of(made):
    """There is room for a few: what the answer names comes before what the data say nothing of."""
    given = found()
    given["parameters"]["calibrate"] = parameters().iloc[[1, 0, 3, 2, 5, 4]]
    asked = {
        "simulator": SimulatorSettings("volatility", "Traders with thresholds."),
        "calibration": CalibrationSettings(family="flow", discrepancy="mmd", temperatures=[0.001, 0.01]),
        "report": ReportSettings(title="Traders", question="What do returns say?"),
    }
    turned = CALIBRATION_PAGE.render({"experiment": plain(asked)}, [], given)
    shown = [one.summary.query("section == 'short' and role == 'picture'") for one in (made, turned)]
    assert list(shown[0]["text"]) == list(shown[1]["text"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        (
            [1.07, 1.2],
            "move news and threshold scale by 54\u202f% of the width that was assumed without narrowing them",
        ),
        (
            [0.1, 1.07],
            "narrow news to 1.2 (0.60 to 2.0), 10\u202f% of the width that was assumed, and move threshold",
        ),
    ],
)
def test_what_only_moved_is_not_said_to_be_narrower(ratios, said):
    rows = parameters()
    rows = rows.assign(identified=True, shift=0.54, ratio=[ratios[NAMES.index(n)] for n in rows["parameter"]])
    given = found()
    given["parameters"] = {"calibrate": rows}
    asked = {
        "simulator": SimulatorSettings("volatility", "Traders with thresholds."),
        "calibration": CalibrationSettings(family="flow", discrepancy="mmd", temperatures=[0.001, 0.01]),
        "report": ReportSettings(title="Traders", question="What do returns say?"),
    }
    summary = CALIBRATION_PAGE.render({"experiment": plain(asked)}, [], given).summary
    assert said in summary[summary["kind"].str.startswith("answer")]["text"].item()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "sign", "advice"),
    [
        ({"stopped": False}, 0, "Raise calibration.descent.epochs."),
        ({"non_finite_at_the_end": 300}, 1, "Narrow the priors"),
        ({"z": -9.0}, 3, "Lower simulator.temperature"),
    ],
)
def test_what_went_wrong_is_marked_with_what_to_do(changes, sign, advice):
    first = page(**changes).summary.query("section == 'short'")
    assert first[first["column_name"] == "sign"]["kind"].iloc[sign] in ("doubt", "bad")
    assert advice in first.loc[first["kind"] == "todo", "text"].item()


def test_what_is_identified_and_what_is_not_is_said_in_words(made):
    lines = texts(made.summary, "words")
    assert any("something of 1 parameter" in line for line in lines)
    assert any("Not identified at w = 0.001: threshold scale." in line and "97" in line for line in lines)
    assert any("1 of 2 true parameters lie within" in line and "owes no coverage" in line for line in lines)
    assert not any("not finite" in line or "took all the epochs" in line for line in lines)


def test_every_part_has_its_pictures_and_tables(made):
    blocks = made.summary.groupby("section")["role"].value_counts().unstack(fill_value=0)
    assert blocks.loc["parameters", "picture"] == 2 and blocks.loc["simulated", "picture"] == 1
    assert blocks.loc["temperatures", "picture"] == 2 and blocks.loc["search", "picture"] == 2
    assert made.html.count("<svg") == 0 and made.html.count("data:image/svg+xml") == 9
    assert "What do returns say?" in made.html and "mathdefault" not in made.html


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "words", "kind"),
    [
        ({"non_finite": 20}, "20\u202f% of all losses were not finite", "doubt"),
        ({"non_finite": 2}, "2.0\u202f% of all losses were not finite", "plain"),
        ({"non_finite_at_the_end": 30}, "3.0\u202f% of the answer's own draws at w = 0.001 have no", "doubt"),
        ({"non_finite_at_the_end": 300}, "30\u202f% of the answer's own draws at w = 0.001", "bad"),
        ({"stopped": False}, "took all the epochs that it was given at w = 0.001 and w = 0.01", "doubt"),
        ({"z": -9.0}, "The surrogate gradient is biased there", "doubt"),
        ({"z": float("nan")}, "could not be checked", "bad"),
    ],
)
def test_what_went_wrong_is_said(changes, words, kind):
    summary = page(**changes).summary
    lines = summary[(summary["section"] == "words") & (summary["role"] == "line")]
    (line,) = [row for row in lines.itertuples() if words in row.text]
    assert line.kind == kind


def test_an_input_that_does_not_move_is_said_to_be_left_out(made):
    words = "The input home_price does not move in these data: the same in every simulation, and left out"
    assert any(words in text for text in texts(page(still="home_price").summary, "what"))
    assert not any("does not move" in text for text in texts(made.summary, "what"))


def test_a_simulator_without_inputs_leaves_none_out():
    """As the artifact is read: an empty column has no type of truth."""
    tables = found()
    answers = tables["answers"]["calibrate"].to_dataset().drop_dims("input")
    answers["compared"] = ("input", np.zeros(0))
    tables["answers"]["calibrate"] = xr.DataTree(answers.assign_coords(input=np.zeros(0)))
    asked = {
        "simulator": SimulatorSettings("volatility", ""),
        "calibration": CalibrationSettings(temperatures=[0.001, 0.01]),
        "report": ReportSettings(),
    }
    summary = CALIBRATION_PAGE.render({"experiment": plain(asked)}, [], tables).summary
    assert not any("not move" in text for text in texts(summary, "what"))


@pytest.mark.slow
def test_what_real_tariffs_identify_is_said_first():
    tables = found()
    own = parameters()
    known = own.assign(truth=np.nan, true_parameter=np.nan)
    run = own[:2].assign(method="own run", ratio=[0.2, 0.95], identified=[True, False])
    tables["parameters"]["calibrate"] = pd.concat([known, run], ignore_index=True)
    variables = {"rate": {"label": "Statutory rate"}, "worth": {"label": "Customs value"}}
    asked = {
        "simulator": SimulatorSettings("import_market", "Buyers."),
        "calibration": CalibrationSettings(discrepancy="mmd", temperatures=[0.001, 0.01], logs=True, base=12),
        "observed": ObservedSettings(
            "origin", "Far", {"tariff": "rate", "value": "worth"}, "worth", "2017-12"
        ),
        "data": {"name": "trade", "description": "Trade.", "tables": {"sectors": {"variables": variables}}},
        "report": ReportSettings(),
    }
    page = {"experiment": plain(asked)}
    made = CALIBRATION_PAGE.render(page, [], tables)
    assert "its own data would narrow the same" in texts(made.summary, "short")
    more = run.assign(identified=[False, False])
    tables["parameters"]["calibrate"] = pd.concat([known, more], ignore_index=True)
    beyond = CALIBRATION_PAGE.render(page, [], tables).summary
    assert "its own data would not narrow news" in texts(beyond, "short")
    assert any("narrow news, of which data of the simulator itself" in one for one in texts(beyond, "words"))
    first = texts(made.summary, "words")[2]
    assert first.startswith(
        "What these tariffs identify, had the simulator itself made the data along them: news"
    )
    assert "not threshold scale" in first and "20" in first
    assert not any("true parameter" in line for line in texts(made.summary, "words"))
    assert any(
        "value (customs value) are those of Far beside all others" in text
        for text in texts(made.summary, "what")
    )
    assert "data.synthetic.market={" in made.html and "data trade" in made.html


def test_without_slopes_none_is_claimed():
    tables = found()
    tables["gradients"]["calibrate"] = tables["gradients"]["calibrate"][:0]
    asked = {
        "simulator": SimulatorSettings("volatility", ""),
        "calibration": CalibrationSettings(gradient="score", temperatures=[0.001, 0.01]),
        "report": ReportSettings(),
    }
    summary = CALIBRATION_PAGE.render({"experiment": plain(asked)}, [], tables).summary
    assert not any("Slopes" in text for text in texts(summary, "words"))
    assert any("none is checked" in text for text in texts(summary, "search"))


def test_a_parameter_is_told_in_its_own_unit():
    row = next(parameters().assign(unit="per month").itertuples())
    assert str(own_band(row)) == "1.2 (0.60 to 2.0) per month"
