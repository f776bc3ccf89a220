"""What the grammar of conditions leaves out, and which sentence says what to write instead.

Named by the parser's own kinds of nodes, so that this room needs no parser: what engines answer differently, what looks
beyond one client and one product, and what only another language would understand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

BY_NODE: Mapping[str, str] = {
    **dict.fromkeys(("Div", "IntDiv", "SafeDivide"), "predicate-no-division"),
    "Mod": "predicate-no-modulo",
    "Pow": "predicate-no-power",
    **dict.fromkeys(("Like", "ILike", "Glob", "SimilarTo", "Escape"), "predicate-no-like"),
    **dict.fromkeys(("RegexpLike", "RegexpILike", "RegexpFullMatch", "RegexpExtract", "RegexpReplace"), "predicate-no-regexp"),
    **dict.fromkeys(("Cast", "TryCast", "JSONCast"), "predicate-no-cast"),
    **dict.fromkeys(
        ("Select", "Subquery", "Exists", "Union", "Intersect", "Except", "Any", "All", "Values", "Table"),
        "predicate-no-subquery",
    ),
    **dict.fromkeys(("Case", "If"), "predicate-no-case"),
    **dict.fromkeys(("Coalesce", "Nullif", "Nvl2"), "predicate-no-coalesce"),
    **dict.fromkeys(
        ("CurrentDate", "CurrentTime", "CurrentTimestamp", "CurrentDatetime", "Localtime", "Localtimestamp", "Date"),
        "predicate-no-clock",
    ),
    "Interval": "predicate-no-interval",
    **dict.fromkeys(("NullSafeEQ", "NullSafeNEQ"), "predicate-is-distinct"),
    "Null": "predicate-null-compared",
    **dict.fromkeys(("Placeholder", "Parameter", "SessionParameter"), "predicate-no-parameter"),
    "Tuple": "predicate-no-tuple",
    **dict.fromkeys(("DPipe", "SafeDPipe"), "predicate-no-joining"),
    **dict.fromkeys(
        ("BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot", "BitwiseLeftShift", "BitwiseRightShift", "ArrayOverlaps",
         "Xor"),
        "predicate-no-bits",
    ),
    **dict.fromkeys(
        ("Command", "Drop", "Create", "Insert", "Update", "Delete", "Alter", "Set", "Pragma", "Merge"), "predicate-no-statement"
    ),
    **dict.fromkeys(("Alias", "Aliases"), "predicate-left-over"),
}  # fmt: skip
CLOCKS = frozenset({"now", "today", "getdate", "sysdate", "julianday", "strftime", "curdate"})
IN_THE_TEXT = re.compile(  # what the parser would pass over or read as something else
    r"(?P<text>'(?:[^']|'')*')|(?P<comment>--|/\*|\*/)|(?P<twice>;)|(?P<equals>==)|(?P<bang>!(?!=))|(?P<quotes>\"[^\"]*\"?)"
)
SAID: Mapping[str, str] = {
    "comment": "predicate-no-comment",
    "twice": "predicate-two-statements",
    "equals": "predicate-double-equals",
    "bang": "predicate-no-bang",
    "quotes": "predicate-double-quotes",
}
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)  # an address may have lines; nothing else is kept that cannot be seen
UNSPEAKABLE = re.compile(r"[\\\x00-\x1f\x7f-\x9f]")  # engines write a backslash and what cannot be seen differently


def in_the_text(written: str) -> tuple[str, str] | None:
    """Return what is wrong with a condition before it is parsed, as the sentence's key and the piece.

    >>> in_the_text("c.a == 5"), in_the_text("c.job = ';--'")
    (('predicate-double-equals', '=='), None)
    """
    for found in IN_THE_TEXT.finditer(written):
        kind = found.lastgroup or ""
        if kind != "text":
            return SAID[kind], found[0]
        if UNSPEAKABLE.search(found[0]):
            return "predicate-bad-text", UNSPEAKABLE.sub(lambda odd: repr(odd[0])[1:-1], found[0])
    return None
