"""What the doctor says of one thing that it looked at."""

from dataclasses import dataclass
from enum import Enum


class Health(Enum):
    """How a line of the doctor ends."""

    well = "ok  "
    note = "note"
    """A run works, but not as it could, or not everywhere."""
    ill = "BAD "


@dataclass(frozen=True)
class Symptom:
    """One thing that was looked at."""

    mark: Health
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.mark.value}  {self.found}" + (f"\n      → {self.remedy}" if self.remedy else "")
