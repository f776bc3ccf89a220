"""Lists: every format holds the same items, in the same order."""

from __future__ import annotations


def test_ids_are_one_a_line(regular, ok):
    assert ok("client", "list", "--format", "ids").out == f"{regular}\n"
