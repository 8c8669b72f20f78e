"""US International Trade Commission, annual tariff database: the law's most-favoured-nation rate of every
eight-digit product, year by year, from one ZIP a year.

Rates are fractions. A rate in dollars a unit, or of both kinds, has no ad valorem rate: it is missing there,
and stands in ``specific`` and ``text``. Rates that change within a year are weighed by days.
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from tradewinds.errors import FetchError
from tradewinds.fetch import checks
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.data_variable import HIGHEST
from tradewinds.settings.source import SourceSettings

_COLUMNS = ["hts8", "mfn_text_rate", "mfn_rate_type_code", "mfn_ad_val_rate", "mfn_specific_rate",
            "begin_effect_date", "end_effective_date"]  # fmt: skip
_ENCODING = "cp1252"
_NONE = (".", "", "NA")
_SEE_CHAPTER_99 = 9999.0
"""Rates from here on are a mark: the rate stands in another chapter."""
_FREE, _AD_VALOREM = "0", "7"
_DAY = re.compile(
    r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?: .*)?|(?P<y2>\d{4})-(?P<m2>\d\d)-(?P<d2>\d\d).*"
)


def _ask(source: SourceSettings) -> Asking:
    for year in checks.years(source.first, source.last):
        url = f"{source.url}/tariff_data_{year}.zip"
        yield PublisherRequest(f"{year}.zip", url, accepts=("zip", "octet-stream"), begins=(b"PK",))


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    checks.require_whole_archive(path)
    rows = _rows(path)
    least = int(needed_option(source, "least_rows", "fewest products of a year"))
    if len(rows) < least:
        raise FetchError(f"{len(rows):,} products", f"at least {least:,}", "Is the file whole?")


def _rows(path: Path) -> pd.DataFrame:
    """The table inside, every cell as text; names of files and separators differ from year to year."""
    with zipfile.ZipFile(path) as archive:
        texts = [
            name for name in archive.namelist() if re.search(r"tariff_database.*\.(txt|csv)$", name, re.I)
        ]
        if len(texts) != 1:
            raise FetchError(
                f"{len(texts)} text files tariff_database among {', '.join(archive.namelist())}", "one"
            )
        content = archive.read(texts[0])
    head = content.split(b"\n", 1)[0]
    separator = "|" if head.count(b"|") > head.count(b",") else ","
    lowered = head.lower() + content[len(head) :]  # names are in capitals in some years
    table = checks.csv_body(lowered, _COLUMNS, _ENCODING, separator)
    return table.apply(lambda cells: cells.str.strip().str.strip('"'))


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    parts = [_year(answers[f"{year}.zip"], year) for year in checks.years(source.first, source.last)]
    table = pd.concat(parts, ignore_index=True)
    held = [
        checks.require_no_collapse(table["rate"], table["period"], "ad valorem rate"),
        "one rate a product and day, as fractions",
    ]
    other = table["rate"].isna()
    notes = [f"{other.mean():.0%} of the products of a year have no plain ad valorem rate: missing, not free"]
    units = {"rate": "fraction of customs value", "specific": "USD a unit of quantity"}
    return BuiltTable(table.sort_values(["product", "period"], ignore_index=True), held, None, notes, units)


def _year(path: Path, year: str) -> pd.DataFrame:
    rows = _rows(path)
    product = rows["hts8"].str.replace(".", "", regex=False)
    short = product[~product.str.fullmatch(r"\d{7,8}")]
    if len(short):
        raise FetchError(f"{year}: the product {short.iloc[0]!r}", "eight digits")
    if product.str.len().eq(7).any() and not product.str.startswith("0").any():
        product = product.str.zfill(8)  # a year in which the zero of chapters 1 to 9 was lost
    elif product.str.len().eq(7).any():
        raise FetchError(f"{year}: products of seven and of eight digits", "eight digits")
    kind = rows["mfn_rate_type_code"].str.upper()
    rate = _marked(checks.checked_numbers(rows["mfn_ad_val_rate"], _NONE))
    specific = _marked(checks.checked_numbers(rows["mfn_specific_rate"], _NONE))
    if rate.min() < 0 or rate.max() > HIGHEST:
        raise FetchError(f"{year}: rates from {rate.min():g} to {rate.max():g}", f"fractions to {HIGHEST:g}")
    wrong = kind.eq(_FREE) & (rate.fillna(0).ne(0) | specific.fillna(0).ne(0))
    if wrong.any():
        raise FetchError(f"{year}: {product[wrong].iloc[0]} is free and has a rate", "one of both")
    plain = kind.eq(_FREE) | kind.eq(_AD_VALOREM)
    rate = rate.where(~kind.eq(_FREE), 0.0).where(plain)
    days = _days(rows, year)
    table = pd.DataFrame(
        {
            "product": product,
            "rate": rate,
            "specific": specific.where(~plain),
            "text": rows["mfn_text_rate"],
            "days": days,
            "begin": _ordinals(rows["begin_effect_date"]),
        }
    )
    table = table[table["days"] > 0]
    if table.empty:
        raise FetchError(f"{year}: no product in force in that year", "the year's products")
    return _one_a_product(table, year)


def _marked(rate: pd.Series) -> pd.Series:
    return rate.mask(rate >= _SEE_CHAPTER_99)


def _days(rows: pd.DataFrame, year: str) -> np.ndarray:
    """Days of the year on which each row is in force."""
    begin, end = (_ordinals(rows[name]) for name in ("begin_effect_date", "end_effective_date"))
    first, last = (np.datetime64(day).astype(int) for day in (f"{year}-01-01", f"{year}-12-31"))
    return (np.minimum(end, last) - np.maximum(begin, first) + 1).clip(min=0)


def _ordinals(days: pd.Series) -> np.ndarray:
    """Days since 1970, of texts such as 1/31/2019 or 2019-01-31; 9999 is a year like others."""
    found = days.map(lambda text: _DAY.fullmatch(text))
    if found.isna().any():
        raise FetchError(f"{days[found.isna()].iloc[0]!r} in {days.name}", "days such as 1/31/2019")
    texts = [
        f"{one['y'] or one['y2']}-{int(one['m'] or one['m2']):02d}-{int(one['d'] or one['d2']):02d}"
        for one in found
    ]
    return np.array(texts, dtype="datetime64[D]").astype(int)


def _one_a_product(table: pd.DataFrame, year: str) -> pd.DataFrame:
    """Rates that follow each other within a year, as their mean over the days in force; else what the last
    one says.
    """
    length = 365 + pd.Timestamp(f"{year}-01-01").is_leap_year
    grouped = table.groupby("product")
    twice = grouped["days"].sum() > length
    if twice.any():
        raise FetchError(f"{year}: {twice.index[twice][0]} has two rates on one day", "one")
    weighed = table.assign(rate=table["rate"] * table["days"]).groupby("product")
    mean = weighed["rate"].sum().where(weighed["rate"].count().eq(weighed.size())) / weighed["days"].sum()
    last = table.sort_values(["product", "begin"]).drop_duplicates("product", keep="last")
    return pd.DataFrame(
        {
            "product": mean.index,
            "period": year,
            "rate": mean.to_numpy(),
            "specific": last["specific"].to_numpy(),
            "text": last["text"].to_numpy(),
        }
    )


READER = Reader(
    version=1, ask=_ask, check=_check, build=_build,
    count=lambda source: len(checks.years(source.first, source.last)),
)  # fmt: skip
