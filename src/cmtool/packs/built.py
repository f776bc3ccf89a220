"""A checked pack kept in the cache, so that daily commands neither parse TOML nor check conditions again.

The cache is a private file of the user's, named after the folder and good only for exactly these files, sizes and times. It
is read with an unpickler that makes nothing but the nouns of ``cmtool.model``, and each shelf of a pack only when it is
first looked at: a morning list needs neither products nor phrases.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from cmtool import __version__
from cmtool.model import Finding, Institution, Pack
from cmtool.paths import cache_folder, write_private

SHELVES = frozenset(each.name for each in fields(Pack)) - {"institution"}
ALLOWED = {"datetime": {"date"}, "decimal": {"Decimal"}, "builtins": {"frozenset"}}


def pack_of(card_path: Path, folder: Path, shared: Pack | None = None) -> tuple[Institution, Pack, list[Finding]]:
    """Return a plugin's card, its pack and the mistakes in either, from the cache where nothing changed."""
    stamp = _stamp(card_path, folder, shared)
    kept = cache_folder() / f"pack-{crc32(str(folder.resolve()).encode()):08x}"
    built = _kept(kept, stamp, lambda: _read(card_path, folder, shared)[1])
    if built is None:
        card, pack, mistakes = built = _read(card_path, folder, shared)
        shelves = {name: pickle.dumps(getattr(pack, name), protocol=5) for name in SHELVES}
        gists = {name: made(pack) for name, made in GISTS.items()}
        write_private(kept, pickle.dumps((stamp, card, mistakes, gists, shelves), protocol=5))
    return built


class KeptPack(Pack):
    """A pack out of the cache, its shelves unfolded when they are first looked at; one that can't be is read from its files."""

    __slots__ = ("_again", "_shelves", "gist")

    @classmethod
    def of(
        cls, card: Institution, gist: Mapping[str, object], shelves: Mapping[str, bytes], again: Callable[[], Pack]
    ) -> KeptPack:
        """Return the pack with all its shelves still folded up; ``gist`` is what every command asks of what lies on them."""
        made = object.__new__(cls)
        for name, value in (("institution", card), ("gist", gist), ("_shelves", shelves), ("_again", again)):
            object.__setattr__(made, name, value)
        return made

    def __getattr__(self, name: str) -> object:
        """Unfold a shelf."""
        if name not in SHELVES:
            raise AttributeError(name)
        try:
            shelf = NounsOnly(io.BytesIO(self._shelves[name])).load()
        except Exception:  # a damaged pickle can raise anything
            shelf = None
        if not isinstance(shelf, tuple):
            shelf = getattr(self._again(), name)
        object.__setattr__(self, name, shelf)
        return shelf

    def __eq__(self, other: object) -> bool:
        """Whether another pack knows the same, kept or read."""
        return isinstance(other, Pack) and all(getattr(self, each.name) == getattr(other, each.name) for each in fields(Pack))

    __hash__ = Pack.__hash__


def _read(card_path: Path, folder: Path, shared: Pack | None) -> tuple[Institution, Pack, list[Finding]]:
    from cmtool.packs.reader import read_card, read_pack

    card, mistakes = read_card(card_path)
    pack, more = read_pack(folder, card, shared)
    return card, pack, mistakes + more


def _stamp(card_path: Path, folder: Path, shared: Pack | None) -> str:
    """Return what must be unchanged for a kept pack to be good: its files, and all it may speak of beside its own."""
    files = [card_path, *sorted(folder.glob("*.toml"))]
    seen = [(str(path), stat.st_mtime_ns, stat.st_size) for path in files if path.exists() for stat in [path.stat()]]
    spoken = "" if shared is None else gist(shared, "spoken_of")
    return repr((__version__, readers(), seen, spoken))


def _spoken_of(shared: Pack) -> tuple[object, ...]:
    """Return what conditions, needs and overlays are checked against."""
    facts = [(fact.name, fact.kind.value, tuple(fact.choices), fact.open_choices, fact.low, fact.high) for fact in shared.facts]
    fields = [(one.name, one.kind.value, tuple(one.choices)) for one in shared.fields]
    rules = [(rule.code, rule.about, rule.force, rule.when and rule.when.text, rule.require.text) for rule in shared.rules]
    products = [(product.code, *sorted(product.values.items())) for product in shared.products]
    return facts, fields, rules, products, [need.name for need in shared.needs], shared.phrase_guards, shared.spellings


def claims(pack: Pack) -> list[tuple[str, str]]:
    """Return what one pack alone may own."""
    card = pack.institution
    named = [("fact", fact.name) for fact in pack.facts] + [("need", need.name) for need in pack.needs]
    return [("name", card.name), ("prefix", card.prefix), *named]


def settles(pack: Pack) -> dict[str, str]:
    """Return the facts that a pack's questionnaires settle, each with the code of the first that does."""
    pairs = [(fact, one.code) for one in pack.questionnaires for fact in (one.gives, one.lowest_fact) if fact]
    return dict(reversed(pairs))


GISTS: Mapping[str, Callable[[Pack], object]] = {
    "spoken_of": lambda pack: repr(_spoken_of(pack)),
    "claims": claims,
    "settles": settles,
}


def gist(pack: Pack, name: str) -> Any:  # noqa: ANN401  # as GISTS has it
    """Return what is asked of a pack: kept with it, else worked out."""
    kept = getattr(pack, "gist", None)  # a kept pack with shelves replaced has none
    return GISTS[name](pack) if kept is None else kept[name]


def extended(card_path: Path) -> tuple[str, tuple[str, ...]]:
    """Return a plugin's name and what it extends, both empty where its card speaks of no such thing: most do not."""
    try:
        if "extends" not in card_path.read_text(encoding="utf-8"):
            return "", ()
    except (OSError, UnicodeDecodeError):  # said when the card is read
        return "", ()
    from cmtool.packs.reader import read_card

    card, _ = read_card(card_path)
    return card.name, card.extends


@cache
def readers() -> int:
    """Return when the code that reads packs last changed."""
    rooms = Path(__file__).parent.parent
    files = [path for room in ("packs", "rules", "model") for path in (rooms / room).iterdir() if path.is_file()]
    return max(path.stat().st_mtime_ns for path in files)


def _kept(path: Path, stamp: str, again: Callable[[], Pack]) -> tuple[Institution, Pack, list[Finding]] | None:
    try:
        kept, card, mistakes, gist, shelves = NounsOnly(io.BytesIO(path.read_bytes())).load()
        whole = (
            gist.keys() == GISTS.keys()
            and shelves.keys() == SHELVES
            and all(type(shelf) is bytes for shelf in shelves.values())
        )
    except Exception:  # a damaged pickle can raise anything; whatever it is, the pack is read again
        return None
    sound = isinstance(card, Institution) and isinstance(mistakes, list) and whole
    return (card, KeptPack.of(card, gist, shelves, again), mistakes) if sound and kept == stamp else None


class NounsOnly(pickle.Unpickler):
    """Makes the nouns of the house and dates, nothing else: a forged cache file can run nothing."""

    def find_class(self, module: str, name: str) -> object:
        """Return a noun of the house or a date."""
        if name in ALLOWED.get(module, ()):
            return super().find_class(module, name)
        if module.startswith("cmtool.model.") and "." not in name:
            noun = super().find_class(module, name)
            if isinstance(noun, type) and noun.__module__ == module:
                return noun
        raise pickle.UnpicklingError(f"{module}.{name}")
