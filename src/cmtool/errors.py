"""What can go wrong, each with its exit code; the words are in the catalogue, in two languages."""

from __future__ import annotations


class CmtoolError(Exception):
    """Something the user must know; ``key`` names the sentence in the catalogue, ``figures`` fill it."""

    exit_code = 1

    def __init__(self, key: str, **figures: object) -> None:
        super().__init__(key, figures)
        self.key = key
        self.figures = figures


class NotFound(CmtoolError):
    """No such client, product, rule or file."""

    exit_code = 3


class NotPermitted(CmtoolError):
    """Not allowed, or the book is being written by another."""

    exit_code = 4


class InvalidData(CmtoolError):
    """A value or file does not hold what it should; all mistakes are listed at once."""

    exit_code = 5


class Refused(CmtoolError):
    """A compliance rule forbids it."""

    exit_code = 6


class Misconfigured(CmtoolError):
    """The settings, the book's version or a plugin are not as they must be."""

    exit_code = 10


class Refusal(InvalidData):
    """A calculator will not compute this; ``key`` names a sentence of its ``calculators.toml``."""
