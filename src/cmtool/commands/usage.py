"""Usage errors in the user's language: click knows what is wrong, the catalogue says it."""

from __future__ import annotations

import re

import click

from cmtool.commands.parts import Argument, Misused, NotAPair, limits
from cmtool.rules.house import near
from cmtool.words import said


def words_for(lang: str, wrong: click.UsageError) -> str:
    """Return what a usage error has to say."""
    if isinstance(wrong, click.NoSuchOption):
        return said(lang, "usage-no-option", found=wrong.option_name, near=_likely(lang, list(wrong.possibilities or ())))
    if isinstance(wrong, Misused):
        return said(lang, wrong.message)
    if isinstance(wrong, NotAPair):
        return said(lang, "usage-not-a-pair", found=wrong.message)
    if isinstance(wrong, click.MissingParameter):
        return said(lang, "usage-missing", name=_name(wrong))
    if isinstance(wrong, click.BadParameter):
        return _bad_value(lang, wrong)
    if isinstance(wrong, click.BadOptionUsage):
        return _wrong_number(lang, wrong)
    return _misplaced(lang, wrong)


def _bad_value(lang: str, wrong: click.BadParameter) -> str:
    """Say what values a parameter takes."""
    kind = wrong.param.type if wrong.param else None
    if isinstance(kind, click.Choice):
        return said(lang, "usage-not-a-choice", name=_name(wrong), choices=list(kind.choices))
    if isinstance(kind, click.IntRange):
        return said(lang, "usage-not-in-range", name=_name(wrong), limits=limits(lang, kind))
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        return said(lang, "usage-not-a-number", name=_name(wrong))
    return said(lang, "usage-bad-path", name=_name(wrong), found=_quoted(wrong.message))


def _wrong_number(lang: str, wrong: click.BadOptionUsage) -> str:
    """Say that an option takes a value, several, or none."""
    if "not take" in wrong.message:
        return said(lang, "usage-takes-none", name=wrong.option_name)
    several = re.search(r"\d+", wrong.message)
    return said(lang, "usage-takes", name=wrong.option_name, count=several[0] if several else 1)


def _misplaced(lang: str, wrong: click.UsageError) -> str:
    """Say that a command is missing or unknown, or that a word is one too many."""
    if "extra argument" in wrong.message:
        return said(lang, "usage-extra", found=wrong.message.partition("(")[2].rstrip(")"))
    found = _quoted(wrong.message)
    if found and isinstance(wrong.ctx and wrong.ctx.command, click.Group):
        known = wrong.ctx.command.list_commands(wrong.ctx)  # type: ignore[union-attr]
        return said(lang, "usage-no-command", found=found, near=_likely(lang, near(found, known)))
    return said(lang, "usage-no-command-given")


def _quoted(message: str) -> str:
    parts = message.split("'")
    return parts[1] if len(parts) > 1 else ""


def _likely(lang: str, possible: list[str]) -> str:
    return said(lang, "usage-near", near=possible) if possible else ""


def _name(wrong: click.BadParameter) -> str:
    if wrong.param is not None:
        named = wrong.ctx is not None and isinstance(wrong.param, Argument)
        return wrong.param.make_metavar(wrong.ctx) if named else wrong.param.opts[-1]  # type: ignore[arg-type]
    return str(wrong.param_hint or "")
