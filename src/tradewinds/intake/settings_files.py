"""What is known of a table, as settings that a person goes on with: the data's file and the experiment's."""

import json
import re
import textwrap
from collections.abc import Iterator

from tradewinds.intake.record import IntakeRecord
from tradewinds.intake.tidy_table import TidyTable, TidyVariable
from tradewinds.settings.data_table import Frequency

_PLAIN = re.compile(r"[A-Za-z][\w÷,.()/ -]*[\w)]")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "none", "nan", "na"}
_SPAN = {
    Frequency.month: (24, "two years"),
    Frequency.quarter: (8, "two years"),
    Frequency.year: (3, "three years"),
    Frequency.step: (24, "24 periods"),
}
_PLURALS = {"price": "prices", "volume": "volumes", "value": "values"}
_WEIGHED = {"price": "price", "volume": "volume", "revenue": "value"}
"""What the welfare of sectors weighs → the variable that it needs."""
_LARGE = 20_000
"""Rows from which an experiment is trained in minibatches."""
_MANY_SERIES, _CARRIED = 5_000, 2_000
"""Series from which not all of them are asked about, and how many then are."""
_WIDTH = 110


def data_file(name: str, source: str, tidy: TidyTable, record: IntakeRecord) -> str:
    """The text of ``configs/data/NAME.yaml``."""
    return "\n".join(_data_lines(name, source, tidy, record)) + "\n"


def _data_lines(name: str, source: str, tidy: TidyTable, record: IntakeRecord) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../schema/data.json"
    yield from _comment(f"{name}: {source}, as `tradewinds start` understood it.")
    yield "#"
    yield "# What was understood:"
    for what, found in record.facts.items():
        yield from _comment(f"{what}: {found}", "  - ")
    if record.steps:
        yield "# What was done to the rows:"
        for step in record.steps:
            yield from _comment(step, "  - ")
    if record.doubts or record.hints:
        yield "# What is doubted: look here first."
        for doubt in [*record.doubts, *record.hints]:
            yield from _comment(doubt, "  - ")
    yield f"name: {_text(name)}"
    yield "# Say here what these data are and what they cannot tell: the report prints it."
    yield from _folded("description", f"The table {source}, {tidy.frequency}s, as it was read.", "")
    yield "tables:"
    yield "  sectors:"
    yield f"    frequency: {tidy.frequency}"
    yield f"    file: {name}.parquet"
    if tidy.constants:
        yield "    # not in the file, the same in every row"
        yield f"    constants: {_mapping(tidy.constants)}"
    yield f"    keys: {_mapping({key: key for key in tidy.keys})}"
    if tidy.label:
        yield f"    sector_label: {tidy.label}"
    if tidy.exclude:
        yield "    # totals beside their parts"
        yield f"    exclude: {_mapping(tidy.exclude)}"
    if tidy.keep_gaps:
        yield "    # rows that lack a number (0 where logarithms are taken) are left out and counted"
        yield "    gaps: keep"
    if tidy.shortest > 1:
        yield "    # series with fewer rows are left out and counted on the page"
        yield f"    shortest: {tidy.shortest}"
    keys = [key for key in tidy.keys if key in tidy.rows]
    series = tidy.rows.groupby(keys).ngroups if keys else 1
    if series > _MANY_SERIES:
        yield f"    # of {series:,} series scores, checks, paths and report carry the largest"
        yield f"    most_series: {_CARRIED}"
    yield "    variables:"
    for variable, known in tidy.variables.items():
        yield from _variable_lines(variable, known)
    if {"tariff", "value"} <= set(tidy.variables):
        yield "    identities: {revenue: tariff * value}"
        yield "    identity_labels: {revenue: Customs revenue}"
        yield f"    identity_units: {{revenue: {_text(tidy.variables['value'].unit)}}}"
    if record.doubts:
        yield "caveats:"
        for doubt in record.doubts:
            yield from _folded("", doubt, "  ")


def _variable_lines(variable: str, known: TidyVariable) -> Iterator[str]:
    yield f"      {variable}:"
    if known.column != variable:
        yield from _comment(f"the file's column “{known.column}”", "", "        ")
    yield f"        label: {_text(known.label)}"
    yield f"        unit: {_text(known.unit)}"
    yield f"        scale: {'log' if known.logged else 'level'}"
    if variable == "tariff":
        yield "        rate: true"
        if known.percent:
            yield "        written: percent"
        if known.smallest < 0:
            yield f"        smallest: {known.smallest:g}"
        if known.largest > 1:
            yield f"        largest: {known.largest:g}"


def experiment_file(name: str, tidy: TidyTable) -> str:
    """The text of ``configs/experiment/NAME.yaml``, with a first question."""
    return "\n".join(_experiment_lines(name, tidy)) + "\n"


