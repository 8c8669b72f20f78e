"""What is likely not what it seems: said, counted, and out of the way."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.artifacts import read_table, read_units
from tradewinds.carried_provenance import read_provenance
from tradewinds.data.sources import raw_files, read_tables
from tradewinds.settings.compose import compose

pytestmark = pytest.mark.slow


def trade(names=("CN", "DE", "US"), periods=30):
    """Columns origin, month, imports_usd and tariff (a fraction)."""
    rng = np.random.default_rng(1)
    months = pd.period_range("2015-01", periods=periods, freq="M").astype(str)
    rows = pd.MultiIndex.from_product([names, months], names=["origin", "month"]).to_frame(index=False)
    rows["imports_usd"] = np.round(1000 + 100 * rng.random(len(rows)), 1)
    rows["tariff"] = np.round(0.02 + 0.1 * rng.random(len(rows)), 3)
    return rows


@pytest.fixture
def begun(start, tmp_path):
    """Start from rows written as CSV."""

    def from_rows(rows, **options):
        (tmp_path / "mine.csv").write_text(rows.to_csv(index=False), encoding="utf-8")
        return start(tmp_path / "mine.csv", **options)[0]

    return from_rows


def said(found, *pieces):
    record = found.look.record
    text = "\n".join([*record.steps, *record.doubts, *record.hints])
    for piece in pieces:
        assert piece in text, text
        assert piece in found.data.read_text(encoding="utf-8").replace("\n#     ", " ").replace("\n    ", " ")


def panel(found, configs):
    settings = compose(configs, "mine").data
    return read_tables(settings, raw_files(settings, found.table.parent))["sectors"]


def test_zeros_negative_revisions_and_late_starts_go_by_a_rule_that_is_said(begun, shipped_configs):
    rows = trade()
    rows.loc[[5, 6], "imports_usd"] = 0
    rows.loc[9, "imports_usd"] = -12.5
    found = begun(rows.drop(index=[30, 31]))
    said(found, "2 rows with 0 in imports_usd", "1 value of imports_usd below 0", "3 of 88 rows")
    said(found, "start 1 of 3 series, the last in 2015-03")
    table = panel(found, shipped_configs)
    assert table["sector"].value_counts().to_dict() == {"CN": 27, "DE": 28, "US": 30}
    kept = read_table(found.table)
    assert kept.loc[kept["value_note"] != "", "value_note"].tolist() == ["negative: -12.5"]


def test_series_with_few_rows_are_left_out_and_counted(begun, shipped_configs):
    rows = trade()
    found = begun(rows[(rows["origin"] != "US") | (rows["month"] >= "2016-07")])
    said(found, "1 of 3 series", "fewer than 24 rows")
    assert set(panel(found, shipped_configs)["sector"]) == {"CN", "DE"}


def test_sentinels_are_no_numbers(begun):
    rows = trade()
    rows.loc[3, "tariff"] = 9999.999999
    rows.loc[4, "imports_usd"] = -999
    found = begun(rows)
    said(found, "1 cell of tariff with 9999.999999", "1 cell of imports_usd with -999")
    table = read_table(found.table)
    assert table["tariff"].isna().sum() == 1 and table.loc[3, "tariff_note"] == "9999.999999"


def test_a_number_such_as_999_that_belongs_there_stays(begun):
    rows = trade()
    rows.loc[3, "imports_usd"] = 999
    assert read_table(begun(rows).table)["value"].notna().all()


def test_a_thousandfold_jump_is_doubted(begun):
    rows = trade()
    rows.loc[40:44, "imports_usd"] *= 1000
    said(begun(rows), "value jumps a thousandfold or more in 2 rows, first at DE × 2015-11")
    assert not any("thousandfold" in doubt for doubt in begun(trade()).look.record.doubts)


def test_noisy_trade_is_not_doubted(begun):
    rows = trade()
    rows["imports_usd"] = 10.0 ** np.random.default_rng(3).uniform(0, 4, len(rows))
    assert not any("thousandfold" in doubt for doubt in begun(rows).look.record.doubts)


def test_a_month_that_all_series_lack_is_a_gap_that_is_kept(begun, shipped_configs):
    """Januaries that were there as the year's total alone."""
    rows = trade()
    found = begun(
        rows.assign(month=rows["month"].where(~rows["month"].str.endswith("-01"), rows["month"].str[:4]))
    )
    said(found, "rows of longer periods among months were left out: 9 years")
    assert len(panel(found, shipped_configs)) == 81


def test_totals_beside_their_parts_are_left_out(begun, shipped_configs):
    rows = trade(("CN", "DE", "World"))
    found = begun(rows)
    said(found, "totals beside their parts are left out: origin = World")
    assert set(panel(found, shipped_configs)["sector"]) == {"CN", "DE"}


