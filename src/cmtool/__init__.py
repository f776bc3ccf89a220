"""A command-line toolkit for client managers (客户经理)."""

__version__ = "0.1.0"
