"""Reading the whole book: which engine reads which clients, for every command that asks about all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cmtool.book.engines import engine
from cmtool.book.engines.reading import Reading
from cmtool.commands.elsewhere import able_to_read
from cmtool.commands.office import Office
from cmtool.errors import InvalidData
from cmtool.model import ALWAYS, Tree, day_number

if TYPE_CHECKING:
    from cmtool.rules.plan import Plan
    from cmtool.rules.readings import Block

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Whole:
    """The clients meant, and who reads them: those of the book, or of a file or server outside it."""

    office: Office
    engine: str
    clients: str = ""

    def each(self, plan: Plan, work: Callable[[Block], T], *, codes: bool = True) -> Iterator[T]:
        """Yield what ``work`` makes of each block of the clients of the manager asked for."""
        office, on = self.office, day_number(self.office.on)
        table = "client" if self.clients else office.book.source(on)
        reading = Reading(
            scales=plan.scales,
            facts=plan.facts,
            on=on,
            manager=office.manager,
            codes=codes,
            table=table,
            block=SIZES[self.engine],
        )
        if not self.clients and (table != "client" or self.engine == "sqlite"):
            from cmtool.book.engines.sqlite import Reader

            return Reader(str(office.book_path), office.book.db).each(reading, work)
        return engine(self.engine, self.clients or str(office.book_path)).each(reading, work)


SIZES = {"sqlite": 50_000, "postgres": 50_000, "spark": 50_000, "duckdb": 250_000}


def whole_book(office: Office, name: str | None, clients: str | None) -> Whole:
    """Return who reads what: the engine asked for, else the one that suits where the clients are.

    Raises:
        InvalidData: the engine does not read such clients.
    """
    if not clients:
        if name in {"postgres", "spark"}:
            raise InvalidData("engine-needs-clients", engine=name)
        return Whole(office, name or "sqlite")
    able = able_to_read(clients)
    if name and name not in able:
        raise InvalidData("engine-other-clients", engine=name, able=able)
    return Whole(office, name or able[0], clients)


def within(office: Office, where: str | None) -> Tree:
    """Return the condition that limits the clients, ``ALWAYS`` where none is asked for."""
    from cmtool.commands.selection import asked_for

    return asked_for(office, where, ()) if where is not None else ALWAYS


def stated_needs(office: Office, whole: Whole) -> dict[str, tuple[str, ...]]:
    """Return the needs that clients of the book stated themselves, by code."""
    found: dict[str, tuple[str, ...]] = {}
    if not whole.clients:
        for row in office.book.rows("SELECT code, need.name AS need FROM need JOIN client ON client.id = need.client"):
            found[row["code"]] = (*found.get(row["code"], ()), row["need"])
    return found
