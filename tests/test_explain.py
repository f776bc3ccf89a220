"""Explanations: what a code, a word or a topic means."""

from __future__ import annotations


def test_an_unknown_word_is_not_found(cmtool):
    assert cmtool("explain", "xyzzy").code == 3
