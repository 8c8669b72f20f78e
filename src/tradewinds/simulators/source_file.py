"""The Python file of a user's own simulator, found before anything runs; without JAX."""

from pathlib import Path

from tradewinds.errors import SimulatorError
from tradewinds.folders import data_folder
from tradewinds.settings.simulator import SimulatorSettings


def source_file(settings: SimulatorSettings) -> Path | None:
    """The file that settings name, None for a simulator that is here; raises SimulatorError where it is not
    there.
    """
    if settings.file is None:
        return None
    file = data_folder() / settings.file
    if file.suffix != ".py" or not file.is_file():
        raise SimulatorError(
            f"no file {file}, the simulator {settings.name}",
            "a Python file there, name.py",
            "Put it there, or set the environment variable TRADEWINDS_DATA to the folder that holds it.",
        )
    return file
