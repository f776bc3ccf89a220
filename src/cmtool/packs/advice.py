"""Remedies that would coach: a rule's remedy never says how to answer a questionnaire, nor to retake one for a higher level.

The phrases are data, ``advice.json``; ``…`` stands for anything within one sentence.

>>> coached(Text("重新测评以提高等级", "wait for the yearly assessment"))
['重新测评以提高']
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from cmtool.model import Text

WITHIN = {"zh": "[^。；！？]*", "en": r"[^.;!?]*"}


def coached(remedy: Text) -> list[str]:
    """Return the phrases of a remedy, in either language, that tell a client how to come by a higher level."""
    return [found[0] for lang in ("zh", "en") if (found := _phrases()[lang].search(remedy.said(lang).lower()))]


@cache
def _phrases() -> dict[str, re.Pattern[str]]:
    known = json.loads(Path(__file__).with_name("advice.json").read_text(encoding="utf-8"))
    return {lang: re.compile("|".join(_pattern(phrase, lang) for phrase in phrases)) for lang, phrases in known.items()}


def _pattern(phrase: str, lang: str) -> str:
    return WITHIN[lang].join(re.escape(part) for part in phrase.lower().split("…"))
