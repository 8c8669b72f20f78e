"""Folders that a user need not name: the shipped settings, and the user's own data."""

import os
from pathlib import Path

DATA_VARIABLE = "TRADEWINDS_DATA"
"""Environment variable that names the folder of a user's raw files."""


def configs_folder() -> Path:
    """The folder of Hydra's groups that experiments are composed from: in the installed package, or beside it
    in a checkout.
    """
    installed = Path(__file__).parent / "_configs"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "configs"


def data_folder() -> Path:
    """Where a user's raw files lie: the folder that the environment variable TRADEWINDS_DATA names, or
    ``data`` in the working directory.
    """
    return Path(os.environ.get(DATA_VARIABLE, "data"))
