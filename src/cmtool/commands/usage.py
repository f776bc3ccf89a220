"""Usage errors in the user's language: click knows what is wrong, the catalogue says it."""

from __future__ import annotations

import click

from cmtool.rules.house import near
from cmtool.words import catalogue, said


def words_for(lang: str, wrong: click.UsageError) -> str:
    """Return what a usage error has to say."""
    if isinstance(wrong, click.NoSuchOption):
        return said(lang, "usage-no-option", found=wrong.option_name, near=_likely(lang, list(wrong.possibilities or ())))
    if isinstance(wrong, click.MissingParameter):
        return said(lang, "usage-missing", name=_name(wrong))
    if isinstance(wrong, click.BadParameter):
        choices = getattr(wrong.param.type, "choices", None) if wrong.param else None
        if choices:
            return said(lang, "usage-not-a-choice", name=_name(wrong), choices=list(choices))
        return said(lang, "usage-bad-value", name=_name(wrong), wrong=wrong.message)
    if isinstance(wrong, click.BadOptionUsage):
        return said(lang, "usage-bad-value", name=wrong.option_name, wrong=wrong.message)
    typed = _unknown_command(wrong)
    if typed and isinstance(getattr(wrong.ctx, "command", None), click.Group):
        known = wrong.ctx.command.list_commands(wrong.ctx)  # type: ignore[union-attr]
        return said(lang, "usage-no-command", found=typed, near=_likely(lang, near(typed, known)))
    return said(lang, "usage-bad-value", name="", wrong=wrong.message).lstrip()


def _unknown_command(wrong: click.UsageError) -> str:
    parts = wrong.message.split("'")
    return parts[1] if wrong.message.startswith("No such command") and len(parts) > 1 else ""


def _likely(lang: str, possible: list[str]) -> str:
    return said(lang, "usage-near", near=possible) if possible else catalogue(lang)["usage-no-near"]


def _name(wrong: click.BadParameter) -> str:
    if wrong.param is not None:
        return wrong.param.opts[-1] if wrong.param.param_type_name == "option" else wrong.param.make_metavar(wrong.ctx)
    return str(wrong.param_hint or "")
