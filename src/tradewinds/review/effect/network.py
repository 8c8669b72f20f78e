"""Does the network say the same, and does it agree with itself? It decides nothing: the design is believed.

A network that answers a change in steps, or a start, by another effect has no figure to be shown beside it.
"""

import math
from collections.abc import Iterator

from tradewinds.effects.compared import joint_errors
from tradewinds.review.check import Check
from tradewinds.review.effect.case import EFFECT, EffectCase
from tradewinds.review.finding import Finding
from tradewinds.review.rules import ERRORS, at_most
from tradewinds.review.status import Status


def _apart(case: EffectCase) -> Iterator[Finding]:
    if case.effect is None or case.network is None:
        return
    apart = case.network.value - case.effect.value
    yield Finding(joint_errors(case.network, case.effect), words={"apart": apart})


_APART = "The network's effect lies {apart:+.2g} from it, {value:.1f} joint standard errors"
NETWORK_AGREES = EFFECT.register(
    Check(
        id="network",
        title="The network agrees",
        question="Do the network and the design without one give the same effect, within their joint error?",
        threshold=lambda case: ERRORS,
        computation=_apart,
        rule=at_most,
        sentence={
            Status.passed: f"{_APART}.",
            Status.failed: f"{_APART}: believe the distributed lag, whose leads and errors are tested.",
        },
        advice="Give the equations more lags of the policy, and look at the prior's share of the answer.",
    )
)


def _in_steps(case: EffectCase) -> Iterator[Finding]:
    """In half widths of its band."""
    if case.network is not None and case.network.steps:
        apart, width = case.network.apart, case.network.apart_width
        value = 2 * abs(apart) / width if width > 0 else math.nan
        yield Finding(value, words={"apart": apart, "steps": case.network.steps})


NETWORK_IN_STEPS = EFFECT.register(
    Check(
        id="network in steps",
        title="The network answers steps alike",
        question="Does the network say the same of the change at once and cut into steps?",
        threshold=lambda case: case.asked.apart_in_steps,
        computation=_in_steps,
        rule=at_most,
        sentence={
            Status.passed: "Cut into {steps} steps the change leads the network {apart:+.2g} elsewhere, "
            "{value:.2g} times half its band.",
            Status.failed: "the network answers the change cut into {steps} steps by an effect that lies "
            "{apart:+.2g} from that of the change at once, {value:.2g} times half its band.",
        },
        advice="Let the policy enter levels (experiment=effects), so that a change has one long run.",
    )
)


def _over_seeds(case: EffectCase) -> Iterator[Finding]:
    if case.network is not None and math.isfinite(case.network.scatter):
        yield Finding(case.network.scatter)


NETWORK_OVER_SEEDS = EFFECT.register(
    Check(
        id="network over seeds",
        title="The network's starts agree",
        question="Do chains or guides from other starts give this effect too?",
        threshold=lambda case: case.asked.apart_over_seeds,
        computation=_over_seeds,
        rule=at_most,
        sentence={
            Status.passed: "Over other seeds the network's effect scatters by {value:.2g} times the width of "
            "the band within a chain or guide, allowed {threshold:g}.",
            Status.failed: "over other seeds the network's effect scatters by {value:.2g} times the width of "
            "the band within a chain or guide, allowed {threshold:g}.",
        },
        advice="Raise the number of chains, draws or guides, or use inference=microcanonical.",
    )
)
