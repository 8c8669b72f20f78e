"""Named errors: what was found, what was expected, what to do."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

_T = TypeVar("_T")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What ends a line or moves the cursor, in a name or a value that an error repeats."""


class TradewindsError(Exception):
    """Base of every error a user can cause; its text is one line a user can act on."""

    def __init__(self, found: str, expected: str = "", remedy: str = "") -> None:
        self.found, self.expected, self.remedy = found, expected, remedy
        super().__init__(self._line())

    def reword(self, wording: Callable[[str], str]) -> None:
        """Say each of the three in other words, where who is told wrote something else than settings."""
        self.found, self.expected, self.remedy = map(wording, (self.found, self.expected, self.remedy))
        self.args = (self._line(),)

    def _line(self) -> str:
        text = f"{self.found}; expected {self.expected}" if self.expected else self.found
        whole = f"{text}. {self.remedy}" if self.remedy else text
        return _BREAKS.sub(lambda one: repr(one[0])[1:-1], whole)


class SettingsError(TradewindsError):
    """A setting that cannot be used: unknown key, wrong type, impossible value."""


class EquationError(SettingsError):
    """An equation that cannot be read or solved in order."""


class DataError(TradewindsError):
    """A table that does not hold what the settings say it holds."""


class FetchError(TradewindsError):
    """A publisher that gives no data, or an answer that is not what it has to be."""


class ScenarioError(TradewindsError):
    """A tariff path that cannot be followed: an unknown sector, a period without a rate, no rate at all."""


class ArtifactError(TradewindsError):
    """An artifact that is missing, damaged or not what its provenance says."""


class AuditError(TradewindsError):
    """Results that cannot be audited: no folder or archive of them, no checkout, no known experiment."""


class ChangedError(ArtifactError):
    """An artifact that is no longer what was written."""


class SimulatorError(TradewindsError):
    """A simulator that cannot be run, or whose series cannot be used: no function, a wrong shape, NaN."""


class FitError(TradewindsError):
    """Training that cannot be trusted: too many non-finite losses, nothing learned, no draws."""

    fit: Any = None
    """The ``FittedModel`` whose checks failed, where ``model.fit(…, throw=True)`` trained one: it need not be
    trained again to be looked at."""


class EquilibriumError(TradewindsError):
    """An equilibrium economy that cannot be solved, or a solution that cannot be trusted."""


class SupportError(TradewindsError):
    """A question asked too far outside the data the model has seen."""


class ProofError(TradewindsError):
    """A proof that cannot be given or believed: no commit, no signature, a value that no result has."""


class GateError(TradewindsError):
    """A policy that is kept back since an economic check that is a gate fails."""


def abridged(text: object, most: int = 100) -> str:
    """A text of a user's as an error repeats it: the beginning and the end of a very long one."""
    whole = str(text)
    return whole if len(whole) <= most else f"{whole[: most // 2]}…{whole[-most // 4 :]}"


def few_of(things: Sequence[_T], text: Callable[[_T], str] = str) -> str:
    """The first three of what an error is about, as ``text`` has them, and how many more there are."""
    more = f" and {len(things) - 3} more" if len(things) > 3 else ""
    return "; ".join(map(text, things[:3])) + more
