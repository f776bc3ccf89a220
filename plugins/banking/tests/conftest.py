"""The desk on the bench, read once for all tests."""

from __future__ import annotations

import pytest

from cmtool.testing import Desk
from cmtool_banking import hooks


@pytest.fixture(scope="session")
def desk():
    return Desk(hooks)
