"""What follows from each verdict on the page of sensitivity, in one sentence."""

from collections.abc import Iterable

from tradewinds.sensitivity import decides, identification, independences, shifts

OMITTED = {
    shifts.MATTERS: "Put the variable into the equation, or say why the effect without it is meant.",
    shifts.CANNOT_TELL: "Raise sensitivity.refits or train longer; until then report the effect as one that "
    "the variable may shift by as much as its band says.",
    shifts.DOES_NOT: "Leave the equation as it is.",
}
DECIDED = {
    decides.PRIOR: "Report the effect as assumed, not found, or get rows in which the policy moves more.",
    decides.CONFLICT: "Run the experiment with another scale of model.prior too and report both effects.",
    decides.NEITHER: "Take the effect for what the form of the equation makes it, and set the slope of the "
    "linear regression beside it.",
    decides.UNTOLD: "Keep more draws of the posterior, then ask again.",
    decides.NOT_COMPUTED: "Fit with inference=microcanonical or nuts: their draws can be reweighed.",
    decides.DATA: "Nothing to do: somewhat wider or narrower priors would say the same.",
}
OTHERWISE = {
    shifts.MATTERS: "Report both effects, and say why the experiment's own prior is the one that is meant.",
    shifts.CANNOT_TELL: "Raise sensitivity.refits or train longer; until then report both effects.",
    shifts.DOES_NOT: "Nothing to do: the data outweigh the difference between the two priors.",
}
IDENTIFIED = {
    identification.NOT_IDENTIFIED: "Do not read the effect as one of the policy; find an input that tells "
    "the two apart, or a table with several sectors a period.",
    identification.NO_EFFECT: "Let an equation on the way to the outcome have the policy among its inputs.",
    identification.IDENTIFIED: "Keep what is adjusted for among the inputs; that nothing unnamed moves both "
    "policy and outcome is still assumed.",
}
BORNE_OUT = {
    independences.FAILS: "Add the lag or variable to the equation, or say why the two go together anyhow.",
    independences.HOLDS: "Nothing to do: what is not contradicted is not thereby true.",
    independences.UNTESTED: "Nothing can be said: the inputs leave nothing of it to vary.",
}


def follows(known: dict[str, str], found: Iterable[str]) -> list[tuple[str, str]]:
    """Those verdicts of ``known`` that were found, gravest first, each with what follows from it."""
    seen = set(found)
    return [(verdict, sentence) for verdict, sentence in known.items() if verdict in seen]
