"""The recipes of CONTRIBUTING.md, followed as they are written.

Those of an algorithm and of a stage, which need a run of the workflow, are in ``tests/workflow``.
"""

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import numpy as np
import pandas as pd
import pytest
import yaml

from tradewinds.data.scaling import EquationScaler
from tradewinds.data.synthetic import engine, falling_tariff
from tradewinds.errors import SettingsError
from tradewinds.evaluation.baselines.model import Model, RowsWithPast
from tradewinds.evaluation.noise import normal_noise
from tradewinds.review.cases import EQUATION, pick
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_least
from tradewinds.settings.compose import compose
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.experiment import checks_of
from tradewinds.settings.fields import Fraction, Range, Section
from tradewinds.settings.outcomes import outcomes_of
from tradewinds.settings.schema import validated

TOP = Path(__file__).parents[2]
CODE = re.compile(r"^```(?:python|yaml)\n(.*?)^```", flags=re.M | re.S)


def recipe(title: str) -> list[str]:
    """The pieces of code that stand below a recipe's title."""
    found = re.search(rf"^\*\*{title}.*?(?=^\*\*|^## )", (TOP / "CONTRIBUTING.md").read_text(), re.M | re.S)
    assert found, f"CONTRIBUTING.md has no recipe “{title}”"
    pieces = CODE.findall(found[0])
    assert pieces, f"the recipe “{title}” shows nothing"
    return pieces


@pytest.fixture
def configs(tmp_path):
    return Path(shutil.copytree(TOP / "configs", tmp_path / "configs"))


@pytest.mark.slow
def test_an_indicator_is_a_line_of_data_and_an_equation(configs):
    (text,) = recipe("An indicator")
    variable, equation = (part for part in text.split("# configs/")[1:])
    data, experiment = (configs / part.splitlines()[0].partition(",")[0] for part in (variable, equation))
    for path, under, part in ((data, "variables:", variable), (experiment, "  equations:", equation)):
        added = "".join(f"{line}\n" for line in part.splitlines()[1:])
        before = path.read_text()
        assert f"{under}\n" in before
        path.write_text(before.replace(f"{under}\n", f"{under}\n{added}", 1))
    found = compose(configs, "us_industry")
    assert found.data.tables["national"].variables["consumer_prices"].column == "cpi"
    assert any(one.startswith("dlog(consumer_prices[t])") for one in found.tier1.equations)


def test_a_simulated_economy_is_a_module():
    (text,) = recipe("A data source")
    made = {"np": np, "replace": replace, "falling_tariff": falling_tariff, "State": dict}
    exec(text, made)
    history = engine.history(made["ECONOMY"], 2, 60, 1.0, seed=0)
    tariffs = np.asarray(history["sectors"]["tariff"])
    assert 0.05 <= tariffs.min() < 0.15 < 0.25 < tariffs.max() <= 0.35


def test_a_check_is_one_declaration(monkeypatch):
    (text,) = recipe("A check with a verdict")
    monkeypatch.setitem(EQUATION.checks, "replicas", None)
    names = {"EQUATION": EQUATION, "Check": Check, "Finding": Finding, "at_least": at_least}
    exec(text, names | {"np": np, "pick": pick, "Iterator": list, "EquationCase": object})
    columns = {"equation": "price", "quantity": "predictive check"}
    for share, status in ((0.4, "passed"), (0.001, "failed"), (np.nan, "not computed")):
        case = SimpleNamespace(convergence=pd.DataFrame([columns | {"metric": "largest", "value": share}]))
        (found,) = EQUATION.checks["replicas"].review(case)
        assert str(found.status) == status


def test_a_simple_model_is_a_function():
    (text,) = recipe("A simple model")
    names = {
        "RowsWithPast": RowsWithPast,
        "EquationScaler": EquationScaler,
        "DiagnosticsSettings": DiagnosticsSettings,
    }
    names |= {"Model": Model, "normal_noise": normal_noise, "np": np}
    exec(text, names)
    rows = Outcomes(np.array([1.0, 2.0, 6.0]))
    model = names["fit_mean"](rows, SimpleNamespace(target=lambda y: y), DiagnosticsSettings())
    assert model.predict(rows).mean[0] == pytest.approx([3.0] * 3)


@dataclass
class Outcomes:
    """What a model that looks at no input needs of rows."""

    y: np.ndarray

    def __len__(self) -> int:
        return len(self.y)

    @property
    def sector(self) -> np.ndarray:
        return np.zeros(len(self), dtype=int)


@pytest.mark.slow
def test_a_scenario_is_a_file(configs):
    (text,) = recipe("A scenario")
    (configs / "scenario" / "half_again.yaml").write_text(text)
    found = compose(configs, "quickstart", ["scenario=half_again"])
    assert (found.scenario.size, found.scenario.relative) == (0.5, True)
    beside = compose(configs, "quickstart", ["scenarios=[rising_tariffs,half_again]"])
    assert beside.paths["half_again"].size == 0.5


@pytest.mark.slow
def test_an_economic_check_and_a_welfare_weight_are_lines_of_an_experiment(configs):
    (check,), (weight,) = recipe("An economic check"), recipe("A welfare weight")
    path = configs / "experiment" / "quickstart.yaml"
    content = yaml.safe_load(path.read_text())
    for added in (yaml.safe_load(check), yaml.safe_load(weight)):
        for key, value in added.items():
            content[key] = content.get(key, {}) | value
    path.write_text(f"# @package _global_\n{yaml.safe_dump(content, sort_keys=False)}")
    found = compose(configs, "quickstart")
    assert checks_of(found)["wages_suffer"].horizon == 8
    assert any(one.name == "unemployment" and one.weight == -0.5 for one in outcomes_of(found))


def test_a_setting_is_a_field():
    (text,) = recipe("A setting")
    names = {"Fraction": Fraction, "Annotated": Annotated, "Range": Range, "Section": Section}
    names |= {"dataclass": dataclass, "__name__": __name__}
    exec(f"@dataclass\nclass Mine(Section):\n{text}", names)
    assert validated(names["Mine"], {"refits": 3}).share == 0.2
    with pytest.raises(SettingsError, match="refits = 2; expected a whole number of at least 3"):
        validated(names["Mine"], {"refits": 2})
