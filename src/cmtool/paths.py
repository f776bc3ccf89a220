"""Where things lie on this machine: the user's book, settings and cache, each overridable."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """Return the folder for the user's book."""
    return _folder("CMTOOL_DATA", "XDG_DATA_HOME", ".local/share", "LOCALAPPDATA", "Library/Application Support")


def config_folder() -> Path:
    """Return the folder for the user's settings."""
    return _folder("CMTOOL_CONFIG", "XDG_CONFIG_HOME", ".config", "APPDATA", "Library/Application Support")


def cache_folder() -> Path:
    """Return the folder for what can be made again at any time."""
    return _folder("CMTOOL_CACHE", "XDG_CACHE_HOME", ".cache", "LOCALAPPDATA", "Library/Caches")


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all; a place that cannot be written is passed over."""
    import tempfile

    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)


def _folder(own: str, xdg: str, unix: str, windows: str, mac: str) -> Path:
    if os.environ.get(own):
        return Path(os.environ[own])
    if sys.platform == "win32":
        return Path(os.environ.get(windows) or Path.home()) / "cmtool"
    if os.environ.get(xdg):
        return Path(os.environ[xdg]) / "cmtool"
    return Path.home() / (mac if sys.platform == "darwin" else unix) / "cmtool"
