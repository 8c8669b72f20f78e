"""A paragraph that may be quoted: question, answer with band or why there is none, design, data, software."""

import re
from collections.abc import Iterator
from importlib.metadata import version

from tradewinds.provenance import RAW
from tradewinds.report.answers import answers
from tradewinds.report.figures_policy import effect_factor
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.names import Variable, period_text
from tradewinds.report.quantities import ranged
from tradewinds.report.scenarios import asked
from tradewinds.report.words import THIN, count, listed, lower_first, number
from tradewinds.review.check import CheckResult
from tradewinds.review.status import Status

_HASH = 12
_SIZE = re.compile(r".*? band [^)]*\)\.")
"""Of a sentence about the roll-out what stands before its probability: the effect and its band."""


def quoted(given: ReportInputs) -> str:
    """The paragraph as Markdown, each sentence from the artifacts that the page's own come from."""
    sentences = [*_question(given), *_answers(given), *_belief(given), *_data(given), *_software(given)]
    question = f"*{given.settings.question.strip()}*\n\n" if given.settings.question.strip() else ""
    return f"{question}> {' '.join(sentences)}\n"


def _question(given: ReportInputs) -> Iterator[str]:
    yield f"Asked was {lower_first(asked(given.names, given.first))}."


def _answers(given: ReportInputs) -> Iterator[str]:
    """What the design says of each outcome, as its verdict has it; then what the networks say of the rest."""
    refused = given.rollout.attrs.get("refused")
    if refused:
        yield f"There is no answer: the roll-out was refused. {refused}"
    judged = given.verdict.results if given.verdict is not None else {}
    for name, found in judged.items():
        yield _judged(given, given.names.variable("sectors", name), found[0])
    if judged:
        effects, clusters = (listed(given.experiment["verdict"][key]) for key in ("effects", "clusters"))
        yield (
            f"These are estimates of a distributed lag with leads, with effects of {effects} and errors "
            f"clustered by {clusters}; no network has a part in them."
        )
    yield from _networks(given, judged)


def _judged(given: ReportInputs, variable: Variable, verdict: CheckResult) -> str:
    effect = given.verdict
    assert effect is not None
    label = lower_first(variable.label)
    if effect.withheld(variable.name):
        why = effect.worded(verdict.sentence, variable).rstrip(".")
        return f"What that does to {label} these data do not answer: {lower_first(why)}."
    unit = variable.effect_unit.replace("%", "per cent")
    factor = effect_factor(variable)
    middle = verdict.value * factor
    along = effect.rival(variable.name)
    after = count(int(along["horizon"].max()), given.names.one("sectors")) if len(along) else "the path"
    side = "higher" if middle > 0 else "lower"
    text = (
        f"After {after} {label} in all sectors together would be {number(abs(middle), 2)} {unit} {side} than "
        f"with {given.names.compared_with()} (90{THIN}% band {ranged(verdict.low, verdict.high, factor)})"
    )
    if verdict.status is Status.passed:
        return f"{text}."
    doubt = effect.worded(verdict.sentence, variable).rstrip(".")
    return f"{text}, if what these data cannot show holds: {lower_first(doubt)}."


def _networks(given: ReportInputs, judged: dict) -> Iterator[str]:
    """The networks' answers about what no design judges; none where what they rest on is not answered."""
    found = answers(given.names, given.groups[given.first], given.withheld)
    labels = {given.names.variable("sectors", name).label for name in judged}
    rest = [line for line in found if not any(line.text.startswith(label) for label in labels)]
    claimed = [_SIZE.match(line.text) for line in rest if line.kind == "plain"]
    if not given.names.posterior:
        yield "The networks are fits from several starts, whose spread is no band; they are not quoted."
    elif any(claimed):
        told = "; ".join(lower_first(one[0].rstrip(".")) for one in claimed if one)
        yield f"By Bayesian neural networks that learn each equation: {told}."
    elif rest:
        yield "What networks say of the rest is not quoted: the data do not answer what it rests on."


def _belief(given: ReportInputs) -> Iterator[str]:
    """Which checks of the fit failed."""
    failed: list[str] = []
    asked_of = 0
    for table in given.every("verdicts").values():
        ends = [Status.read(one) for one in table["status"]]
        asked_of += sum(one is not Status.void for one in ends)
        failed += [title for title, one in zip(table["title"], ends, strict=True) if one.bad]
    if asked_of:
        names = listed(lower_first(title) for title in dict.fromkeys(failed))
        tail = f"{len(failed)} failed: {names}" if failed else "none failed"
        yield f"Of {asked_of} verdicts on the networks {tail}."


def _data(given: ReportInputs) -> Iterator[str]:
    """Whose data, how many rows, until when, and the files' checksums."""
    name, simulated = given.experiment["data"]["name"], given.experiment["data"]["synthetic"]
    parts = []
    for table, panel in given.every("panels").items():
        first, last = (
            period_text(edge, given.names.frequency(table))
            for edge in (panel["period"].min(), panel["period"].max())
        )
        whose = "the nation" if table == "national" else count(panel["sector"].nunique(), "sector")
        parts.append(f"{whose} from {first} to {last} ({len(panel):,} rows)")
    kind = "simulated data" if simulated else "data"
    yield f"The {kind} ({name}): {listed(parts)}."
    files = [f"{path} {value[:_HASH]}" for path, value in vintages(given.provenance).items()]
    if files:
        yield f"Files and the beginning of their checksums: {'; '.join(files)}."


def _software(given: ReportInputs) -> Iterator[str]:
    folder, seed = given.sources.folder, given.experiment["seed"]
    yield f"Computed with tradewinds {version('tradewinds')} (experiment {folder}, seed {seed})."


def vintages(provenance: list[dict]) -> dict[str, str]:
    """A user's raw file → the hash of its bytes, as the artifacts recorded it."""
    inputs = {name: value for one in provenance for name, value in (one.get("inputs") or {}).items()}
    return {name.removeprefix(RAW): value for name, value in sorted(inputs.items()) if name.startswith(RAW)}
