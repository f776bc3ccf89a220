"""A client file as rows of cells, whatever it was: text or a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands: the line it begins on, and its cells; ``torn`` where its quotation marks do not match."""

    number: int
    cells: Sequence[object]
    torn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """All rows that are not empty; a sheet has no delimiter.

    ``tall`` gives, for a row inside cells merged over several rows, the last row of these; ``unread`` names the other sheets
    that hold rows.
    """

    name: str
    lines: Sequence[Line]
    delimiter: str = ""
    tall: Mapping[int, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be read, where it does not show it itself: what a mapping's ``[read]`` and the command's options say."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int | None = None
    columns: tuple[str, ...] = ()
    skip: int = 0
    unknown: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
