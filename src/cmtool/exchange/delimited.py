r"""Text files as rows: the delimiter found, cells over several lines kept whole, a bad quotation mark costing one row only.

>>> delimiter_of("姓名;手机\n张三;138,00\n")
';'
>>> [line.cells for line in split('a,"b\nc"\n', ",")]
[['a', 'b\nc']]
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from cmtool.errors import InvalidData
from cmtool.exchange.grid import Line

DELIMITERS = (",", "\t", ";", "|")
SPELT = {"tab": "\t", "\\t": "\t"}
SAMPLE = 65_536


def delimiter_of(text: str) -> str:
    """Return the delimiter by which the first rows come out most even."""
    sample = text[:SAMPLE]
    whole = sample if len(text) <= SAMPLE else sample[: sample.rfind("\n") + 1] or sample
    return max(DELIMITERS, key=lambda delimiter: _evenness(whole, delimiter))


def spelt(delimiter: str) -> str:
    """Return a delimiter as asked for: one character, or ``tab``.

    Raises:
        InvalidData: it is neither.
    """
    found = SPELT.get(delimiter, delimiter)
    if len(found) != 1 or found in '"\r\n':
        raise InvalidData("import-delimiter", found=delimiter)
    return found


def split(text: str, delimiter: str) -> Iterator[Line]:
    """Yield the rows that are not empty.

    Where quotation marks do not match, the line that began the row is given as torn, and reading goes on with the next line.
    """
    physical = list(io.StringIO(text, newline=""))
    start = 0
    while start < len(physical):
        reader = csv.reader(physical[start:], delimiter=delimiter, strict=True)
        offset = start
        try:
            for cells in reader:
                if "".join(cells).strip():
                    yield Line(start + 1, cells)
                start = offset + reader.line_num
        except csv.Error:
            yield Line(start + 1, [physical[start].rstrip("\r\n")], torn=True)
            start += 1


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    widths = Counter(len(line.cells) for line in split(text, delimiter))
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return (count / widths.total(), width) if width > 1 else (0, 0)
