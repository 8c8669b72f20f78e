"""A paragraph that may be quoted: question, answer with band or why there is none, design, data, software."""

import re
from collections.abc import Iterator

import pandas as pd

from tradewinds.provenance import RAW
from tradewinds.report.experiment.answer.parts import told_first
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.path.answers import answers_of_variables
from tradewinds.report.experiment.scenarios import scenario_question
from tradewinds.report.names import Variable, period_text
from tradewinds.report.publication.software import used_version
from tradewinds.report.words import count, listed, lower_first
from tradewinds.review.status import Status

_HASH = 12
_ANSWER = "answer "
"""Begins the kind of the sentence that a page answers first with."""
_SIZE = re.compile(r".*? band [^)]*\)\.")
"""Of a sentence about the roll-out what stands before its probability: the effect and its band."""


def quoted(given: ReportInputs, frame: pd.DataFrame) -> str:
    """The paragraph as Markdown. Its answer is the page's own sentence, a row of the page's ``frame``
    (``page.summary``); what follows comes from the artifacts that the page's sentences come from.
    """
    answer = first_sentence(frame)
    parts = [*_question(given, answer), *_doubts(given, answer), *_design(given), *_networks(given)]
    sentences = [*parts, *_belief(given), *_data(given), *_software(given)]
    question = f"*{given.settings.question.strip()}*\n\n" if given.settings.question.strip() else ""
    return f"{question}> {' '.join(sentences)}\n"


def first_sentence(frame: pd.DataFrame) -> str:
    """What a page answers first; empty where it has no such row."""
    rows = frame[(frame["role"] == "text") & frame["kind"].str.startswith(_ANSWER)]
    return str(rows["text"].iloc[0]) if len(rows) else ""


def _question(given: ReportInputs, answer: str) -> Iterator[str]:
    yield f"The question was {lower_first(scenario_question(given.names, given.first))}."
    yield answer or "The page has no answer."


def _doubts(given: ReportInputs, answer: str) -> Iterator[str]:
    """Of each outcome what the answer stands on, or why there is none, where the answer has not said it."""
    effect, told = given.verdict, dict[str, list[str]]()
    for name, found in effect.results.items() if effect is not None else []:
        variable = given.names.variable("sectors", name)
        why = lower_first(effect.worded(found[0].sentence, variable).rstrip(".")) if effect else ""
        if found[0].status is not Status.passed and why not in answer:
            begin = "Why not" if found[0].status.bad else "What these data cannot show"
            told.setdefault(f"{begin} of {{}}: {why}.", []).append(lower_first(variable.label))
    for text, labels in told.items():
        yield text.replace("{}", listed(labels), 1)


def _design(given: ReportInputs) -> Iterator[str]:
    """By what the effects on sectors are known."""
    if given.verdict is None or not given.verdict.results:
        return
    labels = [given.names.called(name) for name in given.verdict.results]
    effects, clusters = (listed(given.experiment["verdict"][key]) for key in ("effects", "clusters"))
    yield (
        f"The effect on {listed(labels)} is judged by a distributed lag with leads, effects of {effects} and "
        f"errors clustered by {clusters}; no network has a part in it."
    )


def _networks(given: ReportInputs) -> Iterator[str]:
    """The networks' answers about what is not told yet; none where what they rest on is not answered."""
    judged = given.verdict.results if given.verdict is not None else {}
    told = {("sectors", name) for name in judged} | {_place(of) for of, _ in told_first(given).known()}
    lines = answers_of_variables(given.names, given.groups[given.first], given.withheld)
    rest = [line for variable, line in lines if _place(variable) not in told]
    claimed = [_SIZE.match(line.text) for line in rest if line.kind == "plain"]
    if not given.names.posterior:
        yield "The networks are best fits, whose spread is no band; they are not quoted."
    elif any(claimed):
        said = "; ".join(lower_first(one[0].rstrip(".")) for one in claimed if one)
        yield f"By Bayesian neural networks that learn each equation: {said}."
    elif rest:
        yield "What networks say of the rest is not quoted: the data do not answer what it rests on."


def _place(variable: Variable) -> tuple[str, str]:
    return variable.table, variable.name


def _belief(given: ReportInputs) -> Iterator[str]:
    """Which checks of the fit failed, and which cannot say."""
    ends = [
        (Status.read(status), str(title))
        for table in given.every("verdicts").values()
        for status, title in zip(table["status"], table["title"], strict=True)
    ]
    failed = [title for status, title in ends if status.bad]
    unsure = [title for status, title in ends if status is Status.undecided]
    if asked_of := sum(status is not Status.void for status, _ in ends):
        parts = [f"{len(failed)} failed: {_titles(failed)}" if failed else "none failed"]
        parts += [f"{len(unsure)} cannot say: {_titles(unsure)}"] if unsure else []
        yield f"Of {count(asked_of, 'verdict')} on the networks {'; '.join(parts)}."


def _titles(of: list[str]) -> str:
    """Of several checks, each once."""
    return listed(lower_first(title) for title in dict.fromkeys(of))


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
    number = used_version(given.provenance, "tradewinds")
    yield f"Computed with tradewinds {number}, experiment {folder}, seed {seed}."


def vintages(provenance: list[dict]) -> dict[str, str]:
    """A user's raw file → the hash of its bytes, as the artifacts recorded it."""
    inputs = {name: value for one in provenance for name, value in (one.get("inputs") or {}).items()}
    return {name.removeprefix(RAW): value for name, value in sorted(inputs.items()) if name.startswith(RAW)}
