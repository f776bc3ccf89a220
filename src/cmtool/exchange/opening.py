"""A client file opened by what it is, not by what its name says."""

from __future__ import annotations

import re

from cmtool.errors import InvalidData
from cmtool.exchange import delimited, workbook
from cmtool.exchange.encoding import decoded
from cmtool.exchange.grid import Grid, Reading

WEB_PAGE = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<head|<meta|<table)", re.IGNORECASE)


def opened(content: bytes, name: str, reading: Reading) -> Grid:
    """Return the rows of a file.

    Raises:
        InvalidData: it is neither text nor a workbook, or there is nothing in it.
    """
    grid = workbook.sheet_of(content, name, reading.sheet) if workbook.is_workbook(content) else _text(content, name, reading)
    if not grid.lines:
        raise InvalidData("import-empty" if grid.unread else "import-nothing", name=name, unread=grid.unread)
    return grid


def _text(content: bytes, name: str, reading: Reading) -> Grid:
    text = decoded(content, name, reading.encoding)
    if WEB_PAGE.match(text):
        raise InvalidData("import-web-page", name=name)
    delimiter = delimited.spelt(reading.delimiter) if reading.delimiter else delimited.delimiter_of(text)
    return Grid(name=name, lines=list(delimited.split(text, delimiter)), delimiter=delimiter)
