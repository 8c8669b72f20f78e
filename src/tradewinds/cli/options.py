"""What commands about experiments share: their options, and how a target is run to its end."""

import os
import shlex
import sys
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from tradewinds.cli.checkout import CommandError, checkout_of
from tradewinds.cli.running import WorkflowRun


def of_experiments(command: Callable[..., None]) -> Callable[..., None]:
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
        *SHARED_OPTIONS,
    ]
    for option in reversed(options):
        command = option(command)
    return command


SHARED_OPTIONS = [
    click.option("--results", default="results", show_default=True, help="Folder of all results."),
    click.option("--cores", "-c", type=click.IntRange(1), help="Jobs at once here; else every core."),
    click.option("--profile", metavar="NAME", help='"slurm": every job to the cluster (profiles/slurm).'),
    click.option("--dry-run", "-n", is_flag=True, help="Only say what would be done."),
    click.option("--verbose", "-v", is_flag=True, help="All that Snakemake says, in place of the one line."),
    click.option("--no-open", is_flag=True, help="Do not open the page in a browser."),
]


def run_target(
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
    if profile:
        _require_profile(root, profile)
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


def _require_profile(root: Path, profile: str) -> None:
    """Raises CommandError where Snakemake would find no profile of this name, or at this path."""
    own = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    places = (root, Path(own, "snakemake"), Path("/etc/xdg/snakemake"))
    if any((place / profile).is_file() or [*(place / profile).glob("*.yaml")] for place in places):
        return
    shipped = sorted(one.name for one in (root / "profiles").iterdir() if (root / one.name).exists())
    raise CommandError(
        f"no profile {profile}",
        f"{' or '.join(shipped)}, or a folder with its config.yaml",
        "Leave --profile out to run here.",
    )


def show(page: Path) -> bool:
    """Open a page where there is a screen and somebody who called; whether it was tried."""
    screen = sys.platform == "darwin" or any(os.environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY"))
    if not (screen and sys.stdout.isatty() and page.suffix == ".html"):
        return False
    return webbrowser.open(page.as_uri())
