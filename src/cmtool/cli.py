"""The front door: command names, each loaded when called, and the one place where errors become sentences and exit codes."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool import __version__
from cmtool.commands.console import note, ready_streams, tell
from cmtool.commands.parts import Group, Option, lang_of
from cmtool.errors import CmtoolError, Misconfigured
from cmtool.words import error, said

if TYPE_CHECKING:
    from cmtool.commands.office import Office

COMMANDS = (
    "demo", "init", "import", "client", "onboard", "needs", "match", "why", "brief", "propose", "proposal", "template", "scan",
    "today", "task", "case", "calc", "product", "rule", "target", "report", "explain", "journal", "since", "undo", "doctor",
    "plugin",
)  # fmt: skip
WITH_VALUE = frozenset({"--book", "--as-of", "--lang", "--manager", "--plugin", "--wait"})
FLAGS = frozenset({"--safe-mode", "--no-input"})
UNCOLLECTED = 100_000  # objects made before Python looks for garbage


class Root(Group):
    """The command group; a plugin's own commands join it when they are called."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command of the core, else one that a plugin brings."""
        return super().get_command(ctx, cmd_name) or _plugin_command(ctx, cmd_name)


@click.command(
    cls=Root,
    lazy={
        name: f"cmtool.commands.{name if name != 'import' else 'import_'}:{name if name != 'import' else 'import_'}"
        for name in COMMANDS
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--book", cls=Option)
@click.option("--as-of", cls=Option)
@click.option("--lang", cls=Option, type=click.Choice(("zh", "en")))
@click.option("--manager", cls=Option)
@click.option("--plugin", "plugins", cls=Option, multiple=True, type=click.Path(path_type=Path))
@click.option("--safe-mode", is_flag=True, cls=Option)
@click.option("--no-input", is_flag=True, cls=Option)
@click.option("--wait", cls=Option, type=float, default=5.0)
@click.version_option(__version__, prog_name="cmtool", message="%(prog)s %(version)s", cls=Option)
@click.pass_context
def root(ctx: click.Context, **_settings: object) -> None:
    """Open the office for one command."""
    _opened(ctx)


def _opened(ctx: click.Context) -> Office:
    """Return the office of this run: click looks a plugin's command up before it calls the root."""
    if isinstance(ctx.obj, _Speaking):
        from cmtool.commands.office import Office

        given = ctx.params
        ctx.obj = Office(
            lang=lang_of(ctx),
            flags={name: given[name] for name in ("book", "as_of", "lang", "manager")},
            folders=given["plugins"],
            safe_mode=given["safe_mode"],
            no_input=given["no_input"],
            wait=given["wait"],
        )
        ctx.call_on_close(ctx.obj.close)
    return ctx.obj


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code (the table is in ``cmtool explain exit-codes``)."""
    gc.set_threshold(UNCOLLECTED, 10, 10)  # a command ends before its garbage matters
    sys.exit(run(sys.argv[1:] if argv is None else list(argv)))


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; every failure is said in one sentence."""
    ready_streams()
    arguments = hoisted(argv)
    lang = _language(arguments)
    try:
        code = root.main(arguments, prog_name="cmtool", obj=_Speaking(lang), standalone_mode=False)
        return code if isinstance(code, int) else 0
    except CmtoolError as wrong:
        return _failed(lang, wrong.exit_code, error(lang, wrong))
    except click.exceptions.NoArgsIsHelpError as wrong:
        note(wrong.message)
        return 2
    except click.UsageError as wrong:
        return _failed(lang, 2, _usage(lang, wrong))
    except (click.Abort, KeyboardInterrupt):
        tell(lang, "interrupted")
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # nobody reads on: let the interpreter close quietly
        return 0
    except OSError as wrong:
        code = 3 if isinstance(wrong, FileNotFoundError) else 4 if isinstance(wrong, PermissionError) else 1
        return _failed(lang, code, said(lang, "file-trouble", path=wrong.filename or "", wrong=wrong.strerror or wrong))
    except Exception as wrong:  # a fault of ours must still end in a sentence and lose nothing
        if os.environ.get("CMTOOL_DEBUG"):
            raise
        return _failed(lang, 1, said(lang, "our-fault", wrong=f"{type(wrong).__name__}: {wrong}"))


def _failed(lang: str, code: int, words: str) -> int:
    """Say what went wrong, with personal data masked that was typed where it does not belong, and return the exit code."""
    from cmtool.rules.identity import scrubbed

    tell(lang, "error", words=scrubbed(words))
    return code


def hoisted(argv: Sequence[str]) -> list[str]:
    """Move the global options to the front, so that they may stand before or after the command.

    >>> hoisted(["today", "--as-of", "2026-11-24", "--format=json"])
    ['--as-of', '2026-11-24', 'today', '--format=json']
    """
    front: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name = word.partition("=")[0]
        if word == "--":
            rest += [word, *words]
        elif word in WITH_VALUE:
            value = next(words, None)
            if value is None:
                return [*front, word]  # nothing follows: let that be what is wrong
            front += [word, value]
        elif name in WITH_VALUE or word in FLAGS:
            front.append(word)
        else:
            rest.append(word)
    return front + rest


class _Speaking:
    """The language of the run, known before the office opens, for help and usage errors."""

    def __init__(self, lang: str) -> None:
        self.lang = lang


def _language(arguments: Sequence[str]) -> str:
    from cmtool.commands.settings import language

    chosen = None
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if word == "--lang":
            chosen = following
        elif word.startswith("--lang="):
            chosen = word.partition("=")[2]
    try:
        return language(chosen).value
    except CmtoolError:
        return chosen if chosen in {"zh", "en"} else "zh"


def _plugin_command(ctx: click.Context, name: str) -> click.Command | None:
    from importlib import import_module

    plugin, target = _opened(ctx).plugins.command(name)
    if not target:
        return None
    module, _, attribute = target.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except Exception as cause:  # the plugin's fault is said as the plugin's
        raise Misconfigured(
            "plugin-asked-failed", plugin=plugin, hook=target, wrong=f"{type(cause).__name__}: {cause}"
        ) from cause
    if not isinstance(found, click.Command):
        raise Misconfigured("plugin-asked-failed", plugin=plugin, hook=target, wrong=type(found).__name__)
    return found


def _usage(lang: str, wrong: click.UsageError) -> str:
    """Say a usage error in the language of the run: what is wrong, what is near, where help is."""
    from cmtool.commands.usage import words_for

    command = wrong.ctx.command_path if wrong.ctx else "cmtool"
    return said(lang, "usage-error", words=words_for(lang, wrong), help=f"{command} --help")
