"""``python -m tradewinds.audit FOLDER|ZIP``: without Snakemake, in a clone of what made the results."""

# ruff: noqa: E402
import gc

gc.set_threshold(50_000)
# New objects after which Python looks for cycles among them: a tenth of a process that reads a lot and ends.

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pandas as pd

from tradewinds.audit.auditing import audited
from tradewinds.audit.told import told
from tradewinds.audit.verdict import EXIT_CODES
from tradewinds.errors import AuditError, TradewindsError
from tradewinds.terminal import print_anyway

_ABOUT = """Does every artifact in a folder, or in a zip archive, of results still follow from its inputs,
settings, code and seed? Every hash is computed again from the contents, every field of provenance is compared
with the plan of this checkout, every file is accounted for. Nothing is written there and nothing is made."""
_ENDS = "exit status:\n" + "\n".join(f"  {code}  {meaning}" for code, meaning in EXIT_CODES.items())


class _OneLineParser(ArgumentParser):
    """Ends with one line, as every other error of a user's."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"tradewinds: {message}. `{self.prog} --help` says what it takes.\n")


def audit_command(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit status."""
    print_anyway()
    asked = audit_arguments().parse_args(arguments)
    try:
        if asked.data is not None and not asked.data.is_dir():
            raise AuditError(f"--data {asked.data} is no folder that is there", "a folder of raw files")
        found = audited(
            asked.path,
            experiment=asked.experiment,
            overrides=asked.overrides,
            data=asked.data,
            uncommitted=asked.uncommitted,
            pages=asked.pages,
        )
        print(told(found))
        if asked.table is not None:
            _write(found.table, asked)
    except TradewindsError as error:
        print(f"tradewinds: {error}", file=sys.stderr)
        return 2
    return found.exit_code


def audit_arguments() -> ArgumentParser:
    """What the command takes, and what it says of itself."""
    parser = _OneLineParser(
        "python -m tradewinds.audit",
        description=_ABOUT,
        epilog=_ENDS,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", type=Path, metavar="FOLDER|ZIP", help="results/EXPERIMENT, or an archive")
    parser.add_argument("--experiment", default="", metavar="NAME", help="else what the results say they are")
    parser.add_argument(
        "--set", dest="overrides", action="append", default=[], metavar="KEY=VALUE", help="an override of it"
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="of raw files; else the one that came along, or TRADEWINDS_DATA",
    )
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the verdicts as Parquet, elsewhere")
    parser.add_argument(
        "--pages", action="store_true", help="make pages again from the artifacts that they show (seconds)"
    )
    parser.add_argument(
        "--uncommitted", action="store_true", help="audit against uncommitted changes of the checkout too"
    )
    return parser


def _write(table: pd.DataFrame, asked: Namespace) -> None:
    """The table where the caller wants it, which is not in what is audited."""
    place = asked.table.resolve()
    if place.is_relative_to(asked.path.resolve()):
        raise AuditError(f"--table {asked.table}", f"a file that does not lie in {asked.path}")
    try:
        table.to_parquet(place, index=False)
    except OSError as error:
        reason = error.strerror or error
        raise AuditError(f"--table {asked.table} cannot be written ({reason})", "a file") from None


if __name__ == "__main__":
    sys.exit(audit_command())
