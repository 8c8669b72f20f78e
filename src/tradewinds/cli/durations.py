"""What jobs took in earlier runs, kept beside the other caches: no artifact holds clock time."""

import json
from pathlib import Path

from tradewinds.cli.state import Durations

_FILE = Path(".cache") / "durations.json"
_KEPT = 100
"""Results folders that are remembered, the last ones written."""


def known_durations(root: Path) -> Durations:
    """As they were kept; none where there is no file that can be read."""
    try:
        found = json.loads((root / _FILE).read_text(encoding="utf-8"))
        return {
            str(folder): {str(rule): float(seconds) for rule, seconds in rules.items()}
            for folder, rules in found.items()
        }
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def keep_durations(root: Path, took: Durations) -> None:
    """Add what jobs took now; a folder that cannot be written keeps nothing."""
    known = known_durations(root)
    for folder, rules in took.items():
        known[folder] = known.pop(folder, {}) | {rule: round(value, 2) for rule, value in rules.items()}
    kept = dict(list(known.items())[-_KEPT:])
    path = root / _FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    except OSError:
        return
