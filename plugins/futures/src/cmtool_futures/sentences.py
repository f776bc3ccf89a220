"""What the desk says where a contract, a calendar or a firm's file is not as it should be: one sentence in both languages.

A calculator words such a refusal with ``key = "contract"`` and
``text = { zh = "合约：{words}", en = "contract: {words}" }`` in ``calculators.toml``.

>>> said("price_wrong", found=-1).zh
'价格应大于 0，收到的是 -1'
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from cmtool.errors import Refusal
from cmtool.model import Text

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


def said(key: str, **figures: object) -> Text:
    """Return one sentence with its figures; a figure that is itself words is said in the same language."""
    words = _sentences()[key]
    filled = {lang: {name: _figure(value, lang) for name, value in figures.items()} for lang in words}
    return Text(words["zh"].format(**filled["zh"]), words["en"].format(**filled["en"]))


def _figure(value: object, lang: str) -> object:
    if isinstance(value, Text):
        return value.said(lang)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ("、" if lang == "zh" else ", ").join(str(_figure(item, lang)) for item in value)
    return value


def refusal(key: str, **figures: object) -> Refusal:
    """Return the refusal that says one sentence; the caller raises it."""
    words = said(key, **figures)
    return Refusal("contract", words=words, zh=words.zh, en=words.en)


class Mistakes:
    """The mistakes of one file, gathered so that they are all told at once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Text] = []

    def add(self, key: str, **figures: object) -> None:
        """Note one mistake."""
        self.found.append(said(key, **figures))

    def refuse(self) -> None:
        """Tell all that were found.

        Raises:
            Refusal: there was at least one.
        """
        if self.found:
            wrong = Text("；".join(each.zh for each in self.found), "; ".join(each.en for each in self.found))
            raise refusal("mistakes", path=self.path, count=len(self.found), wrong=wrong)


def load_toml(path: Path, mistakes: Mistakes) -> dict[str, Any]:
    """Return what a TOML file holds.

    Raises:
        Refusal: it is not there, not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise refusal("unreadable", path=mistakes.path, wrong=wrong) from None
