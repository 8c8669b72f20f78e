"""Does the network say the same? It decides nothing: where both differ, the design is believed."""

import math
from collections.abc import Iterator

from tradewinds.review.check import Check
from tradewinds.review.effect.case import EFFECT, EffectCase
from tradewinds.review.finding import Finding
from tradewinds.review.rules import ERRORS, at_most
from tradewinds.review.status import Status


def _apart(case: EffectCase) -> Iterator[Finding]:
    if case.effect is None or case.network is None:
        return
    apart = case.network.value - case.effect.value
    error = math.hypot(case.network.error, case.effect.error)
    yield Finding(abs(apart) / error if error > 0 else math.nan, words={"apart": apart})


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
