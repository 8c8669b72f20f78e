"""Codes of countries that are there twice: of two lists, before and after a break, unions beside members."""

from tradewinds.fetch.codes import COUNTRY_CODE_TWINS

_BREAKS = {
    "Germany": ("280", "276"),
    "the German Democratic Republic": ("278", "276"),
    "the United States": ("841", "840"),
    "Belgium": ("58", "56"),
    "Southern Africa": ("711", "710"),
    "Russia": ("810", "643"),
    "Czechia": ("200", "203"),
    "Serbia": ("891", "688"),
    "Yugoslavia": ("890", "891"),
    "Sudan": ("736", "729"),
    "Ethiopia": ("230", "231"),
    "Yemen": ("886", "887"),
}
"""Country → a code that ends or covers more, and the one beside it."""
_UNIONS = ("EU", "EU15", "EU25", "EU27", "EU27_2007", "EU27_2020", "EU28", "EA", "EA19", "EA20", "EUN", "97")
_UNION_WORDS = ("european union", "euro area", "euro zone", "eu-27", "eu-28", "eu27", "eu28")
_WITHOUT = ("extra", "ext_", "outside", "non-eu")
_MEMBERS = (
    *(
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "EL",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
    ),
    *("LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"),
    *(
        "AUT",
        "BEL",
        "BGR",
        "HRV",
        "CYP",
        "CZE",
        "DNK",
        "EST",
        "FIN",
        "FRA",
        "DEU",
        "GRC",
        "HUN",
        "IRL",
        "ITA",
    ),
    *("LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE"),
    *("40", "56", "100", "191", "196", "203", "208", "233", "246", "250", "251", "276", "300", "348", "372"),
    *("380", "381", "428", "440", "442", "470", "528", "616", "620", "642", "703", "705", "724", "752"),
    *("AUSTRIA", "BELGIUM", "BULGARIA", "CROATIA", "CYPRUS", "CZECHIA", "DENMARK", "ESTONIA", "FINLAND"),
    *("FRANCE", "GERMANY", "GREECE", "HUNGARY", "IRELAND", "ITALY", "LATVIA", "LITHUANIA", "LUXEMBOURG"),
    *("MALTA", "NETHERLANDS", "POLAND", "PORTUGAL", "ROMANIA", "SLOVAKIA", "SLOVENIA", "SPAIN", "SWEDEN"),
)
"""Members of the European Union: ISO 3166 in two and three letters (and Eurostat's EL), M49, names."""
_FEW = 3
_BELOW_100 = "4 8 10 12 16 20 24 28 31 32 36 40 44 48 50 51 52 56 58 60 64 68 70 72 74 76 84 86 90 92 96 97"
_SHORT_M49 = frozenset(_BELOW_100.split())
"""M49 codes of countries below 100, with Comtrade's of Belgium and Luxembourg and of the European Union."""
_OTHERS = 0.1
"""Share of a key's numbers that may be no codes of countries, where they are taken for such."""


def code_doubts(key: str, values: list[str]) -> list[str]:
    """A sentence for each thing that two values of a key may both be, so that its trade is counted twice."""
    countries = _are_countries([one.strip() for one in values if one.strip().isdigit()])
    known = {_plain(one): one for one in values if countries or not one.strip().isdigit()}
    found = []
    for country, (one, other) in COUNTRY_CODE_TWINS.items():
        if one in known and other in known:
            found.append(
                f"{key} has {known[one]} and {known[other]}, two codes of {country}: its trade may be there "
                "twice, or in two series that each lack a part."
            )
    for country, (one, other) in _BREAKS.items():
        if one in known and other in known and len(known) > _FEW:
            found.append(
                f"{key} has {known[one]} and {known[other]}, of which the first covers {country} before a "
                "break or with others: as two series they begin and end there."
            )
    unions = [written for plain, written in known.items() if _is_union(plain)]
    members = [known[one] for one in _MEMBERS if one in known]
    if unions and members:
        few = ", ".join(members[:_FEW])
        found.append(f"{key} has {', '.join(unions)} beside members ({few}): their trade is counted twice.")
    return found


def _are_countries(numbers: list[str]) -> bool:
    """Whether the numbers of a key are codes of countries (M49), and not of goods or industries: half of
    them have three digits as written, or hardly any is none.
    """
    three = sum(len(one) == 3 for one in numbers)
    others = sum(len(one) != 3 and (len(one) > 3 or _plain(one) not in _SHORT_M49) for one in numbers)
    return 2 * three >= len(numbers) or others <= _OTHERS * len(numbers)


def _plain(value: str) -> str:
    """A code without the zeros before it, in capitals."""
    text = value.strip().upper()
    return (text.lstrip("0") or "0") if text.isdigit() else text


def _is_union(plain: str) -> bool:
    text = plain.lower()
    return plain in _UNIONS or (
        any(word in text for word in _UNION_WORDS) and not any(word in text for word in _WITHOUT)
    )
