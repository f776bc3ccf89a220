"""The futures desk on the bench, read once a module."""

from __future__ import annotations

import pytest

from cmtool.testing import Desk
from cmtool_futures import hooks


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)
