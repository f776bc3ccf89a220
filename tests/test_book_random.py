"""Whatever is written and taken back, in whatever order: an undo restores exactly, and the journal stays sound."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cmtool.book import Book, handovers
from cmtool.book.ledger import Entry
from cmtool.book.records import columns_of, contact_row, touched
from cmtool.errors import NotFound, NotPermitted
from cmtool.model import Fact, Kind, Text

FACTS = {
    name: Fact(name=name, kind=Kind.TEXT, title=Text(name, name)) for name in ("tier", "goal", "last_contact", "next_touch")
}
TABLES = ("client", "contact", "work", "handover")
ENTRY = Entry(at="2026-11-24T08:00:00+00:00", who="test", command="random")
NUMBER = st.integers(0, 5)
OPERATION = st.one_of(
    st.tuples(st.just("add"), st.integers(1, 3), st.sampled_from(["a", "b", None])),
    st.tuples(st.just("edit"), NUMBER, st.sampled_from(["tier", "goal"]), st.sampled_from(["a", "b", "c", None])),
    st.tuples(st.just("log"), NUMBER, st.sampled_from([20_790, None])),
    st.tuples(st.just("case"), NUMBER),
    st.tuples(st.just("handover"), st.sampled_from(["", "Li", "Han"]), st.sampled_from(["Li", "Han", "Zhao"])),
    st.tuples(st.just("undo"), st.integers(0, 12)),
    st.tuples(st.just("undo last")),
)


class Work:
    """A book being worked on, with what it held before each entry."""

    def __init__(self, path):
        self.book = Book.create(path, FACTS)
        self.book.db.execute("PRAGMA synchronous = OFF")
        self.before = {}

    def held(self):
        """Return all rows; a column that was made for a fact since taken back is as good as none."""
        rows = {table: [dict(row) for row in self.book.rows(f"SELECT * FROM {table} ORDER BY id")] for table in TABLES}
        return {
            table: [{name: value for name, value in row.items() if value is not None} for row in found]
            for table, found in rows.items()
        }

    def writing(self, **more):
        return self.book.writing(replace(ENTRY, **more))

    def clients(self):
        return [row["id"] for row in self.book.rows("SELECT id FROM client ORDER BY id")]

    def do(self, operation):
        kind, *arguments = operation
        before = self.held()
        number = 1 + self.book.rows("SELECT coalesce(max(id), 0) AS n FROM journal")[0]["n"]
        if getattr(self, kind.replace(" ", "_"))(*arguments):
            self.before[number] = before

    def add(self, count, tier):
        with self.writing() as pen:
            columns = {"name": "某", "manager": "", **columns_of({"tier": tier} if tier else {}, 20_781, "manual")}
            pen.insert_many(
                "client", ("code", *columns), [(f"R-{pen.number}-{one}", *columns.values()) for one in range(count)]
            )
        return True

    def edit(self, which, fact, value):
        ids = self.clients()
        if ids:
            with self.writing() as pen:
                pen.update("client", ids[which % len(ids)], columns_of({fact: value}, 20_781, ""))
        return bool(ids)

    def log(self, which, following):
        ids = self.clients()
        if ids:
            client = ids[which % len(ids)]
            with self.writing() as pen:
                pen.insert("contact", contact_row(client, 20_781, "phone", "", "", "", None, "test"))
                pen.update("client", client, touched(20_781, following))
        return bool(ids)

    def case(self, which):
        ids = self.clients()
        if ids:
            with self.writing() as pen:
                pen.insert("work", {"client": ids[which % len(ids)], "code": "X", "opened": 20_781, "due": 20_790})
        return bool(ids)

    def handover(self, given, taken):
        ids = [row["id"] for row in self.book.rows("SELECT id FROM client WHERE manager = ? ORDER BY id", (given,))]
        if ids and given != taken:
            with self.writing() as pen:
                handovers.write(pen, ids, 20_781, given, taken, "", "test")
        return bool(ids) and given != taken

    def undo(self, number):
        before = self.held()
        try:
            self.taken_back(self.book.undoable(number))
        except (NotPermitted, NotFound):
            assert self.held() == before  # a refusal changes nothing
            return False
        return True

    def undo_last(self):
        with contextlib.suppress(NotFound):
            number = self.book.undoable(None)
            newest = self.book.rows("SELECT max(id) AS n FROM journal")[0]["n"]
            self.taken_back(number)
            if number == newest:
                assert self.held() == self.before[number]
            return True
        return False

    def taken_back(self, number):
        with self.writing(undoes=number) as pen:
            self.book.undo(pen, number)

    def all_taken_back(self):
        """Undo from the newest entry back to the first."""
        with contextlib.suppress(NotFound):
            while True:
                self.taken_back(self.book.undoable(None))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(operations=st.lists(OPERATION, max_size=12))
@example(operations=[("add", 1, "a"), ("undo last",), ("add", 1, "b"), ("edit", 0, "tier", "c")])  # a number given twice
@example(
    operations=[("add", 2, "a"), ("handover", "", "Li"), ("add", 1, None), ("handover", "", "Han"), ("undo", 2), ("undo", 1)]
)
@example(operations=[("add", 3, "a"), ("edit", 1, "tier", "b"), ("undo", 1), ("undo", 2), ("undo", 3), ("undo", 1)])
def test_any_work_can_be_taken_back_exactly_and_the_journal_stays_sound(tmp_path_factory, operations):
    work = Work(tmp_path_factory.mktemp("random") / "book.db")
    with contextlib.closing(work.book):
        for operation in operations:
            work.do(operation)
        assert list(work.book.faults()) == []
        work.all_taken_back()
        assert work.held() == {table: [] for table in TABLES}
        assert list(work.book.faults()) == []
