"""The securities desk of cmtool."""

__version__ = "0.1.0"
