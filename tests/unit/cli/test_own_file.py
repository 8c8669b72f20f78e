"""The commands about a file of the user's own: what they say, ask and write."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from invented_trade import german_csv, invented

from tradewinds.cli import app, own_file
from tradewinds.errors import TradewindsError

TOP = Path(__file__).parents[3]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with the user's file beside it, in which the dry run is not given."""
    folder = tmp_path / "checkout"
    shutil.copytree(TOP / "configs", folder / "configs")
    (folder / "workflow" / "rules").mkdir(parents=True)
    for mark in ("Snakefile", "workflow/rules/common.smk"):
        (folder / mark).touch()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(own_file, "_dry_run", lambda root, name: 0)
    german_csv(tmp_path / "Außenhandel 2024.csv")
    return folder


def called(*arguments, status=0):
    ended = CliRunner().invoke(app.tradewinds, list(map(str, arguments)))
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    assert ended.exit_code == status, ended.output
    return ended.output


@pytest.mark.slow
def test_start_says_what_it_understood_and_where_it_wrote(checkout, tmp_path):
    said = called("start", tmp_path / "Außenhandel 2024.csv", "--name", "trade")
    assert "  separator              semicolon\n" in said and "  decimal mark           comma\n" in said
    assert said.endswith("A dry run passes. Now: tradewinds run trade\n")
    assert (checkout / "configs" / "experiment" / "trade.yaml").is_file()
    assert (tmp_path / "data" / "trade.parquet").is_file()
    with pytest.raises(TradewindsError, match="--name NAME, or --replace"):
        called("start", tmp_path / "Außenhandel 2024.csv", "--name", "trade")


@pytest.mark.slow
def test_a_file_is_checked_and_nothing_written(checkout, tmp_path):
    file = tmp_path / "Außenhandel 2024.csv"
    before = sorted(checkout.rglob("*"))
    assert "Nothing is wrong with" in called("check", file)
    lines = file.read_bytes().replace(b";02/2010;", b";soon;").splitlines()
    file.write_bytes(b"\n".join([*lines[:8], lines[8] + b";1", *lines[9:]]))
    said = called("check", file, status=1)
    assert "\n1. " in said and "\n2. " in said and "'soon'" in said and "line 9" in said
    assert sorted(checkout.rglob("*")) == before and not (tmp_path / "data").exists()


def test_an_experiment_is_no_file_to_check(checkout, tmp_path):
    with pytest.raises(TradewindsError, match="no file quickstart.*tradewinds economic-checks quickstart"):
        called("check", tmp_path / "Außenhandel 2024.csv", "quickstart")


def test_check_and_start_have_the_same_options():
    of_start, of_check = (
        {option for one in command.params for option in one.opts if option.startswith("--")}
        for command in (app.start, app.check_tables)
    )
    assert of_start - of_check == {"--name", "--replace"} and of_check < of_start


@pytest.mark.slow
def test_what_has_to_be_asked_is_an_option_where_there_is_no_terminal(checkout, tmp_path):
    rows = invented().rename(columns={"duty": "x"})
    rows.to_csv(tmp_path / "x.csv", index=False)
    said = called("check", tmp_path / "x.csv", status=1)
    assert "Give --tariff x or --tariff none" in said and "tradewinds check --help" in said
    said = called("check", tmp_path / "x.csv", "--tariff", "x", "--sector", "product", "--dates", "day")
    assert said.endswith(
        f"Now: tradewinds start {tmp_path / 'x.csv'} --tariff x --sector product --dates day\n"
    )


def test_a_question_has_numbered_answers_and_names_its_option(monkeypatch, capsys):
    from tradewinds.intake.record import OpenQuestion

    monkeypatch.setattr(own_file.click, "prompt", lambda text, type: 2)
    question = OpenQuestion("Which?", "--tariff", {"a": "such as 1", "b": "such as 2"})
    assert own_file._ask(question) == "b"
    assert "  2  b: such as 2" in capsys.readouterr().out
