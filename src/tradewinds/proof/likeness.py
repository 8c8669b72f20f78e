"""Is an artifact the same as the one made again? Identical, within a derived tolerance, or different."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from tradewinds.artifacts import read_json, read_table, read_tree
from tradewinds.proof.monte_carlo import ALPHA, allowed_deviations
from tradewinds.proof.numerals import HOLE, without_numbers
from tradewinds.proof.own_uncertainty import RELATIVE
from tradewinds.proof.page_text import exchanged_in_tables, exchanged_numbers, other_pieces
from tradewinds.proof.parts import ComparedPart, parts_of_tables, parts_of_trees

_NEARLY = re.compile(rf"\b(?:more|less) than (?=\S*{HOLE})")
_HASH = re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{12,64}\b")


class Likeness(StrEnum):
    """What a result made again says of the one under review, the best first."""

    identical = "identical"
    within = "within tolerance"
    different = "different"
    missing = "missing"
    not_made = "not made again"


@dataclass(frozen=True)
class Yardstick:
    """What two artifacts may differ by.

    ``rounding``: share of the largest value of a part, where the same operations are done in another order.
    ``draws``: effective draws behind it, NaN where nothing was drawn; ``inputs_same``: whether all that it is
    made from is identical, so that nothing but rounding can tell them apart; ``sampled``: whether it holds
    the draws themselves, which are others on another machine although their inputs are the same.
    """

    rounding: float
    draws: float = np.nan
    inputs_same: bool = True
    sampled: bool = False
    software_same: bool = True
    """Whether the packages are those that it was first made with: others draw other pictures."""

    @property
    def drawn(self) -> bool:
        """Whether Monte Carlo error may tell them apart."""
        return self.sampled or not self.inputs_same


@dataclass(frozen=True)
class ArtifactLikeness:
    """The verdict on one artifact, and its largest difference in the unit that ``allowed`` is in too."""

    verdict: Likeness
    size: float = 0.0
    allowed: float = 0.0
    unit: str = ""
    values: int = 0
    beyond: int = 0
    """Values that differ by more than is allowed."""
    words: int = 0
    """Texts that say something else."""
    unjudged: int = 0
    """Values that differ and have no uncertainty of their own to be held against."""
    reason: str = ""


def compare_files(review: Path, again: Path, yardstick: Yardstick) -> ArtifactLikeness:
    """Two files of one artifact whose values are not the same. Raises ArtifactError."""
    if again.suffix == ".parquet":
        return _judged(parts_of_tables(read_table(review), read_table(again), yardstick.draws), yardstick)
    if again.suffix == ".nc":
        trees = (read_tree(path) for path in (review, again))
        return _judged(parts_of_trees(*trees, yardstick.draws), yardstick)
    if again.suffix == ".json":
        leaves = [dict(_leaves(read_json(path))) for path in (review, again)]
        return _judged(_json_parts(*leaves), yardstick)
    return _pages(review, again, yardstick)


def _pages(review: Path, again: Path, yardstick: Yardstick) -> ArtifactLikeness:
    """Words have to be the same; a number may be another where the page's table has it so."""
    pieces = other_pieces(review, again)
    words = [pair for pair in pieces if _words(pair[0]) != _words(pair[1])]
    wrong = words or ([] if yardstick.drawn else pieces)
    if not wrong and pieces and review.with_suffix(".parquet").is_file():
        known = exchanged_in_tables(review, again)
        wrong = [pair for pair in pieces if not exchanged_numbers([pair]) <= known]
    if wrong:
        old, new = map(_short, wrong[0])
        return ArtifactLikeness(
            Likeness.different, words=len(wrong), reason=f"says “{old}”, made again “{new}”"
        )
    if not pieces and not yardstick.drawn and yardstick.software_same:
        return ArtifactLikeness(
            Likeness.different, beyond=1, reason="the same words, another picture or other markup"
        )
    return ArtifactLikeness(
        Likeness.within, reason="numbers as its table has them; pictures were not compared"
    )


def _json_parts(review: dict[str, Any], again: dict[str, Any]) -> Iterable[ComparedPart]:
    # hashes say that other artifacts differ, which these say themselves
    for key in dict.fromkeys([*again, *review]):
        sides = [
            np.array([side[key]], object) if key in side else np.empty(0, object) for side in (review, again)
        ]
        number = all(len(side) and isinstance(side[0], int | float) for side in sides)
        yield ComparedPart(key, *(side.astype(float) if number else _masked(side) for side in sides))


def _masked(texts: np.ndarray) -> np.ndarray:
    return np.array([_HASH.sub("(hash)", str(text)) for text in texts], object)


def _leaves(content: Any, key: str = "") -> Iterable[tuple[str, Any]]:
    if isinstance(content, dict | list):
        named = content.items() if isinstance(content, dict) else enumerate(content)
        for name, inner in named:
            yield from _leaves(inner, f"{key}.{name}".lstrip("."))
    else:
        yield key, content


@dataclass
class _Found:
    size: float = 0.0
    allowed: float = 0.0
    unit: str = RELATIVE
    where: str = ""
    ratio: float = 0.0


