"""A user's table without fault, from which tables with one thing wrong each are made."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

from tradewinds.data.sources import raw_files, read_tables
from tradewinds.settings.data import DataSettings
from tradewinds.settings.schema import validated

CONFIGS = Path(__file__).parents[3] / "configs"
BORDER = {
    "name": "border",
    "description": "Two origins by month.",
    "tables": {
        "sectors": {
            "frequency": "month",
            "file": "border.csv",
            "keys": {"origin": "country"},
            "variables": {
                "price": {"label": "Price", "unit": "index", "scale": "log"},
                "tariff": {"label": "Tariff", "unit": "fraction", "rate": True},
                "volume": {"label": "Volume", "unit": "USD", "scale": "log", "column": "quantity"},
            },
            "identities": {"revenue": "tariff * price / 100 * volume"},
        }
    },
}


def _typed(*trees: dict) -> DataSettings:
    return validated(DataSettings, OmegaConf.to_container(OmegaConf.merge(*trees), resolve=True), "data")


@pytest.fixture
def border():
    """Settings of the user's table; changes are merged into the table ``sectors``."""
    return lambda **changes: _typed(BORDER, {"tables": {"sectors": changes}})


@pytest.fixture
def shipped():
    """Settings of one file of configs/data, composed by Hydra and merged onto the schema."""

    def load(name: str, *overrides: str) -> DataSettings:
        with initialize_config_dir(str(CONFIGS), version_base="1.3"):
            return _typed(compose(f"data/{name}", overrides=list(overrides)).data)

    return load


@pytest.fixture
def raw() -> pd.DataFrame:
    """The user's rows: two origins, twenty months, sorted."""
    months = pd.period_range("2018-01", periods=20, freq="M").astype(str)
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "country": np.repeat(["Canada", "China"], 20),
            "period": np.tile(months, 2),
            "price": 100 + rng.normal(size=40),
            "tariff": np.full(40, 0.025),
            "quantity": 50 + rng.normal(size=40),
        }
    )


@pytest.fixture
def read(tmp_path, border):
    """Write a user's rows to a file and read them back through the settings."""

    def write_and_read(rows: pd.DataFrame, file: str = "border.csv", **changes) -> pd.DataFrame:
        settings = border(file=file, **changes)
        if file.endswith(".csv"):
            rows.to_csv(tmp_path / file, index=False)
        else:
            rows.to_parquet(tmp_path / file)
        return read_tables(settings, raw_files(settings, tmp_path))["sectors"]

    return write_and_read
