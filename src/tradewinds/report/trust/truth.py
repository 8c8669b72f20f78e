"""A mark on bands whose truth is known: whether as many hold it as nine in ten would."""

from scipy.special import bdtr

from tradewinds.report.trust.mark import TrustMark
from tradewinds.review.status import Status

_LEVEL = 0.9
_RARE, _UNUSUAL = 0.05, 0.2
"""Probabilities of so few, were each band right and none like another: below them it fails, or is doubted."""


def truth_mark(held: int, known: int, link: str, advice: str = "") -> TrustMark:
    """``held`` of ``known`` bands of 90 % hold the truth: held against the binomial distribution of as many
    right ones.
    """
    chance = float(bdtr(held, known, _LEVEL))
    status = Status.undecided if chance < _UNUSUAL else Status.passed
    status = Status.failed if chance < _RARE else status
    text = f"{held} of {known} bands, {_LEVEL * known:.0f} expected"
    if known == 1:
        text = "inside its one band" if held else "outside its one band"
    return TrustMark(status, "Known truth", text, link, "" if status is Status.passed else advice)
