"""What a rule sees: found from the experiment, or named, and refused before the first job."""

from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.outcomes import WELFARE, aims_of
from tradewinds.settings.seen import seen_terms
from tradewinds.settings.stages import STAGES

CONFIGS = Path(__file__).parents[3] / "configs"


def terms(*overrides, experiment="quickstart"):
    return seen_terms(compose(CONFIGS, experiment, ["optimise.form=rule", *overrides]))


def test_without_a_word_it_sees_what_is_explained_and_what_is_weighed():
    found = [(one.table, one.text, one.unit, one.factor, one.change) for one in terms()]
    assert found == [
        ("sectors", "price[t-1]", "%", 100.0, False),
        ("sectors", "volume[t-1]", "%", 100.0, False),
        ("national", "income[t-1]", "%", 100.0, False),
        ("national", "employment[t-1]", "%", 100.0, False),
        ("national", "imports[t-1]", "%", 100.0, False),
    ]


def test_what_is_named_is_seen_alone_in_the_units_of_a_person():
    found = terms(
        "optimise.rule.sectors=['tariff[t-1]','dlog(volume[t-2], 3)']",
        "optimise.rule.national=['unemployment[t-1]']",
    )
    assert [(one.text, one.unit, one.change) for one in found] == [
        ("tariff[t-1]", "points", False),
        ("dlog(volume[t-2], 3)", "%", True),
        ("unemployment[t-1]", "points", False),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("optimise.rule.sectors=['price[t]']", "a term of a period before"),
        ("optimise.rule.sectors=['prise[t-1]']", "Did you mean price"),
        ("optimise.rule.national=['volume[t-1]']", "one of"),
        ("optimise.rule.sectors=['price']", "price"),
    ],
)
def test_what_cannot_be_seen_is_refused(override, words):
    with pytest.raises(SettingsError, match="optimise.rule") as error:
        terms(override)
    assert words in str(error.value)


@pytest.mark.slow
def test_a_rule_has_no_frontier_and_a_path_knows_of_no_rule():
    rule = compose(CONFIGS, "quickstart", ["optimise.form=rule"])
    path = compose(CONFIGS, "quickstart", ["optimise.rule.hidden=4"])
    assert aims_of(rule) == [WELFARE] and len(aims_of(path)) == 6
    plain = compose(CONFIGS, "quickstart", [])
    for name in ("find_policy", "evaluate_policies"):
        values = ["welfare"] if name == "find_policy" else []
        assert STAGES[name](path, *values) == STAGES[name](plain, *values)
    assert STAGES["find_policy"](rule, "welfare") == STAGES["find_policy"](plain, "welfare")
    assert STAGES["find_rule"](rule)["choice"]["optimise"]["form"] == "rule"
    assert not STAGES["find_rule"].jobs_of(plain) and STAGES["find_rule"].jobs_of(rule) == [{}]
