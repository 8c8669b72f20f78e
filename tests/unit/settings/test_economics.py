"""Economic checks as they are declared: what cannot be asked is said before the first job."""

from pathlib import Path

import pytest
import yaml

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.experiment import checks_of

CONFIGS = Path(__file__).parents[3] / "configs"


def composed(*overrides: str, experiment: str = "quickstart"):
    return compose(CONFIGS, experiment, list(overrides))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("checks.coffee.outcome=prices", "Did you mean price?"),
        ("checks.coffee.outcome=national.incme", "Did you mean national.income?"),
        ("checks.coffee.situation.capacty=0", "Did you mean capacity?"),
        ("checks.coffee.situation.capacity=low", "a number in the variable's own unit, or lowest"),
        ("checks.coffee.situation.tariff=25", "Write 0.1 for 10 per cent"),
        ("checks.coffee.situation.price=0", "a number above 0"),
        ("checks.coffee.rise=10", "Write 0.1 for 10 points"),
        ("checks.coffee.horizon=0", "a whole number of at least 1"),
        ("checks.coffee.above=null", "For a positive effect write “above: 0”"),
        ("checks.no_imports.below=-3", "the first the smaller"),
        ("checks.coffee.probability=90", "Write 0.9 for 90 %"),
        ("checks.coffee.against=0.2", "with measure: beyond_proportion"),
        ("checks.symmetry.against=null", "the other rise"),
        ("checks.coffee.measure=efect", "Did you mean effect?"),
        ("checks.placebo.outcome=revenue", "checks.placebo.outcome = 'revenue'"),
        ("checks.coffee.sectors=[S1,S1]", "S1 once"),
        ("checks.coffee.figures=[{value: 1}]", "a value and its source"),
        ("checks.coffee.probabilty=0.9", "unknown key checks.coffee.probabilty"),
        ("checks.coffe=x", "checks.coffe = 'x'; expected a section with title"),
        ("checks.placebo.sectors=[S1]", "neither a situation nor sectors"),
        ("checks.mine={outcome: national.unemployment, measure: of_usual, above: 0}", "which is not in logs"),
    ],
)
def test_what_cannot_be_asked_is_one_line(override, said):
    with pytest.raises(SettingsError) as error:
        composed(override)
    assert said in str(error.value) and "\n" not in str(error.value)


@pytest.mark.slow
def test_an_elasticity_wants_a_sector_variable_in_logs():
    for outcome in ("tariff", "national.income"):
        with pytest.raises(SettingsError, match="measure"):
            composed(f"checks.coffee.outcome={outcome}", "checks.coffee.measure=elasticity")


def test_three_lines_in_an_experiment_are_a_check():
    found = checks_of(composed("checks.mine={outcome: national.income, below: 0}"))["mine"]
    assert (found.table, found.variable, found.below, found.gate) == ("national", "income", 0, False)


@pytest.mark.slow
def test_a_check_whose_outcome_nothing_explains_is_left_out():
    overrides = ("tier1.equations=['price[t] ~ price[t-1] + tariff[t]']", "tier2.equations=[]")
    assert list(checks_of(composed(*overrides))) == ["coffee", "no_imports", "revenue_rises"]
    assert list(checks_of(composed("checks=[]"))) == []


@pytest.mark.slow
def test_a_gate_that_cannot_be_asked_is_refused():
    """Nothing explains the volume here: left out, the gate would stand open."""
    overrides = ("tier1.equations=['price[t] ~ price[t-1] + tariff[t]']", "tier2.equations=[]")
    with pytest.raises(SettingsError, match="checks.home_substitutes.gate = True"):
        composed(*overrides, "checks.home_substitutes.gate=true")
    assert checks_of(composed(*overrides, "checks.coffee.gate=true"))["coffee"].gate


def test_null_leaves_a_part_of_a_situation_out():
    coffee = composed(experiment="falling_tariff").checks["coffee"]
    assert set(coffee.situation) == {"capacity", "import_share", "elasticity"}
    assert all(value is None for value in coffee.situation.values())


@pytest.mark.parametrize("path", sorted((CONFIGS / "checks").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_check_says_what_is_expected_why_and_what_a_failure_suggests(path):
    (check,) = yaml.safe_load(path.read_text()).items()
    assert check[0] == path.stem
    assert all(check[1][key].strip() for key in ("title", "expectation", "source", "suggests"))
