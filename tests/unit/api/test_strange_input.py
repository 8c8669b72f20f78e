"""What no caller should have to see as a traceback of somebody else's, or as a number in silence."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import tradewinds as tw
from tradewinds.data.faults import ManyFaults
from tradewinds.errors import ArtifactError, DataError, ScenarioError, SettingsError
from tradewinds.replacing import replacing

NAMES = {"sector": "industry", "period": "month"}


def test_a_generator_names_what_a_list_names(frame, panel):
    made = tw.Panel.from_frame(frame, **NAMES, logs=(name for name in ("price", "volume")))
    pd.testing.assert_frame_equal(made.tables["sectors"], panel.tables["sectors"])
    percents = frame.assign(tariff=100 * frame["tariff"])
    shares = tw.Panel.from_frame(percents, **NAMES, logs=["price"], percent=(name for name in ["tariff"]))
    assert shares.tables["sectors"]["tariff"].max() == pytest.approx(frame["tariff"].max())
    assert panel.effect((name for name in ["price"]), tw.Step(0.05)).summary()["outcome"].tolist() == [
        "price"
    ]


def test_faults_of_a_table_are_the_same_after_a_copy(frame):
    with pytest.raises(ManyFaults) as caught:
        tw.Panel.from_frame(frame.assign(tariff=np.inf, price=-1.0), **NAMES, logs=["price"])
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value) and len(again.parts) == len(caught.value.parts) > 1


def test_an_error_over_a_table_repeats_no_table(frame):
    with pytest.raises(DataError) as caught:
        tw.Panel.from_frame(frame.assign(tariff=100.0), **NAMES, logs=["price"])
    assert caught.value.__context__ is None


@pytest.mark.parametrize("cell", [1 + 2j, 10**400])
def test_what_is_no_number_of_a_column_is_named(frame, cell):
    odd = frame.astype({"price": object})
    odd.loc[3, "price"] = cell
    with pytest.raises(DataError, match="price"):
        tw.Panel.from_frame(odd, **NAMES, logs=["price"])
    with pytest.raises(DataError, match="price"):
        tw.Panel.from_frame(frame.assign(price=frame["price"] + 5j), **NAMES, logs=["price"])


def test_days_of_arrow_are_periods(frame, panel):
    days = pd.to_datetime(frame["month"]).astype(pd.ArrowDtype(pa.date32()))
    made = tw.Panel.from_frame(frame.assign(month=days), **NAMES, logs=["price", "volume"])
    pd.testing.assert_frame_equal(made.tables["sectors"], panel.tables["sectors"])


def test_one_month_is_too_few(frame):
    month = tw.Panel.from_frame(frame[frame["month"] == "2016-01"], **NAMES, logs=["price"])
    with pytest.raises(DataError, match="too few periods"):
        tw.TradeModel("price[t] ~ price[t-1] + tariff[t]").fit(month, progress=False)


@pytest.mark.parametrize(
    "call",
    [
        lambda panel: panel.policy_slopes("price", step=3, instrument="price"),
        lambda panel: panel.policy_slopes("tariff", step=3),
        lambda panel: panel.event_study("price", policy="price"),
        lambda panel: panel.effect("tariff", tw.Step(0.05)),
        lambda panel: panel.effect([], tw.Step(0.05)),
        lambda panel: panel.effect("price", tw.Step(0.05), policy="volume"),
    ],
)
def test_nothing_is_its_own_cause_and_nothing_is_no_outcome(panel, call):
    with pytest.raises(SettingsError):
        call(panel)


def test_a_fit_refuses_the_effect_of_the_policy_on_itself(fit):
    with pytest.raises(SettingsError, match="on itself"):
        fit.effect(tw.Step(0.05, periods=4), "tariff")


@pytest.mark.parametrize("table", [None, {"period": [1], "tariff": [0.1]}])
def test_rates_are_a_frame(panel, table):
    with pytest.raises(ScenarioError, match="expected a pandas DataFrame"):
        panel.effect("price", tw.Rates(table))


def test_threads_that_write_one_file_do_not_meet(tmp_path):
    both, path = Barrier(2), tmp_path / "one"

    def write(text: str) -> None:
        with replacing(path) as temporary:
            both.wait(timeout=60)
            temporary.write_text(text)
            both.wait(timeout=60)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ("first", "other")))
    assert path.read_text() in ("first", "other") and [one.name for one in tmp_path.iterdir()] == ["one"]


@pytest.mark.parametrize(
    "text", ["{}", "[]", "null", "3", '{"artifacts": 3}', '{"artifacts": [{"path": "a"}]}']
)
def test_a_list_of_artifacts_of_another_form_is_named(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ArtifactError):
        tw.open_results(tmp_path)


def test_what_is_withheld_says_why(fit):
    told = fit.roll_out(tw.Step(0.05, periods=24)).summary()
    assert (told["because"] != "").tolist() == told["withheld"].tolist()
    assert all(text[0].isupper() and text.endswith(".") for text in told["because"] if text)


def test_draws_of_several_steps_diverge_or_do_not(fit):
    stats = fit.to_arviz("price")["sample_stats"]
    assert "diverging" not in stats or stats["diverging"].dtype == bool
