"""CEPII BACI: reconciled trade of all pairs of countries by six-digit product and year, one ZIP a release.

A release never changes, so its SHA-256 can be pinned (``options.sha256``). Files hold 10⁷ rows a year: they
are read in parts, and only what settings ask for is kept. Rows are flows above zero; what is not there is no
trade, or none that anybody reported.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from tradewinds.errors import FetchError, SettingsError, few_of
from tradewinds.fetch import checks
from tradewinds.fetch.codes import comtrade_codes
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_ARCHIVE = "baci.zip"
_FLOWS = ["t", "i", "j", "k", "v", "q"]
"""Year, exporter, importer, product, thousand dollars, tonnes."""
_PART = 1_000_000
"""Rows that are read at once."""
_NONE = ("", "NA")
_THOUSAND = 1000.0


def _release(source: SourceSettings) -> tuple[str, str]:
    """Edition of the nomenclature and release, such as HS22 and 202601."""
    return (
        str(needed_option(source, "nomenclature", "an edition, such as HS22")),
        str(needed_option(source, "release", "year and month, such as 202601")),
    )


def _digits(source: SourceSettings) -> int:
    digits = int(needed_option(source, "digits", "2, 4 or 6"))
    if digits not in (2, 4, 6):
        raise SettingsError(f"options.digits = {digits}", "2, 4 or 6")
    return digits


def _named(source: SourceSettings, option: str) -> dict[str, str]:
    """Code → name of the countries asked for; none for all."""
    return comtrade_codes(source.options.get(option) or {}, f"options.{option}")


def _ask(source: SourceSettings) -> Asking:
    nomenclature, release = _release(source)
    checks.years(source.first, source.last), _digits(source), _named(source, "importers")
    url = f"{source.url}/BACI_{nomenclature}_V{release}.zip"
    pinned = source.options.get("sha256")
    yield PublisherRequest(
        _ARCHIVE,
        url,
        accepts=("zip", "octet-stream"),
        begins=(b"PK",),
        sha256=str(pinned) if pinned else None,
    )


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    checks.require_whole_archive(path)
    with zipfile.ZipFile(path) as archive:
        for name in _members(source):
            _member(archive, name)


def _members(source: SourceSettings) -> list[str]:
    """Countries, products, and the flows of each year."""
    nomenclature, release = _release(source)
    flows = [
        f"BACI_{nomenclature}_Y{year}_V{release}.csv" for year in checks.years(source.first, source.last)
    ]
    return [f"country_codes_V{release}.csv", f"product_codes_{nomenclature}_V{release}.csv", *flows]


def _member(archive: zipfile.ZipFile, name: str) -> str:
    """A file of the archive, in whatever folder it lies."""
    found = [one for one in archive.namelist() if one.rpartition("/")[2] == name]
    if len(found) != 1:
        raise FetchError(
            f"{len(found)} files {name} in the archive", "one", "Is it the release that is meant?"
        )
    return found[0]


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    countries_file, products_file, *flows = _members(source)
    with zipfile.ZipFile(answers[_ARCHIVE]) as archive:
        countries = checks.csv_body(
            archive.read(_member(archive, countries_file)), ["country_code", "country_name", "country_iso3"]
        ).set_index("country_code")
        products = checks.csv_body(archive.read(_member(archive, products_file)), ["code"])
        _require_countries(source, countries)
        goods = set(products["code"].str.zfill(6))
        parts = [
            _year(source, archive, name, year, set(countries.index), goods)
            for name, year in zip(flows, checks.years(source.first, source.last), strict=True)
        ]
    table = pd.concat(parts, ignore_index=True)
    held = [
        "every row is of its file's year, of the release's own countries and products, and above zero",
        checks.require_no_collapse(table["value"], table["period"], "value"),
    ]
    for column, option in (("exporter", "exporters"), ("importer", "importers")):
        named = _named(source, option)
        lacking = [f"{name} ({code})" for code, name in named.items() if code not in set(table[column])]
        if lacking:
            raise FetchError(f"nothing of {few_of(lacking)} among {option}", "at least one row")
        table[column] = table[column].map(named or countries["country_iso3"].to_dict())
    unknown = 1 - float(table["known"].sum() / table["value"].sum())
    notes = [f"quantities are known of {1 - unknown:.1%} of the value, and are sums of what is known"]
    if not source.options.get("sha256"):
        notes.append("no SHA-256 is pinned: that of record.json can be, as options.sha256")
    table["quantity_known"] = table.pop("known") / table["value"]
    table = table.sort_values(["exporter", "importer", "product", "period"], ignore_index=True)
    units = {
        "value": "USD a year",
        "quantity": "tonnes a year, where known",
        "quantity_known": "share of the value whose quantity is known",
    }
    return BuiltTable(table, held, f"release {_release(source)[1]}", notes, units)


def _require_countries(source: SourceSettings, countries: pd.DataFrame) -> None:
    """Countries asked for are the release's own, under its own names."""
    for option in ("importers", "exporters"):
        for code, name in _named(source, option).items():
            if code not in countries.index:
                raise FetchError(
                    f"{name} ({code}) is no country of the release",
                    "one of its list",
                    f"Mend options.{option}.",
                )
            own = countries.loc[code, "country_name"]
            if name.split(",")[0].split()[0].upper() not in str(own).upper():
                raise FetchError(f"country {code} is {own}", name, f"Mend options.{option}.")


