"""What the mill computes, and a command of its own."""

from __future__ import annotations

from decimal import Decimal

import click

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

MOST = Decimal(10_000)


def bags(*, grain: Decimal, bag: Decimal) -> Outcome:
    """Return whole bags, and what is left over."""
    if grain > MOST:
        raise Refusal("too_much", most=MOST)
    count, rest = divmod(grain, bag)
    return Outcome(values={"bags": int(count)}, notes=(Note("left_over", rest=rest),) if rest else ())


@click.command()
@click.argument("what")
def grind(what: str) -> None:
    """Grind WHAT."""
    click.echo(f"ground {what}")
