"""The one way in which a check refuses a setting, and what is a day."""

import datetime as dt

from tradewinds.errors import SettingsError


def require(condition: bool, key: str, value: object, expected: str, remedy: str = "") -> None:
    """Raise SettingsError “key = value; expected …” unless the condition holds."""
    if not condition:
        raise SettingsError(f"{key} = {value!r}", expected, remedy)


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, such as 2019-06-30."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
