"""``cmtool init``: make an empty book."""

from __future__ import annotations

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import command


@command()
@click.pass_obj
def init(office: Office) -> None:
    """Make an empty, private book."""
    from cmtool.book import Book
    from cmtool.commands.console import tell

    Book.create(office.book_path, office.house.facts).close()
    tell(office.lang, "book-made", path=office.book_path)
