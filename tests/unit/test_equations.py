"""Equations are read as they are written, solved in order, and refused in one line when they cannot be."""

import pytest

from tradewinds.equations import Term, own_previous, parse, solve_order
from tradewinds.errors import EquationError

SCALES = {"price": "log", "volume": "log", "tariff": "level", "wages": "log"}


def read(text):
    return parse(text, SCALES)


def test_an_equation_is_read_term_by_term_in_the_order_written():
    equation = read("dlog(price[t]) ~ price[t-1] + d(tariff[t], 12) + common(dlog(volume[t-2])) + month + t")
    assert equation.name == "price"
    assert equation.target == Term("price", 0, "dlog", 1)
    assert equation.inputs == (
        Term("price", 1, "log"),
        Term("tariff", 0, "d", 12),
        Term("volume", 2, "dlog", 1, common=True),
    )
    assert (equation.month, equation.economy, equation.index) == (True, True, False)
    assert equation.columns == (
        "log(price[t-1])",
        "d(tariff[t], 12)",
        "common(dlog(volume[t-2]))",
        "month",
    )


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("price[t-1]", Term("price", 1, "log")),
        ("tariff[t]", Term("tariff", 0, "level")),
        ("level(price[t-3])", Term("price", 3, "level")),
        ("log(tariff[t-1])", Term("tariff", 1, "log")),
        ("d(price[t-1])", Term("price", 1, "d", 1)),
        ("mean(tariff[t-1], 12)", Term("tariff", 1, "level", window=12)),
        ("mean(log(tariff[t]), 3)", Term("tariff", 0, "log", window=3)),
        ("common(mean(price[t-1], 2))", Term("price", 1, "log", common=True, window=2)),
        ("dlog(price[t-1], 3)", Term("price", 1, "dlog", 3)),
        ("common(tariff[t])", Term("tariff", 0, "level", common=True)),
    ],
)
def test_terms(written, means):
    assert read(f"volume[t] ~ {written}").inputs == (means,)


def test_the_time_index_is_an_input_and_the_economy_wide_effect_is_not():
    assert read("price[t] ~ tariff[t] + index").columns == ("level(tariff[t])", "index")
    assert read("price[t] ~ tariff[t] + t").columns == ("level(tariff[t])",)


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("price[t] ~ tariff[t]", 1),  # its own previous value
        ("price[t] ~ price[t-3] + tariff[t]", 3),
        ("price[t] ~ dlog(price[t-3], 2)", 5),
        ("dlog(price[t], 12) ~ tariff[t]", 12),
    ],
)
def test_reach_counts_lags_and_steps_and_the_targets_own(text, reach):
    assert read(text).reach == reach


@pytest.mark.parametrize(
    ("target", "before"),
    [
        ("price[t]", Term("price", 1, "log")),
        ("d(tariff[t], 4)", Term("tariff", 4, "level")),
        ("dlog(price[t])", Term("price", 1, "log")),
    ],
)
def test_own_previous_value(target, before):
    assert own_previous(read(f"{target} ~ wages[t-1]").target) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("price[t] = tariff[t]", ["price[t] = tariff[t]", "one “~”"]),
        ("price[t] ~ tariff[t] ~ t", ["one “~”"]),
        ("price[t] ~ ", ["cannot read “”", "terms joined by “+”"]),
        ("price[t ~ tariff[t]", ["cannot read “price[t”"]),
        ("price[t] ~ tariff[t] * 2", ["tariff[t] * 2", "variable[t]"]),
        ("price[t] ~ tariff[t] - wages[t-1]", ["tariff[t] - wages[t-1]"]),
        (
            "price[t] ~ tarif[t]",
            ["unknown variable tarif", "price, tariff, volume, wages", "Did you mean tariff?"],
        ),
        ("prize[t] ~ tariff[t]", ["unknown variable prize", "Did you mean price?"]),
        ("price[t] ~ tariff", ["“tariff”", "variable[t-1]"]),
        ("price[t] ~ tariff[t+1]", ["tariff[t + 1]", "[t-1]"]),
        ("price[t] ~ tariff[s]", ["tariff[s]"]),
        ("price[t] ~ tariff[t-0.5]", ["tariff[t - 0.5]"]),
        ("price[t] ~ exp(tariff[t])", ["exp(tariff[t])", "level, log, d, dlog, mean, common"]),
        ("mean(price[t], 3) ~ tariff[t]", ["target", "a variable at [t]"]),
        ("price[t] ~ mean(tariff[t])", ["periods of a mean", "2 or more"]),
        ("price[t] ~ mean(tariff[t], 1)", ["periods of a mean", "2 or more"]),
        ("price[t] ~ mean(d(tariff[t]), 3)", ["mean of a variable or of its logarithm"]),
        ("price[t] ~ d(tariff[t], 0)", ["step of d", "1 or more"]),
        ("price[t] ~ d(tariff[t], 1.5)", ["step of d"]),
        ("price[t] ~ d(tariff[t], True)", ["step of d"]),
        ("price[t] ~ log(tariff[t], 2)", ["log(variable[t])"]),
        ("price[t] ~ tariff[t] + level(tariff[t])", ["level(tariff[t]) twice", "each input once"]),
        ("price[t] ~ price[t]", ["explains price[t] by itself"]),
        ("price[t] ~ dlog(price[t])", ["explains price[t] by itself"]),
        ("price[t] ~ common(price[t])", ["explains price[t] by itself"]),
        ("price[t-1] ~ tariff[t]", ["target “price[t-1]”", "a variable at [t]"]),
        ("common(price[t]) ~ tariff[t]", ["target “common(price[t])”"]),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(text, words):
    with pytest.raises(EquationError) as error:
        read(text)
    said = str(error.value)
    assert "\n" not in said
    assert all(word in said for word in words), said
    assert said.endswith("See configs/README.md, “Equations”.")


def test_equations_are_solved_after_what_they_need_of_the_period():
    equations = [
        read(text) for text in ("wages[t] ~ volume[t]", "volume[t] ~ price[t]", "price[t] ~ wages[t-1]")
    ]
    assert [equation.name for equation in solve_order(equations)] == ["price", "volume", "wages"]


def test_the_order_written_stays_where_nothing_asks_for_another():
    equations = [read(text) for text in ("volume[t] ~ tariff[t]", "price[t] ~ tariff[t] + volume[t-1]")]
    assert solve_order(equations) == equations


def test_a_circle_is_named_from_where_it_begins():
    texts = ("wages[t] ~ price[t]", "price[t] ~ volume[t]", "volume[t] ~ common(price[t])")
    with pytest.raises(EquationError, match=r"circle: price → volume → price; .*Lag one of these") as error:
        solve_order([read(text) for text in texts])
    assert "wages" not in str(error.value)


def test_two_equations_for_one_target():
    with pytest.raises(EquationError, match="two equations for price; expected one. Remove one"):
        solve_order([read("price[t] ~ tariff[t]"), read("dlog(price[t]) ~ tariff[t-1]")])


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("price[t-2]", {2: 1.0}),
        ("d(tariff[t], 12)", {0: 1.0, 12: -1.0}),
        ("dlog(price[t-1])", {1: 1.0, 2: -1.0}),
        ("mean(tariff[t-1], 4)", {1: 0.25, 2: 0.25, 3: 0.25, 4: 0.25}),
    ],
)
def test_a_term_weighs_its_variable_at_lags(text, weights):
    (term,) = read(f"volume[t] ~ {text}").inputs
    assert term.weights == weights