def _judged(parts: Iterable[ComparedPart], yardstick: Yardstick) -> ArtifactLikeness:
    parts = list(parts)
    values = sum(part.again.size for part in parts if not part.is_text)
    worst, free, reasons = _Found(), _Found(), []
    beyond = said = unjudged = 0
    for part in parts:
        if part.review.shape != part.again.shape:
            beyond += 1
            reasons.append(f"{part.name} has the shape {part.review.shape}, made again {part.again.shape}")
        elif part.is_text:
            words = _other_words(part, yardstick.drawn)
            said += len(words)
            reasons += words[:1]
        else:
            outside, open_ones = _numbers(part, yardstick, values, worst, free)
            beyond, unjudged = beyond + outside, unjudged + open_ones
            if outside:
                reasons.append(f"{outside} of {part.again.size} values of {part.name}")
    if beyond and worst.ratio > 1:
        reasons = [f"largest in {worst.where}", *(one for one in reasons if worst.where not in one)]
    verdict = Likeness.different if beyond or said else Likeness.within
    told = worst if worst.where else free
    if not (beyond or said):
        reasons = [f"largest in {told.where}"] if told.where else []
        if unjudged:
            reasons.append(f"{unjudged} values have no uncertainty of their own, and were not judged")
    reason = "; ".join(reasons[:3])
    return ArtifactLikeness(
        verdict, told.size, told.allowed, told.unit, values, beyond, said, unjudged, reason
    )


def _numbers(
    part: ComparedPart, yardstick: Yardstick, values: int, worst: _Found, free: _Found
) -> tuple[int, int]:
    """How many values lie beyond what is allowed, and how many cannot be judged."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(part.review - part.again)
    same = (part.review == part.again) | (np.isnan(part.review) & np.isnan(part.again))
    apart = np.where(same, 0.0, np.where(np.isnan(apart), np.inf, apart))
    finite = np.abs(part.again[np.isfinite(part.again)])
    largest = float(finite.max()) if finite.size else 0.0
    rounding = yardstick.rounding * largest
    if not apart.size or not apart.any():
        return 0, 0
    allowed = np.full(apart.shape, rounding)
    unit = np.full(apart.shape, largest or 1.0)
    judged = np.ones(apart.shape, bool)
    if yardstick.drawn:
        own = _monte_carlo(part, yardstick, values)
        held = np.isfinite(own) & (own > 0)
        judged = held | np.isinf(apart)
        apart = np.where(held | (apart > rounding), apart, 0.0)
        allowed = np.maximum(allowed, np.nan_to_num(own))
        if part.own is not None:
            known = part.own.deviation * part.own.per_unit
            unit = np.where(known > 0, known, unit)
    named = part.own.unit if yardstick.drawn and part.own is not None else RELATIVE
    ratio = np.where(judged, apart / np.where(allowed > 0, allowed, np.finfo(float).tiny), 0.0)
    _keep(worst, ratio, apart, allowed, unit, named, part.name)
    open_ones = ~judged & (apart > 0)
    _keep(
        free,
        np.where(open_ones, apart / unit, 0.0),
        apart,
        np.full(apart.shape, np.nan),
        unit,
        named,
        part.name,
    )
    return int((ratio > 1).sum()), int(open_ones.sum())


def _monte_carlo(part: ComparedPart, yardstick: Yardstick, values: int) -> np.ndarray:
    """What the draws alone may make each value differ by; NaN where it has no uncertainty of its own."""
    if part.error is not None:
        reach = stats.t.ppf(1 - ALPHA / (2 * max(values, 1)), max(part.freedom, 1))
        return np.asarray(reach * np.sqrt(2) * part.error)
    if part.own is None or not yardstick.draws > 0:
        return np.full(part.again.shape, np.nan)
    reach = allowed_deviations(yardstick.draws, values)
    allowed = np.asarray(reach * part.own.factor * part.own.deviation)
    if part.own.rows is None:
        return allowed
    # a share of so many rows: how many of them lie where an end may move, and one more
    z = reach / np.sqrt(2 / yardstick.draws)
    return np.asarray(allowed + z * np.sqrt(allowed / part.own.rows) + 1 / part.own.rows)


def _keep(
    found: _Found,
    ratio: np.ndarray,
    apart: np.ndarray,
    allowed: np.ndarray,
    unit: np.ndarray,
    named: str,
    where: str,
) -> None:
    at = np.unravel_index(int(np.nanargmax(ratio)), ratio.shape)
    if ratio[at] > found.ratio:
        found.ratio, found.where, found.unit = float(ratio[at]), where, named
        found.size, found.allowed = float(apart[at] / unit[at]), float(allowed[at] / unit[at])


def _other_words(part: ComparedPart, drawn: bool) -> list[str]:
    """What is said otherwise; numbers in it are not words where draws may make them others."""
    found = []
    for old, new in zip(part.review.ravel(), part.again.ravel(), strict=True):
        told = [_words(str(one)) if drawn else str(one) for one in (old, new)]
        if told[0] != told[1]:
            found.append(f"{part.name} says “{_short(old)}”, made again “{_short(new)}”")
    return found


def _words(text: str) -> str:
    """A text without its numbers and hashes, and without what is said of a share that is nearly all."""
    return _NEARLY.sub("", without_numbers(_HASH.sub("(hash)", text))[0])


def _short(text: Any, most: int = 60) -> str:
    text = str(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"
