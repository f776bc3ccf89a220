"""Personal data: masked in every output of every command until asked for by name."""

from __future__ import annotations


def test_the_list_does_not_hold_a_name(regular, ok):
    assert "张三丰" not in ok("client", "list").out
