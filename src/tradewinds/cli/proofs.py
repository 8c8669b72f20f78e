"""The commands by which results prove themselves to somebody else."""

import os
from pathlib import Path
from typing import Any

import click

from tradewinds.cli.checkout import CommandRequest
from tradewinds.cli.options import SHARED_OPTIONS, of_experiments, run_target


def _told(told: dict[str, Any]) -> list[str]:
    """What a target is told beside the experiments, as Snakemake's --config has it."""
    words = {key: "true" if value is True else value for key, value in told.items() if value}
    return [f"{key}={value}" for key, value in words.items()]


@click.command()
@click.option("--until", default="", metavar="STAGE", help="No further than this stage: read,split,scale.")
@click.option("--replay", is_flag=True, help="Train nothing: each other stage, on what the results have.")
@of_experiments
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
    run_target(
        ["reproduce"],
        [*asked.config, *_told({"until": until, "replay": replay})],
        [],
        "reproduced/reproduction.txt",
        **how,
    )


@click.command()
@click.option("--key", default="", metavar="FILE", help="A private key of OpenSSH to sign with.")
@click.option("--share", is_flag=True, help="Put the data themselves in, not only their names and hashes.")
@click.option(
    "--wheels", default="", metavar="FOLDER", help="Packages to put in, for a machine without network."
)
@click.option(
    "--dirty", is_flag=True, help="Allow changes that are not committed; they are put in and named."
)
@of_experiments
def bundle(
    experiments: tuple[str, ...], overrides: tuple[str, ...], results: str, *, no_open: bool, **told: Any
) -> None:
    """Pack an experiment for a reviewer without network: results/bundle/EXPERIMENT.zip.

    \b
    tradewinds bundle us_trade --key ~/.ssh/id_ed25519

    Results, report, every setting, the source at its commit, settings files of your own that no commit has,
    the lock file, the record of the data (or with --share the data), the hash of every file and how to check
    all that: a Workflow Run RO-Crate. The same results and commit give the same bytes.
    """
    asked = CommandRequest(experiments or ("quickstart",), overrides, results)
    own = {key: told.pop(key) for key in ("key", "share", "wheels", "dirty")}
    own |= {key: os.path.abspath(own[key]) for key in ("key", "wheels") if own[key]}
    archives = [f"{results}/bundle/{Path(folder).name}.zip" for folder in asked.folders]
    run_target(["bundle"], [*asked.config, *_told(own)], archives, no_open=True, **told)


@click.command("check-text")
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
    from tradewinds.proof.written import texts_of

    texts_of(Path(document))  # before the workflow begins
    asked = CommandRequest((experiment,), overrides, results)
    run_target(
        ["check-text"],
        [*asked.config, f"text={os.path.abspath(document)}"],
        [],
        "reproduced/check-text.txt",
        **how,
    )


for _option in SHARED_OPTIONS:
    _option(check_text)


@click.command()
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
