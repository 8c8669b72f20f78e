"""A command line that click cannot read: one line, as every other error of a user's."""

from typing import IO, Any

import click
from click.exceptions import NoArgsIsHelpError


class WrongUsage(click.ClickException):
    """What is wrong with a command line, and where its help is; ends with status 2."""

    exit_code = 2

    def __init__(self, error: click.UsageError, command: str = "tradewinds") -> None:
        command = error.ctx.command_path if error.ctx else command
        said = error.format_message().rstrip(".")
        stop = "" if said.endswith("?") else "."
        super().__init__(f"{said[:1].lower()}{said[1:]}{stop} `{command} --help` says what it takes.")

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"tradewinds: {self.format_message()}", file=file, err=True)


class CommandGroup(click.Group):
    """Commands whose wrong usage ends in one line; without any argument the group still shows its help."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise WrongUsage(error) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise WrongUsage(error, f"{ctx.command_path} {ctx.invoked_subcommand or ''}".rstrip()) from None
