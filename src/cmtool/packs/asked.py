"""A condition typed on the command line, kept in the cache once it is understood: to read one takes longer than most lists do.

What is kept is good for these facts as they are declared now. One that speaks of a sensitive fact is never kept: its text may
hold what nobody else should read.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping

from cmtool import __version__
from cmtool.model import Fact, Predicate
from cmtool.packs.built import NounsOnly, readers
from cmtool.paths import cache_folder, write_private

MOST = 50
Kept = dict[str, tuple[str, Predicate]]


def understood(text: str, facts: Mapping[str, Fact]) -> tuple[Predicate, list[tuple[str, str, str]]]:
    """Return a condition over client facts and what is wrong with it, as ``rules.typing.understood`` does."""
    kept = _read()
    stamp, predicate = kept.get(text, ("", None))
    if predicate is not None and stamp == _stamp(predicate, facts):
        return predicate, []
    from cmtool.rules.typing import understood as anew

    predicate, mistakes = anew(text, facts, {})
    if not mistakes and not any(facts[name].sensitive for name in predicate.facts):
        kept.pop(text, None)
        newest = dict([*kept.items(), (text, (_stamp(predicate, facts), predicate))][-MOST:])
        write_private(cache_folder() / "conditions", pickle.dumps(newest, protocol=5))
    return predicate, mistakes


def _stamp(predicate: Predicate, facts: Mapping[str, Fact]) -> str:
    """Return what must be unchanged: the code that reads conditions, and the facts that this one speaks of."""
    spoken = [repr(facts.get(name)) for name in predicate.facts]
    return repr((__version__, readers(), predicate.fields, spoken))


def _read() -> Kept:
    """Return what is kept; nothing where it is damaged, forged or not there."""
    try:
        kept = NounsOnly(io.BytesIO((cache_folder() / "conditions").read_bytes())).load()
        sound = all(
            type(text) is str and type(stamp) is str and type(made) is Predicate for text, (stamp, made) in kept.items()
        )
    except Exception:  # a damaged pickle can raise anything
        return {}
    return kept if sound else {}
