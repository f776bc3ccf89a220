"""Phrases: words that may not be said to a client, or that must be, and what was found of them (宣传用语)."""

from __future__ import annotations

from dataclasses import dataclass

from cmtool.model.rule import MAY_NOT_BLOCK
from cmtool.model.text import Source, Text

LEVELS = ("low", "medium", "high", "block")  # rising
SIDES = ("left", "cancel", "right")
GUARDS = ("both", "right", "none")
CATEGORIES = (
    "capital_guarantee", "return_promise", "forecast", "superlative", "inducement", "endorsement", "proxy_conduct",
    "overstatement", "illegal_activity", "private_offer", "missing_warning", "privacy", "ai_disclosure", "account_name",
    "house",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A way of speaking that is looked for: a regular expression with what excuses it, the law, and what to write instead.

    ``unless`` excuses a place where it fits too. With ``requires``, the phrase is what a text speaks of, and the finding is
    that nothing in it fits ``requires``. ``fires`` and ``silent`` are its examples; ``width`` is the most characters that a
    match has. ``anchors`` are texts of which every match holds one, a line each, none where that cannot be known: every
    command reads them, and one text is read faster than many.
    """

    code: str
    desk: str
    category: str
    severity: str
    pattern: str
    suggestion: Text
    source: Source
    fires: str
    silent: str
    guard: str = "both"
    unless: str = ""
    requires: str = ""
    anchors: str = ""
    requires_anchors: str = ""
    width: int = 0

    @property
    def level(self) -> str:
        """How grave it is: what rests on an uncertain source is never more than a remark."""
        if self.source.confidence in MAY_NOT_BLOCK and LEVELS.index(self.severity) > LEVELS.index("medium"):
            return "medium"
        return self.severity

    @property
    def at_least(self) -> int:
        """The place of its level, 0 the lowest."""
        return LEVELS.index(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseGuard:
    """What stands ``left`` or ``right`` of a phrase and turns it round ("不…", "…是骗局"), or takes that back (``cancel``)."""

    side: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """Other ways to write a word, so that nobody finds it: alike in sound or in looks (谐音、形近)."""

    means: str
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document and where it stands: a sentence of the catalogue with its figures.

    Where ``lines`` is set, the place is a line, and ``figures`` count the lines before this passage.
    """

    text: str
    key: str = ""
    figures: tuple[tuple[str, object], ...] = ()
    lines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One place where a phrase was found, or where a warning that it calls for is missing."""

    phrase: Phrase
    place: Text
    found: str
    context: str
    disguised: bool = False
    also: tuple[str, ...] = ()
