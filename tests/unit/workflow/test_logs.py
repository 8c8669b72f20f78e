import os

from logs import errors_since


def test_errors_of_this_run_are_found_again(tmp_path):
    log = tmp_path / "quickstart" / "log"
    log.mkdir(parents=True)
    (log / "read-old.log").write_text("  read | ERROR: from a run before\n")
    os.utime(log / "read-old.log", (1000, 1000))
    (log / "read-sectors.log").write_text("  read | 3 rows\n  read | ERROR: a gap. Fill it.\n")
    assert errors_since(2000.0, tmp_path) == ["read | ERROR: a gap. Fill it."]
