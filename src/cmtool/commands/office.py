"""The office: what every command needs, made when it is first used."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.commands.settings import Setting, settings
from cmtool.errors import InvalidData, Misconfigured, NotFound

if TYPE_CHECKING:
    from cmtool.book import Book
    from cmtool.book.ledger import Entry
    from cmtool.model import Client, Finding
    from cmtool.plugins import Plugins
    from cmtool.rules.house import House


@dataclass
class Office:
    """Settings, plugins, knowledge and the book of one run; click hands it to every command."""

    lang: str = "zh"
    flags: dict[str, str | None] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    safe_mode: bool = False
    no_input: bool = False
    wait: float = 5.0

    @cached_property
    def settings(self) -> dict[str, Setting]:
        """Every setting with its origin."""
        return settings(self.flags)

    @cached_property
    def on(self) -> date:
        """The day asked about: ``--as-of``, else today."""
        asked = self.settings["as_of"].value
        if not asked:
            return date.today()  # noqa: DTZ011  # the clock belongs to this room
        try:
            return date.fromisoformat(asked)
        except ValueError:
            raise InvalidData("as-of-not-a-day", found=asked) from None

    @property
    def manager(self) -> str:
        """The manager whose clients are meant; empty: everybody's."""
        return self.settings["manager"].value

    def seen_by(self, manager: str) -> Office:
        """Return the same office, with the same book open, as another manager sees it; empty: as all of them together."""
        other = copy(self)
        other.__dict__["settings"] = {**self.settings, "manager": Setting(manager, "flag")}
        return other

    @cached_property
    def who(self) -> str:
        """Who acts, for the journal: the manager named, else the user of this machine."""
        import getpass

        try:
            return self.manager or getpass.getuser()
        except (ImportError, KeyError, OSError):  # a machine that does not know its user
            return "unknown"

    @cached_property
    def plugins(self) -> Plugins:
        """The plugins, asked for once; those with a fault are said on standard error."""
        from cmtool.plugins import Plugins

        return Plugins(self.folders, installed=not self.safe_mode)

    @cached_property
    def house(self) -> House:
        """Everything the core and the plugins know."""
        from cmtool.commands.console import warn
        from cmtool.rules.house import House

        for plugin in self.plugins.found:
            if not plugin.works:
                warn(self.lang, "plugin-left-out", plugin=plugin.name, count=len(plugin.findings))
        return House(self.plugins.packs)

    @cached_property
    def book_path(self) -> Path:
        """Where the book lies."""
        named = self.settings["book"].value
        if "://" in named:
            raise Misconfigured("book-url", path=named)
        return Path(named).expanduser()

    @cached_property
    def book(self) -> Book:
        """The open book."""
        from cmtool.book import Book

        return Book.open(self.book_path, self.house.facts, wait=self.wait)

    def desk(self, name: str | None) -> str:
        """Return the desk meant: the one named, else the only one there is, else none."""
        known = self.house.desks
        return self.known_desk(name) or (known[0] if len(known) == 1 else "")

    def known_desk(self, name: str | None) -> str:
        """Return the desk named, "" where none is.

        Raises:
            NotFound: there is no such desk.
        """
        if name and name not in self.house.institutions:
            raise NotFound("desk-not-found", found=name, known=sorted(self.house.institutions))
        return name or ""

    def entry(self, command: str, about: str = "") -> Entry:
        """Return a journal entry for what is done now; ``about`` names codes and counts, never a person."""
        from cmtool.book.ledger import Entry
        from cmtool.model import day_number

        at = datetime.now().astimezone().isoformat(timespec="seconds")
        return Entry(at=at, who=self.who, command=command, about=about, day=day_number(self.on))

    def client(self, code: str, reveal: Collection[str] = ()) -> Client:
        """Return a client as of the day asked about; personal data asked for by name is journalled."""
        from cmtool.model import day_number

        client = self.book.client(code, day_number(self.on), reveal)
        if reveal:
            with self.book.writing(self.entry("reveal", f"{client.code}: {', '.join(sorted(reveal))}")):
                pass
        return client

    def close(self) -> None:
        """Close the book if it was opened."""
        if "book" in self.__dict__:
            self.book.close()

    def report(self, findings: list[Finding]) -> None:
        """Say findings on standard error, one a line."""
        from cmtool.commands.console import finding_line, note

        for finding in findings:
            note(finding_line(self.lang, finding))
