"""Eurostat, trade in goods (Comext) as SDMX-CSV: value and quantity of imports by product, partner and month.

One request a product, for all partners and months. Larger ones are not answered at once: an identifier comes,
and the answer is fetched when it is made. Value ÷ quantity is a price before duty, in euros a kilogram.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from tradewinds.errors import FetchError, few_of
from tradewinds.fetch import checks
from tradewinds.fetch.bodies import AnswerDeferred, TruncatedBody, decoded_body
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_VALUE, _QUANTITY = "VALUE_IN_EUROS", "QUANTITY_IN_100KG"
_KILOGRAMS = 100.0
_COLUMNS = ["LAST UPDATE", "freq", "reporter", "partner", "product", "flow", "indicators", "TIME_PERIOD",
            "OBS_VALUE"]  # fmt: skip
_MISSING = ("", ":")
_FORMS = ("csv", "xml", "plain", "octet-stream")
_BEGINS = (b"DATAFLOW", b'"DATAFLOW', b"<")
_ON_ITS_WAY = ("SUBMITTED", "PROCESSING")
_FAULTS = {
    "100": "Are the codes those of the data set, and is there such trade?",
    "140": "Does the source's settings file ask for what there is?",
    "150": "Are the codes those of the data set?",
}
"""Eurostat's code of a fault → what to do."""


def _partners(source: SourceSettings) -> dict[str, str]:
    """Code → name."""
    named = needed_option(source, "partners", "name → code")
    return {str(code): str(name) for name, code in named.items()}


def _total(source: SourceSettings) -> str | None:
    """Code of all partners outside the union together, where it is asked for."""
    return str(source.options["total"]) if source.options.get("total") else None


def _products(source: SourceSettings) -> dict[str, str]:
    """Product → its name."""
    named = needed_option(source, "products", "code → name")
    return {str(code): str(name) for code, name in named.items()}


def _key(source: SourceSettings, product: str) -> list[list[str]]:
    """Values asked for of each dimension, in the order of the data set's."""
    reporter, flow = (str(needed_option(source, name, "a code")) for name in ("reporter", "flow"))
    partners = [*_partners(source), *filter(None, [_total(source)])]
    return [["M"], [reporter], partners, [product], [flow], [_VALUE, _QUANTITY]]


def _ask(source: SourceSettings) -> Asking:
    span = checks.asked_months(source)
    for product in _products(source):
        key = ".".join("+".join(values) for values in _key(source, product))
        url = f"{source.url}/sdmx/2.1/data/{needed_option(source, 'dataset', 'such as DS-045409')}/{key}"
        query = (("startPeriod", span[0]), ("endPeriod", span[-1]), ("format", "SDMX-CSV"))
        yield PublisherRequest(f"{product}.csv", url, query, accepts=_FORMS, begins=_BEGINS)


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    content = path.read_bytes()
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise _deferred(source, request, decoded_body(content))
    if not content.endswith(b"\n"):
        raise TruncatedBody("its last line has no end")
    table = checks.csv_body(path, _COLUMNS)
    product = request.name.removesuffix(".csv")
    if table.empty:
        raise FetchError(f"no row of {product}", "rows", _FAULTS["100"])
    dimensions = ("freq", "reporter", "partner", "product", "flow", "indicators")
    for name, wanted in zip(dimensions, _key(source, product), strict=True):
        checks.require_these(table[name], wanted, name)
    checks.require_these(table["TIME_PERIOD"], checks.asked_months(source), "TIME_PERIOD")
    lacking = [code for code in _key(source, product)[5] if code not in set(table["indicators"])]
    if lacking:
        raise FetchError(f"nothing of {', '.join(lacking)} for {product}", "value and quantity")


def _deferred(source: SourceSettings, request: PublisherRequest, text: str) -> Exception:
    """What an answer in XML says: that another one is being made, or why there is none."""
    _require_no_fault(text)
    found = _element(text, "id")
    if not re.fullmatch(r"[\w-]+", found):
        return FetchError("XML in place of rows, without an identifier", "rows")
    base = f"{source.url}/1.0/async"
    status = PublisherRequest(
        request.name, f"{base}/status/{found}", accepts=("xml", "plain"), begins=(b"<",)
    )
    data = PublisherRequest(request.name, f"{base}/data/{found}", accepts=_FORMS, begins=_BEGINS)
    return AnswerDeferred(status, data, _ready)


def _ready(path: Path) -> bool:
    """Whether the answer is made. Raises FetchError where it never will be."""
    text = decoded_body(path.read_bytes())
    _require_no_fault(text)
    state = _element(text, "status")
    if state in _ON_ITS_WAY:
        return False
    if state != "AVAILABLE":
        raise FetchError(f"the answer that was being made is {state or 'in no state'}", "AVAILABLE")
    return True


