"""What a user can get wrong stops everything before the first job, with one line."""

import pytest


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("model.widht=3", "unknown key tier1.model.widht"),
        ("scenario.size=25", "scenario.size = 25.0; expected a fraction between -1 and 1"),
        ("scenarios=[rising_tarifs]", "scenarios = 'rising_tarifs'; expected one of"),
        ("model.depth=-1", "tier1.model.depth = -1; expected a whole number from 0 to 100"),
        ("data.tables.sectors.file=absent.csv", "absent.csv"),
    ],
)
def test_bad_settings_give_one_line(finished, override, words):
    key = override.partition("=")[0]
    others = [other for other in finished.overrides if not other.startswith(f"{key}=")]
    ended = finished.run("--dry-run", overrides=[*others, override])
    assert ended.returncode != 0
    lines = [line for line in (ended.stdout + ended.stderr).splitlines() if line.startswith("tradewinds: ")]
    assert len(lines) == 1 and words in lines[0]
    assert "Traceback" not in ended.stderr and "File " not in ended.stderr
    assert "Job stats" not in ended.stdout + ended.stderr


def test_bad_data_name_rows_and_remedy_and_stop_the_workflow(laboratory):
    path = laboratory.folder / "data" / "sectors.csv"
    lines = path.read_text().splitlines()
    lines.append(lines[-1])
    path.write_text("\n".join(lines) + "\n")
    ended = laboratory.run()
    assert ended.returncode != 0
    (line,) = {line for line in ended.stderr.splitlines() if line.startswith("  read | ERROR")}
    assert "sectors" in line
    assert "Traceback" not in ended.stderr
    log = (laboratory.results / "log" / "read-sectors.log").read_text()
    assert line in log


def test_a_path_in_per_cent_stops_everything_before_the_first_job(laboratory):
    rows = [f"{period},25" for period in range(51, 54)]
    path = laboratory.folder / "data" / "tariff_path.csv"
    path.write_text("\n".join(["period,tariff", *rows, ""]))
    others = [*laboratory.overrides, "scenario=from_file"]
    ended = laboratory.run("--dry-run", overrides=others)
    lines = [line for line in (ended.stdout + ended.stderr).splitlines() if line.startswith("tradewinds: ")]
    assert ended.returncode != 0 and len(lines) == 1
    assert "tariff_path.csv: tariff = 25 in row 1 (3 of 3 rows); expected fractions" in lines[0]


def test_an_unknown_sector_is_said_by_the_plan_before_anything_is_trained(laboratory):
    """In a folder of its own, where the networks still have to be trained."""
    ended = laboratory.run("--cores", "1", overrides=[*laboratory.overrides, "scenario.sectors=[nowhere]"])
    assert ended.returncode != 0
    (line,) = {line for line in ended.stderr.splitlines() if line.startswith("  plan | ERROR")}
    assert "scenario rising_tariffs, sectors: no sector 'nowhere' in the data; expected some of" in line
    assert "fit the networks" not in ended.stdout + ended.stderr
