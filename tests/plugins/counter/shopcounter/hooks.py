"""Where the core meets the counter."""

from __future__ import annotations

from pathlib import Path

from cmtool.hookspecs import hookimpl

HERE = Path(__file__).parent


@hookimpl
def cmtool_institution() -> Path:
    """Return where the identity card lies."""
    return HERE / "plugin.toml"


@hookimpl
def cmtool_pack() -> Path:
    """Return the folder of what the counter knows."""
    return HERE / "pack"


@hookimpl
def cmtool_templates() -> Path:
    """Return the folder of the counter's own templates."""
    return HERE / "templates"


@hookimpl
def cmtool_calculators() -> dict:
    """Return the calculators by name; one that is declared is missing."""
    from shopcounter.brewing import brew
    from shopcounter.stocking import stock

    return {"brew": brew, "stock": stock}