def _year(
    source: SourceSettings,
    archive: zipfile.ZipFile,
    name: str,
    year: str,
    countries: set[str],
    goods: set[str],
) -> pd.DataFrame:
    """Sums of a year by exporter, importer and product of so many digits."""
    digits, kept = _digits(source), []
    wanted = {"i": set(_named(source, "exporters")), "j": set(_named(source, "importers"))}
    with archive.open(_member(archive, name)) as file:
        try:
            for part in pd.read_csv(file, dtype=str, keep_default_na=False, chunksize=_PART):
                checks.require_columns(part.columns, _FLOWS)
                kept.append(_asked_of(part, year, wanted, countries, goods))
        except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
            raise FetchError(f"{name} cannot be read ({str(error).splitlines()[0]})", "a CSV") from None
    rows = pd.concat(kept, ignore_index=True)
    checks.require_unique(rows, ["i", "j", "k"])
    rows["known"] = rows["v"].where(rows["q"].notna(), 0.0)
    summed = rows.groupby(["i", "j", rows["k"].str[:digits].rename("product")], as_index=False).agg(
        value=("v", "sum"), quantity=("q", lambda cells: cells.sum(min_count=1)), known=("known", "sum")
    )
    return summed.rename(columns={"i": "exporter", "j": "importer"}).assign(period=year)


def _asked_of(
    part: pd.DataFrame, year: str, wanted: Mapping[str, set[str]], countries: set[str], goods: set[str]
) -> pd.DataFrame:
    """The rows of what is asked for, checked, in dollars and tonnes."""
    checks.require_these(part["t"], [year], "year")
    for column in ("i", "j"):
        checks.require_these(part[column], countries, "country")
    for column, codes in wanted.items():
        if codes:
            part = part[part[column].isin(codes)]
    short = part.loc[~part["k"].str.fullmatch(r"\d{6}"), "k"]
    if len(short):
        raise FetchError(f"the product {short.iloc[0]!r}", "six digits, with leading zeros")
    checks.require_these(part["k"], goods, "product")
    value = checks.checked_numbers(part["v"]) * _THOUSAND
    if not (value > 0).all():
        raise FetchError("a flow of zero or below", "flows above zero")
    return pd.DataFrame(
        {
            "i": part["i"],
            "j": part["j"],
            "k": part["k"],
            "v": value,
            "q": checks.checked_numbers(part["q"], _NONE),
        }
    )


READER = Reader(version=1, ask=_ask, check=_check, build=_build, count=lambda source: 1)
