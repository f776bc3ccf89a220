"""The message catalogue: every sentence the core says, in Chinese and in English.

``zh.json`` and ``en.json`` hold the same keys; a test finds words missing in either. JSON because it loads in a millisecond.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path

from cmtool.errors import CmtoolError
from cmtool.model.text import Text

LANGUAGES = ("zh", "en")
PLAIN = (str, int, Text)


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return all sentences of one language by key."""
    return json.loads(Path(__file__).with_name(f"{lang}.json").read_text(encoding="utf-8"))


def said(lang: str, key: str, **figures: object) -> str:
    """Return one sentence with its figures filled in; a figure that is itself words is said in the same language."""
    filled = {name: said_figure(lang, figure) for name, figure in figures.items()}
    return catalogue(lang)[key].format_map(filled)


def said_figure(lang: str, figure: object) -> object:
    """Return a figure as it stands in a sentence of ``lang``."""
    if isinstance(figure, Text):
        return figure.said(lang)
    if isinstance(figure, CmtoolError):
        return error(lang, figure)
    if isinstance(figure, list | tuple):
        # mistakes have commas of their own
        comma = "list-semicolon" if any(isinstance(item, CmtoolError) for item in figure) else "list-comma"
        parts = (str(said_figure(lang, item)) for item in figure)
        return catalogue(lang)[comma].join(parts) or catalogue(lang)["value-nothing"]
    return figure


def text(key: str, **figures: object) -> Text:
    """Return one sentence in both languages; the same sentence with the same plain figures is worded once."""
    if all(type(figure) in PLAIN for figure in figures.values()):
        return _worded(key, tuple((name, type(figure), figure) for name, figure in figures.items()))
    return Text(*(said(lang, key, **figures) for lang in LANGUAGES))


@lru_cache(maxsize=4096)
def _worded(key: str, figures: tuple[tuple[str, type, object], ...]) -> Text:
    return Text(*(said(lang, key, **{name: figure for name, _, figure in figures}) for lang in LANGUAGES))


def error(lang: str, wrong: CmtoolError) -> str:
    """Return what an error has to say."""
    return said(lang, wrong.key, **wrong.figures)
