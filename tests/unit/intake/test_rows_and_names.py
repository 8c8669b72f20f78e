"""Which rows and columns are of what: imports among exports, blocks of rows, measures of members."""

import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from invented_trade import invented

from tradewinds.errors import DataError
from tradewinds.intake.column_words import without_log
from tradewinds.intake.record import IntakeRecord, StartOptions
from tradewinds.intake.start import looked_at
from tradewinds.intake.unpacked import decoded
from tradewinds.intake.written_numbers import written_number

ROWS = invented()


def holds(seen, rows=ROWS):
    """Whether what was understood has the tonnes and duties of these rows."""
    assert seen.faults == []
    truth = rows.assign(period=rows["period"].astype(str)).sort_values(["product", "period"])
    key = next(iter(seen.tidy.keys))
    found = seen.tidy.rows.sort_values([key, "period"])
    assert found[key].tolist() == truth["product"].tolist()
    assert found["period"].tolist() == truth["period"].tolist()
    flow = "volume" if "volume" in found else "value"
    np.testing.assert_allclose(found[flow], truth["tonnes"])
    np.testing.assert_allclose(found["tariff"], truth["duty"])
    return seen.record


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "imports", "exports"),
    [
        ("flowCode", "M", "X"),
        ("FLOW", "1", "2"),
        ("Trade Flow", "Import", "Re-export"),
        ("flowDesc", "Imports", "Exports"),
    ],
)
def test_of_imports_and_exports_the_imports_are_taken(look, column, imports, exports):
    rows = ROWS.assign(**{column: imports})
    both = pd.concat([rows, rows.assign(**{column: exports}, tonnes=rows["tonnes"] / 3)])
    record = holds(look(both.to_csv(index=False)))
    assert f"144 rows with {exports} in {column}" in " ".join(record.steps)


def test_exports_alone_are_kept_and_doubted(look):
    record = holds(look(ROWS.assign(flow="X").to_csv(index=False)))
    assert any("All rows are exports" in doubt for doubt in record.doubts)


def test_another_column_of_flows_says_nothing(look):
    cells = np.where(np.arange(len(ROWS)) % 2, "seaborne", "M")
    assert not look(ROWS.assign(flow=cells).to_csv(index=False)).record.steps


def test_names_of_blocks_are_written_in_every_row(look):
    blocks = ROWS.assign(product=ROWS["product"].where(~ROWS["product"].duplicated(), ""), remark="")
    blocks.loc[[0, 5], "remark"] = "revised"
    record = holds(look(blocks.to_csv(index=False)))
    assert record.steps[0].endswith("written in every row: product")


def test_a_name_that_is_missing_is_no_block(look):
    few = ROWS.assign(product=ROWS["product"].where(np.arange(len(ROWS)) % 9 != 4, ""))
    seen = look(few.to_csv(index=False))
    assert "product is empty in 16 of 144 rows" in " ".join(map(str, seen.faults))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["{measure}_{member}", "{member}.{measure}", "{member} - {measure}"])
def test_columns_of_a_measure_and_a_member_are_rows(look, form):
    wide = ROWS.pivot(index="period", columns="product", values=["tonnes", "duty"])
    wide.columns = [form.format(measure=measure, member=member) for measure, member in wide.columns]
    holds(look(wide.reset_index().to_csv(index=False)))


def test_bounds_of_a_measure_are_no_members(look):
    one = ROWS[ROWS["product"] == "Wine"]
    bounds = pd.DataFrame({"month": one["period"].astype(str)})
    for measure in ("price", "tonnes"):
        bounds[f"{measure}_low"], bounds[f"{measure}_high"] = one[measure] * 0.9, one[measure] * 1.1
    seen = look(bounds.assign(tariff=one["duty"]).to_csv(index=False))
    assert list(seen.tidy.keys) == ["series"] and len(seen.tidy.rows) == len(one)


def test_signs_for_spreadsheets_are_no_part_of_codes(look):
    codes = ROWS["product"].map({"Bicycles": "0101", "Wine": "0202", "Steel": "7208"})
    bare = ROWS.assign(product=codes)
    for sign in ("'{}", '="{}"'):
        guarded = bare.assign(product=codes.map(sign.format))
        lines = [",".join(map(str, row)) for row in guarded.itertuples(index=False)]
        holds(look("\n".join([",".join(guarded), *lines])), bare)


def test_rates_in_per_cent_and_as_fractions_in_one_column_are_a_fault(look):
    mixed = ROWS["duty"].where(np.arange(len(ROWS)) % 3 != 0, ROWS["duty"] / 100)
    (fault,) = look(ROWS.assign(duty=mixed).to_csv(index=False)).faults
    assert "duty goes to and fro between two sizes, one a hundred times the other" in str(fault)


