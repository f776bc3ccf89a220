"""The written path at the counter: the case named with ``--case``, looked at anew each time, and a word where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from cmtool.commands.office import Office

if TYPE_CHECKING:
    from cmtool.book.casework import Row
    from cmtool.errors import Refused
    from cmtool.model import Client, Insisted, Match

SHEETS = frozenset({"mismatch-warning", "mismatch-confirmation"})  # what the path itself asks to be signed


def asked_for(office: Office, client: Client, number: int, on: date, *, sheet: bool = False) -> Insisted:
    """Return the product that a case is about, with its path checked as of a day.

    Raises:
        NotFound: there is no such case or product.
        Refused: the path is not open for it, or something is missing.
    """
    from cmtool.commands.casework import the_case
    from cmtool.errors import Refused
    from cmtool.jobs.match import why
    from cmtool.jobs.own_request import insisted

    row = the_case(office, number)
    named = [word for word in str(row["about"]).upper().split() if word in office.house.products]
    if len(named) != 1:
        raise Refused("own-request-about", number=number, kind=row["code"], client=client.code, found=row["about"] or "–")
    product = office.house.products[named[0]]
    match = why(client, office.house, office.plugins, on, (), product)
    fresh = _fresh(office, client, row)
    return insisted(match, client, office.house, on, row, fresh, sheet=sheet)


def _fresh(office: Office, client: Client, row: Row) -> set[str]:
    """Return the papers that came in for a case: noted with it, or not held on the day before it was opened."""
    from cmtool.book.casework import history
    from cmtool.rules.evaluate import members

    noted = {event["words"] for event in history(office.book.db, row["id"]) if event["what"] == "paper"}
    before = office.book.client(client.code, row["opened"] - 1)
    held, then = (members(one.value("papers") or "|") for one in (client, before))
    return noted | (set(held) - set(then))


def with_path(office: Office, client: Client, matches: Sequence[Match], refused: Refused) -> Refused:
    """Return a refusal with the written path named, where the law opens one for that product and client."""
    from cmtool.errors import Refused
    from cmtool.jobs.own_request import path

    if refused.key != "proposal-unsuitable":
        return refused
    match = next(one for one in matches if one.product.code == refused.figures["product"])
    kind = path(match, client, office.house, office.on)
    if kind is None:
        return refused
    figures = {"kind": kind.code, "path": kind.title, "client": client.code}
    return Refused("proposal-unsuitable-path", **refused.figures, **figures)
