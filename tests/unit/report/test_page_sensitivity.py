"""The page of sensitivity says what was found, gravest first, and shows every refit."""

import pandas as pd
import pytest

from tradewinds.report.page_sensitivity import render
from tradewinds.sensitivity.shifts import BY_ROW, CANNOT_TELL, COLUMNS, DOES_NOT, MATTERS, MEAN
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sensitivity import SensitivitySettings

VARIABLES = {
    "price": {"label": "Price", "unit": "index", "scale": "log"},
    "tariff": {"label": "Tariff", "unit": "fraction", "scale": "level", "rate": True},
    "home": {"label": "Home capacity (left out)", "unit": "share", "scale": "level"},
    "demand": {"label": "Demand", "unit": "index", "scale": "log"},
}
TABLE = {"frequency": "step", "variables": VARIABLES, "identities": {}}
EXPERIMENT = {
    "data": {"tables": {"sectors": TABLE}},
    "scenario": {"variable": "tariff"},
    "tier1": {"title": "", "equations": ["price[t] ~ price[t-1] + tariff[t]"]},
    "tier2": {"title": "", "equations": []},
}


def shifts(**verdicts: tuple[str, str]) -> pd.DataFrame:
    """Candidate → verdicts on the mean effect and by row."""
    rows = []
    for candidate, pair in verdicts.items():
        for quantity, verdict in zip((MEAN, BY_ROW), pair, strict=True):
            numbers = {"effect": 0.02, "shift": 0.006, "low": 0.004, "high": 0.008, "margin": 0.004}
            about = {"tier": "tier1", "equation": "price", "candidate": candidate, "quantity": quantity}
            more = {"seed_scatter": 0.001, "ratio": 6.0, "posterior_deviation": 0.002, "refits": 6, "rows": 9}
            rows.append(about | numbers | {"verdict": verdict} | more)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def page(table: pd.DataFrame) -> str:
    changes = [
        "unchanged",
        *(f"{kind}_{c}" for c in table["candidate"].unique() for kind in ("with", "placebo")),
    ]
    means = pd.DataFrame(
        {
            "tier": "tier1",
            "equation": "price",
            "change": change,
            "refit": refit,
            "effect": 0.02 + 0.001 * refit,
        }
        for change in changes
        for refit in range(3)
    )
    settings = SensitivitySettings(shared={"model.width": 4})
    return render(EXPERIMENT, table, means, [], settings, ReportSettings(title="A test"))


def test_what_matters_comes_first_with_its_numbers():
    text = page(shifts(demand=(DOES_NOT, DOES_NOT), home=(DOES_NOT, MATTERS)))
    short = text[text.index("In short") : text.index("Variables that may")]
    assert short.index(
        "Without home capacity (home) the effect comes out otherwise in 1 equation"
    ) < short.index("Adding demand shifts no effect")
    assert "mean effect +2.0 %, shifted by +0.60 (+0.40 to +0.80); row by row by 30" in short
    assert "price[t] ~ price[t-1] + tariff[t]" in text and "model.width = 4" in text


def test_what_cannot_be_told_is_not_called_harmless():
    text = page(shifts(home=(CANNOT_TELL, DOES_NOT)))
    assert "Whether home capacity (home) is missing cannot be told" in text
    assert "shifts no effect" not in text


@pytest.mark.parametrize("word", ["Scatter by seed", "placebo", "data:image/svg+xml"])
def test_every_refit_is_shown(word):
    assert word in page(shifts(home=(MATTERS, MATTERS)))


def test_the_same_inputs_give_the_same_bytes():
    table = shifts(home=(MATTERS, CANNOT_TELL))
    assert page(table) == page(table)
