"""The commands, each a thin name for a target of the Snakefile, and what their ``--help`` teaches."""

import json
import os
import shlex
import sys
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from tradewinds.cli.checkout import CommandError, CommandRequest, checkout_of
from tradewinds.cli.own_file import check_files, is_file_of_data, look_at, start_from, with_start_options
from tradewinds.cli.received import are_results, audit_results
from tradewinds.cli.running import WorkflowRun
from tradewinds.errors import TradewindsError

_WIDE = {"max_content_width": 100, "help_option_names": ["-h", "--help"]}


@click.group(context_settings=_WIDE)
@click.version_option(package_name="tradewinds")
def tradewinds() -> None:
    """A reproducible laboratory for trade policy: from data and equations to a report with bands.

    \b
    Begin with
      tradewinds doctor             can this machine run it, and which experiments are there data for?
      tradewinds run                the example "quickstart": half a minute to a few minutes, no data needed
      tradewinds run us_trade       another experiment (configs/experiment/), from your data folder
      tradewinds start my.csv       your own table, as it is: its settings and a first question
      tradewinds run us_trade --set scenario=half_again     the same under another scenario

    Everything lies in results/EXPERIMENT; a run that was stopped goes on where it was when the command is
    given again. Each command is a name for `snakemake TARGET --config experiment=…`, which does the same.
    """


def _of_experiments(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments that all commands about experiments have."""
    options = [
        click.argument("experiments", nargs=-1, metavar="[EXPERIMENT]..."),
        click.option(
            "--set",
            "-s",
            "overrides",
            multiple=True,
            metavar="KEY=VALUE",
            help="A setting of configs/README.md; may be given often. Results lie in a folder of their own.",
        ),
        *_SHARED,
    ]
    for option in reversed(options):
        command = option(command)
    return command


_SHARED = [
    click.option("--results", default="results", show_default=True, help="Folder of all results."),
    click.option("--cores", "-c", type=click.IntRange(1), help="Jobs at once here; else every core."),
    click.option("--profile", metavar="NAME", help='"slurm": every job to the cluster (profiles/slurm).'),
    click.option("--dry-run", "-n", is_flag=True, help="Only say what would be done."),
    click.option("--verbose", "-v", is_flag=True, help="All that Snakemake says, in place of the one line."),
    click.option("--no-open", is_flag=True, help="Do not open the page in a browser."),
]


def _command(name: str, target: Sequence[str], page: str, text: str, answer: str = "") -> None:
    """Declare a command about experiments: its target, the page it ends with, and its help.

    ``answer``: the file in the checkout in which the target says what it found.
    """

    def follow(experiments: tuple[str, ...], overrides: tuple[str, ...], results: str, **how: Any) -> None:
        files = [one for one in experiments if is_file_of_data(one)] if name == "check" else []
        if files:
            if len(files) < len(experiments):
                raise CommandError(
                    "files and experiments in one command", "one or the other", "Give two commands."
                )
            sys.exit(check_files(files))
        if name == "audit" and any(are_results(one) for one in experiments):
            sys.exit(audit_results(experiments, overrides))
        asked = CommandRequest(experiments or ("quickstart",), overrides, results)
        pages = asked.pages(page) if page else []
        wanted = list(target) or (pages if name in _BY_PAGE else [])
        _ended(wanted, asked.config, pages, answer.format(results=results), **how)

    tradewinds.command(name, help=text)(_of_experiments(follow))


def _ended(
    target: Sequence[str],
    config: Sequence[str],
    pages: Sequence[str],
    answer: str = "",
    *,
    cores: int | None,
    profile: str | None,
    dry_run: bool,
    verbose: bool,
    no_open: bool,
) -> None:
    """Run Snakemake to the end, say where the pages are, and leave with its status."""
    root = checkout_of(Path.cwd())
    arguments = [*target, *config]
    arguments += ["--cores", str(cores)] if cores else []
    arguments += ["--profile", profile] if profile else []
    arguments += ["--dry-run", "--quiet", "rules"] if dry_run else []
    again = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    status = WorkflowRun(root, arguments, again, verbose or dry_run, answer).follow()
    if status == 0 and not dry_run:
        for page in pages:
            kind = {".html": "page", ".zip": "archive"}.get(Path(page).suffix, "text")
            click.echo(f"The {kind}: {root / page}")
        if pages and not no_open:
            show(root / pages[0])
    sys.exit(status)


def show(page: Path) -> bool:
    """Open a page where there is a screen and somebody who called; whether it was tried."""
    screen = sys.platform == "darwin" or any(os.environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY"))
    if not (screen and sys.stdout.isatty() and page.suffix == ".html"):
        return False
    return webbrowser.open(page.as_uri())


_BY_PAGE = ("report", "check")
"""Commands whose target is the page itself."""

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
    "check",
    [],
    "checks.html",
    """Ask the fit what economics expects of it: report/checks.html. Of a file: all that is wrong with it.

    
    tradewinds check us_trade   trains what is not there; a minute more than the training
    tradewinds check my.csv     seconds: all that is wrong with the file at once; writes nothing
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


@tradewinds.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--set",
    "-s",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="A setting of both; may be given often.",
)
def compare(a: str, b: str, overrides: tuple[str, ...], results: str, **how: Any) -> None:
    """Two results beside each other, and how they differ, with its uncertainty: results/compare/….html.

    \b
    tradewinds compare us_trade us_statute                     two experiments
    tradewinds compare quickstart "quickstart inference=nuts"  one under another setting
    tradewinds compare quickstart old/results/quickstart       one and a folder of finished results

    Settings and data that differ, the verdict on each effect, effects by horizon, scores on the same rows,
    checks that end otherwise, and the best path where both were asked for it. Makes what is not there, trains
    nothing anew; where both are there it takes half a minute.
    """
    from tradewinds.settings.requests import compared_folder, comparison_name

    folders = [compared_folder(side, list(overrides), results) for side in (a, b)]
    config = ["--config", f"experiments={json.dumps([a, b])}"]
    config += [f"overrides={json.dumps(list(overrides))}"] if overrides else []
    pages = [f"{results}/compare/{comparison_name(folders, results)}.html"]
    _ended(["compare"], [*config, f"results={results}"], pages, **how)


