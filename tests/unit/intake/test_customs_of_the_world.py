"""Tables as customs offices and researchers write them, each of which was once read as something else."""

import numpy as np
import pytest

from tradewinds.intake.record import StartOptions
from tradewinds.intake.start import looked_at

TIMES = [(year, month) for year in (2016, 2017, 2018) for month in range(1, 13)]
PERIODS = [f"{year}-{month:02d}" for year, month in TIMES]
ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def many(year, month, place=0):
    return 100 + 7 * month % 12 + 20 * place + year - 2016


@pytest.fixture
def looked(tmp_path):
    def look(lines, encoding="utf-8", name="mine.csv", **said):
        (tmp_path / name).write_text("\n".join(lines), encoding=encoding)
        return looked_at(tmp_path / name, "mine", StartOptions(**({"tariff": "none"} | said)))

    return look


def require_truth(rows, key, places, **factor):
    for place, name in enumerate(places):
        own = rows[rows[key] == name]
        assert own["period"].tolist() == PERIODS
        for variable, times in factor.items():
            np.testing.assert_allclose(own[variable], [times * many(*time, place) for time in TIMES])


@pytest.mark.slow
def test_japan_has_measures_by_month_beside_a_year(looked):
    """Before, years: Value-Year was taken, and the months were columns without a use."""
    months = ENGLISH.split()
    head = "Exp or Imp,Year,HS,Country,Quantity1-Year,Quantity2-Year,Value-Year,"
    lines = [head + ",".join(f"Quantity1-{m},Quantity2-{m},Value-{m}" for m in months)]
    for year in (2016, 2017, 2018):
        for place, country in enumerate(("103", "105")):
            each = [f"0,{many(year, m, place)},{3 * many(year, m, place)}" for m in range(1, 13)]
            lines.append(f"2,{year},'010121000',{country},0,999,9999,{','.join(each)}")
    found = looked(lines, "cp932")
    require_truth(found.tidy.rows, "country", ["103", "105"], value=3)
    assert "Quantity2" in found.record.facts["columns not used"] and found.faults == []


def test_codes_between_two_apostrophes_are_the_codes(looked):
    lines = [
        "year,hs,value",
        *(f"{y},'{hs}',{y % 7 + 1}" for y in range(2001, 2020) for hs in ("0101", "0201")),
    ]
    assert set(looked(lines).tidy.rows["hs"]) == {"0101", "0201"}


def test_korea_writes_years_a_point_and_months(looked):
    """Before, no column named periods, and the weight was taken for a value beside the value."""
    lines = ["기간,HS코드,국가명,수입 중량,수입 금액", '총계,-,-,"9,999,999","99,999,999"']
    for year, month in TIMES:
        for place, country in enumerate(("중국", "미국")):
            amount = many(year, month, place)
            lines.append(f'{year}.{month:02d},0101210000,{country},"{amount:,}","{20 * amount:,}"')
    rows = looked(lines, "cp949").tidy.rows
    require_truth(rows, "국가명", ["중국", "미국"], volume=1, value=20)


def test_hmrc_calls_months_ids_and_weights_masses(looked):
    lines = ["MonthId,FlowTypeId,CountryId,Value,NetMass"]
    for year, month in TIMES:
        for place, country in enumerate(("001", "400")):
            amount = many(year, month, place)
            lines.append(f"{year}{month:02d},1,{country},{9 * amount},{amount}")
    require_truth(looked(lines).tidy.rows, "country_id", ["001", "400"], volume=1, value=9)


def test_mexico_calls_a_quantity_volumen(looked):
    lines = ["Año,Mes,País,Valor en dólares,Volumen"]
    lines += [f"{y},{m},{c},{5 * many(y, m)},{many(y, m)}" for y, m in TIMES for c in ("China", "Chile")]
    rows = looked(lines, "latin-1").tidy.rows
    assert rows["volume"].tolist() == [many(*time) for time in TIMES] * 2
    assert rows["value"].tolist() == [5 * many(*time) for time in TIMES] * 2


@pytest.mark.parametrize("first", [0, 1])
def test_row_numbers_of_r_and_pandas_are_no_value(looked, first):
    """Before, “column 1” was the value: 1, 2, 3, …"""
    lines = ['"","date","country","lnimp","tau"']
    for number, (year, month) in enumerate([time for time in TIMES for _ in "ab"], first):
        country, amount = "DE" if number % 2 == first % 2 else "FR", np.log(many(year, month))
        lines.append(f'"{number}","{ENGLISH.split()[month - 1]} {year}","{country}",{amount:.9f},0.05')
    found = looked(lines, tariff="tau")
    require_truth(found.tidy.rows, "country", ["DE"], value=1)
    assert "a first column without a name, which counts the rows, was left out" in found.record.steps
