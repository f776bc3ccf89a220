"""Readings of one block of clients, turned into bitmaps: one whole number a test, one bit a client.

A number's highest bit is the block's first client. A reading is cut into its binary digits, one bitmap a digit, so that any
mark of a scale is compared with all clients in a handful of operations on whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from cmtool.model import Tree
from cmtool.rules.bits import spelled, table
from cmtool.rules.scales import Scale, Scales, facts_of

Truth = tuple[int, int]  # who it is true of, who it is false of; the rest is unknown


@dataclass(slots=True)
class Block:
    """Some clients of the book in order: their codes, their signs on each scale, and the texts of their sets."""

    codes: Sequence[str]
    signs: Sequence[bytes]
    texts: Sequence[Sequence[str]] = ()


@dataclass(slots=True)
class Sheet:
    """The tests of one block, each answered once; ``answers`` are those of ``conditions``, in their order."""

    block: Block
    scales: Sequence[Scale]
    places: Scales
    conditions: Iterable[Tree] = ()
    everyone: int = 0
    answers: list[Truth] = field(default_factory=list)
    _planes: dict[int, list[int]] = field(default_factory=dict)
    _answers: dict[Tree, Truth] = field(default_factory=dict)
    _sets: dict[int, Callable[[str], int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.everyone = (1 << len(self.block.codes)) - 1
        self.answers = [self.truth(condition) for condition in self.conditions]

    def truth(self, node: Tree) -> Truth:
        """Return who a tree of tests is true of and who it is false of."""
        found = self._answers.get(node)
        if found is None:
            found = self._answers[node] = self._worked_out(node)
        return found

    def unknown(self, node: Tree) -> int:
        """Return of whom it is not known whether ``node`` holds."""
        true, false = self.truth(node)
        return self.everyone ^ true ^ false

    def missing(self, node: Tree, among: int) -> dict[str, int]:
        """Return the facts that keep ``node`` from being true or false, each with who of ``among`` lacks it."""
        among &= self.unknown(node)
        if not among or node[0] in {"sure", "known", "lit"}:
            return {}
        if node[0] not in {"and", "or", "not"}:
            facts = facts_of(node[1])
            if len(facts) == 1:
                return dict.fromkeys(facts, among)
            return {name: lacking for name in facts if (lacking := among & self._is_known(("c", name))[1])}
        found: dict[str, int] = {}
        for part in node[1:]:
            for name, lacking in self.missing(part, among).items():
                found[name] = found.get(name, 0) | lacking
        return found

    def _worked_out(self, node: Tree) -> Truth:
        head = node[0]
        if head == "and":
            return self._joined(node[1:])
        if head == "or":
            return self._joined([("not", part) for part in node[1:]])[::-1]
        if head == "not":
            return self.truth(node[1])[::-1]
        if head == "sure":
            true = self.truth(node[1])[0]
            return true, self.everyone ^ true
        if head == "lit":
            return (0, 0) if node[1] is None else (self.everyone, 0) if node[1] else (0, self.everyone)
        return TESTS[head](self, *node[1:])

    def _joined(self, parts: Sequence[Tree]) -> Truth:
        true, false = self.everyone, 0
        for part in parts:
            one_true, one_false = self.truth(part)
            true &= one_true
            false |= one_false
        return true, false

    def _below(self, measured: Tree, mark: object) -> Truth:
        number = self.places.place(measured, mark)
        return self._up_to(number, self.scales[number].marks.index(mark) + 1)

    def _word(self, measured: Tree, word: object) -> Truth:
        number = self.places.place(measured, word)
        reading = self.scales[number].marks.index(word) + 2
        return self._exactly(number, reading, len(self.scales[number].marks))

    def _flag(self, tree: Tree) -> Truth:
        return self._exactly(self.places.place(tree, None, "flag"), 2, 1)

    def _is_known(self, measured: Tree) -> Truth:
        number = self.places.place(measured, None)
        known = self._texts(number)("") if self.scales[number].family == "set" else self._known(number)
        return known, self.everyone ^ known

    def _member(self, measured: Tree, name: str) -> Truth:
        true = self._texts(self.places.place(measured, None))(f"|{name}|")
        return true, self.truth(("known", measured))[0] ^ true

    def _up_to(self, number: int, reading: int) -> Truth:
        """Return whose reading on a scale is known and at most ``reading``, and whose is above."""
        below = self.everyone
        planes, known = self._digits(number), self._known(number)
        for digit, plane in enumerate(planes):
            without = self.everyone ^ plane
            below = without | below if reading >> digit & 1 else without & below
        if reading >> len(planes):
            below = self.everyone
        return known & below, known & ~below

    def _exactly(self, number: int, reading: int, marks: int) -> Truth:
        """Return who has a reading on a scale, and who has another one that is known."""
        true, known = self.everyone, self._known(number)
        planes = self._digits(number)
        for digit, plane in enumerate(planes):
            true &= plane if reading >> digit & 1 else self.everyone ^ plane
        true = 0 if reading >> len(planes) else true
        return true, known ^ true

    def _known(self, number: int) -> int:
        known = 0
        for plane in self._digits(number):
            known |= plane
        return known

    def _digits(self, number: int) -> list[int]:
        """Return a scale's readings as binary digits, the lowest first."""
        if number not in self._planes:
            signs, most = self.block.signs[number], len(self.scales[number].marks) + 1 + (self.scales[number].family == "flag")
            self._planes[number] = [int(b"0" + signs.translate(table(digit)), 2) for digit in range(most.bit_length())]
        return self._planes[number]

    def _texts(self, number: int) -> Callable[[str], int]:
        """Return who has a piece of text in the set of a scale; who has any at all for an empty piece."""
        if number not in self._sets:
            self._sets[number] = spelled(self.block.texts[sum(scale.family == "set" for scale in self.scales[:number])])
        return self._sets[number]


TESTS: dict[str, Callable[..., Truth]] = {
    "below": Sheet._below, "word": Sheet._word, "flag": Sheet._flag, "known": Sheet._is_known, "member": Sheet._member,
}  # fmt: skip
