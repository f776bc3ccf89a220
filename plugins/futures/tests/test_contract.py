"""The examination every plugin sits."""

from __future__ import annotations

from cmtool.testing import PluginContract
from cmtool_futures import hooks


class TestContract(PluginContract):
    hooks = hooks
