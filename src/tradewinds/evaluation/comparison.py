"""The simple models on the very rows the network was asked about, for every equation of a tier."""

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import joined
from tradewinds.data.panel import to_grid
from tradewinds.data.scaling import Scale, design, read_scale
from tradewinds.errors import DataError
from tradewinds.evaluation.baselines.model import with_past
from tradewinds.evaluation.baselines.registry import Asked, predictions
from tradewinds.evaluation.scoring import QUESTIONS, lead_table, score_table
from tradewinds.settings.data import DataSettings
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.tables import equations_of


def compare_tier(
    answers: xr.DataTree,
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    scaler: xr.DataTree,
    data: DataSettings,
    equations: list[str],
    explain: str,
    tier: str,
    diagnostics: DiagnosticsSettings,
    seed: int,
) -> pd.DataFrame:
    """Scores of every simple model, and the network's lead over each (metric ``lppd lead``).

    ``answers`` holds the network's log densities of the same rows in the same order.
    """
    designs, statistics, network = {}, {}, {}
    for table, parsed in equations_of(data, tier, equations).items():
        grid = to_grid(joined(train[table], test[table]), data.tables[table])
        for equation in parsed:
            name = equation.name
            statistics[name] = read_scale(scaler, name)
            rows = with_past(design(grid, equation, explain, statistics[name]), grid, parsed, explain)
            designs[name] = tuple(rows.with_role(role) for role in ("fit", *QUESTIONS))
            network[name] = {
                question: answers[f"{name}/{question}"]["log_density"].values
                for question in QUESTIONS
                if question in answers[name].children
            }
    return compare(designs, statistics, diagnostics, seed, network)


def compare(
    designs: dict[str, Asked],
    statistics: dict[str, Scale],
    settings: DiagnosticsSettings,
    seed: int,
    network: dict[str, dict[str, np.ndarray]] | None = None,
) -> pd.DataFrame:
    """Scores of every simple model on the rows of every equation; columns as in ``score_table``.

    With ``network``, equation → question → the network's log densities [N] of the same rows in the
    same order (standardised), also its lead over each simple model (``lead_table``). Rows inside that
    the network was not asked about are left out. Raises as ``predictions``, and DataError when there is
    no equation at all.
    """
    tables = []
    for equation, questions in predictions(designs, statistics, settings).items():
        rows = dict(zip(QUESTIONS, designs[equation][1:], strict=True))
        for question, models in questions.items():
            answered = {} if network is None else network.get(equation, {})
            if network is not None and question == "inside" and question not in answered:
                continue  # rows of a single period, which say nothing of how scores scatter
            about = (rows[question], statistics[equation], equation, question)
            limits = (settings.bootstrap, seed)
            tables += [score_table(law, *about, name, *limits) for name, law in models.items()]
            if network is not None:
                density = answered.get(question, np.empty(0))
                tables.append(lead_table(density, models, *about, *limits))
    if not tables:
        raise DataError("no equation to score", "at least one", "Write equations into tier1 or tier2.")
    return pd.concat(tables, ignore_index=True)
