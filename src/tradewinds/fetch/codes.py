"""Country codes that are written in two ways."""

from collections.abc import Mapping

from tradewinds.errors import SettingsError

COMTRADE_TWINS = {
    "251": "250", "842": "840", "841": "840", "579": "578", "757": "756", "699": "356",
    "490": "158", "280": "276",
}  # fmt: skip
"""Comtrade's codes → the M49 codes of the same countries."""
_NOW = {m49: own for own, m49 in COMTRADE_TWINS.items() if own not in ("841", "280")}


def comtrade_codes(named: Mapping[str, object], place: str) -> dict[str, str]:
    """Code → name, of countries that settings name, ``{France: "251"}``.

    Raises SettingsError for an M49 code that UN Comtrade and BACI have no trade of (250 for France): they
    answer it with nothing, or with a part. Germany's 276 is both.
    """
    codes = {str(code): str(name) for name, code in named.items()}
    for code, name in codes.items():
        if code in _NOW and code != "276":
            raise SettingsError(f"{place}.{name} = {code!r}", f"{_NOW[code]}, the code that this source has")
        if not code.isdigit():
            raise SettingsError(f"{place}.{name} = {code!r}", "a number, such as 842")
    if len(codes) != len(named):
        raise SettingsError(f"{place}: two names of one code", "each code once")
    return codes
