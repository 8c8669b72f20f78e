"""What is learned from the training rows before any network: and from no other row."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.panel import to_grid
from tradewinds.data.scale_fit import fit_equation_scaler
from tradewinds.data.scaler import fit_scaler
from tradewinds.data.scaling import FREEDOM, TrainingSupport, equation_rows, read_scaler
from tradewinds.equations import parse
from tradewinds.errors import DataError
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import VariableScale, VariableSettings

SCALES = {"price": "log", "tariff": "level"}
TABLE = TableSettings(
    frequency=Frequency.month,
    keys={"place": "place"},
    variables={
        "price": VariableSettings(label="Price", unit="index", scale=VariableScale.log),
        "tariff": VariableSettings(label="Tariff", unit="fraction"),
    },
)
DATA = DataSettings(name="", description="", tables={"sectors": TABLE})
MONTHS, AHEAD = 48, 12


def make_table(seed: int = 0, sectors: int = 3, season: float = 0.2) -> pd.DataFrame:
    """Months of a few places; the last year is ahead, every fifth row of the others inside."""
    rng = np.random.default_rng(seed)
    names = np.repeat([f"place {n}" for n in range(sectors)], MONTHS)
    periods = pd.period_range("2015-01", periods=MONTHS, freq="M").to_timestamp().astype("datetime64[ns]")
    wave = season * np.sin(2 * np.pi * np.arange(MONTHS) / 12)
    role = np.where(np.arange(MONTHS) % 5 == 3, "inside", "fit").astype(object)
    role[-AHEAD:] = "ahead"
    return pd.DataFrame(
        {
            "sector": names,
            "place": names,
            "label": names,
            "period": np.tile(periods, sectors),
            "price": np.exp(np.tile(wave, sectors) + 0.1 * rng.normal(size=len(names))),
            "tariff": rng.uniform(0, 0.3, len(names)),
            "role": np.tile(role, sectors),
        }
    )


def scale_of(table: pd.DataFrame, text: str, explain: str = "level"):
    return fit_equation_scaler(to_grid(table, TABLE), parse(text, SCALES), explain)


def same(one, other) -> bool:
    names = ("mean", "scale", "low", "high", "target_mean", "target_scale")
    equal = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)
    equal &= np.array_equal(one.support.whitening, other.support.whitening)
    equal &= one.support.farthest == other.support.farthest
    if one.season is None:
        return equal and other.season is None
    return equal and np.array_equal(one.season.total, other.season.total)


def test_training_rows_are_standardised_and_come_back_exactly():
    grid = to_grid(make_table(), TABLE)
    equation = parse("price[t] ~ price[t-1] + tariff[t] + month", SCALES)
    scale = fit_equation_scaler(grid, equation, "change")
    fit = equation_rows(grid, equation, "change", scale).with_role("fit")
    x, y = scale.inputs(fit.x), scale.target(fit.y)
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(x.std(axis=0), 1, rtol=1e-12)
    assert y.mean() == pytest.approx(0, abs=1e-12) and y.std() == pytest.approx(1)
    np.testing.assert_allclose(scale.explained(y), fit.y, rtol=1e-13, atol=1e-15)
    np.testing.assert_array_equal(scale.low, fit.x.min(axis=0))
    np.testing.assert_array_equal(scale.high, fit.x.max(axis=0))
    assert scale.columns == fit.columns == ("log(price[t-1])", "level(tariff[t])", "month")


def test_rows_ahead_teach_the_scaler_nothing():
    table = make_table()
    broken = table.copy()
    ahead = broken["role"] == "ahead"
    broken.loc[ahead, ["price", "tariff"]] = 1e6
    for text in (
        "price[t] ~ price[t-1] + tariff[t] + month",
        "dlog(price[t]) ~ common(dlog(price[t-1])) + month",
    ):
        assert same(scale_of(table, text, "change"), scale_of(broken, text, "change"))
        assert same(scale_of(table[~ahead], text, "change"), scale_of(table, text, "change"))


def test_targets_held_out_inside_teach_the_scaler_nothing():
    """Where the target is no input and no offset of later rows, its held-out values are used nowhere."""
    table = make_table()
    broken = table.copy()
    broken.loc[broken["role"] == "inside", "price"] *= 1e6
    text = "price[t] ~ tariff[t] + tariff[t-1] + month"
    assert same(scale_of(table, text), scale_of(broken, text))
    broken.loc[broken["role"] == "inside", "tariff"] = 1e6
    assert same(scale_of(table, "price[t] ~ month"), scale_of(broken, "price[t] ~ month"))


def test_training_rows_do_teach_it():
    table = make_table()
    changed = table.copy()
    changed.loc[changed.index[table["role"] == "fit"][5], "price"] *= 2
    assert not same(scale_of(table, "price[t] ~ tariff[t]"), scale_of(changed, "price[t] ~ tariff[t]"))


def test_a_month_effect_is_the_mean_of_the_other_years_shrunken_to_all_sectors():
    table = make_table()
    table["role"] = table["role"].replace("inside", "fit")
    grid = to_grid(table, TABLE)
    equation = parse("price[t] ~ month", SCALES)
    found = equation_rows(grid, equation, "level", fit_equation_scaler(grid, equation, "level"))
    logs = np.log(grid.values["price"]).reshape(3, 4, 12)
    for row in range(0, len(found), 7):
        sector, (year, month) = found.sector[row], divmod(int(found.period[row]), 12)
        # the very first month has no row: every row needs its own previous value
        others = [y for y in range(3) if y != year and (y, month) != (0, 0)]
        own, everyone = logs[sector, others, month], logs[:, others, month]
        expected = (own.sum() + 2.0 * everyone.mean()) / (len(own) + 2.0)
        assert found.x[row, 0] == pytest.approx(expected, rel=1e-12)


def test_a_rows_own_year_does_not_enter_its_month_effect():
    """Else the target would be among its own inputs."""
    table = make_table()
    changed = table.copy()
    year = (changed["period"].dt.year == 2016).to_numpy()
    changed.loc[year, "price"] *= 3.0
    equation = parse("price[t] ~ month", SCALES)
    before, after = (
        equation_rows(grid, equation, "level", fit_equation_scaler(grid, equation, "level"))
        for grid in (to_grid(table, TABLE), to_grid(changed, TABLE))
    )
    own, ahead = before.year == 2016, before.role == "ahead"
    np.testing.assert_allclose(after.x[own], before.x[own], rtol=1e-12)
    assert (after.x[ahead] >= before.x[ahead]).all() and (after.x[ahead] > before.x[ahead]).any()


def test_with_one_year_there_is_no_other_year_to_learn_from():
    table = make_table()
    table = table[table["period"].dt.year == 2015].assign(role="fit")
    grid = to_grid(table, TABLE)
    equation = parse("price[t] ~ tariff[t] + month", SCALES)
    scale = fit_equation_scaler(grid, equation, "level")
    assert (equation_rows(grid, equation, "level", scale).x[:, 1] == 0).all()
    assert scale.scale[1] == 1.0


def test_the_index_counts_periods():
    grid = to_grid(make_table(), TABLE)
    equation = parse("price[t] ~ tariff[t] + index", SCALES)
    rows = equation_rows(grid, equation, "change", fit_equation_scaler(grid, equation, "change"))
    np.testing.assert_array_equal(rows.x[:, 1], rows.period)


def test_raised_inputs_go_through_the_scaler_and_leave_the_month_alone():
    grid = to_grid(make_table(), TABLE)
    equation = parse("price[t] ~ tariff[t] + tariff[t-1] + month", SCALES)
    scale = fit_equation_scaler(grid, equation, "change")
    before, after = (
        equation_rows(grid, equation, "change", scale, raised) for raised in (None, ("tariff", 0.1))
    )
    moved = scale.inputs(after.x) - scale.inputs(before.x)
    np.testing.assert_allclose(moved[:, 0], 0.1 / scale.scale[0], rtol=1e-9)
    np.testing.assert_array_equal(moved[:, 1:], 0)


def test_a_constant_input_is_left_as_it_is():
    scale = scale_of(make_table().assign(tariff=0.1), "price[t] ~ tariff[t]")
    assert scale.scale[0] == 1.0 and scale.inputs(np.array([[0.1]])) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("explain", ["change", "level"])
def test_a_constant_target_is_an_error(explain):
    with pytest.raises(
        DataError, match=r"target of “price\[t\] ~ tariff\[t\]” is constant .*varies.*Leave the"
    ):
        scale_of(make_table().assign(price=7.3), "price[t] ~ tariff[t]", explain)


def test_a_target_that_only_rounding_moves_is_constant():
    table = make_table()
    table["price"] = np.exp(5.0 + 1e-15 * np.arange(len(table)))
    with pytest.raises(DataError, match="is constant"):
        scale_of(table, "price[t] ~ tariff[t]")


def test_too_few_training_rows():
    table = make_table()
    table["role"] = np.where(table["period"] < "2015-04", "fit", "ahead")
    table = table[table["sector"] == "place 0"]
    with pytest.raises(DataError, match="2 training rows .*at least 3"):
        scale_of(table, "price[t] ~ tariff[t]")


def test_no_training_row_at_all():
    with pytest.raises(DataError, match="0 training rows .*at least 3"):
        scale_of(make_table().assign(role="ahead"), "price[t] ~ tariff[t] + month")


def test_the_scaler_comes_back_from_its_tree_as_it_went_in():
    texts = ["price[t] ~ price[t-1] + month", "dlog(tariff[t]) ~ price[t-1]"]
    train = make_table()
    tree = fit_scaler({"sectors": train}, DATA, "tier1", texts, "change")
    for text in texts:
        learned = scale_of(train, text, "change")
        read = read_scaler(tree, parse(text, SCALES).name)
        assert read.columns == learned.columns
        assert same(learned, read)


def test_the_cloud_of_inputs_holds_every_row_and_tells_its_directions():
    rng = np.random.default_rng(0)
    along = rng.normal(size=4000)
    x = np.stack([along, along + 0.6 * rng.normal(size=4000)], axis=1)
    support = TrainingSupport.of(x)
    whitened = x @ support.whitening
    np.testing.assert_allclose(np.cov(whitened.T, ddof=0), np.eye(2), atol=0.1)  # FREEDOM adds .01 to .16
    assert np.linalg.norm(whitened, axis=1).max() == support.farthest
    with_it, against_it = (np.linalg.norm(np.array(step) @ support.whitening) for step in ([1, 1], [1, -1]))
    assert against_it > 3 * with_it


def test_inputs_that_never_differed_leave_a_cloud():
    x = np.random.default_rng(0).normal(size=(6, 1))
    support = TrainingSupport.of(np.hstack([x, x, np.zeros((6, 1))]))
    assert np.isfinite(support.whitening).all() and support.farthest > 0
    np.testing.assert_allclose(np.linalg.norm(np.array([0.0, 0.0, 1.0]) @ support.whitening), FREEDOM**-0.5)


WITHIN = frozenset({"tariff"})
FORM = "price[t] ~ price[t-1] + mean(price[t-2], 3) + tariff[t] + d(tariff[t]) + dlog(price[t-1]) + month"


def test_levels_count_from_their_sectors_own_mean_and_changes_do_not():
    table = make_table()
    table["tariff"] += table["sector"].map({"place 0": 0.0, "place 1": 0.2, "place 2": 0.5})
    grid, equation = to_grid(table, TABLE), parse(FORM, SCALES)
    scale = fit_equation_scaler(grid, equation, "change", WITHIN)
    rows = equation_rows(grid, equation, "change", scale).with_role("fit")
    raw = equation_rows(grid, equation, "change", fit_equation_scaler(grid, equation, "change")).with_role(
        "fit"
    )
    for sector in range(3):
        own = rows.sector == sector
        np.testing.assert_allclose(rows.x[own][:, :3].mean(axis=0), 0, atol=1e-12)
        expected = raw.x[own][:, :3] - raw.x[own][:, :3].mean(axis=0)
        np.testing.assert_allclose(rows.x[own][:, :3], expected, atol=1e-12)
    np.testing.assert_array_equal(rows.x[:, 3:], raw.x[:, 3:])


def test_the_usual_levels_are_learned_from_rows_to_fit_alone_and_are_kept():
    table = make_table()
    changed = table.copy()
    changed.loc[changed["role"] == "ahead", ["price", "tariff"]] *= 3
    tree = fit_scaler({"sectors": table}, DATA, "tier1", [FORM], "change", within=True)
    kept, equation = read_scaler(tree, "price"), parse(FORM, SCALES)
    usual = fit_equation_scaler(to_grid(changed, TABLE), equation, "change").usual
    assert usual is None  # without effects of sectors nothing is taken off
    usual = fit_equation_scaler(to_grid(changed, TABLE), equation, "change", frozenset()).usual
    np.testing.assert_allclose(kept.usual, usual)  # no rates in this table, so logs alone
    x = np.arange(18.0).reshape(3, 6)
    np.testing.assert_allclose(kept.from_usual(x), x - usual)
    assert kept.in_precision(np.float32).usual.dtype == np.float32


@pytest.mark.parametrize("text", [FORM, "dlog(price[t]) ~ price[t-1] + common(dlog(price[t-1])) + tariff[t]"])
def test_the_units_of_a_sector_change_no_row(text):
    """A sector's prices in another currency: its standardised inputs and target are what they were."""
    table, equation = make_table(), parse(text, SCALES)
    other = table.copy()
    other["price"] *= table["sector"].map({"place 0": 1.0, "place 1": 1000.0, "place 2": 0.003})
    found = []
    for one in (table, other):
        grid = to_grid(one, TABLE)
        scale = fit_equation_scaler(grid, equation, "change", WITHIN)
        rows = equation_rows(grid, equation, "change", scale)
        found.append(np.column_stack([scale.inputs(rows.x), scale.target(rows.y)]))
    np.testing.assert_allclose(found[0], found[1], atol=1e-9)
