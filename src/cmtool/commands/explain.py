"""``cmtool explain CODE|WORD``: what a code or a word means, who says so, since when."""

from __future__ import annotations

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, told


@command()
@argument("word", "word")
@told
@click.pass_obj
def explain(office: Office, word: str, form: str) -> None:
    """Explain a rule, product, question, trigger, case, fact, need or term of the trade."""
    from cmtool.commands.console import show_object
    from cmtool.report.explanations import explanations

    found = explanations(office.house, word, office.lang)
    if form == "json":
        show_object("cmtool/explain/1", office.on, {"items": found})
        return
    for number, item in enumerate(found):
        click.echo("\n".join([*([""] if number else []), item["title"], *(f"  {line}" for line in item["lines"])]))
