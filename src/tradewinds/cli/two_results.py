"""The commands that set two results beside each other."""

import json
from pathlib import Path
from typing import Any

import click

from tradewinds.cli.checkout import checkout_of
from tradewinds.cli.options import SHARED_OPTIONS, run_target

_SETTINGS_OF_BOTH = click.option(
    "--set",
    "-s",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="A setting of both; may be given often.",
)


@click.command()
@click.argument("a")
@click.argument("b")
@_SETTINGS_OF_BOTH
def compare(a: str, b: str, overrides: tuple[str, ...], results: str, **how: Any) -> None:
    """Two results beside each other, and how they differ, with its uncertainty: results/compare/….html.

    \b
    tradewinds compare us_trade us_statute                     two experiments
    tradewinds compare quickstart "quickstart inference=nuts"  one under another setting
    tradewinds compare quickstart old/results/quickstart       one and a folder of finished results

    Settings and data that differ, the verdict on each effect, effects by horizon, scores on the same rows,
    checks that end differently, and the best path where both were asked for it. Makes what is not there,
    trains nothing anew; where both are there it takes half a minute.
    """
    from tradewinds.settings.compared_sides import compared_folder
    from tradewinds.settings.request import comparison_name

    folders = [compared_folder(side, list(overrides), results) for side in (a, b)]
    config = ["--config", f"experiments={json.dumps([a, b])}"]
    config += [f"overrides={json.dumps(list(overrides))}"] if overrides else []
    pages = [f"{results}/compare/{comparison_name(folders, results)}.html"]
    run_target(["compare"], [*config, f"results={results}"], pages, **how)


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--of", "experiment", default="quickstart", show_default=True, help="Experiment of the vintages."
)
@_SETTINGS_OF_BOTH
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
    run_target(["difference"], [*config, f"results={results}"], [page], **how)


for _option in SHARED_OPTIONS:
    _option(compare)
    _option(difference)
