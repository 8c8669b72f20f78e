"""What ``snakemake sensitivity`` fits anew: which equations, with what changed, how often."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from tradewinds.equations import Equation, Term
from tradewinds.errors import SettingsError
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.schema import meant
from tradewinds.settings.sensitivity import SensitivitySettings
from tradewinds.settings.sweep import SettingChanges, with_changes
from tradewinds.settings.tables import equations_of, scales_of
from tradewinds.settings.tier import TierSettings

UNCHANGED, OTHER_PRIOR, WITH, PLACEBO = "unchanged", "other_prior", "with", "placebo"
"""The four kinds of refits; the latter two are of a candidate."""


class RefitTarget(NamedTuple):
    """An equation to refit, the policy among its inputs, and the columns that may be missing from it."""

    tier: str
    table: str
    equation: Equation
    policy: str
    candidates: tuple[str, ...]


@dataclass
class Refit:
    """One refit of an equation."""

    tier: str
    table: str
    equation: str
    policy: str
    kind: str
    number: int
    candidate: str = ""
    """The column that is added, nothing where the equation has its own inputs alone."""

    @property
    def change(self) -> str:
        """unchanged, other_prior, with_capacity, placebo_capacity."""
        return f"{self.kind}_{self.candidate}" if self.candidate else self.kind

    @property
    def place(self) -> tuple[str, str, str, int]:
        """Where its effects stand among those of all refits."""
        return self.tier, self.equation, self.change, self.number


def refit_targets(
    data: DataSettings, tiers: dict[str, TierSettings], policy: str, sensitivity: SensitivitySettings
) -> list[RefitTarget]:
    """The equations that are asked, in the order of the settings, each with its candidates.

    ``policy`` is the variable of the sector table; the nation's is the mean of it. Candidates are columns
    that the equation does not use and no equation explains: what the policy moves must not be held fixed.
    Raises SettingsError for an equation, a column or a combination that cannot be used.
    """
    found = [
        (f"{name}.{equation.name}", name, table, equation)
        for name, tier in tiers.items()
        for table, equations in equations_of(data, name, tier.equations).items()
        for equation in equations
    ]
    known = {table: _policy_of(data, table, policy) for table in data.tables}
    usable = {key: table for key, _, table, equation in found if _answers(equation, known[table])}
    for key in sensitivity.equations:
        require(
            key in usable,
            "sensitivity.equations",
            key,
            "an equation with the policy among its inputs, neither it nor the own past in other logarithms "
            f"than the target: {', '.join(usable) or 'there is none'}",
        )
    asked = [one for one in found if one[0] in (sensitivity.equations or usable)]
    columns = [name for table in data.tables.values() for name in table.variables]
    for name in sensitivity.moved:
        require(
            name in columns,
            "sensitivity.moved",
            name,
            f"a column of the tables: {', '.join(dict.fromkeys(columns))}",
            meant(name, columns),
        )
    moved = {policy, *data.aggregates, *sensitivity.moved, *(equation.name for *_, equation in found)}
    _require_columns(data, moved, {table for _, _, table, _ in asked}, sensitivity.candidates)
    return [
        RefitTarget(
            tier,
            table,
            equation,
            mine,
            _candidates(data, table, equation, moved, sensitivity.candidates),
        )
        for _, tier, table, equation in asked
        if (mine := known[table]) is not None
    ]


def refits_of(
    data: DataSettings, tiers: dict[str, TierSettings], policy: str, sensitivity: SensitivitySettings
) -> Iterator[Refit]:
    """Every refit of every equation; none of one that has no candidates where no other prior is asked for.

    Raises SettingsError where candidates are named and no equation can have any, and as ``refit_targets``.
    """
    asked = refit_targets(data, tiers, policy, sensitivity)
    if sensitivity.candidates and not any(one.candidates for one in asked):
        raise SettingsError(
            f"sensitivity.candidates = {list(sensitivity.candidates)!r}: nothing to add to any equation",
            "a column of the equation's table that it does not use and no equation explains",
            "Describe one more column under data.tables.TABLE.variables.",
        )
    for one in asked:
        kinds = [(OTHER_PRIOR, "")] if sensitivity.prior else []
        kinds += [(kind, candidate) for candidate in one.candidates for kind in (WITH, PLACEBO)]
        for kind, candidate in [(UNCHANGED, ""), *kinds] if kinds else []:
            for number in range(sensitivity.refits):
                yield Refit(
                    one.tier,
                    one.table,
                    one.equation.name,
                    one.policy,
                    kind,
                    number,
                    candidate,
                )


def refitted(tier: TierSettings, asked: Refit, data: DataSettings, prior: SettingChanges) -> TierSettings:
    """The tier with the refit's equation alone, its candidate of the same period among the inputs, and
    ``prior`` in place of its own where that is what the refit changes.

    The candidate enters as the target does: as a change where that is one, else on its own scale.
    """
    of_table = equations_of(data, asked.tier, tier.equations)[asked.table]
    equation = next(one for one in of_table if one.name == asked.equation)
    text = equation.text
    if asked.candidate:
        text = f"{text} + {_added(asked.candidate, equation.target, scales_of(data, asked.table))}"
    changed = with_prior(tier, prior) if asked.kind == OTHER_PRIOR else tier
    return replace(changed, equations=[text])


def with_prior(tier: TierSettings, prior: SettingChanges) -> TierSettings:
    """The tier under the other prior. Raises SettingsError for a key or a value that cannot be used."""
    return with_changes(tier, prior, "sensitivity.prior")


def _added(candidate: str, target: Term, scales: dict[str, str]) -> str:
    if not target.step:
        return f"{candidate}[t]"
    transform = "dlog" if scales[candidate] == "log" else "d"
    step = f", {target.step}" if target.step > 1 else ""
    return f"{transform}({candidate}[t]{step})"


def _policy_of(data: DataSettings, table: str, policy: str) -> str | None:
    """The policy as a table knows it: the nation's is the aggregate of the sectors'."""
    if table == "sectors":
        return policy
    return next((name for name, one in data.aggregates.items() if one.of == policy), None)


def _answers(equation: Equation, policy: str | None) -> bool:
    """Whether the policy is an input, and slopes tell the path after it (``slopes.response``)."""
    moving = [
        term for term in equation.inputs if term.variable in (policy, equation.name) and not term.common
    ]
    return any(term.variable == policy for term in moving) and all(
        term.in_logs == (term.variable == equation.name and equation.target.in_logs) for term in moving
    )


def _candidates(
    data: DataSettings, table: str, equation: Equation, moved: set[str], named: list[str]
) -> tuple[str, ...]:
    """Those of the named columns, or of all, that the equation can be given."""
    used = {equation.name, *(term.variable for term in equation.inputs)}
    columns = data.tables[table].variables
    return tuple(name for name in named or columns if name in columns and name not in used | moved)


def _require_columns(data: DataSettings, moved: set[str], tables: set[str], named: list[str]) -> None:
    known = [name for table in sorted(tables) for name in data.tables[table].variables]
    free = [name for name in dict.fromkeys(known) if name not in moved]
    for name in named:
        require(
            name in known,
            "sensitivity.candidates",
            name,
            f"a column of the tables asked: {', '.join(free)}",
            f"{meant(name, free)}Describe it under data.tables.TABLE.variables.",
        )
        require(
            name in free,
            "sensitivity.candidates",
            name,
            f"a column that the policy does not move: {', '.join(free) or 'there is none'}",
            "What follows from the policy must not be held fixed while its effect is asked for.",
        )