@tradewinds.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--of", "experiment", default="quickstart", show_default=True, help="Experiment of the vintages."
)
@click.option(
    "--set",
    "-s",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="A setting of both; may be given often.",
)
def difference(
    old: str, new: str, experiment: str, overrides: tuple[str, ...], results: str, **how: Any
) -> None:
    """What an update of the data changed, and what that did to the answer: results/difference/….html.

    \b
    tradewinds difference 2026-10 2026-11 --of us_trade              two vintages of its sources
    tradewinds difference census_industry/2026-10 us_trade --of us_trade   one, and the newest
    tradewinds difference old/results/us_trade results/us_trade      two folders of finished results
    tradewinds difference "us_trade data.as_of=2026-12-01" us_trade  what was known on a day after your
                                                                     first fetch, and now

    Rows added, gone and revised, and by how much; then effects, verdicts, scores and the best path, each
    against its own uncertainty, and how much of a change new data make and how much the random numbers of
    computing it again. Makes what is not there, each side as its own results.
    """
    from tradewinds.settings.requests import read_request

    root = checkout_of(Path.cwd())
    asked: dict[str, Any] = {"old": old, "new": new, "experiment": experiment, "results": results}
    asked |= {"overrides": list(overrides)} if overrides else {}
    page = f"{results}/difference/{read_request(asked, root / 'configs').comparison}.html"
    config = ["--config", f"old={json.dumps(old)}", f"new={json.dumps(new)}", f"experiment={experiment}"]
    config += [f"overrides={json.dumps(list(overrides))}"] if overrides else []
    _ended(["difference"], [*config, f"results={results}"], [page], **how)


for _option in _SHARED:
    _option(compare)
    _option(difference)


def _told(told: dict[str, Any]) -> list[str]:
    """What a target is told beside the experiments, as Snakemake's --config has it."""
    words = {key: "true" if value is True else value for key, value in told.items() if value}
    return [f"{key}={value}" for key, value in words.items()]


@tradewinds.command()
@click.option("--until", default="", metavar="STAGE", help="No further than this stage: read,split,scale.")
@click.option("--replay", is_flag=True, help="Train nothing: each other stage, on what the results have.")
@_of_experiments
def reproduce(
    experiments: tuple[str, ...],
    overrides: tuple[str, ...],
    results: str,
    until: str,
    replay: bool,
    **how: Any,
) -> None:
    """Make results again, apart from themselves, and compare file by file.

    \b
    tradewinds reproduce us_trade                     as long as the run itself; goes on where it was stopped
    tradewinds reproduce us_trade --until scale       the data, without training
    tradewinds reproduce us_trade --replay            what follows from the draws it has, in minutes
    tradewinds reproduce us_trade --results unpacked/results    what somebody sent you

    Of every file: identical, within what Monte Carlo error allows, or different, with the size of the
    difference in units of the result's own uncertainty. The copy lies in reproduced/, and the results are
    only read. Leaves with an error where something is not reproduced.
    """
    asked = CommandRequest(experiments or ("quickstart",), overrides, results)
    _ended(
        ["reproduce"],
        [*asked.config, *_told({"until": until, "replay": replay})],
        [],
        "reproduced/reproduction.txt",
        **how,
    )


