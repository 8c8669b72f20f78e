"""A small market, and a model of it that takes seconds."""

import numpy as np
import pandas as pd
import pytest

import tradewinds as tw

EFFECT, MEMORY = 0.6, 0.5
SMALL = {
    "tier1.model.width": 2,
    "tier1.model.prior.hidden": 0.5,
    "tier1.inference.ensemble.members": 4,
    "tier1.inference.optimiser": {"steps": 200, "chunk": 100},
    "diagnostics.bootstrap": 50,
    "diagnostics.replicas": 20,
    "scenario.draws": 40,
    "scenario.weights": "volume",
}


@pytest.fixture(scope="session")
def small() -> dict[str, object]:
    """Settings of the model."""
    return dict(SMALL)


@pytest.fixture(scope="session")
def frame() -> pd.DataFrame:
    """Four industries over 72 months: log price follows half of its past and the tariff."""
    rng = np.random.default_rng(3)
    months = pd.period_range("2015-01", periods=72, freq="M")
    rows = []
    for number, industry in enumerate(("steel", "cars", "toys", "wine")):
        tariff = np.clip(0.1 + 0.02 * rng.normal(size=72).cumsum(), 0.0, 0.6)
        price = np.zeros(72)
        for t in range(1, 72):
            price[t] = MEMORY * price[t - 1] + EFFECT * tariff[t] + 0.02 * rng.normal()
        volume = np.exp(number - price + 0.05 * rng.normal(size=72))
        rows += zip([industry] * 72, months.astype(str), tariff, np.exp(price), volume, strict=True)
    return pd.DataFrame(rows, columns=["industry", "month", "tariff", "price", "volume"])


@pytest.fixture(scope="session")
def panel(frame) -> tw.Panel:
    return tw.Panel.from_frame(frame, sector="industry", period="month", logs=["price", "volume"])


@pytest.fixture(scope="session")
def model() -> tw.TradeModel:
    return tw.TradeModel(["price[t] ~ price[t-1] + tariff[t]"], inference="ensemble", settings=SMALL)


@pytest.fixture(scope="session")
def fit(model, panel) -> tw.FittedModel:
    return model.fit(panel, seed=2, progress=False)
