"""Which plugins are installed: the entry points of the group, remembered as long as nothing was installed or removed.

Looking them up takes longer than most commands do; the answer is kept with the times of the folders that Python searches.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from cmtool.paths import cache_folder, write_private

GROUP = "cmtool"


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed plugin: its entry point's name and target, and its distribution's version."""

    name: str
    target: str
    version: str

    def load(self) -> object:
        """Import what the entry point names."""
        module, _, attribute = self.target.partition(":")
        found = import_module(module)
        return getattr(found, attribute) if attribute else found


def installed() -> list[Installed]:
    """Return the installed plugins, sorted by name."""
    stamp = [f"{path}:{_changed(Path(path))}" for path in (*sys.path, sys.prefix)]
    kept = cache_folder() / f"plugins-{sys.version_info[0]}{sys.version_info[1]}.json"
    try:
        index = json.loads(kept.read_text(encoding="utf-8"))
        if index["stamp"] == stamp:
            return [Installed(*entry) for entry in index["entries"]]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # nothing kept, or not by us: look again
    found = _looked_up()
    write_private(
        kept, json.dumps({"stamp": stamp, "entries": [[one.name, one.target, one.version] for one in found]}).encode()
    )
    return found


def _looked_up() -> list[Installed]:
    from importlib.metadata import entry_points

    entries = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return [Installed(entry.name, entry.value, entry.dist.version if entry.dist else "") for entry in entries]


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
