"""What the verdicts on effects let a page claim of the network's own figures, probabilities among them."""

from collections.abc import Mapping

from tradewinds.review.check import CheckResult
from tradewinds.review.effect.meaning import NO_SPILLOVERS
from tradewinds.review.effect.reasons import OF_ITSELF
from tradewinds.review.effect.stability import OF_THE_TREATED
from tradewinds.review.status import Status

RUN_AWAY = "too many draws run away where the change is cut into steps"
"""Why the network's figure in steps was not computed."""
EffectResults = Mapping[str, list[CheckResult]]
"""Outcome → its verdict, then its checks."""


def judged_status(judged: EffectResults, variable: str) -> Status:
    """How the verdict on a variable ends; one that has none follows from the others, and so does its."""
    return min(
        (found[0].status for found in _behind(judged, variable)),
        key=list(Status).index,
        default=Status.passed,
    )


def withholds(judged: EffectResults, variable: str) -> bool:
    """Whether nothing may be claimed of the network's figure: the data do not answer what the policy does to
    it, or to the treated alone, or the network contradicts itself (``OF_ITSELF``) about it or what it follows
    from.
    """
    behind = _behind(judged, variable)
    unsure = [one for found in behind for one in unsure_of_itself(found)]
    return judged_status(judged, variable).bad or bool(unsure) or any(map(only_the_treated, behind))


def reason_withheld(judged: EffectResults, variable: str) -> tuple[str, str]:
    """Of which outcome, and why, ``withholds`` says so, names still to be put in; empty where it does not."""
    for name in [variable] if variable in judged else judged:
        found = judged[name]
        if found[0].status.bad:
            return name, found[0].sentence
        if unsure := contradiction(found):
            return name, unsure
        if only_the_treated(found):
            return name, "the data answer for the sectors that were treated, and not for all."
    return "", ""


def only_the_treated(found: list[CheckResult]) -> bool:
    """Whether an effect is the mean of those alone that were treated, and none of all."""
    return any(one.check == OF_THE_TREATED.id for one in found)


def unsure_of_itself(found: list[CheckResult]) -> list[CheckResult]:
    """Checks by which the network's figure is another in steps, or from other starts."""
    about = {one.id for one in OF_ITSELF}
    return [one for one in found if one.check in about and one.status.bad]


def contradiction(found: list[CheckResult]) -> str:
    """The first of ``unsure_of_itself`` in words, names still to be put in; empty without one."""
    unsure = unsure_of_itself(found)
    if not unsure:
        return ""
    return RUN_AWAY if unsure[0].status is Status.not_computed else unsure[0].sentence


def is_relative(statuses: Mapping[str, str]) -> bool:
    """Whether an effect, by the statuses of its checks, is one relative to sectors whose policy stays: those
    of a period share an effect, and nothing shows whether the policy of others moves what all share.
    """
    return statuses.get(NO_SPILLOVERS.id) == Status.undecided


def _behind(judged: EffectResults, variable: str) -> list[list[CheckResult]]:
    """What is known of a variable: its own, else that of everything that was judged."""
    return [judged[variable]] if variable in judged else list(judged.values())
