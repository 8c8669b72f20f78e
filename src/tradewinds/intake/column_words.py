"""What the name, label and unit of a column say of it, in the words that publishers use."""

import re
from enum import StrEnum

import pandas as pd


class Role(StrEnum):
    """What a column measures."""

    tariff = "tariff"
    price = "price"
    quantity = "quantity"
    value = "value"
    duties = "duties"
    """Amounts of duty collected, which over the value are a rate."""


def _any_of(patterns: str) -> str:
    """Patterns that are written with blanks between them, as one."""
    return "|".join(patterns.split())


_WORDS = {
    Role.duties: _any_of(
        r"""duties cal_?dut\w* dut_?paid customs_revenue tariff_revenue revenue calculated_duty zollertrag
        duty_(paid|collected|amount)"""
    ),
    Role.tariff: _any_of(
        r"""tariffs? tar zoll \w*zoll(satz|s[aä]tze|belastung)? arancel(es)? mfn\w* ahs bnd ad_?val\w* adv
        avg?_?duty ave duty_(rate|percent|pct) (rate|percent|pct)_of_duty customs_dut(y|ies)_rate dut_rate
        duty droits?_de_douane droits? taux dazi[oi] \w*rechten? impuestos? impostos? tarifas? bcd
        al[ií]quota\w* пошлин\w* ставка\w*пошлин\w* \w*тариф\w* \w*关税\w* \w*關稅\w* \w*関税\w* \w*관세\w*"""
    ),
    Role.price: _any_of(
        r"""prices? \w*preise? \w*preisindex prix precios? unit_values? unitvalue uv deflator cpi ppi
        price_index xpi mpi preços? prezz[oi] prijs цен[аы] \w*价格\w* \w*價格\w* \w*価格\w* \w*单价\w*"""
    ),
    Role.quantity: _any_of(
        r"""quantity quantities qty\w* volumes? vol \w*mengen? quantit[eé]s? cantidad tonnes tons? kg 100kg
        weight gewicht netwgt net_?weight net_?wgt net_?mass con_qy\d\w* gen_qy\d\w* pieces litres q tonnen
        tonneladas? volumen toneladas? tonnellate tonnage tonn quantidades? peso quantità hoeveelheid
        тонн\w* вес объ[её]м количество \w*数量\w* \w*重量\w* \w*중량\w* \w*수량\w* \w*물량\w*"""
    ),
    Role.value: _any_of(
        r"""values? val \w*werte? valeurs? valor trade imports? exports? usd eur cif fob turnover
        con_val\w* gen_val\w* primary_?value einfuhr(en)? importe? importations v
        valore стоимость импорт \w*金额\w* \w*金額\w* \w*进口\w* \w*輸入\w* \w*금액\w* \w*수입액\w*"""
    ),
}
_MEASURE = re.compile(
    _any_of(
        r"""indicators? indic\w* variables? measures? series series_name indicator_name item element
        statistic\w* concept kennzahl variable_name flow_measure principal_statistics data_type"""
    )
)
_UNIT = re.compile(
    _any_of("units? unit_measure unit_of_measure einheit unit_mult scalar_factor currency unit_name uom")
)
_FLAG = re.compile(
    _any_of(
        r"""(obs_)?(status|flags?) conf_status obs_conf footnotes? notes? remarks? symbol \w+_flag
        comment(_obs)?"""
    )
)
_CODE = re.compile(
    _any_of(
        r"""\w*code\w* hs\d* hts\d* naics\d* sitc\w* nace\w* cpa\w* isic\w* cmd\w* commodity\w* product\w*
        produit produkt industry branche sector reporter\w* partner\w* origin\w* country\w* land pays pa[ií]s
        cty\w* geo\w* id iso\w* chapter good ware item\w* series exporter importer ref_area counterpart_area
        i j k destination \w*_id \w+_number vector coordinate dguid group kn\d* cn\d* economy
        prodotto товар\w* страна 产品 商品 国家 品目"""
    )
)
_CHANGE = re.compile(r"(^|_)(growth|change|changes|yoy|mom|qoq|delta|diff|dln|dlog)(_|$)")
_READABLE = re.compile(r"(label|name|desc|description|text|title|bezeichnung)$")
_NO_MEASURE = re.compile(r"(^|_)(code|id|iso|desc|description|flag|unit|units|estimated|reported)$|^is_")
_SIZES = re.compile(r"(?:^|_)(thousands?|millions?|billions?|mn|bn|mio|mrd|tsd|1_?000_?000|1_?000)(?:_|$)")
_UNIT_TOKENS = (
    (r"basis[ _]points?|bps|bp|basispunkte?", "basis points"), (r"per[ _]?mille|promille|‰", "per mille"),
    (r"(?:in )?(?:percentage|percent|per cent|pct|prozent|%)(?: points?)?|v\.?[ _]?h\.?", "percent"),
    (r"fraction|ratio|decimal", "fraction"), (r"usd|us\$|dollars?|долл|美元|米ドル", "USD"),
    (r"eur|euros?|€", "EUR"),
    (r"tonnes|tons?|metric tons?|tonnen|toneladas|tonnellate|тонны?|吨|トン", "tonnes"),
    (r"100_?kg", "100 kg"), (r"kg|kilograms?", "kg"), (r"index", "index"), (r"litres", "litres"),
)  # fmt: skip
_SHORT_UNITS = {"t": "tonnes", "to": "tonnes", "l": "litres"}
"""Units too short to be looked for among the words of a name: in brackets or after “in” alone."""
_STATED = re.compile(r"\b(?:in|en)\s+((?:\S+\s+)?\S+)\s*$", re.IGNORECASE)
_TRADE = re.compile(_any_of("imports? einfuhr(en)? importe importations importaciones"))
_ECONOMY = re.compile(_any_of(r"gdp gni gnp bip pib income output production population"))
_YEARLY = re.compile(
    _any_of(r"(annual|total|year|avg|average|jahr|ann|ytd|insgesamt|summe)\.?"), re.IGNORECASE
)
_BRACKETS = re.compile(r"[(\[]([^)\]]+)[)\]]\s*$")


