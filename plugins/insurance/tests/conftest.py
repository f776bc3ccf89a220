"""The desk on the bench."""

from __future__ import annotations

import pytest

from cmtool.testing import Desk
from cmtool_insurance import hooks


@pytest.fixture(scope="session")
def desk():
    return Desk(hooks)
