"""Overrides with several values: one experiment for each combination, in the notation of Hydra's multirun."""

import itertools
import re

from tradewinds.errors import SettingsError, abridged

MOST_COMBINATIONS = 10_000
"""Combinations that one command may ask for."""
_MAYBE = re.compile(r"=.*(,|\b(choice|range|interval|glob)\s*\()", re.DOTALL)


def combinations(overrides: list[str]) -> list[list[str]]:
    """Every combination of the values that overrides list: ``seed=range(1,101)``, ``model.width=8,16``.

    Those with one value stand in each of them. Raises SettingsError for values that cannot be counted, for
    none, and for more than ``MOST_COMBINATIONS`` combinations.
    """
    found: list[list[str]] = [[]]
    for override in overrides:
        written = _each(override)
        if len(found) * len(written) > MOST_COMBINATIONS:
            raise SettingsError(
                "overrides with too many combinations", f"at most {MOST_COMBINATIONS:,}", "Ask in parts."
            )
        found = [[*before, one] for before in found for one in written]
    return found


def _each(override: str) -> list[str]:
    """The override with each of its values; itself where it has one, or is not read here."""
    if not _MAYBE.search(override):
        return [override]
    # Hydra's grammar takes a quarter of a second to import
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        (parsed,) = OverridesParser.create().parse_overrides([override])
        if not parsed.is_sweep_override():
            return [override]
        values = [*itertools.islice(parsed.sweep_string_iterator(), MOST_COMBINATIONS + 1)]
    except HydraException:
        if re.search(r"=\s*(interval|glob)\s*\(", override):
            found = f"the override “{abridged(override)}” has values that cannot be counted"
            raise SettingsError(found, "key=a,b or key=range(1,101)") from None
        return [override]  # composing says what is wrong with it
    except ValueError as error:  # range(1,5,0)
        found = f"the override “{abridged(override)}” has values that cannot be counted ({error})"
        raise SettingsError(found, "key=a,b or key=range(1,101)") from None
    if not values:
        raise SettingsError(f"the override “{abridged(override)}” has no value", "one or more")
    key = override.partition("=")[0]
    return list(dict.fromkeys(f"{key}={value}" for value in values))
