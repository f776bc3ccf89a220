"""The client book: SQLite by default, one file, private to its owner."""

from __future__ import annotations

from cmtool.book.book import Book

__all__ = ["Book"]
