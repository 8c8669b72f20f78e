"""What stands behind a key of ``--config``: lists, words and folders as people write them."""

import os
import re
import shlex
from typing import Any

from tradewinds.errors import SettingsError


def items_of_config(value: Any, key: str) -> list[str]:
    """Items of a list, or of a text with blanks or commas between them (commas in brackets do not count).

    Raises SettingsError, which names the ``key`` of --config, for what is neither.
    """
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        value = "" if value is None else str(value)
    if not isinstance(value, str):
        return list_of_config(value, key)
    return words_of_config(re.sub(r",(?![^\[{(]*[\]})])", " ", value), key)


def words_of_config(value: str, key: str) -> list[str]:
    """A text at its blanks, but for those in quotes; raises SettingsError."""
    try:
        return shlex.split(value)
    except ValueError:
        found = f"--config {key}={value} has a quotation mark without its other"
        raise SettingsError(found, "two of each", "Close it, or leave it out.") from None


def list_of_config(value: Any, key: str) -> list[str]:
    """Items of a list; raises SettingsError for what is none."""
    if not isinstance(value, list | tuple):
        raise SettingsError(f"--config {key}={value}", f"a list, such as {key}=[a,b], or a text")
    return [str(item) for item in value]


def results_folder(value: Any) -> str:
    """The folder of all results as it is written, without a slash at its end; raises SettingsError."""
    text = str(value).rstrip("/") if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text or os.path.normpath(text).strip("/") == "" or re.search(r"[{}*?\[\]\s~]", text):
        found = f"--config results={'' if value is None else value}"
        remedy = "Leave it out for results/, or write a path without blanks, braces, brackets, ~, * and ?."
        raise SettingsError(found, "a folder that results are written to", remedy)
    return text
