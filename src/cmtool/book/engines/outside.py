"""Clients kept by other programs: what their tables may hold that a book never does.

>>> told_apart(["C-1", "C-2"], 2)
['C-1', 'C-2']
"""

from __future__ import annotations

from collections.abc import Sequence

from cmtool.errors import InvalidData


def told_apart(codes: Sequence[str | None], *counts: int) -> Sequence[str]:
    """Return the codes of a block's clients, one for each of as many readings.

    Raises:
        InvalidData: a client has no code.
    """
    if any(count != len(codes) for count in counts) or (not isinstance(codes, range) and None in codes):
        raise InvalidData("clients-without-code")
    return codes  # type: ignore[return-value]


def known_share(written: str, real: str) -> str:
    """Return a share's SQL with what is not a number read as unknown: tables of other programs say so what they lack."""
    return f"nullif({written}, CAST('NaN' AS {real}))"
