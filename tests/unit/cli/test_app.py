"""The commands: what they ask of Snakemake, and what they say."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tradewinds.cli import app, options
from tradewinds.cli.checkout import CommandError
from tradewinds.errors import ProofError
from tradewinds.proof.archive import SUMS, sums_of, write_archive

TOP = Path(__file__).parents[3]
TARGETS = {
    "run": [],
    "audit": ["audit"],
    "reproduce": ["reproduce"],
    "bundle": ["bundle"],
    "sweep": ["sweep"],
    "sbc": ["sbc"],
    "sensitivity": ["sensitivity"],
    "optimise": ["optimise"],
    "explore": ["explore"],
    "paper": ["paper"],
    "report": ["results/quickstart/report/index.html"],
    "economic-checks": ["results/quickstart/report/checks.html"],
}


@pytest.fixture
def asked(monkeypatch):
    """Arguments that Snakemake would get, in place of running it."""
    found = []

    class Followed:
        def __init__(self, root, arguments, again, verbose, answer):
            found.append(list(arguments))

        def follow(self):
            return 0

    monkeypatch.setattr(options, "WorkflowRun", Followed)
    monkeypatch.chdir(TOP / "docs")  # a folder within the checkout will do
    return found


def called(*arguments):
    ended = CliRunner().invoke(app.tradewinds, arguments)
    assert ended.exit_code == 0, ended.output
    return ended.output


@pytest.mark.parametrize("name", TARGETS)
def test_each_command_is_its_target(asked, name):
    called(name, "quickstart")
    config = ["--config", 'experiment=["quickstart"]', "results=results"]
    assert asked == [[*TARGETS[name], *config]]
    snakefile = (TOP / "Snakefile").read_text()
    assert all(f"rule {target}:" in snakefile for target in TARGETS[name] if "/" not in target)


def test_settings_machines_and_folders_are_passed_on(asked):
    said = called("run", "a", "b", "--set", "seed=1", "-s", "x=[1,2]", "--results", "there", "--cores", "2")
    (arguments,) = asked
    assert arguments == [
        "--config",
        'experiment=["a", "b"]',
        'overrides=["seed=1", "x=[1,2]"]',
        "results=there",
        "--cores",
        "2",
    ]
    assert said.count("The page: ") == 2 and "/there/a+seed-1-x-1-2-" in said


def test_what_targets_are_told_beside_is_passed_on(asked, tmp_path, monkeypatch):
    monkeypatch.chdir(TOP / "docs")
    called("reproduce", "a", "--until", "read,split")
    called("reproduce", "a", "--replay")
    called("bundle", "a", "--key", "key", "--share", "--dirty", "--no-open")
    for name in ("paper.md", "paper.numbers.txt"):
        (tmp_path / name).write_text("Prices rise.\n")
    called("check-text", "a", str(tmp_path / "paper.md"))
    config = ["--config", 'experiment=["a"]', "results=results"]
    assert asked == [
        ["reproduce", *config, "until=read,split"],
        ["reproduce", *config, "replay=true"],
        ["bundle", *config, f"key={TOP}/docs/key", "share=true", "dirty=true"],
        ["check-text", *config, f"text={tmp_path}/paper.md"],
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nosuch.md", "nosuch.md cannot be read (No such file or directory); expected a text (UTF-8)."),
        (".", "docs cannot be read (Is a directory); expected a text"),
        ("images/first_screen.png", "first_screen.png cannot be read (it is no text); expected a text"),
        (
            "papers.md",
            "papers.numbers.txt cannot be read (No such file or directory); expected sentences with",
        ),
    ],
)
def test_a_document_that_cannot_be_read_is_told_before_the_workflow_begins(asked, name, said):
    ended = CliRunner().invoke(app.tradewinds, ["check-text", "quickstart", str(TOP / "docs" / name)])
    assert isinstance(ended.exception, ProofError) and said in str(ended.exception) and not asked


def test_a_bundle_that_cannot_be_believed_ends_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["tradewinds", "verify", str(tmp_path / "no.zip")])
    with pytest.raises(SystemExit) as ended:
        app.command_line()
    assert ended.value.code == 1 and capsys.readouterr().err.startswith("tradewinds: ")


def test_a_stamp_without_authorities_ends_in_one_line(tmp_path, monkeypatch, capsys):
    write_archive({SUMS: sums_of({})}, tmp_path / "empty.zip")
    monkeypatch.setattr("sys.argv", ["tradewinds", "verify", str(tmp_path / "empty.zip"), "--stamp", "a.tsr"])
    with pytest.raises(SystemExit) as ended:
        app.command_line()
    assert ended.value.code == 1 and "--stamp and --authorities" in capsys.readouterr().err


def test_two_are_compared_under_settings_of_both(asked):
    said = called("compare", "quickstart", "quickstart seed=1", "-s", "model.width=8")
    (arguments,) = asked
    experiments = 'experiments=["quickstart", "quickstart seed=1"]'
    assert arguments == ["compare", "--config", experiments, 'overrides=["model.width=8"]', "results=results"]
    name = "quickstart[+]model.width-8-.*--quickstart[+]model.width-8-seed-1-.*"
    assert re.search(f"results/compare/{name}.html", said)


@pytest.mark.slow
def test_vintages_are_told_apart_of_an_experiment(asked):
    said = called("difference", "2026-10", "census_industry/2026-11", "--of", "us_trade")
    (arguments,) = asked
    config = ['old="2026-10"', 'new="census_industry/2026-11"', "experiment=us_trade", "results=results"]
    assert arguments == ["difference", "--config", *config]
    assert re.search("results/difference/us_trade[+].*2026-10.*--us_trade[+].*2026-11.*.html", said)


def test_the_last_line_says_where_the_page_is(asked):
    assert called("run") == f"The page: {TOP / 'results/quickstart/report/index.html'}\n"
    assert called("run", "--dry-run") == ""


def test_a_command_elsewhere_says_where_to_go(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app.tradewinds, ["run"])
    assert isinstance(ended.exception, CommandError) and "is in no checkout" in str(ended.exception)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["runn"], "no such command 'runn'. Did you mean 'run'? `tradewinds --help` says what it takes."),
        (["--nosuch"], "no such option '--nosuch'. `tradewinds --help` says what it takes."),
        (
            ["run", "--cores", "0"],
            "invalid value for '--cores' / '-c': 0 is not in the range x>=1. `tradewinds run",
        ),
        (["run", "--set"], "option '--set' requires an argument. `tradewinds run --help` says"),
        (["compare", "a"], "missing argument 'B'. `tradewinds compare --help` says what it takes."),
        (["start"], "missing argument 'FILE'. `tradewinds start --help`"),
    ],
)
def test_a_command_line_that_cannot_be_read_ends_in_one_line(arguments, said):
    ended = CliRunner().invoke(app.tradewinds, arguments)
    assert ended.exit_code == 2 and ended.stdout == ""
    assert ended.stderr.startswith(f"tradewinds: {said}") and ended.stderr.count("\n") == 1


def test_without_a_command_there_is_help():
    assert "Begin with" in CliRunner().invoke(app.tradewinds, []).output


def test_a_profile_that_is_not_there_is_named(asked, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("nosuch", "docs"):
        ended = CliRunner().invoke(app.tradewinds, ["run", "--profile", name])
        assert isinstance(ended.exception, CommandError) and not asked
        assert str(ended.exception).startswith(
            f"no profile {name}; expected slurm or slurm_small, or a folder"
        )
    (tmp_path / "snakemake" / "mine").mkdir(parents=True)
    (tmp_path / "snakemake" / "mine" / "config.v8+.yaml").touch()
    for name in ("mine", "slurm", "profiles/slurm", "profiles/slurm/config.yaml"):
        called("run", "--profile", name)
    assert len(asked) == 4


def test_every_command_teaches():
    for name, command in app.tradewinds.commands.items():
        said = CliRunner().invoke(app.tradewinds, [name, "--help"]).output
        assert len(command.get_short_help_str(200)) > 20 and said.count("\n") > 8, name


def test_documents_name_commands_and_options_that_there_are():
    texts = [(TOP / "docs" / name).read_text(encoding="utf-8") for name in ("command_line.md", "papers.md")]
    named = set(re.findall(r"^tradewinds ([a-z]+)", "\n".join(texts), flags=re.MULTILINE))
    rows = re.findall(r"^\| `(\w+)[ `]", texts[0], flags=re.MULTILINE)
    assert named | set(rows) <= set(app.tradewinds.commands) and len(named) > 3
    known = {text for one in app.tradewinds.commands["run"].params for text in one.opts}
    assert set(re.findall(r"^\| `(--[\w-]+)", texts[0], flags=re.MULTILINE)) <= known


@pytest.mark.parametrize(
    ("screen", "terminal", "opened"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_a_page_opens_only_where_there_is_a_screen_and_somebody_looking(
    monkeypatch, screen, terminal, opened
):
    calls = []
    monkeypatch.setattr(options.sys, "platform", "linux")
    monkeypatch.setattr(options.sys.stdout, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(options.webbrowser, "open", lambda address: calls.append(address) or True)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0") if screen else monkeypatch.delenv("DISPLAY", raising=False)
    assert options.show(TOP / "page.html") is opened and bool(calls) is opened
    assert not options.show(TOP / "quote.md")


def test_results_that_were_sent_are_audited_without_the_workflow(asked, tmp_path):
    (tmp_path / "sent.zip").write_bytes(b"no archive")
    ended = CliRunner().invoke(app.tradewinds, ["audit", str(tmp_path / "sent.zip")])
    assert ended.exit_code == 2 and ended.output.startswith("tradewinds: ") and not asked
    for more in (["quickstart"], ["--set", "seed=1"]):
        ended = CliRunner().invoke(app.tradewinds, ["audit", "sent.zip", *more])
        assert isinstance(ended.exception, CommandError) and not asked


def test_what_an_audit_found_is_shown_from_where_it_is_written(asked):
    """Not among the results, which it leaves as they are."""
    snakefile = (TOP / "Snakefile").read_text()
    assert '".cache/audit.log"' in snakefile
    answers = []
    options.WorkflowRun.__init__ = lambda self, root, arguments, again, verbose, answer: answers.append(
        answer
    )
    for command in ("audit", "fetch"):
        called(command, "quickstart", "--results", "there")
    assert answers == [".cache/audit.log", "there/fetch.log"]
