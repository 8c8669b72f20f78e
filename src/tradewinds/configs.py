"""Where the shipped configuration lies: in the installed package, or beside it in a checkout."""

from pathlib import Path


def configs_folder() -> Path:
    """The folder of Hydra's groups that experiments are composed from."""
    installed = Path(__file__).parent / "_configs"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "configs"
