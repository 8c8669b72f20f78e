"""How a run tells its jobs on other machines what was asked for.

Snakemake repeats ``--config`` to each of them in a line that passes through several shells, and writes it
there as Python would: settings with both kinds of quotation marks, as lists of equations have them, end as an
unfinished text. Here it is one word of letters and digits.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_KEY = "passed_on"


def packed(config: Mapping[str, Any]) -> list[str]:
    """The arguments of ``--config`` that say the same in one word."""
    text = json.dumps(dict(config), sort_keys=True)
    return [f"{_KEY}={base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}"]


def unpacked(config: Mapping[str, Any]) -> dict[str, Any]:
    """What was packed; a configuration that was not, as it is."""
    word = config.get(_KEY)
    if word is None:
        return dict(config)
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(f"{word}{'=' * (-len(word) % 4)}"))
    return found


def named_in(arguments: Iterable[str]) -> set[str]:
    """Experiments of the jobs that Snakemake's ``arguments`` name, as “rule:experiment=NAME,…”."""
    return {name for word in arguments for name in re.findall(r"^\w+:(?:.*,)?experiment=([^,]+)", word)}
