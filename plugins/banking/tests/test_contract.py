"""The desk sits the examination that every plugin sits."""

from __future__ import annotations

from cmtool.testing import PluginContract
from cmtool_banking import hooks as banking_hooks


class TestBanking(PluginContract):
    hooks = banking_hooks
