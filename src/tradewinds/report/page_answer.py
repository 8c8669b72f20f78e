"""The first screen: the answer, one picture of it, how far to believe it, and what to do about the worst."""

from collections.abc import Iterator, Sequence

from tradewinds.report.answer_sentence import AnswerSentence
from tradewinds.report.blocks import Block, Key, Plate, Prose
from tradewinds.report.figures import GREY, INK, TRUTH, WARNING
from tradewinds.report.figures_asked import asked_plate
from tradewinds.report.figures_effect import RIVAL, response_plate, rival_of
from tradewinds.report.figures_policy import rolled_picture
from tradewinds.report.first_answers import MOST, Answered, first_answers
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.marks import mark_lines, marks, use, worst
from tradewinds.report.marks_answer import reaches
from tradewinds.report.remedies import remedy_alone
from tradewinds.report.summary import page_part


@page_part("short", "The answer")
def ANSWER_PART(given: ReportInputs) -> Iterator[Block]:
    sentence, attrs = told_first(given), given.rollout.attrs
    of, told = sentence.of, sentence.told()
    sources = given.sources.of("effect_verdict", "rollouts")
    yield Prose(told, f"answer {told.kind}", source=sources)
    plate = _picture(given, of)
    if plate is not None:
        yield plate.of(sources)
    found = marks(given)
    yield Prose(use(found, told.kind != "bad"), "use")
    yield mark_lines(found).of(given.sources.of("verdicts", "checks", "effect_verdict", "rollouts"))
    gravest = worst(found)
    advice = remedy_alone(str(attrs.get("refused_remedy", ""))) or (gravest.advice if gravest else "")
    if advice:
        yield Prose(f"**To improve:** {advice}", "todo")


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
        return asked_plate(names, given.one("planned", given.first), accent)
    if given.verdict is not None and all(given.unanswered(one.variable.name) for one in of):
        found = response_plate(given.verdict, GREY)
        return Plate("", found.caption, found.pictures[:MOST], found.keys) if found.pictures else None
    keys = [Key("observed", INK), Key("scenario with bands", accent, "band")]
    keys.append(Key(f"{names.compared_with()} (dotted: its band)", GREY, "dashed"))
    rival = rival_of(given.verdict, "sectors")
    pictures, drawn = [], False
    for variable, paths, past, whose in of:
        withheld, sector = given.withheld(variable.name), variable.table == "sectors"
        beside = rival if sector and not given.unanswered(variable.name) else None
        drawn |= beside is not None
        colour, claimed = (GREY, False) if withheld else (accent, names.posterior)
        pictures.append(rolled_picture(names, variable, paths, past, whose, colour, beside, claimed))
    if drawn:
        keys.append(Key("regression: the sentence's figures of sectors", RIVAL, "dashed"))
    if any(f"{one.variable.name}_truth" in one.paths for one in of):
        keys.append(Key("truth", TRUTH, "dashed"))
    if any("outside" in one.paths and not bool((one.paths["outside"] <= given.flag).all()) for one in of):
        keys.append(Key("outside what was seen", WARNING))
    return Plate("", "", pictures, keys)
