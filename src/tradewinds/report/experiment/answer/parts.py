"""The first screen: the answer, one picture of it, how far to believe it, and what to do about the worst."""

from collections.abc import Iterator, Sequence

from tradewinds.report.drawing import GREY, INK, TRUTH, WARNING
from tradewinds.report.experiment.answer.figures import asked_plate
from tradewinds.report.experiment.answer.first_answers import Answered, first_answers
from tradewinds.report.experiment.answer.marks import marks
from tradewinds.report.experiment.answer.marks_answer import reaches
from tradewinds.report.experiment.answer.sentence import AnswerSentence
from tradewinds.report.experiment.design.parts import OtherFinding, found_of_something_else
from tradewinds.report.experiment.effect.figures import response_plate
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.path.figures import rolled_picture
from tradewinds.report.experiment.path.figures_rival import RIVAL, QuotedPath
from tradewinds.report.names import Variable
from tradewinds.report.page.blocks import Block, Key, Plate
from tradewinds.report.page.summary import page_part
from tradewinds.report.trust.first_screen import MOST, first_screen
from tradewinds.report.trust.remedies import remedy_alone
from tradewinds.report.words import lower_first

_ABOUT_A_RISE = (
    "What followed a rise that made imports 1 % dearer. Left of the dashed line, before it{}, nothing should "
    "move."
)
"""What is seen where the picture is of the response, in place of paths."""


@page_part("short", "The answer")
def ANSWER_PART(given: ReportInputs) -> Iterator[Block]:
    sentence, attrs = told_first(given), given.rollout.attrs
    of, told = sentence.of, sentence.told()
    plate = _picture(given, of)
    yield from first_screen(
        told,
        plate,
        marks(given),
        given.source("effect_verdict", "rollouts"),
        given.source("verdicts", "checks", "effect_verdict", "rollouts"),
        answered=told.kind != "bad",
        remedy=remedy_alone(str(attrs.get("refused_remedy", ""))),
        caption=plate.caption if plate else "",
    )


def told_first(given: ReportInputs) -> AnswerSentence:
    """What the page answers first."""
    attrs = given.rollout.attrs
    refused = str(attrs.get("refused_found", attrs.get("refused", "")))
    reach = reaches(given.names, given.one("planned", given.first)) if refused else ""
    first = list(given.verdict.results) if given.verdict else []
    of = first_answers(given.names, given.groups[given.first], first)
    return AnswerSentence(given.names, of, given.verdict, refused, reach)


def _picture(given: ReportInputs, of: Sequence[Answered]) -> Plate | None:
    """Both paths of what is answered; where there is no roll-out, the policy that was asked about."""
    names, accent = given.names, given.settings.accent
    if not of:
        return _without_paths(given)
    if given.verdict is not None and all(given.unanswered(one.variable.name) for one in of):
        found = response_plate(given.verdict, GREY)
        about = _ABOUT_A_RISE.format(given.verdict.or_announced)
        if found.pictures:
            return Plate("", about, found.pictures[:MOST], found.keys)
        return _of_something_else(given, found_of_something_else(given), None)
    keys = [Key("observed", INK), Key("scenario, with band", accent, "band")]
    keys.append(Key(names.compared_with(), GREY, "dashed"))
    pictures, beside, truth = [], False, False
    for variable, paths, past, whose in of:
        withheld, quoted = given.withheld(variable.name), _quoted(given, variable)
        colour, claimed = (GREY, False) if withheld else (accent, names.posterior)
        beside |= quoted is not None and claimed
        truth |= f"{variable.name}_truth" in paths and not (quoted and quoted.of)
        pictures.append(rolled_picture(names, variable, paths, past, whose, colour, quoted, claimed))
    if beside:
        keys.append(Key("network's difference", RIVAL, "dashed"))
    keys.append(Key("bands" if beside else "its band", GREY, "dotted"))
    if truth:
        keys.append(Key("truth", TRUTH, "dashed"))
    if any("outside" in one.paths and not bool((one.paths["outside"] <= given.flag).all()) for one in of):
        keys.append(Key("not seen before", WARNING))
    return Plate("", "", pictures, keys)


def _without_paths(given: ReportInputs) -> Plate | None:
    """The policy that was asked about, and beside it what these data can tell of something else."""
    planned, accent = given.one("planned", given.first), given.settings.accent
    beside = found_of_something_else(given)
    return _of_something_else(given, beside, asked_plate(given.names, planned, accent, beside is None))


def _of_something_else(given: ReportInputs, beside: OtherFinding | None, asked: Plate | None) -> Plate | None:
    """What these data can tell of something else than the policy, beside the plate ``asked``."""
    if beside is None:
        return asked
    pictures, keys = ([], []) if asked is None else (asked.pictures, asked.keys)
    told = f"What these data can tell: {lower_first(beside.sentence)}"
    return Plate("", told, [*pictures, beside.picture], keys).of(given.source("event_study", "planned"))


def _quoted(given: ReportInputs, variable: Variable) -> QuotedPath | None:
    """What the sentence says of a variable of the sectors, where a regression answers it."""
    if given.verdict is None or variable.table != "sectors" or given.unanswered(variable.name):
        return None
    rows = given.verdict.rival(variable.name)
    some = given.verdict.treated(variable.name)
    of = f"in the {some}" if some else ""
    return None if rows.empty else QuotedPath(rows, given.settings.accent, of)
