"""Tables of GENESIS (Destatis): names over the numbers alone, and flat files whose months are a dimension."""

import pytest

from tradewinds.intake.record import StartOptions
from tradewinds.intake.start import looked_at

MONTHS = ["Januar", "Februar", "März", "April", "Mai", "Juni"]
MONTHS += ["Juli", "August", "September", "Oktober", "November", "Dezember"]
COUNTRIES = {"STLA001": "Frankreich", "STLA028": "Norwegen", "STLA720": "China"}


def tonnes(year: int, month: int, place: int) -> float:
    return 100.5 + 10 * place + 7 * month % 12 + (year - 2015)


@pytest.fixture
def looked(tmp_path):
    def look(lines, encoding="latin-1"):
        (tmp_path / "mine.csv").write_text("\n".join(lines), encoding=encoding)
        return looked_at(tmp_path / "mine.csv", "mine", StartOptions(tariff="none"))

    return look


def require_truth(rows, key, places):
    assert len(rows) == 2 * 12 * 3 and rows[key].nunique() == 3
    times = [(year, month) for year in (2015, 2016) for month in range(1, 13)]
    for place, name in enumerate(places):
        own = rows[rows[key] == name]
        assert own["period"].tolist() == [f"{year}-{month:02d}" for year, month in times]
        assert own["volume"].tolist() == [tonnes(*time, place) for time in times]
        assert own["value"].tolist() == [10 * tonnes(*time, place) for time in times]


def cells(year, month, place):
    many = tonnes(year, month, place)
    return f"{many:.1f}".replace(".", ",") + f";{10 * many:.0f}"


@pytest.mark.parametrize("units", [True, False])
def test_columns_without_names_are_named_by_what_they_hold(looked, units):
    lines = ["GENESIS-Tabelle: 51000-0015", "Aus- und Einfuhr (Außenhandel): Deutschland;;;;", ""]
    lines += [";;;Einfuhr: Gewicht;Einfuhr: Wert", *([";;;t;Tsd. EUR"] if units else [])]
    for year in (2015, 2016):
        for month, word in enumerate(MONTHS, 1):
            for place, country in enumerate(COUNTRIES.values()):
                lines.append(f"{year};{word};{country};{cells(year, month, place)}")
    lines += ["__________", "© Statistisches Bundesamt (Destatis), 2021 | Stand: 10.02.2021 / 12:00:00"]
    found = looked(lines)
    require_truth(found.tidy.rows, "column_3", COUNTRIES.values())
    assert "columns without a name were given one: year, month, column 3" in found.record.steps
    assert found.faults == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("time", "code", "label"),
    [("Zeit", "2_Auspraegung_Code", "2_Auspraegung_Label"), ("time", "2_variable_attribute_code", "2_label")],
)
def test_months_that_are_a_dimension_are_the_period(looked, time, code, label):
    """Before, a year's twelve rows were twelve series: “MONAT01”, “MONAT02”."""
    lines = [f"Statistik_Code;{time};2_Merkmal_Code;{code};{label};3_Code;3_Label;Gewicht;Wert"]
    for year in (2015, 2016):
        for month, word in enumerate(MONTHS, 1):
            for place, (land, country) in enumerate(COUNTRIES.items()):
                said = f"51000;{year};MONAT;MONAT{month:02d};{word};{land};{country}"
                lines.append(f"{said};{cells(year, month, place)}")
    found = looked(lines, "utf-8")
    assert found.tidy.frequency == "month"
    require_truth(found.tidy.rows, "key_3_code", COUNTRIES)


def test_words_that_are_no_months_stay_a_key(looked):
    lines = ["year;Sorte;Gewicht", *(f"{y};{one};{y}" for y in range(2001, 2020) for one in ("Mais", "Jute"))]
    assert looked(lines).tidy.rows["sorte"].nunique() == 2
