"""Parts of an artifact beside the same made again: identical, within a derived tolerance, or different."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tradewinds.errors import abridged
from tradewinds.proof.likeness import ArtifactLikeness, Likeness, Yardstick
from tradewinds.proof.monte_carlo import ALPHA, allowed_deviations
from tradewinds.proof.own_uncertainty import RELATIVE
from tradewinds.proof.parts import ComparedPart
from tradewinds.proof.sentences import same_words


@dataclass
class _Largest:
    """The largest difference so far, by its ratio to what is allowed, or by its size."""

    ratio: float = 0.0
    where: str = ""
    size: float = 0.0
    allowed: float = 0.0
    unit: str = RELATIVE

    def see(
        self,
        part: ComparedPart,
        ratio: np.ndarray,
        apart: np.ndarray,
        allowed: np.ndarray | float,
    ) -> None:
        """Take a part's largest ``ratio`` where it is larger."""
        at = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
        if ratio[at] <= self.ratio:
            return
        own = np.nan if part.own is None else float(np.broadcast_to(part.own.one_unit, ratio.shape)[at])
        one = own if np.isfinite(own) and own > 0 else float(part.largest[at]) or 1.0
        self.unit = RELATIVE if part.own is None or one != own else part.own.unit
        self.ratio, self.where = float(ratio[at]), part.name
        self.size, self.allowed = (
            float(apart[at]) / one,
            float(np.broadcast_to(allowed, ratio.shape)[at]) / one,
        )


def likeness_of(parts: Iterable[ComparedPart], yardstick: Yardstick) -> ArtifactLikeness:
    """The verdict on an artifact from its parts."""
    parts = list(parts)
    values = sum(part.again.size for part in parts if not part.is_text)
    worst, free, reasons = _Largest(), _Largest(), []
    beyond = said = unjudged = 0
    for part in parts:
        if part.review.shape != part.again.shape:
            if yardstick.follows:
                said += 1  # as many rows as its own draws ask for
            else:
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
    told = worst if worst.where else free
    if beyond or said:
        verdict = Likeness.different
        reasons = [f"largest in {told.where}", *reasons] if worst.ratio > 1 else reasons
    else:
        verdict = Likeness.within
        reasons = [f"largest in {told.where}"] if told.where else []
        if unjudged and not yardstick.follows:
            reasons.append(f"{unjudged} values have no uncertainty of their own, and were not judged")
    unit, unjudged = told.unit if told.where else "", 0 if yardstick.follows else unjudged
    reason = "; ".join(reasons[:3])
    return ArtifactLikeness(verdict, told.size, told.allowed, unit, values, beyond, said, unjudged, reason)


def _numbers(
    part: ComparedPart, yardstick: Yardstick, values: int, worst: _Largest, free: _Largest
) -> tuple[int, int]:
    """How many values lie beyond what is allowed, and how many cannot be judged."""
    same = (part.review == part.again) | (np.isnan(part.review) & np.isnan(part.again))
    if same.all():
        return 0, 0
    with np.errstate(invalid="ignore"):
        apart = np.abs(part.review - part.again)
    apart = np.where(same, 0.0, np.where(np.isnan(apart), np.inf, apart))
    largest = part.largest
    rounding = yardstick.rounding * largest
    allowed, held = rounding, np.ones(apart.shape, bool)
    if yardstick.drawn:
        own = _monte_carlo(part, yardstick, values)
        held = np.isfinite(own) & (own > 0)
        apart = np.where(held | (apart > rounding), apart, 0.0)
        allowed = np.maximum(allowed, np.where(held, own, 0.0))
    judged_here = held | np.isinf(apart)
    ratio = np.where(judged_here, apart / np.where(allowed > 0, allowed, np.finfo(float).tiny), 0.0)
    worst.see(part, ratio, apart, allowed)
    left = np.where(judged_here, 0.0, apart)
    free.see(part, left / np.where(largest > 0, largest, 1.0), apart, np.nan)
    return int((ratio > 1).sum()), int((left > 0).sum())


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


def _other_words(part: ComparedPart, drawn: bool) -> list[str]:
    """What is said otherwise; numbers in it are not words where draws may make them others."""
    found = []
    for old, new in zip(part.review.ravel(), part.again.ravel(), strict=True):
        if old != new and not (drawn and same_words(str(old), str(new))):
            found.append(f"{part.name} says “{abridged(old)}”, made again “{abridged(new)}”")
    return found
