"""Every command of the documents can be given: settings compose, targets, files and options are there."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from documents import PAGES, ROOT, blocks, commands, commands_in_text, named, read, words
from snakemake.cli import get_argument_parser, parse_config

from tradewinds.audit.__main__ import audit_arguments
from tradewinds.errors import SettingsError
from tradewinds.settings.requests import read_request
from tradewinds.settings.stages import STAGES

pytestmark = pytest.mark.slow

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKE = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
RULES = {
    name
    for path in (ROOT / "Snakefile", *(ROOT / "workflow" / "rules").glob("*.smk"))
    for name in re.findall(r'^rule (\w+):|^    name:\s+"([\w-]+)"', path.read_text(encoding="utf-8"), re.M)
    for name in name
}
ARTIFACTS = [
    re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
    for stage in STAGES.values()
    for path in stage.artifacts.values()
]
TODAYS = [page for page in PAGES if page.name != "CHANGELOG.md"]
"""Pages that say how things are done now."""
OTHERS = {"cd", "tmux", "nohup", "sinfo", "squeue", "sacctmgr"}
"""Commands of the system, which are taken as they are."""
SETTINGS_FILE = re.compile(r"`(?:configs/)?(\w+/\w+\.yaml)`")
PLACE = re.compile(r"[A-Z]+|\b[a-z]\b|…")
"""What stands for a name of the reader's own."""


def check(command: str, configs: Path) -> None:
    """Raises AssertionError, or a SettingsError, for a command that could not be given."""
    program, *arguments = words(command)
    program = "python" if program.endswith("/python") else program
    if program in OTHERS:
        return
    assert program in CHECKS, f"nothing here knows what to make of {program!r}"
    CHECKS[program](arguments, configs, command)


def snakemake(arguments: list[str], configs: Path, command: str) -> None:
    given = get_argument_parser().parse_args(arguments)
    for target in given.targets:
        path = re.sub(r"^results/[^/]+/", "", target)
        assert target in RULES or any(made.fullmatch(path) for made in ARTIFACTS), f"no target {target}"
    for profile in given.profile or ():
        assert (ROOT / "profiles" / profile / "config.yaml").is_file(), f"no profile {profile!r}"
    config = parse_config(given.config) if given.config else {}
    named = config.get("experiment", config.get("experiments", ""))
    if not PLACE.search(str(named)):
        read_request(config, configs)


def make(arguments: list[str], configs: Path, command: str) -> None:
    targets = [one for one in arguments if "=" not in one and not one.startswith("-")]
    assert set(targets) <= MAKE, f"no target of that name: {targets}"


def python(arguments: list[str], configs: Path, command: str) -> None:
    if arguments[0] == "-c":
        compile(arguments[1], command, "exec")
    elif arguments[:2] == ["-m", "pip"]:
        extras(arguments, configs, command)
    elif arguments[:2] == ["-m", "tradewinds.audit"]:
        audit_arguments().parse_args(arguments[2:])
    else:
        paths = arguments[2:] if arguments[:2] == ["-m", "pytest"] else arguments[:1]
        files([one for one in paths if not one.startswith("-")], configs, command)


def files(arguments: list[str], configs: Path, command: str) -> None:
    for path in arguments:
        assert PLACE.fullmatch(path) or (ROOT / path).exists(), f"{path} is not there"


def extras(arguments: list[str], configs: Path, command: str) -> None:
    for wanted in re.findall(r"\.\[([\w,]+)\]", " ".join(arguments)):
        assert set(wanted.split(",")) <= set(PROJECT["optional-dependencies"]), wanted


def write(arguments: list[str], configs: Path, command: str) -> None:
    """``cat > FILE <<'END'``: the settings that later commands of the page use."""
    path = configs.parent / arguments[arguments.index(">") + 1]
    assert path.is_relative_to(configs), f"{path} lies outside the settings"
    path.write_text("\n".join(command.split("\n")[1:-1]) + "\n", encoding="utf-8")


def own_command(arguments: list[str], configs: Path, command: str) -> None:
    wanted = "" if PLACE.fullmatch(arguments[0]) else arguments[0]
    said = helped(wanted)
    assert said.returncode == 0, said.stderr


@cache
def helped(wanted: str) -> subprocess.CompletedProcess[str]:
    """What the package's command says of one of its own, or of itself, which pages name many times."""
    assert "scripts" in PROJECT, "the package has no command of its own"
    module, _, function = PROJECT["scripts"]["tradewinds"].partition(":")
    code = f"from {module} import {function}; {function}()"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", code, *filter(None, [wanted]), "--help"]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


CHECKS = {
    "snakemake": snakemake,
    ".venv/bin/snakemake": snakemake,
    "make": make,
    "python": python,
    "tradewinds": own_command,
    "cat": write,
    "uv": extras,
    "pip": extras,
    ".": lambda arguments, *_: None,  # the environment that `make` sets up
    ".venv/bin/pre-commit": lambda arguments, *_: None,
    "sed": lambda arguments, *rest: files(arguments[2:3], *rest),
    "git": lambda arguments, *rest: files(arguments[1:], *rest) if arguments[0] == "checkout" else None,
}


@pytest.fixture
def configs(tmp_path):
    return Path(shutil.copytree(ROOT / "configs", tmp_path / "configs"))


def given(page: Path, configs: Path) -> list[str]:
    """A page's commands, in order; settings that it shows for a file of their own are written there."""
    text = read(page)
    found = []
    for block in blocks(text):
        places = SETTINGS_FILE.findall(block.before.rstrip().rpartition("\n\n")[2])
        if block.kind == "yaml" and places and not (configs / places[-1]).exists():
            (configs / places[-1]).write_text(block.text, encoding="utf-8")
        if block.kind == "sh":
            found += commands(block.text)
    return [*found, *commands_in_text(text)]


@pytest.mark.parametrize("page", TODAYS, ids=named)
def test_every_command_of_a_page_can_be_given(page, configs):
    for command in given(page, configs):
        try:
            check(command, configs)
        except (AssertionError, SettingsError) as error:
            raise AssertionError(f"{named(page)}: {command}\n{error}") from error


@pytest.mark.parametrize(
    "command",
    [
        "snakemake sweeep",
        "snakemake --config experiment=quickstop",
        "snakemake --config 'overrides=[model.widht=3]'",
        "snakemake --profile slurp",
        "snakemake --no-such-option",
        "make nothing",
        "python benchmarks/missing.py",
        ".venv/bin/python -m pip install -e '.[dox]'",
        "unheard-of",
    ],
)
def test_a_command_that_cannot_be_given_is_found(command, configs, capsys):
    with pytest.raises((AssertionError, SettingsError, SystemExit)):
        check(command, configs)


def test_there_are_commands_to_look_at(configs):
    assert sum(len(given(page, configs)) for page in TODAYS) > 60
