"""An invented table of trade, and the shapes in which publishers and researchers write such tables."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

PRODUCTS = ("Bicycles", "Wine", "Steel")


def invented(frequency: str = "M", periods: int = 48, names: tuple[str, ...] = PRODUCTS) -> pd.DataFrame:
    """Columns product, period (pandas' own), price, duty (in per cent) and tonnes; no two cells are alike."""
    rng = np.random.default_rng(5)
    times = pd.period_range("2010", periods=periods, freq=frequency)
    rows = pd.MultiIndex.from_product([names, times], names=["product", "period"]).to_frame(index=False)
    rows["price"] = np.round(1000 + 500 * rng.random(len(rows)), 2)
    rows["duty"] = np.round(2 + 20 * rng.random(len(rows)), 1)
    rows["tonnes"] = np.round(20_000 + 9_000 * rng.random(len(rows)))
    return rows


def _german(number: float, digits: int) -> str:
    return f"{number:,.{digits}f}".replace(",", "_").replace(".", ",").replace("_", ".")


def german_csv(path: Path) -> pd.DataFrame:
    """Semicolons, decimal commas, points between thousands, Latin-1, lines above and notes below."""
    rows = invented(names=("Fahrräder", "Wein", "Stahl"))
    lines = [
        "Außenhandel, Ergebnisse",
        "Stand: 1. März",
        "",
        "Ware;Monat;Preis (EUR);Zollsatz;Menge (Tonnen)",
    ]
    for one in rows.itertuples():
        lines.append(
            f"{one.product};{one.period:%m/%Y};{_german(one.price, 2)};{_german(one.duty, 1)} %;"
            f"{_german(one.tonnes, 0)}"
        )
    lines[9] = lines[9].rpartition(";")[0] + ";-"
    rows.loc[5, "tonnes"] = np.nan
    lines += ["", "Quelle: Erfunden; ohne Gewähr", "© 2026"]
    path.write_bytes("\r\n".join(lines).encode("latin-1"))
    return rows


def excel_csv(path: Path) -> pd.DataFrame:
    """A byte order mark, quoted thousands, trailing commas, repeated names, and marks for no number."""
    rows = invented()
    lines = ["Imports of three products,,,,,", "product,month,price,duty_percent,tonnes,"]
    for place, one in enumerate(rows.itertuples()):
        if place == 60:
            lines.append("product,month,price,duty_percent,tonnes,")
        lines.append(f'{one.product},{one.period:%b-%y},"{one.price:,.2f}",{one.duty},"{one.tonnes:,.0f}",')
    lines[10] = lines[10].replace(lines[10].split('"')[3], "(D)")
    rows.loc[8, "tonnes"] = np.nan
    lines += ["Note: (D) is withheld to keep a firm's figures secret,,,,,"]
    path.write_bytes(b"\xef\xbb\xbf" + "\n".join(lines).encode())
    return rows


def packed_quarters(path: Path) -> pd.DataFrame:
    """Tabs, packed with gzip; quarters as 2010-Q1; prices and quantities of few series."""
    rows = invented("Q", 40)
    text = rows.assign(period=[f"{one.year}-Q{one.quarter}" for one in rows["period"]]).to_csv(
        sep="\t", index=False
    )
    path.write_bytes(gzip.compress(text.replace("duty", "tariff rate (%)").encode()))
    return rows


def world_bank(path: Path) -> pd.DataFrame:
    """Years as columns, what is measured in the rows, “..” for no number, notes below."""
    rows = invented("Y", 16)
    names = {
        "price": "Import price (USD)",
        "duty": "Tariff rate, applied (%)",
        "tonnes": "Quantity of imports (tonnes)",
    }
    long = rows.melt(["product", "period"], list(names), "what")
    long["year"] = long["period"].map(lambda one: f"{one.year} [YR{one.year}]")
    wide = long.pivot(index=["product", "what"], columns="year", values="value").reset_index()
    wide["what"] = wide["what"].map(names)
    wide = wide.rename(columns={"product": "Product Name", "what": "Series Name"}).astype(object)
    wide.iloc[0, 5] = ".."
    rows.loc[(rows["product"] == "Bicycles") & (rows["period"] == pd.Period("2013", "Y")), "duty"] = np.nan
    notes = "\n\n\nData from database: Invented\nLast Updated: 01/02/2026\n"
    path.write_text(wide.to_csv(index=False) + notes, encoding="utf-8")
    return rows


def census(path: Path) -> pd.DataFrame:
    """Years and months in columns of their own, codes with leading zeros, duties and value but no rate."""
    rows = invented(names=("0101", "0709", "6403"))
    frame = pd.DataFrame(
        {
            "I_COMMODITY": rows["product"],
            "COMM_LVL": "HS4",
            "CON_VAL_MO": (rows["price"] * 1000).round().astype(int),
            "CAL_DUT_MO": (rows["price"] * rows["duty"] * 10).round().astype(int),
            "YEAR": rows["period"].dt.year,
            "MONTH": rows["period"].dt.strftime("%m"),
        }
    )
    frame.to_csv(path, index=False)
    rows["duty"] = 100 * frame["CAL_DUT_MO"] / frame["CON_VAL_MO"]
    return rows.drop(columns="tonnes").rename(columns={"price": "value"}).assign(value=frame["CON_VAL_MO"])


def sdmx_csv(path: Path) -> pd.DataFrame:
    """SDMX-CSV: a row an observation, the measure among the dimensions, statuses in a column."""
    rows = invented(names=("NA", "DE", "CN"))
    names = {"price": "IMPORT_PRICE_EUR", "duty": "TARIFF_PERCENT", "tonnes": "QUANTITY_IN_100KG"}
    long = rows.melt(["product", "period"], list(names), "what")
    frame = pd.DataFrame(
        {
            "DATAFLOW": "ESTAT:DS-000(1.0)",
            "LAST UPDATE": "01/02/26 11:00:00",
            "freq": "M",
            "partner": long["product"],
            "flow": "1",
            "indicators": long["what"].map(names),
            "TIME_PERIOD": long["period"].astype(str),
            "OBS_VALUE": long["value"].map("{:g}".format),
            "OBS_FLAG": "",
        }
    )
    frame.loc[3, ["OBS_VALUE", "OBS_FLAG"]] = ["", "c"]
    frame.loc[4, "OBS_FLAG"] = "p"
    rows.loc[3, "price"] = np.nan
    frame.to_csv(path, index=False)
    rows["price"] = rows["price"].map("{:g}".format).astype(float)
    return rows.assign(tonnes=rows["tonnes"].map("{:g}".format).astype(float))


def eurostat_tsv(path: Path) -> pd.DataFrame:
    """Eurostat's TSV: codes joined by commas, months as columns, flags behind numbers, “:” for none."""
    rows = invented()
    codes = {"price": "UVI_PRICE", "duty": "TARIFF_PC", "tonnes": "QUANTITY_T"}
    long = rows.melt(["product", "period"], list(codes), "what")
    wide = long.pivot(index=["product", "what"], columns="period", values="value")
    lines = ["freq,indic_et,product\\TIME_PERIOD\t" + "\t".join(f"{one} " for one in wide.columns)]
    for (product, what), values in wide.iterrows():
        cells = [f"{value:.10g} " for value in values]
        cells[2] += "p"
        if what == "price" and product == "Wine":
            cells[4] = ": c"
        lines.append(f"M,{codes[what]},{product}\t" + "\t".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows.loc[(rows["product"] == "Wine") & (rows["period"] == wide.columns[4]), "price"] = np.nan
    return rows


def json_stat(path: Path) -> pd.DataFrame:
    """JSON-stat 2: values by position, some missing, a status."""
    rows = invented("Q", 32)
    codes = {"price": "PRICE", "duty": "TARIFF", "tonnes": "QTY"}
    labels = ["Import price, EUR", "Tariff, per cent", "Quantity, tonnes"]
    times = [f"{one.year}-Q{one.quarter}" for one in rows["period"][:32]]
    values = [
        float(v) for what in codes for p in PRODUCTS for v in rows.loc[rows["product"] == p, what]
    ]  # fmt: skip

    def dimension(label: str, codes: list[str], words: list[str]) -> dict:
        category = {
            "index": {code: i for i, code in enumerate(codes)},
            "label": dict(zip(codes, words, strict=True)),
        }
        return {"label": label, "category": category}

    cube = {
        "version": "2.0", "class": "dataset", "id": ["indic", "prod", "time"], "size": [3, 3, 32],
        "dimension": {
            "indic": dimension("Indicator", list(codes.values()), labels),
            "prod": dimension("Product", ["p1", "p2", "p3"], list(PRODUCTS)),
            "time": dimension("Time", times, times),
        },
        "value": {str(i): v for i, v in enumerate(values) if i != 7},
        "status": {"7": ":"},
    }  # fmt: skip
    path.write_text(json.dumps(cube), encoding="utf-8")
    rows.loc[7, "price"] = np.nan
    return rows.assign(product=rows["product"].map(dict(zip(PRODUCTS, ["p1", "p2", "p3"], strict=True))))


def stata(path: Path) -> pd.DataFrame:
    """A .dta with labels of values and of variables, and Stata's own months."""
    rows = invented()
    frame = pd.DataFrame(
        {
            "prod": pd.Categorical(rows["product"]),
            "mdate": rows["period"].dt.to_timestamp(),
            "p": rows["price"],
            "t": rows["duty"],
            "qty": rows["tonnes"],
        }
    )
    labels = {
        "p": "Unit value of imports, USD",
        "t": "Ad valorem tariff (percent)",
        "qty": "Net weight, tonnes",
    }
    frame.to_stata(path, write_index=False, convert_dates={"mdate": "tm"}, variable_labels=labels)
    return rows


def excel(path: Path) -> pd.DataFrame:
    """A workbook: a title, codes shown with their zeros, rates shown in per cent, a note, a second sheet."""
    from openpyxl import Workbook

    rows = invented(names=("0101", "0709", "6403"))
    book = Workbook()
    sheet = book.active
    sheet.title = "Data"
    sheet.append(["Imports, invented"])
    sheet.append([])
    sheet.append(["HS code", "Month", "Unit value", "Duty rate", "Net weight (kg)"])
    for one in rows.itertuples():
        sheet.append(
            [
                int(one.product),
                one.period.to_timestamp().to_pydatetime(),
                one.price,
                one.duty / 100,
                one.tonnes,
            ]
        )
        sheet.cell(sheet.max_row, 1).number_format = "0000"
        sheet.cell(sheet.max_row, 4).number_format = "0.0%"
    sheet.append(["Source: invented"])
    book.create_sheet("Notes").append(["Nothing here"])
    book.save(path)
    return rows


def indexed_parquet(path: Path) -> pd.DataFrame:
    """Parquet of a pandas frame whose keys are its index, two of them."""
    one = invented(names=("84", "85")).assign(origin="CN")
    rows = pd.concat([one, one.assign(origin="DE", price=one["price"] + 1.5)], ignore_index=True)
    frame = rows.assign(month=rows["period"].dt.to_timestamp()).rename(
        columns={"product": "hs2", "duty": "duty_percent"}
    )
    frame.drop(columns="period").set_index(["hs2", "origin", "month"]).to_parquet(path)
    return rows.assign(product=rows["product"] + " × " + rows["origin"])


def months_as_columns(path: Path) -> pd.DataFrame:
    """A row a year with a column a month, and the year's mean beside them."""
    rows = invented()
    long = rows.melt(["product", "period"], ["price", "duty", "tonnes"], "item")
    long["Year"], long["m"] = long["period"].dt.year, long["period"].dt.strftime("%b")
    wide = long.pivot(index=["product", "item", "Year"], columns="m", values="value")
    order = [pd.Timestamp(2000, month, 1).strftime("%b") for month in range(1, 13)]
    wide = wide[order].assign(Annual=wide.mean(axis=1).round(2)).reset_index()
    wide["item"] = wide["item"].replace({"duty": "duty, percent"})
    wide.to_csv(path, index=False, sep="|")
    return rows


SHAPES: dict[str, Callable[[Path], pd.DataFrame]] = {
    "german.csv": german_csv,
    "excel.csv": excel_csv,
    "quarters.tsv.gz": packed_quarters,
    "worldbank.csv": world_bank,
    "census.csv": census,
    "sdmx.csv": sdmx_csv,
    "eurostat.tsv": eurostat_tsv,
    "cube.json": json_stat,
    "panel.dta": stata,
    "book.xlsx": excel,
    "indexed.parquet": indexed_parquet,
    "months.txt": months_as_columns,
}
"""Name of a file → what writes it, and gives what is in it: product, period, and what is measured."""
