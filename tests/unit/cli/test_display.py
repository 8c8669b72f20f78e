"""What is shown of a run."""

import io
import json

import pytest

from tradewinds.cli.display import LiveLine, PlainLines, clock, display_on, fitted
from tradewinds.cli.durations import keep_durations, known_durations
from tradewinds.cli.state import RunningJob, RunState


@pytest.fixture
def state():
    jobs = {1: RunningJob("fit", "fit tier1", "results/a/log/fit.log", 0.0)}
    return RunState(done=3, total=9, running=jobs)


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def fileno(self):
        raise OSError


def test_on_a_terminal_one_line_is_written_over(state):
    stream = Terminal()
    live = display_on(stream, 0.0)
    assert isinstance(live, LiveLine)
    live.detail("price: step 100/500")
    live.show(state, {"a": {"fit": 70.0}}, 5.0)
    live.show(state, {}, 6.0)
    first, second = stream.getvalue().split("\r\033[K")[1:]
    assert first == "3 of 9 done · fit tier1 · price: step 100/500 · 5 s, about 1:05 min left"
    assert second.endswith("· 6 s") and "\n" not in stream.getvalue()
    live.print_line("Failed: fit tier1; its log: results/a/log/fit.log")
    assert stream.getvalue().endswith("\r\033[KFailed: fit tier1; its log: results/a/log/fit.log\n")


def test_elsewhere_there_is_a_line_a_job_and_no_mark_of_a_terminal(state):
    stream = io.StringIO()
    plain = display_on(stream, 0.0)
    assert isinstance(plain, PlainLines)
    plain.begin(state.running[1], state)
    plain.begin(RunningJob("all", "all", "", 0.0), state)
    plain.show(state, {}, 1.0)
    assert stream.getvalue() == "[3 of 9] fit tier1\n"


def test_long_silence_is_broken(state):
    stream = io.StringIO()
    plain = PlainLines(stream, 0.0)
    plain.detail("price: step 100/500")
    plain.show(state, {}, 61.0)
    assert stream.getvalue() == "[3 of 9] 1:01 min; fit tier1: price: step 100/500\n"


@pytest.mark.parametrize(
    ("width", "line"), [(40, "a · bb · ccc · 5 s"), (15, "a · bb · 5 s"), (7, "a · 5 s"), (4, "a · ")]
)
def test_what_does_not_fit_gives_way_from_behind(width, line):
    assert fitted(["a", "bb", "ccc"], "5 s", width) == line


def test_what_is_long_is_cut_where_enough_of_it_stays():
    long = ["3 of 9", "tier1 price: step 100/500, loss 1"]
    assert fitted(long, "5 s", 34) == "3 of 9 · tier1 price: step… · 5 s"
    assert len(fitted(long, "5 s", 30)) == 30 and fitted(long, "5 s", 20) == "3 of 9 · 5 s"


def test_durations_are_said_as_people_say_them():
    assert [clock(one) for one in (0.4, 59, 185, 3720)] == ["0 s", "59 s", "3:05 min", "1:02 h"]


def test_durations_are_kept_from_run_to_run_and_a_broken_file_is_none(tmp_path):
    keep_durations(tmp_path, {"a": {"fit": 10.0, "read": 1.0}})
    keep_durations(tmp_path, {"b": {"fit": 5.0}, "a": {"fit": 12.0}})
    assert known_durations(tmp_path) == {"b": {"fit": 5.0}, "a": {"fit": 12.0, "read": 1.0}}
    for text in ("{", json.dumps({"a": 3}), json.dumps([1])):
        (tmp_path / ".cache" / "durations.json").write_text(text)
        assert known_durations(tmp_path) == {}
