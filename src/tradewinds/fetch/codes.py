"""Country codes that lists of trade have of their own."""

from collections.abc import Mapping

from tradewinds.errors import SettingsError

COUNTRY_CODE_TWINS = {
    "France": ("251", "250"),
    "Switzerland": ("757", "756"),
    "India": ("699", "356"),
    "the United States": ("842", "840"),
    "Norway": ("579", "578"),
    "Italy": ("381", "380"),
    "Taiwan": ("490", "158"),
    "Greece": ("EL", "GR"),
    "the United Kingdom": ("UK", "GB"),
    "Romania": ("ROM", "ROU"),
    "the Democratic Republic of the Congo": ("ZAR", "COD"),
    "Timor-Leste": ("TMP", "TLS"),
}
"""Country → its code in lists of trade (Comtrade, BACI, Eurostat, WITS), and in ISO 3166 and M49."""
_OWN = {m49: own for name, (own, m49) in COUNTRY_CODE_TWINS.items() if own.isdigit() and name != "Italy"}
"""M49 code → the code that lists of trade have in its place; Italy has had both."""


def comtrade_codes(named: Mapping[str, object], place: str) -> dict[str, str]:
    """Code → name, of countries that settings name, ``{France: "251"}``.

    Raises SettingsError for an M49 code that UN Comtrade and BACI have no trade of (250 for France): they
    answer it with nothing, or with a part.
    """
    codes = {str(code): str(name) for name, code in named.items()}
    for code, name in codes.items():
        if code in _OWN:
            raise SettingsError(f"{place}.{name} = {code!r}", f"{_OWN[code]}, the code that this source has")
        if not code.isdigit():
            raise SettingsError(f"{place}.{name} = {code!r}", "a number, such as 842")
    if len(codes) != len(named):
        raise SettingsError(f"{place}: two names of one code", "each code once")
    return codes
