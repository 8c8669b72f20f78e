"""How long a publisher asks to wait."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SAID_WAIT = re.compile(
    r"(?:again in (?P<seconds>\d+) seconds?|replenished in (?P<clock>\d+:\d\d:\d\d))", re.IGNORECASE
)


def named_wait(headers: Mapping[str, str], sentence: str = "") -> float | None:
    """Seconds of Retry-After, which is a number or a date; without it those of the sentence, as UN Comtrade
    writes them.
    """
    said = headers.get("retry-after", "").strip()
    if not said:
        found = _SAID_WAIT.search(sentence)
        if found is None:
            return None
        if found["seconds"]:
            return float(found["seconds"])
        hours, minutes, seconds = (float(part) for part in found["clock"].split(":"))
        return 3600 * hours + 60 * minutes + seconds
    if said.isdigit():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
