"""What Hydra and OmegaConf say of settings they cannot use, in one line a user can act on."""

import dataclasses
import difflib

from hydra.errors import MissingConfigException, OverrideParseException
from omegaconf.errors import ConfigAttributeError, ConfigKeyError

from tradewinds.errors import SettingsError

_REMEDY = "See configs/README.md for every key."


def explained(error: Exception) -> SettingsError:
    """The same error as a SettingsError naming the key, the value and what is expected."""
    if isinstance(error, OverrideParseException):
        found = f"cannot read the override “{error.override.lstrip('+')}”"
        return SettingsError(found, "key=value or key=[value,value]", "Put quotes around a value with blanks or signs.")
    if isinstance(error, MissingConfigException) and error.options:
        group, _, name = (error.missing_cfg_file or "").rpartition("/")
        return SettingsError(f"{group} = {name!r}", f"one of {', '.join(sorted(error.options))}", _REMEDY)
    if isinstance(error, (ConfigKeyError, ConfigAttributeError)) and dataclasses.is_dataclass(error.object_type):
        known = [field.name for field in dataclasses.fields(error.object_type)]
        close = difflib.get_close_matches(str(error.key), known, n=1)
        meant = f"Did you mean {close[0]}? " if close else ""
        return SettingsError(f"unknown key {error.full_key}", f"one of {', '.join(known)}", meant + _REMEDY)
    lines = [line.strip().rstrip(".") for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    key = getattr(error, "full_key", None)
    return SettingsError(f"{key}: {text}" if key and key not in text else text, "", _REMEDY)
