"""Country codes of UN Comtrade and BACI, which are not those of M49 everywhere."""

from collections.abc import Mapping

from tradewinds.data.code_lists import COUNTRY_CODE_TWINS
from tradewinds.errors import SettingsError

_OWN = {m49: own for own, m49 in COUNTRY_CODE_TWINS.values() if own.isdigit()}
"""M49 code → the code that lists of trade have in its place."""


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
