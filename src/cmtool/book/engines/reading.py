"""One reading of the clients: which scales, as of which day, of whom; its SQL differs between engines by dialect alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cmtool.book.engines.outside import told_apart
from cmtool.model import Fact, Kind
from cmtool.rules.dialects import Dialect
from cmtool.rules.readings import Block
from cmtool.rules.scales import Scale, facts_of
from cmtool.rules.sql import Column, Writer

BLOCK = 50_000
LONGEST = 400_000  # characters to one statement: engines take no more than a million
BETWEEN_CODES, BETWEEN_SETS = "\n", "\x1f"  # in no code and no set


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is read: the scales as of day number ``on``, of the clients of ``manager`` (all where empty), in ``table``."""

    scales: tuple[Scale, ...]
    facts: Mapping[str, Fact]
    on: int
    manager: str = ""
    codes: bool = True
    table: str = "client"
    block: int = BLOCK

    def writer(self, dialect: Dialect) -> Writer:
        """Return the writer of the scales' SQL, over facts named ``c_<fact>``."""
        return Writer("c_{}".format, self.is_real, self.on, dialect)

    def is_real(self, name: str) -> bool:
        """Return whether a fact is a binary fraction."""
        return name in self.facts and Column(self.facts, (), self.on).is_real(name)

    def named(self) -> list[str]:
        """Return the facts that the scales read."""
        return list(dict.fromkeys(name for scale in self.scales for name in facts_of(scale.measured)))

    def columns(self, held: Collection[str], shaped: Callable[[str, Kind], str] = lambda sql, _: sql) -> str:
        """Return the facts read, each as it stands on the day, under the name ``c_<fact>``; ``shaped`` gives it a type."""
        column = Column(self.facts, held, self.on)
        return "".join(f", {shaped(column(name), self.kind(name))} AS c_{name}" for name in self.named())

    def kind(self, name: str) -> Kind:
        """Return the kind of a fact."""
        return self.facts[name].kind if name in self.facts else Kind.INT


def batches(scales: Sequence[Scale], writer: Writer) -> Iterator[list[tuple[Scale, str]]]:
    """Yield the scales with their SQL, so many at a time as one statement takes."""
    batch: list[tuple[Scale, str]] = []
    for scale in scales:
        written = scale.sql(writer)
        if batch and sum(len(sql) for _, sql in batch) + len(written) > LONGEST:
            yield batch
            batch = []
        batch.append((scale, written))
    yield batch


def block_of(codes: Sequence[str | None], scales: Sequence[Scale], read: Sequence[str]) -> Block:
    """Return a block from each scale's readings joined: signs side by side, sets between separators.

    Raises:
        InvalidData: there are not as many codes as readings, so that no reading is sure to be his whose code stands there.
    """
    pairs = list(zip(scales, read, strict=True))
    signs = [b"" if scale.family == "set" else text.encode("ascii") for scale, text in pairs]
    texts = [text.split(BETWEEN_SETS) for scale, text in pairs if scale.family == "set"]
    counts = [*map(len, texts), *(len(sign) for scale, sign in zip(scales, signs, strict=True) if scale.family != "set")]
    return Block(told_apart(codes, *counts), signs, texts)
