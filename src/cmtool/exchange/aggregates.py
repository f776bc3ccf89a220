"""Aggregate files: a manager's targets and monthly figures under a seal, without a word about any client.

The seal is an HMAC-SHA256 (RFC 2104) over the content's canonical JSON, made with a key that the team shares in a file. A file
whose content was changed, or that was sealed with another key, does not open.

>>> import json
>>> text = sealed({"targets": [], "figures": []}, b"a key that the team shares")
>>> opened(text.encode(), b"a key that the team shares")
([], [])
>>> opened(text.replace("[]", "[1]", 1).encode(), b"a key that the team shares") is None
True
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_type_hints

from cmtool.errors import InvalidData
from cmtool.model import Figure, Target

SCHEMA = "cmtool/target-aggregate/1"
SHORTEST = 16  # octets of a key
FIELDS = {kind: tuple(kind.__dataclass_fields__) for kind in (Target, Figure)}


def key_in(path: Path) -> bytes:
    """Return the key that a file holds, white space around it apart.

    Raises:
        InvalidData: it is too short to be a secret.
    """
    key = path.read_bytes().strip()
    if len(key) < SHORTEST:
        raise InvalidData("seal-key-short", path=path.name, least=SHORTEST)
    return key


def content_of(targets: Iterable[Target], figures: Iterable[Figure]) -> dict[str, Any]:
    """Return the content of an aggregate file; money in fen, days as day numbers."""
    return {
        "targets": [{name: getattr(one, name) for name in FIELDS[Target]} for one in targets],
        "figures": [{name: getattr(one, name) for name in FIELDS[Figure]} for one in figures],
    }


def sealed(content: Mapping[str, Any], key: bytes) -> str:
    """Return a content under its seal, as the text of a file."""
    return json.dumps({"schema": SCHEMA, "content": content, "seal": _seal(content, key)}, ensure_ascii=False, indent=1) + "\n"


def opened(data: bytes, key: bytes) -> tuple[list[Target], list[Figure]] | None:
    """Return the targets and figures of a file, ``None`` where it is no aggregate file or its seal is broken."""
    try:
        file = json.loads(data)
        content, seal = file["content"], file["seal"]
        if file["schema"] != SCHEMA or not hmac.compare_digest(str(seal).encode(), _seal(content, key).encode()):
            return None
        return [_read(Target, one) for one in content["targets"]], [_read(Figure, one) for one in content["figures"]]
    except (ValueError, KeyError, TypeError):  # not JSON, or not of this shape
        return None


def _seal(content: Mapping[str, Any], key: bytes) -> str:
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()


def _read(kind: Any, data: Mapping[str, Any]) -> Any:  # noqa: ANN401  # a Target or a Figure
    """Return one value, every field there and of its type."""
    types = get_type_hints(kind)
    if set(data) != set(types) or any(type(data[name]) is not types[name] for name in types):
        raise ValueError
    return kind(**data)