def test_a_rate_that_was_raised_a_hundredfold_is_none(look):
    raised = ROWS["duty"].where(ROWS["period"] > pd.Period("2012-01"), ROWS["duty"] / 100)
    seen = look(ROWS.assign(duty=raised).to_csv(index=False))
    assert seen.faults == [] and not any("to and fro" in doubt for doubt in seen.record.doubts)


def test_a_year_of_fractions_among_per_cents_is_doubted(look):
    year = ROWS["duty"].where(ROWS["period"].dt.year != 2012, ROWS["duty"] / 100)
    seen = look(ROWS.assign(duty=year).to_csv(index=False))
    assert seen.faults == []
    assert any("in 6 rows, first at Bicycles × 2012-01" in doubt for doubt in seen.record.doubts)


def test_a_switch_is_no_rate(look):
    switch = ROWS.drop(columns="duty").assign(tariff=(ROWS["period"] > pd.Period("2012-01")).astype(int))
    seen = look(switch.to_csv(index=False))
    assert seen.faults == [] and seen.record.open == []
    assert any("tariff is 0 or 1, a switch and no rate" in doubt for doubt in seen.record.doubts)


def test_json_lines_are_rows(look):
    rows = ROWS.assign(period=ROWS["period"].astype(str)).to_dict("records")
    holds(look("\n".join(map(json.dumps, rows)) + "\n", "mine.jsonl"))


def test_what_lies_beside_a_table_in_an_archive_is_not_read(look, tmp_path):
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
        archive.writestr("API_table.csv", ROWS.to_csv(index=False))
        archive.writestr("Metadata_Country.csv", "code,name\n1,One\n")
        archive.writestr("readme.txt", "Notes")
    record = holds(look((tmp_path / "made.zip").read_bytes(), "mine.zip"))
    assert record.steps[0].startswith("beside API_table.csv in the archive, not read:")


@pytest.mark.parametrize(
    ("encoding", "line"),
    [
        (
            "gb18030",
            "产品,月份,价格(美元),关税率(%),数量(吨)\n自行车,2010年1月,1,2,3\n葡萄酒,2010年2月,1,2,3\n",
        ),
        (
            "shift_jis",
            "品目,年月,価格,関税率(%),数量(トン)\n自転車,2010年1月,1,2,3\nワイン,2010年2月,1,2,3\n",
        ),
        ("cp1251", "Товар;Месяц;Цена;Ставка пошлины;Тонны\nВино;01.2010;1;2;3\nСталь;02.2010;1;2;3\n"),
        ("cp1252", "Ware;Monat;Preis;Zollsatz;Menge\nFahrräder;01.2010;1;2;3\nKäse;02.2010;1;2;3\n"),
    ],
)
def test_letters_of_other_alphabets_are_read(encoding, line):
    assert decoded(20 * line.encode(encoding), "mine.csv", IntakeRecord(StartOptions())) == 20 * line


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("Producto;Mes;Precio (USD/t);Arancel (%);Toneladas", "Arancel (%)"),
        ("Товар;Месяц;Цена, долл.;Ставка пошлины, %;Тонны", "Ставка пошлины, %"),
        ("产品;月份;价格(美元);关税率(%);数量(吨)", "关税率(%)"),
        ("Prodotto;Mese;Prezzo;Dazio (%);Tonnellate", "Dazio (%)"),
        ("Produto;Mês;Preço;Imposto (%);Toneladas", "Imposto (%)"),
    ],
)
def test_columns_are_known_by_the_words_of_other_languages(look, header, taken):
    lines = [";".join(map(str, row)) for row in ROWS.itertuples(index=False)]
    seen = look("\n".join([header, *lines]))
    assert seen.faults == [] and seen.tidy.variables["tariff"].column == taken
    assert set(seen.tidy.variables) == {"tariff", "price", "volume"}


def test_thousands_as_in_india():
    assert written_number("1,40,00,000", ".") == 14_000_000 and np.isnan(written_number("1,40", "."))


def test_logarithms_are_undone(look):
    logged = ROWS.assign(
        ln_imports=np.log(ROWS["tonnes"]), ln_one_plus_tariff=np.log1p(ROWS["duty"] / 100)
    ).drop(columns=["tonnes", "price", "duty"])
    seen = look(logged.to_csv(index=False))
    record = holds(seen, ROWS.assign(duty=ROWS["duty"] / 100))
    assert record.steps == [
        "logarithms were undone: ln_one_plus_tariff, e to its power less one",
        "logarithms were undone: ln_imports, e to its power",
    ]


@pytest.mark.parametrize("name", ["lnimports", "log imports", "LN_IMPORTS"])
def test_logarithms_are_known_by_name(name):
    assert without_log(name) == "imports"


@pytest.mark.parametrize("name", ["login_value", "logistics", "log10_imports", "imports"])
def test_other_names_say_nothing_of_natural_logarithms(name):
    assert without_log(name) == ""


