"""Exit codes: each with a command line that gives it, in both languages."""

from __future__ import annotations


def test_help_is_no_failure(cmtool):
    assert cmtool("--help").code == 0
