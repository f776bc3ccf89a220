"""The guest room: what a plugin's author tests with."""

from __future__ import annotations

from cmtool.testing.contract import PluginContract
from cmtool.testing.desk import Desk, someone
from cmtool.testing.figures import figures
from cmtool.testing.press import Press

__all__ = ["Desk", "PluginContract", "Press", "figures", "someone"]
