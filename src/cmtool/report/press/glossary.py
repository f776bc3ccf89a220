"""Words of the trade in a document: the first time one stands in it, it leads to its meaning in plain words at the end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from cmtool.errors import InvalidData
from cmtool.model import GlossaryTerm, Text
from cmtool.model.document import Block, Heading, Paragraph, words
from cmtool.report.press.disguise import Marked, disguised, plain
from cmtool.words import said

NEAR = 5
COMMAND = {"zh": re.compile(r"[^。；]*cmtool[^。；]*[。；]?"), "en": re.compile(r"[^.;]*cmtool[^.;]*[.;]?")}  # for managers
WIDE = re.compile(r"[\u2e80-\uffef]")


class Glossary:
    """All terms there are, found by their names in both languages.

    Words are led to their meanings by themselves only where the term belongs to one of ``desks``, if there are any: the same
    word may mean another thing next door.
    """

    def __init__(self, terms: Iterable[GlossaryTerm], desks: Collection[str] = ()) -> None:
        self._desks = desks
        self._named: dict[str, GlossaryTerm] = {}
        for term in terms:
            for name in (term.word.zh, term.word.en, *term.also):
                self._named.setdefault(name.lower(), term)
        self._looking: dict[str, re.Pattern[str]] = {}
        self.places = lru_cache(maxsize=4096)(self._places)

    def knows(self, word: str) -> bool:
        """Return whether a word has been given a meaning."""
        return word.strip().lower() in self._named

    def term(self, word: str) -> GlossaryTerm:
        """Return what a word means.

        Raises:
            InvalidData: nobody has said.
        """
        found = self._named.get(word.strip().lower())
        if found is None:
            near = [name for name in self._named if word and word[0].lower() == name[0]][:NEAR]
            raise InvalidData("press-no-term", found=word, near=near)
        return found

    def _places(self, text: str, lang: str) -> tuple[tuple[int, int, GlossaryTerm], ...]:
        """Return where terms stand in a text."""
        return tuple(
            (found.start(), found.end(), self._named[found[0].lower()]) for found in self._pattern(lang).finditer(text)
        )

    def _pattern(self, lang: str) -> re.Pattern[str]:
        """Return what looks for the names of one language, the longest first."""
        if lang not in self._looking:
            ours = (
                name for name, term in self._named.items() if self._desks is None or term.desk in {"", "core", *self._desks}
            )
            told = (name for name in ours if len(name) > 1)  # one character stands inside others: 手 in 手续费
            names = sorted((name for name in told if bool(WIDE.search(name)) == (lang == "zh")), key=len, reverse=True)
            edge = "" if lang == "zh" else r"\b"
            written = "|".join(map(re.escape, names)) or r"(?!)"
            self._looking[lang] = re.compile(f"{edge}(?:{written}){edge}", re.IGNORECASE)
        return self._looking[lang]


class Terms:
    """The terms that one document uses, in the order in which they first stand in it."""

    def __init__(self, glossary: Glossary, lang: str) -> None:
        self._glossary = glossary
        self._lang = lang
        self._used: dict[GlossaryTerm, str] = {}

    def known(self, word: str) -> bool:
        """Return whether the glossary has a word."""
        return self._glossary.knows(str(word))

    def term(self, word: str) -> Marked:
        """Return a word as a link to its meaning."""
        return self._link(str(word), self._glossary.term(str(word)))

    def linked(self, words_said: object) -> Marked:
        """Return a text in which the terms that are new to the document lead to their meanings."""
        text = plain(words_said.said(self._lang) if isinstance(words_said, Text) else str(words_said))
        pieces, end = [], 0
        for start, stop, term in self._glossary.places(text, self._lang):
            if term not in self._used:
                pieces += [disguised(text[end:start]), self._link(text[start:stop], term)]
                end = stop
        return Marked("".join([*pieces, disguised(text[end:])]))

    def section(self) -> list[Block]:
        """Return what stands at the end of the document: each term and what it means."""
        if not self._used:
            return []
        found: list[Block] = [Heading(level=2, words=words(said(self._lang, "press-terms")), anchor="terms")]
        for term, anchor in self._used.items():
            meaning = COMMAND[self._lang].sub("", plain(term.plain.said(self._lang))).strip()
            found += [Heading(level=3, words=words(term.word.said(self._lang)), anchor=anchor), Paragraph(words=words(meaning))]
        return found

    def _link(self, word: str, term: GlossaryTerm) -> Marked:
        anchor = self._used.setdefault(term, f"term-{len(self._used) + 1}")
        return Marked(f"[{disguised(word)}](#{anchor})")
