"""The explorer in one call: from a fit to a page, or to the sentence that says why there is none."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from tradewinds.errors import GateError, SettingsError
from tradewinds.explorer.about import about_result, hash_of
from tradewinds.explorer.claims_shown import stands_for_posterior
from tradewinds.explorer.description import describe_rollout
from tradewinds.explorer.page import explorer_page, page_without
from tradewinds.fitted.fit import Fit
from tradewinds.review.gate import require_gates
from tradewinds.runtime import in_double
from tradewinds.settings.path import PathSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.welfare import WelfareSettings

_LARGEST = 40_000_000
"""Bytes of numbers above which a page is no page any more."""


class Built(NamedTuple):
    """``facts``: what the page carries, and under ``reason`` why there is none."""

    html: str
    facts: dict[str, Any]


@in_double
def build_page(
    fit: Fit,
    scenario: ScenarioSettings,
    path: PathSettings,
    planned: pd.DataFrame,
    *,
    experiment: str,
    title: str,
    prosperity: list[str],
    welfare: WelfareSettings,
    inputs: Mapping[str, str],
    verdicts: pd.DataFrame | None = None,
    checks: pd.DataFrame | None = None,
    tested: str | None = None,
) -> Built:
    """The page of a fit, which opens with the first scenario's ``path``; the rest as ``about_result`` has it.

    ``checks``: verdicts on checks, where one of them is a gate. A fit that a gate holds back, that the page
    cannot carry or that would make it too large has a page of one sentence. Raises as ``roll_out`` otherwise.
    """
    facts: dict[str, Any] = {"result": hash_of(inputs), "reason": "", "draws": 0, "futures": 0, "bytes": 0}
    try:
        require_gates(checks)
        found = describe_rollout(fit, scenario)
    except (GateError, SettingsError) as error:
        return _none(title, str(error), facts)
    carried = {name: found.document[name] for name in ("draws", "futures")} | {"bytes": len(found.numbers)}
    if len(found.numbers) > _LARGEST:
        reason = f"its numbers take {len(found.numbers) / 1e6:.0f} MB, more than {_LARGEST / 1e6:.0f}"
        return _none(title, reason, facts | carried)
    tables = found.document["tables"]
    shown = {name: {one["name"]: one["label"] for one in part["shown"]} for name, part in tables.items()}
    about = about_result(
        experiment, title, fit.data, path, scenario.variable, planned, prosperity, welfare, verdicts, inputs,
        shown, tested=tested, posterior=stands_for_posterior(fit),
    )  # fmt: skip
    return Built(explorer_page(found, about), facts | carried)


def _none(title: str, reason: str, facts: dict[str, Any]) -> Built:
    return Built(page_without(title, reason), facts | {"reason": reason})