def test_a_change_is_not_taken_in_logarithms(look):
    growth = 5 + np.random.default_rng(2).random(len(ROWS))
    seen = look(ROWS.assign(imports_growth=growth).drop(columns=["tonnes", "price"]).to_csv(index=False))
    assert seen.faults == [] and not seen.tidy.variables["value"].logged
    assert any("imports_growth is a change, as its name says" in doubt for doubt in seen.record.doubts)


def test_names_in_capitals_and_codes_without_their_zeros_are_doubted(look):
    some = ROWS.assign(
        product=ROWS["product"].where(np.arange(len(ROWS)) % 2 == 0, ROWS["product"].str.upper())
    )
    doubts = " ".join(look(some.to_csv(index=False)).record.doubts)
    assert "such as BICYCLES and Bicycles: they are taken for different ones" in doubts
    codes = ROWS["product"].map({"Bicycles": "10121", "Wine": "220421", "Steel": "720810"})
    doubts = " ".join(look(ROWS.assign(product=codes).to_csv(index=False)).record.doubts)
    assert "such as 10121: a spreadsheet may have taken zeros off, and it is 010121" in doubts


def test_single_quotes_and_a_comments_sign_are_no_part_of_names(look):
    holds(look(ROWS.to_csv(index=False, quotechar="'", quoting=1)))
    seen = look("#" + ROWS.to_csv(index=False))
    assert list(seen.tidy.keys.values()) == ["product"]


def test_duties_that_say_ad_valorem_are_rates(look):
    holds(look(ROWS.assign(duty=[f"{rate}% ad val." for rate in ROWS["duty"]]).to_csv(index=False)))


def test_lines_of_words_below_the_names_are_no_rows(look):
    """As the Office for National Statistics and the Australian bureau write them; the unit is among them."""
    one = ROWS[ROWS["product"] == "Wine"]
    lines = ["Title,Tariff,Imports", "CDID,ABCD,EFGH", "Unit,%,1000 t", "Release date,10-02-2026,10-02-2026"]
    lines += [f"{row.period:%Y %b},{row.duty},{row.tonnes}" for row in one.itertuples()]
    seen = look("\n".join(lines))
    assert seen.faults == [] and len(seen.tidy.rows) == 48
    assert seen.tidy.variables["tariff"].percent and seen.tidy.variables["value"].unit == "1000 t"


def test_years_and_months_are_known_by_the_end_of_their_names(look):
    split = pd.DataFrame(
        {
            "CO_ANO": ROWS["period"].dt.year,
            "CO_MES": ROWS["period"].dt.strftime("%m"),
            "CO_NCM": ROWS["product"],
            "KG_LIQUIDO": ROWS["tonnes"],
            "ALIQUOTA": ROWS["duty"],
        }
    )
    holds(look(split.to_csv(index=False, sep=";")))


def test_numbers_that_an_office_gives_its_series_do_not_tell_rows_apart(look):
    long = ROWS.melt(["product", "period"], ["tonnes", "duty"], "statistic")
    long["VECTOR"] = "v" + (100 + long.groupby(["product", "statistic"]).ngroup()).astype(str)
    holds(look(long.to_csv(index=False)))


@pytest.mark.slow
@pytest.mark.parametrize("orient", ["columns", "split", "records", "index"])
def test_json_as_pandas_writes_it_is_read(look, orient):
    text = ROWS.assign(period=ROWS["period"].astype(str)).to_json(orient=orient)
    holds(look(text, "mine.json"))


def test_arrow_files_are_read(tmp_path):
    path = tmp_path / "mine.feather"
    ROWS.assign(period=ROWS["period"].astype(str)).to_feather(path)
    holds(looked_at(path, "mine", StartOptions()))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DataError, match="mine.feather cannot be read"):
        looked_at(path, "mine", StartOptions())


def test_amounts_of_the_year_so_far_are_those_of_each_month_again(look):
    so_far = ROWS.groupby([ROWS["product"], ROWS["period"].dt.year])["tonnes"].cumsum()
    record = holds(look(ROWS.assign(tonnes=so_far).to_csv(index=False)))
    assert "tonnes is added up from the beginning of each year: differences were taken" in record.steps
    gap = ROWS.assign(tonnes=so_far).drop(index=5)
    seen = look(gap.to_csv(index=False))
    assert seen.tidy.rows["volume"].isna().sum() == 1 and any(
        "1 rows after a gap" in one for one in seen.record.doubts
    )


def test_a_rate_that_stands_in_few_rows_and_small_per_cents_are_doubted(look):
    yearly = ROWS.assign(duty=ROWS["duty"].where(ROWS["period"].dt.month == 1))
    assert any(
        "duty is missing in 92 % of the rows" in one for one in look(yearly.to_csv(index=False)).record.doubts
    )
    small = ROWS.rename(columns={"duty": "duty_pct"}).assign(duty_pct=ROWS["duty"] / 100)
    assert any("give --written fraction" in one for one in look(small.to_csv(index=False)).record.doubts)
