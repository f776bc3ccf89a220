"""The bytes of a text file as text: by its byte-order mark, else strict UTF-8, else GB18030, which holds GBK and GB2312.

>>> decoded("客户,䶮".encode("gb18030"), "a.csv")
'客户,䶮'
"""

from __future__ import annotations

import codecs

from cmtool.errors import InvalidData

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
USUAL = ("utf-8", "gb18030")


def decoded(content: bytes, name: str, asked: str = "") -> str:
    """Return ``content`` as text; a byte-order mark speaks for itself, whatever encoding is asked for.

    Raises:
        InvalidData: it is not text in this encoding, or not text at all.
    """
    marked = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), "")
    tried = (marked,) if marked else (asked,) if asked else USUAL
    if not marked and not asked and b"\0" in content:
        raise InvalidData("import-not-text", name=name)
    for encoding in tried:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as wrong:
            line = content.count(b"\n", 0, wrong.start) + 1
        except LookupError:
            raise InvalidData("import-no-encoding", found=encoding) from None
    raise InvalidData("import-not-encoded", name=name, encodings=tried, line=line)