def _require_no_fault(text: str) -> None:
    said, code = _element(text, "faultstring"), _element(text, "faultcode")
    if said or code:
        raise FetchError(f"200 with a fault ({code} {said})", "rows", _FAULTS.get(code, ""))


def _element(text: str, name: str) -> str:
    """Text of the first XML element of this name that holds nothing but text."""
    found = re.search(rf"<(?:\w+:)?{name}(?:\s[^>]*)?>\s*([^<]*?)\s*</", text)
    return found[1] if found else ""


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    products, partners, total = _products(source), _partners(source), _total(source)
    rows = pd.concat([checks.csv_body(path, _COLUMNS) for path in answers.values()], ignore_index=True)
    stamps = rows["LAST UPDATE"].unique()
    if len(stamps) > 1:
        raise FetchError(
            f"answers of {len(stamps)} states ({few_of(sorted(stamps))})", "one",
            "The publisher changed its data meanwhile: fetch again.",
        )  # fmt: skip
    keys = ["product", "partner", "TIME_PERIOD"]
    checks.require_unique(rows, [*keys, "indicators"])
    rows["OBS_VALUE"] = checks.checked_numbers(rows["OBS_VALUE"], _MISSING)
    if (rows["OBS_VALUE"] < 0).any():
        raise FetchError("trade below zero", "values and quantities of zero or above")
    wide = rows.pivot(index=keys, columns="indicators", values="OBS_VALUE").reset_index()
    held = ["all answers are of one state of the data", "every row is of what was asked for"]
    if total:
        held.append(_require_within_total(wide, total))
    table = wide[wide["partner"].ne(total)]
    notes = [*_notes(table, products, partners, source)]
    value, weight = table[_VALUE], table[_QUANTITY] * _KILOGRAMS
    found = pd.DataFrame(
        {
            "product": table["product"],
            "name": table["product"].map(products),
            "partner": table["partner"].map(partners),
            "period": pd.to_datetime(table["TIME_PERIOD"], format="%Y-%m"),
            "value": value,
            "volume": weight,
            "price": value.where(value > 0) / weight.where(weight > 0),
        }
    )
    held.append(checks.require_no_collapse(value, table["TIME_PERIOD"], "value", least=0.2))
    units = {"value": "EUR a month", "volume": "kg a month", "price": "EUR a kg"}
    found = found.sort_values(["product", "partner", "period"], ignore_index=True)
    return BuiltTable(found, held, f"last update {stamps[0]}", notes, units)


def _require_within_total(wide: pd.DataFrame, total: str) -> str:
    """The partners asked for are a part of all of them; in words."""
    keys = ["product", "TIME_PERIOD"]
    whole = wide[wide["partner"].eq(total)].set_index(keys)[_VALUE]
    parts = wide[wide["partner"].ne(total)].groupby(keys)[_VALUE].sum()
    lacking = parts.index.difference(whole.index)
    if len(lacking):
        raise FetchError(f"no total of {' '.join(lacking[0])}", "one beside its partners")
    beyond = parts.index[parts.to_numpy() > whole.reindex(parts.index).to_numpy() * 1.000001 + 1]
    if len(beyond):
        place = " ".join(beyond[0])
        raise FetchError(
            f"{place}: partners add up to {parts[beyond[0]]:,.0f}, all of them to {whole[beyond[0]]:,.0f}",
            "no more than the publisher's total",
        )
    share = float(parts.sum() / whole.reindex(parts.index).sum())
    return f"value: the partners asked for are {share:.0%} of the publisher's total, and nowhere more"


def _notes(
    table: pd.DataFrame, products: Mapping[str, str], partners: Mapping[str, str], source: SourceSettings
) -> list[str]:
    """What is not there, in words. Raises FetchError for a partner without any row."""
    notes = []
    none = [f"{name} ({code})" for code, name in partners.items() if code not in set(table["partner"])]
    if none:
        raise FetchError(f"nothing from {few_of(none)}", "at least one row", _FAULTS["100"])
    marked = table[[_VALUE, _QUANTITY]].isna().any(axis=1)
    if marked.any():
        notes.append(f"{int(marked.sum())} rows have no value or no quantity: missing, not zero")
    found = set(table["TIME_PERIOD"])
    absent = [month for month in checks.asked_months(source) if month not in found]
    if absent:
        notes.append(f"nothing at all of {few_of(absent)}: not out yet, or missing")
    pairs = table[["product", "partner"]].drop_duplicates()
    if len(pairs) < len(products) * len(partners):
        notes.append(f"{len(products) * len(partners) - len(pairs)} pairs of product and partner have no row")
    return notes


READER = Reader(version=1, ask=_ask, check=_check, build=_build, count=lambda source: len(_products(source)))
