"""What the page of the best policy is made of."""

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.policy.policy_names import ALL_SECTORS, RULE
from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.optimum.policies import SIMPLE, is_answer
from tradewinds.report.optimum.rule_told import RuleTold
from tradewinds.report.page.columns import TableRow
from tradewinds.report.page.inputs import PageInputs
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.sections import typed
from tradewinds.settings.seen import SeenTerm
from tradewinds.settings.welfare import WelfareSettings


class OptimumInputs(PageInputs):
    """Tables and roll-out of ``policy.evaluate``, starts of the searches, and what was asked."""

    @cached_property
    def policies(self) -> pd.DataFrame:
        """What every policy is worth."""
        return self.only("policies")

    @cached_property
    def paths(self) -> pd.DataFrame:
        """Their rates."""
        return self.only("paths")

    @cached_property
    def rows(self) -> dict[str, pd.Series]:
        """Policy → its row of ``policies``, the first of several."""
        return {str(row["policy"]): row for _, row in self.policies[::-1].iterrows()}

    @property
    def answer(self) -> str:
        """The policy that is the answer: the rule, where one was looked for, else the optimum."""
        return RULE if self.rule else "optimum"

    @property
    def best(self) -> pd.Series:
        """Its row."""
        return self.rows[self.answer]

    def simple(self, by: str) -> list[TableRow]:
        """Rows of the simple policies whose regret is a number, ordered by a column."""
        found = self.policies[self.policies["policy"].isin(SIMPLE) & np.isfinite(self.policies["regret"])]
        return list(found.sort_values(by).itertuples(index=False))

    def named(self, policies: pd.DataFrame) -> list[TableRow]:
        """The rows, but for the optimum under another name."""
        best = self.rows["optimum"]
        return [row for row in policies.itertuples(index=False) if not is_answer(row, best)]

    @cached_property
    def mean_rates(self) -> dict[str, pd.Series]:
        """Policy → rates by period, mean over sectors, in the unit that is shown."""
        factor = self.names.policy_variable.factor
        own = self.paths[self.paths["sector"] != ALL_SECTORS]
        return {str(name): of.groupby("period")["rate"].mean() * factor for name, of in own.groupby("policy")}

    @cached_property
    def sector_rates(self) -> dict[str, pd.DataFrame]:
        """Policy → rates [period, sector], in the unit that is shown."""
        factor = self.names.policy_variable.factor
        own = self.paths[self.paths["sector"] != ALL_SECTORS]
        return {
            str(policy): of.pivot(index="period", columns="sector", values="rate") * factor
            for policy, of in own.groupby("policy")
        }

    @property
    def starts(self) -> pd.DataFrame:
        """Of all searches, with a column ``aim``."""
        of = self.every("starts").items()
        return pd.concat([table.assign(aim=aim) for aim, table in of], ignore_index=True)

    @property
    def answering_starts(self) -> pd.DataFrame:
        """Of the search that is answered by: the rule's, or that for the highest welfare."""
        return self.only("rule_starts") if self.rule else self.every("starts")["welfare"]

    @property
    def outcomes(self) -> list[Outcome]:
        """What is weighed."""
        return [typed(Outcome, one) for one in self.asked["outcomes"]]

    @cached_property
    def welfare(self) -> WelfareSettings:
        """How it is weighed."""
        return self.section(WelfareSettings, "welfare")

    @cached_property
    def optimise(self) -> OptimiseSettings:
        """How the best path is looked for."""
        return self.section(OptimiseSettings, "optimise")

    @cached_property
    def rule(self) -> RuleTold | None:
        """The rule, where one was looked for."""
        if not self.every("rule"):
            return None
        seen = [typed(SeenTerm, one) for one in self.asked["seen"]]
        return RuleTold(self.names, self.only("rule"), seen, self.optimise.rule.around)

    @property
    def draws(self) -> DrawsTold:
        """How figures over draws are spoken of."""
        return DrawsTold.of(self.names)

    @property
    def baseline(self) -> str:
        """What paths are compared with, within a sentence."""
        return self.names.compared_with()

    def case(self, **more: Any) -> dict[str, Any]:
        """What ``review.policy`` asks of the answer."""
        against = {"baseline": self.rows["baseline"]["objective"], "confidence": self.optimise.confidence}
        return {**self.best, **against, **more}
