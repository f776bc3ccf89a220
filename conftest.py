"""Settings of all tests: a slow moment of the machine is no failure of a property."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
