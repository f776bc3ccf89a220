"""The parts of an Office file: a zip of XML, read with limits, without document types, and event by event."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from cmtool.errors import InvalidData

MOST_UNPACKED = 256 << 20
MOST_PARTS = 20_000
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError, OSError)


class Parts:
    """An Office file opened: names of parts, and a walk through one."""

    def __init__(self, content: bytes, name: str) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN as wrong:
            raise InvalidData("scan-broken", name=name, wrong=wrong) from None
        every = self._zip.infolist()
        if len(every) > MOST_PARTS or sum(part.file_size for part in every) > MOST_UNPACKED:
            raise InvalidData("scan-too-large", name=name)
        self.names = [part.filename for part in every]

    def walk(self, part: str, start: Start, end: End, text: Callable[[str], None]) -> None:
        """Call ``start``, ``end`` and ``text`` through one part, with tags without their namespaces.

        Raises:
            InvalidData: the part is broken, or declares a document type, as no Office program does.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(" ")[2], attributes)
        parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            with self._zip.open(part) as stream:
                while block := stream.read(1 << 16):
                    parser.Parse(block, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, *BROKEN) as wrong:
            raise InvalidData("scan-broken", name=self._name, wrong=wrong) from None

    def targets(self, part: str) -> dict[str, str]:
        """Return the parts that a part refers to, by the reference's name."""
        folder, _, own = part.rpartition("/")
        relations = f"{folder}/_rels/{own}.rels"
        found: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                target = attributes.get("Target", "")
                found[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"

        if relations in self.names:
            self.walk(relations, start, _nothing, _nothing)
        return found

    def listed(self, part: str, tag: str) -> list[tuple[str, str]]:
        """Return the name and the part of each ``tag`` of a part, in the order shown: slides, or sheets."""
        targets = self.targets(part)
        found: list[tuple[str, str]] = []

        def start(seen: str, attributes: dict[str, str]) -> None:
            if seen == tag:
                reference = next((value for key, value in attributes.items() if key.endswith("relationships id")), "")
                target = targets.get(reference, "")
                if target in self.names:
                    found.append((attributes.get("name", ""), target))

        self.walk(part, start, _nothing, _nothing)
        return found

    def _refuse_doctype(self, *_: object) -> None:
        raise InvalidData("scan-doctype", name=self._name)


def _nothing(_: str) -> None:
    """Pass over."""
