"""Results and the same results made again from data, settings, seed and code, artifact by artifact.

In two ways, as on another machine chains go other ways: from the data on, where what follows from draws may
differ as other draws of the same posterior do (``again``); and every stage that trains nothing by itself, on
what the results under review have above it, where nothing but rounding may differ (``replayed``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.arithmetic import same_processor
from tradewinds.artifacts import read_json, read_table
from tradewinds.carried_provenance import read_provenance, value_hash
from tradewinds.errors import ArtifactError, ProofError
from tradewinds.proof.compared_files import compare_files
from tradewinds.proof.likeness import ArtifactLikeness, Likeness, Yardstick
from tradewinds.proof.monte_carlo import effective_draws
from tradewinds.proof.own_draws import judged_draws
from tradewinds.proof.told_reproduction import told_of_reproduction
from tradewinds.provenance import LATE, RAW
from tradewinds.settings.stages import STAGES

_TOLD = ("stage", "settings", "seed", "code")
"""What provenance says beside the values that has to be what this checkout says: that it was made by other
packages or on another processor is said too, as the comparison is less strict then.
"""
_MACHINE = ("python", "device", "precision", "arithmetic")
"""What it says of where it was made, beside processor and packages: where all is the same, every bit is."""
_OF_ARRAYS = {*LATE, *LATE.values()}
_LIST = "manifest.json"
_EPSILON = {"float32": float(np.finfo(np.float32).eps), "float64": float(np.finfo(np.float64).eps)}
_ENDS_WELL = (Likeness.identical, Likeness.within)
_BOTH_THERE = (*_ENDS_WELL, Likeness.different)


REPRODUCTION_COLUMNS = (
    "artifact",
    *(one.name for one in fields(ArtifactLikeness)),
    "replayed",
    "told_otherwise",
)


def _as_asked(name: str) -> str:
    """What a command is given for results of this name, which does not say all settings."""
    experiment, with_settings, _ = name.partition("+")
    return f"{experiment} with the same --set" if with_settings else experiment


@dataclass(frozen=True)
class Reproduction:
    """``review``: results that somebody claims; ``again``: the same made here, perhaps not all of them;
    ``artifacts``: paths within both, in the order in which they are made.
    """

    review: Path
    again: Path
    artifacts: Sequence[str]
    replayed: Mapping[str, Path] = field(default_factory=dict)
    """Artifact → the folder where its stage was run again on what ``review`` has above it."""
    not_replayed: Mapping[str, str] = field(default_factory=dict)
    """Artifact → why its stage could not be."""
    held: Mapping[str, Path] = field(default_factory=dict)
    """Draws that were not made again → the table that holds them to their posterior (``own_draws``)."""
    not_held: Mapping[str, str] = field(default_factory=dict)
    """Such draws → why they could not be held to it."""
    _same: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ProofError where there are no results, where both are the same folder, which would agree
        whatever is in it, and where there is nothing to make again.
        """
        if not self.review.is_dir():
            raise ProofError(
                f"{self.review} is not there",
                "results to compare with",
                f"tradewinds run {_as_asked(self.review.name)} makes them; --results DIR names others.",
            )
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
        in ``unit``; how many ``values`` there are, lie ``beyond``, or are ``unjudged``; ``reason``;
        ``replayed``: how it compares with what its stage makes of what ``review`` has above it.
        """
        rows = [{"artifact": path, **self._row(path)} for path in self.artifacts]
        return pd.DataFrame(rows, columns=list(REPRODUCTION_COLUMNS))

    @property
    def reproduced(self) -> bool:
        """Whether something was made again and all of that is as it was claimed, but for a tolerance."""
        made = self.table[self.table["verdict"] != Likeness.not_made]
        return bool(len(made)) and bool(made["verdict"].isin(_ENDS_WELL).all())

    @property
    def not_looked_at(self) -> list[str]:
        """Artifacts of which nothing is said."""
        return self.table.loc[self.table["verdict"] == Likeness.not_made, "artifact"].tolist()

    def lines(self) -> Iterator[str]:
        """The verdict in a few lines: how many of each kind, and all that is not identical."""
        return told_of_reproduction(self.review, self.table, self.reproduced)

    def to_replay(self) -> list[str]:
        """Artifacts that were not made again of what the results have above them."""
        return [path for path in self.artifacts if not self._made_of_the_same(path)]

    def _made_of_the_same(self, path: str) -> bool:
        try:
            if not (self.again / path).is_file():
                return False
            own = read_provenance(self.again / path)
            stage = STAGES.get(own["stage"])
            taken = [] if stage is None else stage.beside(path, stage.takes)
            return self._inputs_same(own) and all(map(self._identical, taken))
        except (ArtifactError, OSError, ValueError, KeyError, TypeError, AttributeError):
            return False

    def _row(self, path: str) -> dict[str, Any]:
        told, follows = "", None
        try:
            follows = self._follows(path)
            found = self._compared(path, follows)
            there = found.verdict in _BOTH_THERE and path not in {**self.not_replayed, **self.not_held}
            told = self._told_otherwise(path) if there else ""
        except ArtifactError as error:
            found = ArtifactLikeness(Likeness.different, reason=str(error))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            # whatever a stranger's file holds, the others are looked at
            found = ArtifactLikeness(
                Likeness.different, reason=f"cannot be compared ({type(error).__name__}: {error})"
            )
        replay = "" if follows is None else str(follows.verdict)
        return asdict(found) | {"verdict": str(found.verdict), "replayed": replay, "told_otherwise": told}

    def _follows(self, path: str) -> ArtifactLikeness | None:
        """How it compares with what its stage makes of what the results have above it; None where that was
        not tried.
        """
        if path in self.not_held:
            reason = f"the draws cannot be held to their posterior: {self.not_held[path]}"
            return ArtifactLikeness(Likeness.different, reason=reason)
        if path in self.held:
            return judged_draws(read_table(self.held[path]))
        if path in self.not_replayed:
            reason = f"its stage, on what the results have above it, ends: {self.not_replayed[path]}"
            return ArtifactLikeness(Likeness.different, reason=reason)
        if path not in self.replayed or not (self.review / path).is_file():
            return None
        review, again = self.review / path, self.replayed[path] / path
        if value_hash(review) == value_hash(again):
            return ArtifactLikeness(Likeness.identical)
        own, told = read_provenance(again), read_provenance(review)
        yardstick = self._yardstick(own, told)
        stage = STAGES.get(own["stage"])
        if stage is not None and stage.takes and yardstick.rounding:
            # draws may be of single precision, what is said of them is computed in double
            yardstick = replace(yardstick, rounding=float(np.sqrt(_EPSILON["float64"])))
        found = self._listing(path) or compare_files(review, again, yardstick)
        if found.verdict == Likeness.different:
            found = replace(found, reason=f"not what follows from the results above it: {found.reason}")
        return found

    def _compared(self, path: str, follows: ArtifactLikeness | None) -> ArtifactLikeness:
        made, there = (self.again / path).is_file(), (self.review / path).is_file()
        if not made and follows is None and (there or path not in self.replayed):
            return ArtifactLikeness(Likeness.not_made)
        if not there:
            return ArtifactLikeness(Likeness.missing, reason=f"{self.review / path} is not there")
        if follows is not None and (not made or follows.verdict == Likeness.different):
            return follows
        own = read_provenance(self.again / path)
        told = read_provenance(self.review / path)
        if self._identical(path):
            return ArtifactLikeness(Likeness.identical)
        yardstick = replace(
            self._yardstick(own, told),
            inputs_same=self._inputs_same(own),
            sampled=_is_trained(own, path),
            follows=follows is not None,
        )
        found = compare_files(self.review / path, self.again / path, yardstick)
        if follows is not None and found.verdict == Likeness.different and not found.beyond:
            # words are those of the draws that it has: a check lies next to its threshold
            found = replace(found, verdict=Likeness.within, reason=f"of other draws: {found.reason}")
        if follows is not None and follows.pictures:
            reason = "; ".join(one for one in (found.reason, follows.reason) if one)
            found = replace(found, pictures=follows.pictures, reason=reason)
        return self._listing(path) or found

    def _told_otherwise(self, path: str) -> str:
        """What the file's provenance says of how it was made that is not so here."""
        if path in self.held:
            sides = [read_provenance(file) for file in (self.review / path, self.held[path])]
            return ", ".join(key for key in _TOLD if sides[0].get(key) != sides[1].get(key))
        made = self.again if (self.again / path).is_file() else self.replayed[path]
        sides = [read_provenance(folder / path) for folder in (self.review, made)]
        others = [key for key in (*_TOLD, *_MACHINE, "processor") if sides[0].get(key) != sides[1].get(key)]
        return ", ".join([*others, *(["packages"] if _other_packages(sides[1], sides[0]) else [])])

    def _identical(self, path: str) -> bool:
        """Whether both hold the same values, whatever they say of themselves."""
        if path not in self._same:
            sides = [value_hash(folder / path) for folder in (self.review, self.again)]
            self._same[path] = sides[0] == sides[1]
        return self._same[path]

    def _yardstick(self, own: dict[str, Any], told: dict[str, Any]) -> Yardstick:
        """Of what is made of identical inputs."""
        machine_same = (
            own["device"] == "cpu"
            and same_processor(own.get("processor"), told.get("processor"))
            and all(own.get(key) == told.get(key) for key in _MACHINE)
            and not _other_packages(own, told)
        )
        return Yardstick(
            rounding=0.0 if machine_same else float(np.sqrt(_EPSILON[own["precision"]])),
            draws=self._draws,
            software_same=not _other_packages(own, told),
            machine_same=machine_same,
        )

    def _inputs_same(self, own: dict[str, Any]) -> bool:
        inputs = [name for name in own["inputs"] if not name.startswith(RAW)]
        return all((self.review / name).is_file() and self._identical(name) for name in inputs)

    @cached_property
    def _draws(self) -> float:
        """Effective draws of the fits that were made again."""
        found = [self.again / path for path in self.artifacts if path.endswith("/convergence.parquet")]
        return effective_draws([read_table(path) for path in found if path.is_file()])

    def _listing(self, path: str) -> ArtifactLikeness | None:
        """The list of the results where artifacts have other values than it says; None where none has, and of
        another artifact.
        """
        wrong = [*self._wrong_in_list()] if path == _LIST else []
        reason = "; ".join(wrong[:3])
        return ArtifactLikeness(Likeness.different, beyond=len(wrong), reason=reason) if wrong else None

    def _wrong_in_list(self) -> Iterator[str]:
        """Artifacts that have other values than the list of the results says."""
        for one in read_json(self.review / _LIST)["artifacts"]:
            path = self.review / one["path"]
            if path.is_file() and value_hash(path) != one["values"]:
                yield f"{one['path']} has other values than its list says"


def _other_packages(own: dict[str, Any], told: dict[str, Any]) -> bool:
    """Whether one of the packages that made it here made it in another version; training takes more. Those of
    arrays may be named here alone: what runs a stage again on draws has read an array before it writes one.
    """
    versions = told.get("packages") or {}
    named = {name: at for name, at in own["packages"].items() if name in versions or name not in _OF_ARRAYS}
    return any(versions.get(name) != version for name, version in named.items())


def _is_trained(own: dict[str, Any], path: str) -> bool:
    """Whether its job trained for it: draws, and what is said of them."""
    stage = STAGES.get(own["stage"])
    return stage is not None and path in stage.beside(path, stage.trains)


def joined_reproductions(found: Iterable[tuple[str, Reproduction]]) -> pd.DataFrame:
    """The tables of several experiments below each other."""
    return pd.concat([one.table.assign(experiment=name) for name, one in found], ignore_index=True)
