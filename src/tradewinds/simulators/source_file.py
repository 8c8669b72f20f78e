"""The Python file of a user's own simulator, found before anything runs; without JAX."""

from pathlib import Path

from tradewinds.errors import SimulatorError
from tradewinds.settings.simulator import SimulatorSettings


def source_file(settings: SimulatorSettings) -> Path | None:
    """The file that settings name, None for a simulator that is here; raises SimulatorError where it is not
    there.
    """
    if settings.file is None:
        return None
    file = Path(settings.file)
    if file.suffix != ".py" or not file.is_file():
        raise SimulatorError(
            f"simulator.file = {settings.file!r} of {settings.name} is not there",
            "a Python file, name.py",
            "Paths begin where the workflow runs.",
        )
    return file