def _experiment_lines(name: str, tidy: TidyTable) -> Iterator[str]:
    outcomes = _outcomes(tidy)
    policy = tidy.variables["tariff"]
    periods, span = _SPAN[tidy.frequency]
    *others, last = (_PLURALS[one] for one in outcomes)
    words = f"{', '.join(others)} and {last}" if others else last
    series = 1 if tidy.constants.get("series") else len(tidy.rows[list(tidy.keys)].drop_duplicates())
    yield "# @package _global_"
    yield "# yaml-language-server: $schema=../schema/experiment.json"
    yield from _comment(f"A first question to {name}: change it, then run `tradewinds run {name}`.")
    yield "defaults:"
    yield f"  - override /data: {name}"
    yield "  # noise with heavy tails: trade has months that no bell curve knows"
    yield "  - override /model@tier1.model: heavy_tailed"
    large = len(tidy.rows) >= _LARGE
    if large:
        yield "  - override /inference@tier1.inference: variational"
    yield "  - override /checks: [placebo]"
    yield "  - override /welfare: sectors"
    yield "  - _self_"
    yield ""
    yield "tier1:"
    yield "  title: Tariffs → trade"
    if large:
        yield "  inference: {variational: {minibatch: 2048}}"
    yield "  # each explains the change of one outcome by its past and the tariff;"
    yield "  # the grammar: configs/README.md, “Equations”"
    yield "  equations:"
    for outcome in outcomes:
        yield f"    - {_equation(outcome, tidy)}"
    if series > 1:
        yield "  # what a series has of its own in all periods"
        yield "  effects: [sector]"
    yield "tier2:"
    yield "  equations: []"
    placebo = next(one for one in ("volume", *reversed(outcomes)) if one in outcomes)
    yield f"checks: {{placebo: {{outcome: {placebo}}}}}"
    absent = {name: 0 for name, of in _WEIGHED.items() if of not in tidy.variables}
    if absent:
        yield "welfare:"
        yield "  # no weight for what the table lacks"
        yield f"  weights: {{sectors: {_mapping(absent)}}}"
        if "revenue" in absent:
            yield "  totals: []"
            yield "  frontier: []"
    yield "scenario:"
    yield f"  periods: {periods}"
    yield "  size: 0.05  # five points"
    if series > 1 and "value" in tidy.variables:
        yield "  weights: value  # effects on all series together are those on their trade"
    rise = (
        f"Tariffs rise in equal steps by five points over {span}, against tariffs that stay where they are."
    )
    yield from _folded("description", rise, "  ")
    yield "report:"
    yield f"  title: {_text(name.replace('_', ' ').capitalize())}"
    question = f"If every tariff rose by five points over {span}, what would happen to {words}"
    yield from _folded("question", f"{question}, as far as this table can tell?", "  ")
    if policy.column == "tariff" and tidy.constants.get("tariff") == 0.0:
        yield "# The table has no tariff: an answer on one is refused, until a rate that moved is in it."


def _outcomes(tidy: TidyTable) -> list[str]:
    """What the first question asks of: price, volume and value, of which the revenue is one."""
    return [one for one in ("price", "volume", "value") if one in tidy.variables]


def _equation(outcome: str, tidy: TidyTable) -> str:
    change = "dlog" if tidy.variables[outcome].logged else "d"
    parts = [f"{outcome}[t-1]"]
    if tidy.frequency != Frequency.year:
        parts.append(f"{change}({outcome}[t-1])")
    parts += ["tariff[t-1]", "d(tariff[t])"]
    if tidy.frequency != Frequency.year:
        parts.append("d(tariff[t-1])")
    if tidy.frequency == Frequency.month:
        parts.append("month")
    return f"{change}({outcome}[t]) ~ {' + '.join(parts)}"


def _comment(text: str, lead: str = "", indent: str = "") -> Iterator[str]:
    plain = " ".join(text.split())
    yield from textwrap.wrap(
        plain, _WIDTH, initial_indent=f"{indent}# {lead}", subsequent_indent=f"{indent}# {' ' * len(lead)}"
    )


def _folded(key: str, text: str, indent: str) -> Iterator[str]:
    """A text of its own lines; with no key, an item of a list."""
    yield f"{indent}{key}: >-" if key else f"{indent}- >-"
    yield from textwrap.wrap(
        " ".join(_plain_dollar(text).split()),
        _WIDTH,
        initial_indent=f"{indent}  ",
        subsequent_indent=f"{indent}  ",
    )


def _plain_dollar(text: str) -> str:
    """A text without the beginning of a reference, “${”, which settings would follow."""
    return text.replace("${", "$ {")


def _text(value: str) -> str:
    """A text as YAML takes it: in quotes where it could be taken for something else."""
    plain = (
        _PLAIN.fullmatch(value) and ": " not in value and " #" not in value and value.lower() not in _WORDS
    )
    return value if plain and "," not in value else _plain_dollar(json.dumps(value, ensure_ascii=False))


def _mapping(values: dict) -> str:
    def one(value: object) -> str:
        if isinstance(value, list):
            return f"[{', '.join(json.dumps(item, ensure_ascii=False) for item in value)}]"
        return _text(value) if isinstance(value, str) else f"{value}"

    return "{" + ", ".join(f"{_text(key)}: {one(value)}" for key, value in values.items()) + "}"
