"""Words in two languages, and where a statement comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English.

    >>> Text("保证金", "margin").said("en")
    'margin'
    """

    zh: str
    en: str

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        """Return what a kept pack makes it from: thousands of these are read by every command."""
        return Text, (self.zh, self.en)

    def said(self, lang: str) -> str:
        """Return the words in ``lang``, "zh" or "en"."""
        return self.en if lang == "en" else self.zh

    def filled(self, **figures: object) -> Text:
        """Return the words with ``{name}`` replaced in both languages; a figure that is itself words stays in its language."""
        return Text(*(getattr(self, lang).format(**_in(lang, figures)) for lang in ("zh", "en")))


def _in(lang: str, figures: dict[str, object]) -> dict[str, object]:
    return {name: figure.said(lang) if isinstance(figure, Text) else figure for name, figure in figures.items()}


def are_words(*texts: object) -> None:
    """Make sure that what a plugin hands over as words is in both languages.

    Raises:
        TypeError: one is not a ``Text``.
    """
    for words in texts:
        if not isinstance(words, Text):
            raise TypeError(f"{words!r} is not a Text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document a rule or formula comes from, with a confidence mark and the day it was last looked at."""

    title: str
    number: str = ""
    article: str = ""
    confidence: str = "U"
    as_of: date | None = None

    def cited(self) -> str:
        """Return the citation as a client may read it: an article marked M- is left out.

        >>> Source(title="适当性管理办法", article="第十九条", confidence="M-").cited()
        '适当性管理办法'
        """
        parts = [self.title, f"（{self.number}）" if self.number else ""]
        if self.article and self.confidence != "M-":
            parts.append(self.article)
        return "".join(parts)
