"""Packs: what an institution knows, as a folder of TOML."""

from __future__ import annotations

from cmtool.packs.built import extended, pack_of

__all__ = ["extended", "pack_of"]
