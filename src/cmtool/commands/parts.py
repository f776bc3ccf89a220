"""What commands are made of: words from the catalogue for help, and the options that many share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cmtool.words import catalogue, said

F = TypeVar("F", bound=Callable[..., Any])
Rows = list[tuple[str, str]]
PATH = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


def lang_of(ctx: click.Context) -> str:
    """Return the language of this run."""
    return getattr(ctx.find_root().obj, "lang", "zh")


def path_of(ctx: click.Context) -> str:
    """Return a command's place in the catalogue, such as ``client-add``."""
    names: list[str] = []
    while ctx.parent is not None:
        names.insert(0, str(ctx.info_name))
        ctx = ctx.parent
    return "-".join(names)


class Spoken:
    """Help in the language of the run: the text under ``help-…``, headings of our own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; whatever is wrong with it names this command's help."""
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except click.UsageError as wrong:
            wrong.ctx = wrong.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        lang = lang_of(ctx)
        self.options_metavar = said(lang, "help-metavar-options")
        if isinstance(self, click.Group):
            self.subcommand_metavar = said(lang, "help-metavar-command")
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=said(lang, "help-usage") + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command is for."""
        from cmtool.commands.layout import write_paragraph

        with formatter.indentation():
            for paragraph in self.help_paragraphs(ctx):
                formatter.write_paragraph()
                write_paragraph(formatter, paragraph)

    def help_paragraphs(self, ctx: click.Context) -> list[str]:
        """Return what the command is for, paragraph by paragraph."""
        return said(lang_of(ctx), f"help-{path_of(ctx) or 'cmtool'}").split("\n\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and for a group its commands."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]  # type: ignore[attr-defined]
        records = [record for param in options if (record := param.get_help_record(ctx))]
        if records:
            self.write_section(ctx, formatter, "help-options", records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def write_section(
        self, ctx: click.Context, formatter: click.HelpFormatter, heading: str, rows: list[tuple[str, str]]
    ) -> None:
        """Write terms and their words under a heading of the catalogue."""
        from cmtool.commands.layout import write_definitions

        formatter.write(f"\n{said(lang_of(ctx), heading)}\n")
        with formatter.indentation():
            write_definitions(formatter, rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Word ``--help`` itself in the language of the run."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = said(lang_of(ctx), "opt-help")
        return option


class Command(Spoken, click.Command):
    """A command whose help comes from the catalogue."""


class Group(Spoken, click.Group):
    """A group of commands whose modules are imported only when one is called; help lines come from the catalogue."""

    def __init__(self, *args: Any, lazy: dict[str, str] | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.lazy = lazy or {}

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as click declares it
        """Run a command line; a reader that goes away is no failure."""
        try:
            return super().main(*args, **kwargs)
        except SystemExit:  # click's answer to a pipe closed by its reader
            return 0

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names, in the order a day's work meets them."""
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        module, _, name = self.lazy[cmd_name].partition(":")
        return getattr(import_module(module), name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their first help lines, importing none of them."""
        lang, place = lang_of(ctx), path_of(ctx)
        prefix = f"help-{place}-" if place else "help-"
        rows = [(name, catalogue(lang)[prefix + name].split("\n")[0]) for name in self.lazy]
        self.write_section(ctx, formatter, "help-commands", rows)


class Option(click.Option):
    """An option whose help comes from the catalogue: ``opt-COMMAND-NAME``, else ``opt-NAME``."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the word for what the option takes."""
        choice = isinstance(self.type, click.Choice)
        worded = None if choice else catalogue(lang_of(ctx)).get(f"meta-{self.metavar or self.type.name}")
        return super().make_metavar(ctx) if worded is None else worded

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's names and words."""
        words = catalogue(lang_of(ctx))
        name = (self.name or "").replace("_", "-")
        self.help = words.get(f"opt-{path_of(ctx)}-{name}") or words[f"opt-{name}"]
        return super().get_help_record(ctx)

    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        """Return what may be given, in words: that it must be, what stands where it is not, and its limits."""
        lang, extra = lang_of(ctx), super().get_help_extra(ctx)
        pieces = [said(lang, "help-required")] if "required" in extra else []
        pieces += [said(lang, "help-default", value=extra["default"])] if "default" in extra else []
        pieces += limits(lang, self.type)
        return {"range": said(lang, "list-comma").join(pieces)} if pieces else {}


class Argument(click.Argument):
    """An argument named in the language of the run: ``arg-WORD``."""

    def __init__(self, *args: Any, word: str, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.word = word

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the argument's word, in brackets where it may be left out."""
        words = said(lang_of(ctx), f"arg-{self.word}")
        return words if self.required else f"[{words}]"


def limits(lang: str, kind: click.ParamType) -> list[str]:
    """Return the least and the most that a number may be, in words."""
    if not isinstance(kind, click.IntRange):
        return []
    ends = (("calc-at-least", kind.min), ("calc-at-most", kind.max))
    return [said(lang, key, limit=limit) for key, limit in ends if limit is not None]


def argument(name: str, word: str, **kwargs: Any) -> Callable[[F], F]:  # noqa: ANN401
    """Declare an argument named in the catalogue as ``arg-WORD``."""
    return click.argument(name, cls=Argument, word=word, **kwargs)


def option(*names: str, **kwargs: Any) -> Callable[[F], F]:  # noqa: ANN401
    """Declare an option worded in the catalogue."""
    return click.option(*names, cls=Option, **kwargs)


def command(name: str | None = None, **kwargs: Any) -> Callable[[Callable[..., Any]], Command]:  # noqa: ANN401
    """Declare a command worded in the catalogue."""
    return click.command(name, cls=Command, **kwargs)


def listed(function: F) -> F:
    """Add the options of every list: ``--format``, ``--fields``, ``-o``."""
    from cmtool.report.listing import FORMATS

    function = option("-o", "--output", type=PATH)(function)
    function = option("--fields")(function)
    return option("--format", "form", type=click.Choice(FORMATS))(function)


def told(function: F) -> F:
    """Add ``--format table|json`` for commands that show one thing."""
    return option("--format", "form", type=click.Choice(("table", "json")), default="table")(function)


def writes(function: F) -> F:
    """Add ``--dry-run``: the same way, nothing kept."""
    return option("--dry-run", is_flag=True)(function)


def revealing(function: F) -> F:
    """Add ``--reveal``: personal data asked for by name, and the asking recorded."""
    return option("--reveal", default="")(function)


def names_in(written: str, office: Any) -> set[str]:  # noqa: ANN401  # the office; importing it here would load it for --help
    """Return the facts named in a list such as ``phone,name``; ``name`` is the client's name.

    Raises:
        NotFound: one is no fact.
    """
    wanted = {item.strip() for item in written.replace("，", ",").split(",") if item.strip()}
    return {item if item == "name" else office.house.fact(item).name for item in wanted}


class Misused(click.UsageError):
    """Options that do not go together; the message is the key of the sentence that says which do."""


class NotAPair(click.UsageError):
    """An argument that should be ``name=value`` and is not."""


def pairs(items: tuple[str, ...], paths: frozenset[str] = frozenset()) -> dict[str, str]:
    """Split ``name=value`` arguments; ``@file`` reads the value from a file, ``-`` from standard input.

    Those named in ``paths`` are files themselves and stay as written.

    Raises:
        NotAPair: an argument has no ``=``.
    """
    found: dict[str, str] = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise NotAPair(item)
        found[name.strip()] = value if name.strip() in paths else text_from(value)
    return found


def text_from(value: str) -> str:
    """Return a value given as it is, as ``@file`` or as ``-`` for standard input."""
    if value == "-":
        return sys.stdin.read().strip()
    if value.startswith("@") and Path(value[1:]).is_file():
        return Path(value[1:]).read_text(encoding="utf-8").strip()
    return value
