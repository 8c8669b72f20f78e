"""What a user can get wrong stops everything before the first job, with one line."""

import pytest


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("model.widht=3", "unknown key tier1.model.widht"),
        ("model.depth=-1", "tier1.model.depth = -1; expected a whole number of at least 0"),
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
