"""Results and the same results made again from data, settings, seed and code, artifact by artifact."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.artifacts import read_json, read_table
from tradewinds.carried_provenance import read_provenance, value_hash
from tradewinds.errors import ArtifactError, ProofError
from tradewinds.proof.compared_files import compare_files
from tradewinds.proof.likeness import ArtifactLikeness, Likeness, Yardstick
from tradewinds.proof.monte_carlo import effective_draws
from tradewinds.provenance import RAW

_TOLD = ("stage", "settings", "seed", "code")
"""What provenance says beside the values that has to be what this checkout says."""
_DRAWS, _LIST = "posterior.nc", "manifest.json"
_EPSILON = {"float32": float(np.finfo(np.float32).eps), "float64": float(np.finfo(np.float64).eps)}
_ENDS_WELL = (Likeness.identical, Likeness.within)
_BOTH_THERE = (*_ENDS_WELL, Likeness.different)


REPRODUCTION_COLUMNS = ("artifact", *(one.name for one in fields(ArtifactLikeness)), "told_otherwise")


@dataclass(frozen=True)
class Reproduction:
    """``review``: results that somebody claims; ``again``: the same made here, perhaps not all of them;
    ``artifacts``: paths within both, in the order in which they are made.
    """

    review: Path
    again: Path
    artifacts: Sequence[str]
    _same: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ProofError where both are the same folder, which would agree whatever is in it, and where
        there is nothing to make again.
        """
        if self.review.resolve() == self.again.resolve():
            raise ProofError(
                f"{self.review} would be compared with itself",
                "results that lie elsewhere",
                "Name their folder: --config results=DIR.",
            )
        if not self.artifacts:
            raise ProofError(
                f"nothing of {self.review.name} would be made again",
                "stages that are part of the experiment, and of no study beside it",
                "Leave until= out, or name one that snakemake -n --config experiment=… lists.",
            )

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row an artifact: ``verdict``, the largest difference (``size``) and what is ``allowed``, both
        in ``unit``; how many ``values`` there are, lie ``beyond``, or are ``unjudged``; ``reason``.
        """
        rows = [{"artifact": path, **self._row(path)} for path in self.artifacts]
        return pd.DataFrame(rows, columns=list(REPRODUCTION_COLUMNS))

    @property
    def reproduced(self) -> bool:
        """Whether something was made again and all of that is as it was claimed, but for a tolerance."""
        made = self.table[self.table["verdict"] != Likeness.not_made]
        return bool(len(made)) and bool(made["verdict"].isin(_ENDS_WELL).all())

    def lines(self) -> Iterator[str]:
        """The verdict in a few lines: how many of each kind, and all that is not identical."""
        table = self.table
        counts = table["verdict"].value_counts()
        told = ", ".join(f"{counts[one]} {one}" for one in Likeness if one in counts)
        sign = "reproduced" if self.reproduced else "NOT reproduced"
        yield f"{self.review}: {sign}; {told}."
        for row in table.itertuples():
            if row.verdict not in (Likeness.identical, Likeness.not_made):
                yield f"  {row.verdict}: {row.artifact}{_size(row)}{f'; {row.reason}' if row.reason else ''}"
        others = table[table["told_otherwise"] != ""]
        if len(others):
            which = ", ".join(dict.fromkeys(others["told_otherwise"]))
            yield f"  {len(others)} files say that they were made with other {which} than here."
        odd = table[table["verdict"] == Likeness.different]
        if len(odd) and not odd["beyond"].any() and (odd["words"] > 0).all():
            yield "  Every number is within its tolerance; words differ: checks next to their thresholds?"

    def _row(self, path: str) -> dict[str, Any]:
        told = ""
        try:
            found = self._compared(path)
            told = self._told_otherwise(path) if found.verdict in _BOTH_THERE else ""
        except ArtifactError as error:
            found = ArtifactLikeness(Likeness.different, reason=str(error))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            # whatever a stranger's file holds, the others are looked at
            found = ArtifactLikeness(
                Likeness.different, reason=f"cannot be compared ({type(error).__name__}: {error})"
            )
        return asdict(found) | {"verdict": str(found.verdict), "told_otherwise": told}

    def _compared(self, path: str) -> ArtifactLikeness:
        if not (self.again / path).is_file():
            return ArtifactLikeness(Likeness.not_made)
        if not (self.review / path).is_file():
            return ArtifactLikeness(Likeness.missing, reason=f"{self.review / path} is not there")
        own = read_provenance(self.again / path)
        told = read_provenance(self.review / path)
        if self._identical(path):
            return ArtifactLikeness(Likeness.identical)
        found = compare_files(self.review / path, self.again / path, self._yardstick(path, own, told))
        wrong = [*self._wrong_in_list()] if path == _LIST else []
        if wrong:
            return ArtifactLikeness(Likeness.different, beyond=len(wrong), reason="; ".join(wrong[:3]))
        return found

    def _told_otherwise(self, path: str) -> str:
        """What the file's provenance says of how it was made that is not so here."""
        sides = [read_provenance(folder / path) for folder in (self.review, self.again)]
        return ", ".join(key for key in _TOLD if sides[0].get(key) != sides[1].get(key))

    def _identical(self, path: str) -> bool:
        """Whether both hold the same values, whatever they say of themselves."""
        if path not in self._same:
            sides = [value_hash(folder / path) for folder in (self.review, self.again)]
            self._same[path] = sides[0] == sides[1]
        return self._same[path]

    def _yardstick(self, path: str, own: dict[str, Any], told: dict[str, Any]) -> Yardstick:
        inputs = [name for name in own["inputs"] if not name.startswith(RAW)]
        same = all((self.review / name).is_file() and self._identical(name) for name in inputs)
        return Yardstick(
            rounding=float(np.sqrt(_EPSILON[own["precision"]])),
            draws=self._draws,
            inputs_same=same,
            sampled=_beside_draws(path),
            software_same=own["packages"] == told.get("packages"),
        )

    @cached_property
    def _draws(self) -> float:
        """Effective draws of the fits that were made again."""
        found = [self.again / path for path in self.artifacts if path.endswith("/convergence.parquet")]
        return effective_draws([read_table(path) for path in found if path.is_file()])

    def _wrong_in_list(self) -> Iterator[str]:
        """Artifacts that have other values than the list of the results says."""
        for one in read_json(self.review / _LIST)["artifacts"]:
            path = self.review / one["path"]
            if path.is_file() and value_hash(path) != one["values"]:
                yield f"{one['path']} has other values than its list says"


def _beside_draws(path: str) -> bool:
    """Draws, and what the job that made them says of them."""
    return path.endswith(_DRAWS) or path.startswith("answer/")


def _size(row: Any) -> str:
    if not row.unit:
        return ""
    unit = "of the largest value" if row.unit == "relative" else row.unit
    allowed = "" if np.isnan(row.allowed) else f", allowed {row.allowed:.2g}"
    return f" by {row.size:.2g} {unit}{allowed}"


def joined_reproductions(found: Iterable[tuple[str, Reproduction]]) -> pd.DataFrame:
    """The tables of several experiments below each other."""
    return pd.concat([one.table.assign(experiment=name) for name, one in found], ignore_index=True)
