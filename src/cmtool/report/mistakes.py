"""Mistakes of a pack as items that scripts read: in which file and entry, at which key, what was found, what to do.

>>> from cmtool.model import Finding
>>> wrong = Finding(key="pack-twice", place="rules.toml, rule 2 (BAD-R001) -> code", figures=(("found", "BAD-R001"),))
>>> [mistake_item(wrong, "en")[name] for name in ("file", "entry", "code", "field", "found", "remedy")]
['rules.toml', 'rule 2', 'BAD-R001', 'code', 'BAD-R001', 'take one that is not in use']
"""

from __future__ import annotations

import re
from typing import Any

from cmtool.model import Finding
from cmtool.words import catalogue, said, said_figure

PLACE = re.compile(r"(?P<file>[^,>]+?)(?:, (?P<entry>\w+ \d+)(?: \((?P<code>.*?)\))?)?(?: -> (?P<field>.*))?")
FOUND = ("piece", "found", "missing", "way", "products", "wrong", "until")
BEFORE_THE_REMEDY = {"zh": "；", "en": "; "}


def mistake_item(finding: Finding, lang: str) -> dict[str, Any]:
    """Return one mistake; ``words`` says all of it, ``remedy`` what to write instead."""
    place = PLACE.fullmatch(finding.place)
    figures = dict(finding.figures)
    found = next((figures[name] for name in FOUND if name in figures), None)
    remedy = catalogue(lang)[finding.key].partition(BEFORE_THE_REMEDY[lang])[2]
    return {
        **(place.groupdict() if place else {"file": finding.place, "entry": None, "code": None, "field": None}),
        "found": None if found is None else str(said_figure(lang, found)),
        "words": said(lang, finding.key, **figures),
        "remedy": remedy.format_map({name: said_figure(lang, figure) for name, figure in figures.items()}),
        "key": finding.key,
    }


def lies_in(finding: Finding, file: str) -> bool:
    """Return whether a mistake lies in the file of that name."""
    place = PLACE.fullmatch(finding.place)
    return place is not None and place["file"] == file
