"""What Hydra, OmegaConf and YAML say of settings they cannot use, in one line a user can act on."""

from pathlib import Path

from hydra.errors import MissingConfigException, OverrideParseException
from omegaconf.errors import MissingMandatoryValue
from yaml import MarkedYAMLError

from tradewinds.errors import SettingsError
from tradewinds.settings.schema import REMEDY, meant


def as_settings_error(error: Exception) -> SettingsError:
    """The same error as a SettingsError naming the key or the file, and what is expected."""
    if isinstance(error, OverrideParseException):
        found = f"cannot read the override “{error.override.lstrip('+')}”"
        return SettingsError(
            found, "key=value or key=[value,value]", "Put quotes around a value with blanks or signs."
        )
    if isinstance(error, MissingConfigException) and error.options:
        group, _, name = (error.missing_cfg_file or "").rpartition("/")
        known = sorted(error.options)
        return SettingsError(f"{group} = {name!r}", f"one of {', '.join(known)}", meant(name, known) + REMEDY)
    if isinstance(error, MissingMandatoryValue):
        return SettingsError(f"{error.full_key} is not set", "a value", REMEDY)
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        path = Path(mark.name)
        where = f"{path.parent.name}/{path.name}, line {mark.line + 1}"
        return SettingsError(
            f"{where}: {error.problem}", "YAML", "Look at indents, quotes and brackets there."
        )
    lines = [line.strip().rstrip(".") for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    if text.endswith(":") and len(lines) > 1:
        text = f"{text} {lines[1]}"
    key = getattr(error, "full_key", None)
    return SettingsError(f"{key}: {text}" if key and key not in text else text, "", REMEDY)
