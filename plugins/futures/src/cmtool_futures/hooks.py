"""Where the core meets the futures desk: each hook points to what answers it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cmtool.model import Outcome

HERE = Path(__file__).parent


@hookimpl
def cmtool_institution() -> Path:
    """Return where the identity card lies."""
    return HERE / "plugin.toml"


@hookimpl
def cmtool_pack() -> Path:
    """Return the folder of what the desk knows."""
    return HERE / "pack"


@hookimpl
def cmtool_templates() -> Path:
    """Return the folder of the desk's own templates."""
    return HERE / "templates"


@hookimpl
def cmtool_calculators() -> Mapping[str, Callable[..., Outcome]]:
    """Return the desk's calculators by name."""
    from cmtool_futures.calculators import BY_NAME

    return BY_NAME
