"""What the page may claim of its figures: where no probability is named, and what is said about it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tradewinds.fitted.fit import Fit
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.report.verdicts import sentence_about
from tradewinds.report.words import listed, lower_first
from tradewinds.review.effect.claims import EffectResults, contradiction, unsure_of_itself, withholds
from tradewinds.review.table import results_of

Shown = Mapping[str, Mapping[str, str]]
"""Table → variable that the page shows → its label."""


def stands_for_posterior(fit: Fit) -> bool:
    """Whether draws of every tier are those of a posterior, whose shares are probabilities."""
    chosen = (str(tier.model.settings.inference.algorithm) for tier in fit.tiers.values())
    return all(ALGORITHMS[name].posterior for name in chosen)


def claims_shown(
    verdicts: pd.DataFrame | None, shown: Shown, policy: str, rate: str, posterior: bool
) -> dict[str, Any]:
    """``withheld``: “table.variable” → whether no probability of it is named, by the report's rule
    (``review.effect.claims``); ``verdict``: why, in words, empty where all may be claimed.

    ``verdicts`` as ``judge_effects`` has them; ``policy``: label of the variable whose changes identify the
    effect, ``rate``: of the one that is moved.
    """
    rows = pd.DataFrame() if verdicts is None else verdicts
    judged: EffectResults = (
        {str(name): results_of(of) for name, of in rows.groupby("outcome", sort=False)} if len(rows) else {}
    )
    withheld = {
        f"{table}.{name}": withholds(judged, name) for table, labels in shown.items() for name in labels
    }
    return {"withheld": withheld, "verdict": _said(judged, shown, policy, rate, posterior)}


def _said(judged: EffectResults, shown: Shown, policy: str, rate: str, posterior: bool) -> str:
    labels = {name: shown["sectors"].get(name, name) for name in judged}

    def worded(sentence: str, name: str) -> str:
        return lower_first(sentence_about(sentence, labels[name], policy, rate)).rstrip(".")

    said = []
    unanswered = [name for name, found in judged.items() if found[0].status.bad]
    unsure = [name for name, found in judged.items() if name not in unanswered and unsure_of_itself(found)]
    if unanswered:
        first = judged[unanswered[0]][0]
        why = worded(first.sentence, unanswered[0])
        of = listed(lower_first(labels[name]) for name in unanswered)
        said.append(f"These data do not answer what the policy does to {of}{f': {why}' if why else ''}.")
        said += [first.advice] if first.advice else []
    for name in unsure:
        why = worded(contradiction(judged[name]), name)
        said.append(
            f"The network contradicts itself about {lower_first(labels[name])}{f': {why}' if why else ''}."
        )
    if not said:
        return ""
    if shown.get("national"):
        said.append("What follows for the nation rests on that.")
    without = ", without probabilities of what this concerns" if posterior else ""
    return " ".join([*said, f"What is drawn is what the fitted equations say{without}."])
