"""The one way in which a check refuses a setting."""

from tradewinds.errors import SettingsError


def require(condition: bool, key: str, value: object, expected: str, remedy: str = "") -> None:
    """Raise SettingsError “key = value; expected …” unless the condition holds."""
    if not condition:
        raise SettingsError(f"{key} = {value!r}", expected, remedy)
