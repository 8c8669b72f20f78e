"""The commands that are a name for a target about experiments, and what their ``--help`` teaches."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from tradewinds.cli.checkout import CommandRequest
from tradewinds.cli.options import of_experiments, run_target
from tradewinds.cli.received import are_results, audit_results

TARGETS: list[click.Command] = []
"""Those that are declared here."""
_BY_PAGE = ("report", "economic-checks")
"""Commands whose target is the page itself."""


def _command(name: str, target: Sequence[str], page: str, text: str, answer: str = "") -> None:
    """Declare a command about experiments: its target, the page it ends with, and its help.

    ``answer``: the file in the checkout in which the target says what it found.
    """

    def follow(experiments: tuple[str, ...], overrides: tuple[str, ...], results: str, **how: Any) -> None:
        if name == "audit" and any(are_results(one) for one in experiments):
            sys.exit(audit_results(experiments, overrides))
        asked = CommandRequest(experiments or ("quickstart",), overrides, results)
        pages = asked.pages(page) if page else []
        wanted = list(target) or (pages if name in _BY_PAGE else [])
        run_target(wanted, asked.config, pages, answer.format(results=results), **how)

    TARGETS.append(click.command(name, help=text)(of_experiments(follow)))


_command(
    "run",
    [],
    "index.html",
    """Train, test, roll out and report: results/EXPERIMENT/report/index.html.

    \b
    tradewinds run                                        quickstart, simulated data
    tradewinds run us_trade us_industry                   two experiments
    tradewinds run quickstart --set scenario.periods=40   a longer path
    tradewinds run us_trade --set inference=nuts          another algorithm
    tradewinds run us_trade --profile slurm               on a cluster

    What comes out: the report, and beside it every number of it (report/index.parquet), the posterior
    (fit/), scores and verdicts (diagnose/), the roll-outs (policy/) and manifest.json. How long: quickstart
    one to three minutes on two cores, us_trade about half an hour; the line that is shown says what is left
    once a run of the kind has been through. What is current is not made again.
    """,
)
_command(
    "report",
    [],
    "index.html",
    """Make the report, and nothing that it does not show: as `run` without the manifest.

    Where all is current nothing runs, and the page is opened.
    """,
)
_command(
    "economic-checks",
    [],
    "checks.html",
    """Ask the fit what economics expects of it, and its prior alone: report/checks.html.

    \b
    tradewinds economic-checks us_trade   trains what is not there; a minute more than the training
    """,
)
_command(
    "audit",
    ["audit"],
    "",
    """Does everything in the results follow from its inputs, settings, code and seed?

    \b
    tradewinds audit us_trade          what is in results/us_trade
    tradewinds audit sent/us_trade     a folder of results that somebody sent, or a zip archive of one

    Makes nothing and writes nothing there, takes seconds. Says of every file whether it is verified, stale,
    tampered with, untraceable or not checked, and why; leaves with an error unless all is verified.
    """,
    answer=".cache/audit.log",
)
_command(
    "sweep",
    ["sweep"],
    "sweep.html",
    """Try other settings inside the training periods: report/sweep.html.

    Each variant trains anew: count on ten to thirty times as long as a run.
    """,
)
_command(
    "sbc",
    ["sbc"],
    "sbc.html",
    """Simulation-based calibration, is a known truth found as often as claimed? report/sbc.html.

    Fits many simulated data sets: hours, worth a cluster (--profile slurm).
    """,
)
_command(
    "sensitivity",
    ["sensitivity"],
    "sensitivity.html",
    """What the effect owes to what was assumed, and which variable may be missing: report/sensitivity.html.

    Refits every equation of the policy some dozen times. --set sensitivity=short is a few times a run.
    """,
)
_command(
    "optimise",
    ["optimise"],
    "optimum.html",
    """Which path is best under a stated welfare, and by how much: report/optimum.html.

    Nothing is trained; minutes to an hour. --set optimise=short moves all sectors together.
    """,
)
_command(
    "explore",
    ["explore"],
    "explorer.html",
    """A page in which the tariffs are moved by hand, and the posterior answers: report/explorer.html.

    One file that needs no network. Trains nothing that is there; takes about a minute.
    """,
)
_command(
    "paper",
    ["paper"],
    "quote.md",
    """What a paper takes from a run: pictures, tables, a paragraph to quote, references.

    \b
    report/figures/*.svg, *.pdf    effects with bands, the effect's design, calibration, scores
    report/tables/*.csv, *.tex     the page's tables: numbers with their bands, and LaTeX (booktabs)
    report/quote.md                question, answer with band or why there is none, data, software
    report/references.bib          software, data and methods that this run used
    report/paper.json              what each of these is, with its caption

    Trains nothing that is there; takes half a minute.
    """,
)


_command(
    "fetch",
    ["fetch"],
    "",
    """Fetch an experiment's tables from their publishers, into the data folder.

    \b
    tradewinds fetch us_trade        US Census Bureau; its key in CENSUS_API_KEY (free)
    tradewinds run us_trade          reads the newest vintage

    Every answer is checked and kept as it came, DATA/SOURCE/VINTAGE/, with a record of what was asked, when,
    and its SHA-256. A fetch that was stopped goes on where it was; one without key or network says what is
    missing. Nothing else is fetched by any other command.
    """,
    answer="{results}/fetch.log",
)