def test_a_total_that_its_label_alone_names_is_left_out(begun, shipped_configs):
    rows = trade(("570", "428", "-"))
    rows["origin_name"] = rows["origin"].map(
        {"570": "China", "428": "Germany", "-": "TOTAL FOR ALL COUNTRIES"}
    )
    found = begun(rows)
    said(found, "totals beside their parts are left out: origin = -")
    assert set(panel(found, shipped_configs)["sector"]) == {"570", "428"}


def test_a_sum_that_is_not_called_a_total_is_doubted(begun):
    rows = trade(("A", "B", "Q"))
    wide = rows.pivot(index="month", columns="origin", values="imports_usd")
    rows.loc[rows["origin"] == "Q", "imports_usd"] = (wide["A"] + wide["B"]).round(1).to_numpy()
    said(begun(rows), "origin = Q is the sum of all others")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("DE", "FR", "EU27_2020"), "EU27_2020 beside members (FR, DE)"),
        (("250", "251", "156"), "251 and 250, two codes of France"),
        (("01", "0101", "0201"), "codes of 2 levels, 0101 beside 01"),
    ],
)
def test_codes_with_traps_are_doubted(begun, names, words):
    said(begun(trade(names)), words)


def test_namibia_and_leading_zeros_are_kept(begun, shipped_configs):
    assert set(panel(begun(trade(("NA", "NO", "DE"))), shipped_configs)["sector"]) == {"NA", "NO", "DE"}
    assert set(panel(begun(trade(("0101", "0709", "6403"))), shipped_configs)["sector"]) == {
        "0101",
        "0709",
        "6403",
    }


def test_rates_above_a_hundred_per_cent_and_refunds_pass_and_are_said(begun, shipped_configs):
    rows = trade()
    rows["tariff"] *= 100
    rows.loc[7, "tariff"], rows.loc[8, "tariff"] = 145.0, -3.0
    found = begun(rows)
    said(found, "Rates go up to 145 %", "Rates go down to -3 %")
    assert panel(found, shipped_configs)["tariff"].agg(["min", "max"]).tolist() == [-0.03, 1.45]


def test_specific_and_compound_duties_are_kept_as_text(begun):
    rows = trade(("0101", "0201", "0301")).rename(columns={"tariff": "mfn_text_rate"})
    rows["mfn_text_rate"] = rows["origin"].map({"0101": "Free", "0201": "6.5%", "0301": "4%"})
    rows.loc[60:62, "mfn_text_rate"] = ["2.3¢/kg", "1.5¢/kg + 4%", "$1.035/kg + 17%"]
    found = begun(rows)
    said(found, "3 rows have specific or compound duties")
    assert (
        "1 specific" in found.look.record.facts["tariff"]
        and "2 compound" in found.look.record.facts["tariff"]
    )
    table = read_table(found.table)
    assert table["tariff"].dropna().unique().tolist() == [0.0, 6.5, 4.0]
    assert table.loc[table["tariff"].isna(), "tariff_note"].tolist() == [
        "2.3¢/kg",
        "1.5¢/kg + 4%",
        "$1.035/kg + 17%",
    ]


def test_a_rate_of_duties_over_value_says_what_it_is(begun):
    rows = trade()
    rows["duties_usd"] = (rows["tariff"] * rows["imports_usd"]).round(4)
    found = begun(rows.drop(columns="tariff"))
    said(found, "the tariff was computed: duties_usd ÷ imports_usd", "A statutory rate is the better policy")
    expected = rows["duties_usd"] / rows["imports_usd"]
    np.testing.assert_allclose(read_table(found.table)["tariff"], expected)


def test_days_are_made_months(begun):
    days = pd.date_range("2015-01-01", "2017-12-31", freq="D")
    rows = pd.DataFrame({"day": days.strftime("%Y-%m-%d"), "tariff": 0.1, "imports_usd": 2.0})
    rows.loc[:15, "tariff"] = 0.2
    table = read_table(begun(rows).table)
    assert len(table) == 36 and table["value"].iloc[:2].tolist() == [62.0, 56.0]
    assert table["tariff"].iloc[0] == pytest.approx((16 * 0.2 + 15 * 0.1) / 31)


def test_one_series_needs_no_key(begun, shipped_configs):
    found = begun(trade(("x",)).drop(columns="origin"))
    assert set(panel(found, shipped_configs)["sector"]) == {"mine"}


def test_the_table_says_where_it_comes_from(begun, tmp_path):
    found = begun(trade(), tariff="tariff")
    document = read_provenance(found.table)
    assert document["stage"] == "start" and len(document["inputs"]["mine.csv"]) == 64
    assert (
        document["settings"]["options"] == {"tariff": "tariff"}
        and document["settings"]["understood"]["separator"] == "comma"
    )
    assert read_units(found.table) == {"tariff": "fraction", "value": "USD"}
    first = found.table.read_bytes()
    assert begun(trade(), tariff="tariff").table.read_bytes() == first
