"""A rule that reacts as a person reads it: in a sentence, as an equation, and term by term."""

import numpy as np
import pandas as pd

from tradewinds.policy.policy_names import ALL_SECTORS, RULE
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Fields, Statement, Table
from tradewinds.report.page.columns import TableColumn, of, tabulated
from tradewinds.report.quantities import amount, in_percent
from tradewinds.report.words import count, listed, lower_first, number
from tradewinds.settings.optimise import Around
from tradewinds.settings.seen import SeenTerm

_NAMED = 2
"""Reactions that a sentence names at most, those that usually move rates most."""
_NOTHING = 0.05
"""Points that a reaction usually moves rates by, below which a sentence leaves it out."""


class RuleTold:
    """The words for a rule's table (``RuleEquation.rows``) of what it sees.

    ``around``: what it moves rates away from, within a sentence.
    """

    def __init__(self, names: Names, rule: pd.DataFrame, seen: list[SeenTerm], around: Around) -> None:
        self._names, self._rule, self._seen = names, rule, seen
        self.around = "the best path" if around == Around.path else names.compared_with()

    @property
    def linear(self) -> bool:
        """Whether it is an equation, and no network beside one."""
        return not (self._rule["part"] == "inner").any()

    @property
    def terms(self) -> pd.DataFrame:
        """Term by term: ``per_unit`` points of the rate per unit, ``usual`` points for a spread of it; of a
        network the nearest linear rule's."""
        rows = self._rule[self._rule["part"] == ("slopes" if self.linear else "reading")].copy()
        rows["usual"] = rows["per_unit"] * rows["spread"]
        rows["label"] = [self._label(one) for one in self._seen]
        return rows.reset_index(drop=True)

    @property
    def shift(self) -> float:
        """The rule's constant in points, mean over sectors; of a network the nearest linear rule's."""
        rows = self._constants if self.linear else self._rule[self._rule["part"] == "level"]
        return 100.0 * float(rows["value"].mean())

    @property
    def _constants(self) -> pd.DataFrame:
        return self._rule[self._rule["part"] == "constant"]

    def sentence(self, named: int = _NAMED) -> str:
        """“set the tariff 9.1 points below unchanged ones, and 4.7 points higher for each % more income”; so
        many reactions are ``named``, the others counted."""
        policy = self._names.called(self._names.policy)
        side = "above" if self.shift > 0 else "below"
        where = f"{number(abs(self.shift), 2)} points {side} {self.around}"
        where += " on average" if len(self._constants) > 1 else ""
        text = f"set the {policy} {where}"
        if not self.linear:
            text = f"set the {policy} by a small network, roughly {where}"
        terms = self.terms
        order = terms["usual"].abs().sort_values(ascending=False, kind="stable").index
        told = [terms.loc[at] for at in order if abs(terms.loc[at, "usual"]) >= _NOTHING]
        if not told:
            return f"{text}, whatever is seen"
        parts = [
            f"{number(abs(row['per_unit']), 2)} points {'higher' if row['per_unit'] > 0 else 'lower'} for "
            f"each {_unit(row['unit'])} more {row['label']}"
            for row in told[:named]
        ]
        if len(told) > named:
            parts.append(count(len(told) - named, "smaller reaction"))
        return f"{text}, and {listed(parts)}"

    def equation(self) -> str:
        """“tariff[s,t] = unchanged tariffs + a[s] + 0.38 price[s,t-1] + …”, in points."""
        place = "[s]" if len(self._constants) > 1 else ""
        first = f"a{place}" if place else number(100.0 * self._constants["value"].mean(), 3, sign=True)
        text = f"{self._names.policy}[s,t] = {self.around} + {first}".replace("+ −", "− ").replace(
            "+ +", "+ "
        )
        of = self.terms if self.linear else self._rule[self._rule["part"] == "slopes"]
        for row in of.itertuples(index=False):
            sign = "−" if row.per_unit < 0 else "+"
            text += f" {sign} {number(abs(row.per_unit), 3)} {row.term}"
        return text if self.linear else f"{text} + network"

    def written(self) -> Fields:
        """The equation, and what it stands for."""
        units = listed(
            f"{row.term} in {row.unit or 'its unit'}" for row in self.terms.itertuples(index=False)
        )
        policy = self._names.policy_variable.label
        inputs = (
            f"rates in points, held within the bounds; {units}, each counted from its value before the path"
        )
        return Fields(
            "equations",
            [
                {
                    "written": Statement(self.equation()),
                    "explains": Statement(policy),
                    "inputs": Statement(inputs),
                }
            ],
        )

    def table(self) -> Table:
        """What the rule does about everything it sees."""
        columns = [
            ("It sees", lambda row: Statement(row.label[:1].upper() + row.label[1:])),
            ("Term", lambda row: Statement(row.term)),
            ("Whose", lambda row: "the nation's" if row.table == "national" else "the sector's own"),
            ("Points per unit", of(amount, "per_unit", digits=3, sign=True, unit="points")),
            ("Unit", lambda row: Statement(_unit(row.unit))),
            ("Usual deviation", of(amount, "spread", digits=2)),
            ("Points for it", of(amount, "usual", digits=2, sign=True, unit="points")),
        ]
        note = (
            "Counted from its value before the path; changes from nothing. Usual deviation: the standard "
            "deviation along the baseline, over draws, periods and sectors."
        )
        if not self.linear:
            (explained,) = self._rule.loc[self._rule["part"] == "explained", "value"]
            share = in_percent(max(0.0, explained))
            note += f" The linear rule nearest to the network, which tells {share} of how its rates vary."
        return tabulated("What the rule does about what it sees", self.terms, columns, note, texts=3)

    def constants(self) -> Table | None:
        """The constant of every sector."""
        if len(self._constants) < 2:
            return None
        columns: list[TableColumn] = [
            ("Sector", lambda row: self._names.sector(row.sector)),
            ("Points", of(amount, "value", digits=2, sign=True, factor=100, unit="points")),
        ]
        caption = f"The constant a[s]: points away from {self.around}"
        return tabulated(caption, self._constants, columns)

    def _label(self, one: SeenTerm) -> str:
        variable, _, rest = one.text.partition("[")
        if rest != "t-1]":
            return one.text
        return lower_first(self._names.variable(one.table, variable).label)


def _unit(unit: str) -> str:
    return {"points": "point", "": "unit"}.get(unit, unit)


def bound_share(paths: pd.DataFrame, lowest: float, highest: float) -> float:
    """Share of a rule's mean rates that lie on a bound."""
    rates = paths.loc[(paths["policy"] == RULE) & (paths["sector"] != ALL_SECTORS), "rate"]
    return float((np.minimum(rates - lowest, highest - rates) < 1e-6).mean())
