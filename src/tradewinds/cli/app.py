"""The command ``tradewinds``: every command by its name, and where it begins and ends."""

import sys
from pathlib import Path
from typing import Any

import click

from tradewinds.cli.checkout import CommandError, checkout_of
from tradewinds.cli.own_file import check_file, is_file_of_data, start_from, with_start_options
from tradewinds.cli.proofs import bundle, check_text, reproduce, verify
from tradewinds.cli.targets import TARGETS
from tradewinds.cli.two_results import compare, difference
from tradewinds.cli.wrong_usage import CommandGroup
from tradewinds.errors import TradewindsError
from tradewinds.terminal import print_anyway

_WIDE = {"max_content_width": 100, "help_option_names": ["-h", "--help"]}


@click.group(cls=CommandGroup, context_settings=_WIDE)
@click.version_option(package_name="tradewinds")
def tradewinds() -> None:
    """A reproducible laboratory for trade policy: from data and equations to a report with bands.

    \b
    Begin with
      tradewinds doctor             can this machine run it, and which experiments are there data for?
      tradewinds run                the example "quickstart": half a minute to a few minutes, no data needed
      tradewinds run us_trade       another experiment (configs/experiment/), from your data folder
      tradewinds check my.csv       your own table, as it is: all that is wrong with it
      tradewinds start my.csv       its settings and a first question
      tradewinds run us_trade --set scenario=step           the same under another scenario

    Everything lies in results/EXPERIMENT; a run that was stopped goes on where it was when the command is
    given again. Each command is a name for `snakemake TARGET --config experiment=…`, which does the same.
    """


for _command in (*TARGETS, compare, difference, reproduce, bundle, check_text, verify):
    tradewinds.add_command(_command)


@tradewinds.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="Name of data and experiment; else that of the file.")
@click.option("--replace", is_flag=True, help="Write over what an earlier start wrote.")
@with_start_options
def start(file: Path, name: str | None, replace: bool, **said: Any) -> None:
    """From a file of your own to a first experiment: its table, its settings, a first question.

    \b
    tradewinds start my.csv
    tradewinds start trade.xlsx --sheet Data --sector product --tariff duty --written percent

    CSV with any separator, TSV, SDMX-CSV, JSON-stat, Excel, Stata or Parquet, packed or not; years or months
    may be columns. Says what it understood, asks at most two questions (none where an option answers them, or
    where there is no terminal), and writes data/NAME.parquet, configs/data/NAME.yaml and
    configs/experiment/NAME.yaml, which say what was done and what is doubted. Takes seconds; `check` has the
    same options and writes nothing.
    """
    sys.exit(start_from(file, name, replace, said))


@tradewinds.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@with_start_options
def check_tables(files: tuple[Path, ...], **said: Any) -> None:
    """All that is wrong with a table's file, at once, and what is doubted; writes nothing.

    \b
    tradewinds check my.csv
    tradewinds check trade.xlsx --sheet Data --sector product --tariff duty --written percent

    Reads it as `start` does, with the same options, and takes seconds; leaves with an error where something
    is wrong. What economics expects of a fit is asked by `economic-checks`.
    """
    for file in files:
        if not file.is_file() and not is_file_of_data(file.name):
            raise CommandError(
                f"no file {file}", "a table's file", f"Of an experiment: tradewinds economic-checks {file}."
            )
    sys.exit(max([check_file(file, said) for file in files]))


@tradewinds.command()
def doctor() -> None:
    """Can this machine run it? A line for all that a run needs, with what to do where it is not so.

    Python and packages against requirements.lock, devices, variables that change numbers, caches, the data
    folder and which experiments it is enough for, the cluster. A browser, LaTeX and a network are not needed.
    Takes some seconds and changes nothing; leaves with an error where a line is BAD.
    """
    from tradewinds.cli.doctor import Health, examined

    ill = False
    for symptom in examined(checkout_of(Path.cwd())):
        click.echo(symptom)
        ill |= symptom.mark is Health.ill
    sys.exit(1 if ill else 0)


def command_line() -> None:
    """Entry of the console script: a user's error is one line."""
    print_anyway()
    try:
        tradewinds(prog_name="tradewinds")
    except TradewindsError as error:
        click.echo(f"tradewinds: {error}", err=True)
        sys.exit(1)
