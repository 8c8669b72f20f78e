"""What Hydra, OmegaConf and YAML say of settings they cannot use, in one line a user can act on."""

from pathlib import Path

from hydra.errors import MissingConfigException, OverrideParseException
from omegaconf.errors import MissingMandatoryValue
from yaml import MarkedYAMLError

from tradewinds.errors import SettingsError, abridged
from tradewinds.settings.schema import REMEDY, meant


def as_settings_error(error: Exception, configs: Path | None = None) -> SettingsError:
    """The same error as a SettingsError naming the key or the file, and what is expected.

    ``configs``: the folder whose options are named.
    """
    if isinstance(error, RecursionError):
        return SettingsError(
            "an option's “defaults” lead back to itself, or values lie in each other without end",
            "options that start from others",
            "Take the option's own name, or that of one that starts from it, out of its “defaults”.",
        )
    if isinstance(error, UnicodeDecodeError):
        return SettingsError(
            f"{_not_utf8(configs)} has a byte that is no UTF-8 (0x{error.object[error.start]:02x})",
            "UTF-8",
            "Save it so: in an editor, “Save with encoding”.",
        )
    if isinstance(error, OverrideParseException):
        found = f"cannot read the override “{error.override.lstrip('+')}”"
        return SettingsError(
            found, "key=value or key=[value,value]", "Put quotes around a value with blanks or signs."
        )
    if isinstance(error, MissingConfigException) and error.missing_cfg_file and (error.options or configs):
        group, _, name = error.missing_cfg_file.rpartition("/")
        known = sorted(error.options or (path.stem for path in (configs or Path()).glob(f"{group}/*.yaml")))
        if not known:
            found = f"“defaults” name {abridged(error.missing_cfg_file)!r}"
            return SettingsError(found, "an option of a group in configs/", REMEDY)
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
    said = str(error) or str(error.__cause__ or "")
    lines = [line.strip().rstrip(".") for line in said.splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    if text.endswith(":") and len(lines) > 1:
        text = f"{text} {lines[1]}"
    key = getattr(error, "full_key", None)
    return SettingsError(f"{key}: {text}" if key and key not in text else text, "", REMEDY)


def _not_utf8(configs: Path | None) -> str:
    """The first file of the settings that is none."""
    for path in sorted(configs.glob("*/*.yaml")) if configs else ():
        try:
            path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return f"{path.parent.name}/{path.name}"
    return "a file of settings"
