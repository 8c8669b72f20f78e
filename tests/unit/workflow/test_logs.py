import os

from logs import errors_since


def test_errors_of_this_run_are_found_again(tmp_path):
    log = tmp_path / "quickstart" / "log"
    log.mkdir(parents=True)
    (log / "read-old.log").write_text("  read | ERROR: from a run before\n")
    os.utime(log / "read-old.log", (1000, 1000))
    (log / "read-sectors.log").write_text("  read | 3 rows\n  read | ERROR: a gap. Fill it.\n")
    assert errors_since(2000.0, tmp_path) == ["read | ERROR: a gap. Fill it."]


def test_an_error_that_is_several_keeps_all_its_lines(tmp_path):
    log = tmp_path / "quickstart" / "log"
    log.mkdir(parents=True)
    said = [
        "  read | ERROR: 2 things are wrong with the table:",
        "  1. a gap. Fill it.",
        "  2. a text. Mend it.",
    ]
    (log / "read-sectors.log").write_text("\n".join([*said, "  read | the end"]))
    assert errors_since(2000.0, tmp_path) == [said[0].strip(), *said[1:]]
