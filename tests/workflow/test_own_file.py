"""A file of the user's own, from its first command to a dry run that passes."""

import subprocess

from invented_trade import SHAPES
from test_command_line import COMMAND


def test_a_file_is_started_and_its_first_job_passes(new_laboratory, small, tmp_path):
    laboratory = new_laboratory(tmp_path / "checkout", small)
    laboratory.open()
    SHAPES["german.csv"](tmp_path / "Handel.csv")

    def called(*arguments):
        return subprocess.run(
            [laboratory.python, "-c", COMMAND, *arguments],
            cwd=laboratory.folder,
            env=laboratory.environment | {"PYTHONPATH": str(laboratory.folder / "src")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )

    ended = called("start", str(tmp_path / "Handel.csv"))
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("A dry run passes. Now: tradewinds run handel\n")
    assert (laboratory.folder / "data" / "handel.parquet").is_file()

    laboratory.experiment = "handel"
    panel = "results/handel/prepare/sectors/panel.parquet"
    laboratory.done(panel, overrides=[])
    assert (laboratory.folder / panel).is_file()


def test_the_first_job_says_all_that_is_wrong_at_once(laboratory):
    path = laboratory.folder / "data" / "sectors.csv"
    lines = path.read_text().splitlines()
    names = lines[0].split(",")
    cells = lines[3].split(",")
    cells[names.index("tariff")] = "25"
    path.write_text("\n".join([*lines[:3], ",".join(cells), *lines[4:], lines[-1]]) + "\n")
    ended = laboratory.run()
    assert ended.returncode != 0 and "Traceback" not in ended.stderr
    said = [line for line in ended.stderr.splitlines() if line.startswith("tradewinds: ")]
    assert "2 things are wrong with the table" in said[0]
    assert "duplicated row" in said[1] and "value of tariff" in said[2]