@tradewinds.command()
@click.option("--key", default="", metavar="FILE", help="A private key of OpenSSH to sign with.")
@click.option("--share", is_flag=True, help="Put the data themselves in, not only their names and hashes.")
@click.option(
    "--wheels", default="", metavar="FOLDER", help="Packages to put in, for a machine without network."
)
@click.option(
    "--dirty", is_flag=True, help="Allow changes that are not committed; they are put in and named."
)
@_of_experiments
def bundle(
    experiments: tuple[str, ...], overrides: tuple[str, ...], results: str, *, no_open: bool, **told: Any
) -> None:
    """Pack an experiment for a reviewer without network: results/bundle/EXPERIMENT.zip.

    \b
    tradewinds bundle us_trade --key ~/.ssh/id_ed25519

    Results, report, every setting, the source at its commit, the lock file, the record of the data (or with
    --share the data), the hash of every file and how to check all that: a Workflow Run RO-Crate. The same
    results and commit give the same bytes.
    """
    asked = CommandRequest(experiments or ("quickstart",), overrides, results)
    own = {key: told.pop(key) for key in ("key", "share", "wheels", "dirty")}
    own |= {key: os.path.abspath(own[key]) for key in ("key", "wheels") if own[key]}
    archives = [f"{results}/bundle/{Path(folder).name}.zip" for folder in asked.folders]
    _ended(["bundle"], [*asked.config, *_told(own)], archives, no_open=True, **told)


@tradewinds.command("check-text")
@click.argument("experiment")
@click.argument("document")
@click.option("--set", "-s", "overrides", multiple=True, metavar="KEY=VALUE", help="As of `run`.")
def check_text(experiment: str, document: str, overrides: tuple[str, ...], results: str, **how: Any) -> None:
    """Do the numbers written in a document still follow from the results?

    \b
    tradewinds check-text us_trade paper.tex

    Beside paper.tex (or .md) lies paper.numbers.txt: sentences as they stand there, with
    {{ value("gdp", horizon=20, quantile=0.05) }} in place of each number. Says of each number that is no
    longer so what is written and what the results say. Makes nothing, takes seconds.
    """
    asked = CommandRequest((experiment,), overrides, results)
    _ended(
        ["check-text"],
        [*asked.config, f"text={os.path.abspath(document)}"],
        [],
        "reproduced/check-text.txt",
        **how,
    )


for _option in _SHARED:
    _option(check_text)


@tradewinds.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option(
    "--signers",
    type=click.Path(path_type=Path),
    help="Whose signature counts: lines “anna@example.org ssh-ed25519 AAAA…”. None of theirs is an error.",
)
@click.option("--stamp", type=click.Path(path_type=Path), help="An authority's answer to quickstart.tsq.")
@click.option(
    "--authorities", type=click.Path(path_type=Path), help="Certificates (PEM) of those whose stamp counts."
)
def verify(archive: Path, signers: Path | None, stamp: Path | None, authorities: Path | None) -> None:
    """Is a bundle as it was packed, who signed it, and when was it there? Needs no checkout and no network.

    \b
    tradewinds verify quickstart.zip --signers signers.txt
    tradewinds verify quickstart.zip --stamp quickstart.tsr --authorities authority.pem

    Looks at every file of the ZIP, or of the folder it was unpacked to. Whether the results follow from what
    is in it is for `audit` and `reproduce`.
    """
    from tradewinds.proof.bundle import verified_bundle

    for line in verified_bundle(archive, signers, stamp, authorities):
        click.echo(line)


@tradewinds.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="Name of data and experiment; else that of the file.")
@click.option("--replace", is_flag=True, help="Write over what an earlier start wrote.")
@click.option(
    "--dry-run", "-n", is_flag=True, help="Write nothing: say what was understood, and all that is wrong."
)
@with_start_options
def start(file: Path, name: str | None, replace: bool, dry_run: bool, **said: Any) -> None:
    """From a file of your own to a first experiment: its table, its settings, a first question.

    
    tradewinds start my.csv
    tradewinds start trade.xlsx --sheet Data --sector product --tariff duty --written percent

    CSV with any separator, TSV, SDMX-CSV, JSON-stat, Excel, Stata or Parquet, packed or not; years or months
    may be columns. Says what it understood, asks at most two questions (none where an option answers them, or
    where there is no terminal), and writes data/NAME.parquet, configs/data/NAME.yaml and
    configs/experiment/NAME.yaml, which say what was done and what is doubted. Takes seconds.
    """
    said["sector"] = tuple(column for one in said["sector"] for column in one.split(",") if column)
    sys.exit(look_at(file, name, said) if dry_run else start_from(file, name, replace, said))


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
    try:
        tradewinds(prog_name="tradewinds")
    except TradewindsError as error:
        click.echo(f"tradewinds: {error}", err=True)
        sys.exit(1)
