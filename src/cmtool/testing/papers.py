"""The examination of an institution's papers: subclass it in the plugin's own tests, with a client and what his paper needs.

Needs pytest, which this module alone of the guest room imports.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest

from cmtool.errors import InvalidData
from cmtool.report.press.writers import suffixes
from cmtool.testing.desk import Desk
from cmtool.testing.figures import figures
from cmtool.testing.press import Press

SHARED = (
    "needs-sheet", "risk-disclosure", "follow-up-letter", "festival-greeting", "account-opening-guide", "portfolio-review",
)  # fmt: skip
ELSEWHERE = ("needs-sheet", "follow-up-letter", "festival-greeting", "portfolio-review")  # as PDF tried with the shared ones
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
EVERY = pytest.mark.parametrize("template", [*SHARED, ""], ids=[*SHARED, "own"])


class PaperContract:
    """The shared papers and one of the institution's own, for a client of it: every format, both languages."""

    hooks: ModuleType | Path
    client: ClassVar[Mapping[str, object]]
    own: str
    given: ClassVar[Mapping[str, str]]  # what the own paper is handed over
    case: str  # the kind of work that the opening guide is about
    asked: frozenset[str]  # inputs that the own paper asks for where nothing is known
    golden: Path

    @pytest.fixture(scope="class")
    @classmethod
    def press(cls) -> Press:
        """Return the press with the institution's papers."""
        return Press(Desk(cls.hooks))

    def handed(self, template: str) -> tuple[str, Mapping[str, str]]:
        """Return a template's name and what is handed over to it; the institution's own has the empty name."""
        return template or self.own, {"": self.given, "account-opening-guide": {"case": self.case}}.get(template, {})

    @LANGS
    @EVERY
    def test_every_format_shows_the_same_figures(self, press: Press, template: str, lang: str) -> None:
        """What the document says in figures stands in each format; PDF is read back slowly, so in Chinese alone."""
        name, given = self.handed(template)
        told = figures("\n".join(press.document(name, self.client, lang, given=given).texts()).encode(), "a.txt")
        assert len(told) >= 3
        slow = {".pdf"} if lang == "en" or name in ELSEWHERE else set()
        for suffix in sorted({*suffixes()} - {".htm"} - slow):
            shown = figures(press.printed(name, self.client, suffix, lang, given=given), f"a{suffix}")
            assert told - shown == set(), f"missing in {suffix}"

    @LANGS
    @pytest.mark.parametrize("template", ["proposal", *SHARED, ""], ids=["proposal", *SHARED, "own"])
    def test_what_it_says_may_be_said_and_required_warnings_are_there(self, press: Press, template: str, lang: str) -> None:
        """Nothing forbidden is in it, and no name is left unfilled."""
        name, given = self.handed(template)
        made = press.document(name, self.client, lang, given=given)
        assert [(found.phrase.code, found.context) for found in press.sayings(made)] == []
        assert made.title
        wide = "".join(made.texts())
        assert "{" not in wide
        assert "None" not in wide

    @LANGS
    @EVERY
    def test_its_examples_fill_it_for_a_client_of_whom_nothing_is_known(self, press: Press, template: str, lang: str) -> None:
        """An unknown client leaves no hole; what discloses the risk of products needs some."""
        name, _ = self.handed(template)
        if name == "risk-disclosure":
            assert press.document(name, self.client, lang).headings()
            return
        made = press.document(name, {"kind": self.client["kind"]}, lang, examples=True)
        assert [(found.phrase.code, found.context) for found in press.sayings(made)] == []

    @LANGS
    def test_the_own_paper_reads_as_it_did(self, press: Press, lang: str, request: pytest.FixtureRequest) -> None:
        """The Markdown is that of the golden file; charts have tests of their own."""
        text = press.printed(self.own, self.client, ".md", lang, given=self.given).decode()
        lines = "\n".join(line for line in text.splitlines() if "data:image" not in line) + "\n"
        path = self.golden / f"{self.own}_{lang}.md"
        if request.config.getoption("--update-golden", default=False):
            path.write_text(lines, encoding="utf-8")
        assert lines == path.read_text(encoding="utf-8")

    def test_what_is_missing_is_asked_for_all_at_once(self, press: Press) -> None:
        """Inputs that are missing are named together, and one that nobody asked for is refused."""
        with pytest.raises(InvalidData) as refused:
            press.document(self.own, {"kind": self.client["kind"]})
        assert refused.value.key == "press-asks"
        assert {wrong.figures["name"] for wrong in refused.value.figures["wrong"]} >= self.asked  # type: ignore[union-attr]
        with pytest.raises(InvalidData) as refused:
            press.document(self.own, self.client, given={**self.given, "nonsense": "1"})
        assert [wrong.key for wrong in refused.value.figures["wrong"]] == ["press-not-asked"]  # type: ignore[union-attr]
