"""Settings, each with where it came from: flag, environment, the project's file, the user's, the system's, or the default."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cmtool.errors import Misconfigured
from cmtool.paths import config_folder, data_folder

NAMES = ("book", "lang", "as_of", "manager")
PROJECT_FILE = "cmtool.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and its origin: "flag", "environment", a file's path, or "default"."""

    value: str
    origin: str


def settings(flags: Mapping[str, str | None]) -> dict[str, Setting]:
    """Return every setting; what stands nearer to the user wins."""
    files = list(_files())
    return {name: _setting(name, flags.get(name), files) for name in NAMES}


def section(name: str) -> tuple[dict, str]:
    """Return a table of the nearest settings file that has it, with that file's path; an empty one where none has.

    Raises:
        Misconfigured: it is no table.
    """
    for path, table in _files():
        if name in table:
            if not isinstance(table[name], dict):
                raise Misconfigured("settings-no-table", path=path, name=name)
            return table[name], str(path)
    return {}, ""


def named() -> list[tuple[str, str]]:
    """Return the names at the top of each settings file, with its path."""
    return [(str(path), name) for path, table in _files() for name in table]


def language(chosen: str | None) -> Setting:
    """Return the language: as chosen, else by the locale; a locale that says nothing means Chinese."""
    for value, origin in ((chosen, "flag"), (os.environ.get("CMTOOL_LANG"), "environment")):
        if value in {"zh", "en"}:
            return Setting(str(value), origin)
    for path, table in _files():
        if table.get("lang") in {"zh", "en"}:
            return Setting(str(table["lang"]), str(path))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = os.environ.get(name, "")
        if locale:
            silent = locale.split(".")[0] in {"C", "POSIX"}
            return Setting("zh" if silent or locale.lower().startswith("zh") else "en", name)
    return Setting("zh", "default")


def _setting(name: str, flag: str | None, files: list[tuple[Path, dict]]) -> Setting:
    if name == "lang":
        return language(flag)
    if flag:
        return Setting(flag, "flag")
    if os.environ.get(f"CMTOOL_{name.upper()}"):
        return Setting(os.environ[f"CMTOOL_{name.upper()}"], "environment")
    for path, table in files:
        if table.get(name):
            return Setting(_beside(path, str(table[name])) if name == "book" else str(table[name]), str(path))
    return Setting(str(data_folder() / "book.db") if name == "book" else "", "default")


def _beside(settings_file: Path, named: str) -> str:
    """Return the path of a book named in a settings file: a relative one lies beside that file, wherever it is read from."""
    return named if "://" in named else str(settings_file.parent / Path(named).expanduser())


def _files() -> Iterator[tuple[Path, dict]]:
    """Yield the settings files there are, the nearest first."""
    here = Path.cwd()
    nearest = next((folder / PROJECT_FILE for folder in (here, *here.parents) if (folder / PROJECT_FILE).is_file()), None)
    for path in (nearest, config_folder() / "config.toml", Path("/etc/cmtool/config.toml")):
        if path is not None and path.is_file():
            yield path, _read(path)


def _read(path: Path) -> dict:
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except ValueError as wrong:  # not TOML, or not UTF-8
        raise Misconfigured("settings-not-toml", path=path, wrong=wrong) from None


@lru_cache(maxsize=8)
def _parsed(text: str) -> dict:
    """Return a settings file's tables: a morning list asks for several, and for those of each member of a team."""
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib
    return tomllib.loads(text)