def plain_words(name: object) -> str:
    """A name in lower case, its words joined by “_”: “CON_VAL_MO” and “Con val (mo)” are con_val_mo."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(name).strip())
    return re.sub(r"[^\w%€$]+", "_", text.replace("%", " percent ")).strip("_").lower()


def without_log(name: object) -> str:
    """What a name says is in logarithms: imports of ln_imports, lnimports, lnimp; “” where it does not."""
    words = plain_words(name)
    if re.fullmatch(r"(?:ln|log)_?imp", words):
        return "imports"
    match = re.match(r"(?:ln|log)(_?)(?!10|2_)(.+)$", words)
    if match is None or _role_of_words(match[2]) is None:
        return ""
    whole = match[1] or any(re.fullmatch(pattern, match[2]) for pattern in _WORDS.values())
    return match[2] if whole else ""


def is_change(name: object) -> bool:
    """Whether a column's name says that its numbers are changes."""
    return _CHANGE.search(plain_words(name)) is not None


def role_of(name: object, label: str = "", unit: str = "") -> Role | None:
    """What a column of this name measures, as far as words say; None where they do not."""
    if _NO_MEASURE.search(plain_words(name)):
        return None
    name = without_log(name) or name
    for text in filter(None, (name, label)):
        role = _role_of_words(plain_words(text))
        if role is not None:
            return role
    if re.search(r"percent|%", f"{plain_words(unit)}") and re.search(r"rate|satz", plain_words(name)):
        return Role.tariff
    return None


def _role_of_words(words: str) -> Role | None:
    for role in _WORDS:
        if re.fullmatch(_WORDS[role], words):
            return role
    for role in _WORDS:
        if re.search(rf"(?:^|_)(?:{_WORDS[role]})(?:_|$)", words):
            if role == Role.tariff and re.search(r"quota|line|count|number", words):
                continue
            return role
    return None


def trade_first(columns: list[str]) -> list[str]:
    """Columns of one role, those that say imports first and those of a whole economy last."""

    def place(column: str) -> int:
        words = plain_words(column).split("_")
        return 0 if any(map(_TRADE.fullmatch, words)) else 2 if any(map(_ECONOMY.fullmatch, words)) else 1

    return sorted(columns, key=place)


def is_measure_column(name: object) -> bool:
    """Whether a column of this name says what the number beside it measures."""
    return _MEASURE.fullmatch(plain_words(name)) is not None


def is_unit_column(name: object) -> bool:
    """Whether a column of this name has units."""
    return _UNIT.fullmatch(plain_words(name)) is not None


def is_flag_column(name: object) -> bool:
    """Whether a column of this name has publishers' remarks on the number beside it."""
    return _FLAG.fullmatch(plain_words(name)) is not None


def is_code_column(name: object) -> bool:
    """Whether a column of this name says whom or what a row is about, be it in digits."""
    words = plain_words(name)
    return _CODE.fullmatch(words) is not None and _READABLE.search(words) is None


def unit_of(name: object, said: str = "", label: str = "") -> str:
    """The unit that a file says of a column, or that its name or label has; “” where there is none."""
    brackets = _BRACKETS.search(str(name))
    unit = said.strip() or (brackets[1].strip() if brackets else "")
    stated = _STATED.search(str(name))
    short = unit or (stated[1] if stated else "")
    if short.strip().lower().rstrip(".") in _SHORT_UNITS:
        return _SHORT_UNITS[short.strip().lower().rstrip(".")]
    for pattern, word in _UNIT_TOKENS:
        if re.fullmatch(pattern, unit.strip().lower().removeprefix("in ")):
            return word
    if unit:
        return re.sub(r"^(in )?(%|per cent\b)", "percent", unit, flags=re.IGNORECASE)
    words = f"{plain_words(name)}_{plain_words(label)}".replace("per_cent", "percent")
    found = next(
        (word for pattern, word in _UNIT_TOKENS if re.search(rf"(?:^|_)(?:{pattern})(?:_|$)", words)), ""
    )
    size = _SIZES.search(words)
    return f"{size[1]} {found}" if size and found not in ("", "percent", "index") else found


def size_of_unit(unit: str) -> float:
    """The factor that a unit has in front: 1,000 of “thousand USD”, 1 of “USD”."""
    size = _SIZES.search(plain_words(unit))
    if size is None:
        return 1.0
    word = size[1]
    thousand = word[0] == "t" or word.replace("_", "") == "1000"
    return 1e3 if thousand else 1e9 if word.startswith(("b", "mrd")) else 1e6


def unit_without_size(unit: str) -> str:
    """“USD” of “thousand USD”; “” where there is a size alone."""
    return _SIZES.sub("", plain_words(unit)).strip("_")


def is_total(name: object) -> bool:
    """Whether a column of this name, among those of months or quarters, has the year's sum or mean."""
    return _YEARLY.fullmatch(str(name).strip()) is not None


def is_constant(cells: pd.Series) -> bool:
    """Whether all cells that hold something hold the same: a dimension that a query fixed, not a measure."""
    return len(cells) > 1 and cells.nunique() <= 1
