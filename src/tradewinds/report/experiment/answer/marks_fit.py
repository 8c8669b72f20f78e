"""Marks on how far to believe the fit: whether it converged, is calibrated, and beats simple models."""

from collections.abc import Iterator

from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.trust.marks import TrustMark
from tradewinds.report.trust.remedies import remedy_alone
from tradewinds.report.words import count, listed, lower_first
from tradewinds.review.check import CheckResult
from tradewinds.review.status import Status, gravest

_ANSWERING = ", all rows"
"""Ends the name of a check of the fit that answers."""
_CONVERGED = (
    "convergence",
    "effective draws",
    "divergences",
    "energy error",
    "approximation",
    "training",
    "other seeds",
)
_FAILS = "fails for "
_NAMED = 2
"""Equations that are named; of more, how many."""
TierResults = list[tuple[str, CheckResult]]
"""(tier, result)."""


def converged(given: ReportInputs, judged: TierResults) -> TrustMark:
    """Of the fit that answers: its checks of the computation, equation by equation."""
    answering = any(one.check.endswith(_ANSWERING) for _, one in judged)
    mine = [
        (tier, one)
        for tier, one in judged
        if one.check.removesuffix(_ANSWERING) in _CONVERGED
        and one.check.endswith(_ANSWERING) == (answering and one.check != "other seeds")
    ]
    status, of = _gravest(mine)
    text = {
        Status.passed: _everywhere(len(_equations(mine))),
        Status.void: "nothing to compare",
    }.get(status, _which(given, of))
    return TrustMark(status, "Converged", text, "#fit", _advised(of))


def calibrated(given: ReportInputs, judged: TierResults) -> TrustMark:
    """Whether bands hold as many outcomes as they claim, one period ahead."""
    mine = [(tier, one) for tier, one in judged if one.check == "coverage"]
    status, of = _gravest(mine)
    text = _everywhere(len(mine)) if status is Status.passed else _which(given, of)
    return TrustMark(status, "Calibrated", text, "#calibration", _advised(of, "Read the bands as wider."))


def both_marks(fit: TrustMark, bands: TrustMark) -> TrustMark:
    """Two marks on one line, as the graver ends."""
    order = list(Status)
    first = min((fit, bands), key=lambda one: order.index(one.status))
    label = "Converged, calibrated"
    if fit.status is bands.status is not Status.passed and fit.text != bands.text:
        again = bands.text.removeprefix(_FAILS) if fit.status is Status.failed else bands.text
        text = f"{fit.text}, {again}"
        return TrustMark(first.status, label, text, fit.link, fit.advice)
    text = first.text
    if fit.status is not bands.status and text.startswith(_FAILS):
        text = f"{'convergence' if first is fit else 'calibration'} {text}"
    return TrustMark(first.status, label, text, first.link, first.advice)


def beats_simple(given: ReportInputs, judged: TierResults) -> TrustMark:
    """The network beside the best simple model, as the check of it found."""
    mine = [(tier, one) for tier, one in judged if one.check == "beats simple models"]
    status, of = _gravest(mine)
    ahead = sum(one.status is Status.passed for _, one in mine)
    behind = sum(one.status is Status.failed for _, one in mine)
    alike = len(mine) - ahead - behind
    rest = [f"{word} in {number}" for word, number in (("worse", behind), ("alike", alike)) if number]
    text = ", ".join([f"in {ahead} of {count(len(mine), 'equation')}", *rest])
    if len(mine) == 1:
        text = "in the one equation" if ahead else "worse" if behind else "no better, no worse"
    if not mine or status is Status.not_computed:
        text = "not compared"
    advice = _advised(of).rstrip(".")
    same = [pair for pair in of if remedy_alone(pair[1].advice).rstrip(".") == advice]
    remedy = f"{advice} to forecast {_named(given, same)}." if advice and status is Status.failed else ""
    return TrustMark(status, "Beats simple models", text, "#scores", remedy)


def _gravest(of: TierResults) -> tuple[Status, TierResults]:
    """How the worst end, and which these are: what is void for some equations alone does not hide how the
    others end."""
    status = gravest(one.status for _, one in of)
    return status, [pair for pair in of if pair[1].status is status]


def _equations(of: TierResults) -> set[tuple[str, str]]:
    return {(tier, one.equation) for tier, one in of if one.equation}


def _everywhere(equations: int) -> str:
    few = {1: "in the one equation", 2: "in both equations"}
    return few.get(equations, f"in all {equations} equations")


def _which(given: ReportInputs, of: TierResults) -> str:
    """“fails for unemployment”, “cannot say of 4 equations”."""
    if not of:
        return "not computed"
    ends = {Status.undecided: "cannot say of", Status.not_computed: "not computed for"}
    said = ends.get(of[0][1].status, _FAILS.strip())
    return f"{said} {_named(given, of)}"


def _named(given: ReportInputs, of: TierResults) -> str:
    equations = sorted(_equations(of))
    if len(equations) > _NAMED or not equations:
        return count(len(equations), "equation") if equations else "a tier"
    return listed(lower_first(given.names.target(tier, one).label) for tier, one in equations)


def _advised(of: TierResults, otherwise: str = "") -> str:
    found: Iterator[str] = (one.advice for _, one in of if one.advice)
    return remedy_alone(next(found, otherwise))
