"""Snakemake within a job: makes experiments in a folder of their own.

In the same working directory, with its own files and locks: what was made before an interrupt is kept there,
and the next call goes on with it.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tradewinds.cli.running import PIPE

SNAKEFILE = Path(__file__).parents[1] / "Snakefile"


def lay_there(folder: Path, names: Iterable[str]) -> int:
    """How many files lie already where these experiments are made again."""
    return sum(path.is_file() for name in names for path in (folder / name).rglob("*"))


def made_again(asked: list[str], folder: Path, until: str, cores: int) -> None:
    """Make what ``asked`` (``key=value`` of --config) names in ``folder``, no further than the stages in
    ``until``; ends this process with Snakemake's status where that fails.
    """
    stages = until.replace(",", " ").split()
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(SNAKEFILE), "--cores", str(cores)]
    command += ["--config", *asked, f"results={folder}", *(["--until", *stages] if stages else [])]
    environment = {name: value for name, value in os.environ.items() if name != PIPE}
    status = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    if status:
        sys.exit(status)
