"""The examination that every plugin sits."""

from __future__ import annotations

from cmtool.testing import PluginContract
from cmtool_insurance import hooks


class TestInsurance(PluginContract):
    hooks = hooks
