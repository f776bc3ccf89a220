"""Records: what a file tells of clients, what is wrong in it, and what became of it (客户文件)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cmtool.model.fact import Scalar


@dataclass(frozen=True, slots=True)
class Record:
    """What one line of a file says of one client, read and checked.

    An empty ``code``, ``name`` or ``manager`` is not given; ``derived`` names the facts that the file does not say itself but
    that follow from the identity number.
    """

    line: int
    code: str
    name: str
    manager: str
    facts: Mapping[str, Scalar]
    derived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A cell or a whole row that cannot be taken as it stands: where, what was found (masked), and why.

    ``key`` and ``figures`` name the sentence in the catalogue; ``refused`` says that the whole row stays out.
    """

    line: int
    column: str
    shown: str
    key: str
    figures: Mapping[str, object] = field(default_factory=dict)
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file's records: exact counts, the faults, and the client's code by line."""

    added: int
    updated: int
    unchanged: int
    faults: tuple[Fault, ...] = ()
    codes: Mapping[int, str] = field(default_factory=dict)
