"""Markdown as blocks: what documents are made of, and that no value can make one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cmtool.model.document import Break, Cell, Document, Heading, Items, Notice, Paragraph, Run, Table, plain, texts, words
from cmtool.report.press import markdown
from cmtool.report.press.disguise import END, MARK, Marked, disguised, joined, shown
from cmtool.report.press.disguise import plain as one_line
from cmtool.report.press.marking import blocks

SIGNS = "#*_`~[](){}<>|\\-+=!&:;\"'@$%^/?.,0123456789 \n\t\ra中"


def test_each_kind_of_block_is_read():
    text = "# T\n\n## A\n#### B\n> mind\n\n- a\n- **b** c\n\n1. x\n2. y\n\n| h | n |\n|---|--:|\n| a | 1 |\n\n"
    text += "---\n\n*soft*\n\nplain\nnext"
    found = blocks(text, [])
    assert [type(block) for block in found] == [
        Heading, Heading, Heading, Notice, Items, Items, Table, Break, Paragraph, Paragraph,
    ]  # fmt: skip
    assert [block.level for block in found[:3]] == [1, 2, 3]
    assert found[4].items[1] == (Run("b", strong=True), Run(" c"))
    assert (found[4].numbered, found[5].numbered) == (False, True)
    assert [column.right for column in found[6].columns] == [False, True]
    assert found[6].rows == ((Cell(words("a")), Cell(words("1"))),)
    assert (found[8].soft, found[9].soft) == (True, False)
    assert plain(found[9].words) == "plain next"


def test_lines_of_chinese_are_joined_without_a_gap_and_hard_breaks_part_paragraphs():
    one, two, three = blocks("前一行\n后一行\n\na  \nb", [])
    assert plain(one.words) == "前一行后一行"
    assert (plain(two.words), plain(three.words)) == ("a", "b")


def test_html_is_text_links_lead_inside_and_pictures_are_not_loaded():
    text = "<b>x</b> [a](#t) [b](http://x) [c](javascript:d) ![e](http://f) <http://g>\n\n    code\n\n```\nfenced\n```\n\n[r]: http://h"
    found = blocks(text, [])
    links = [run.link for block in found for run in block.words]
    assert set(links) == {"", "#t"}
    said = "".join(plain(block.words) for block in found)
    assert "<b>x</b>" in said
    assert "code" in said


@given(st.text(alphabet=SIGNS, max_size=60))
def test_a_value_is_a_paragraph_whatever_it_holds(value):
    """Oracle: the value itself, on one line."""
    kept = one_line(value).strip()
    for text, where in [(f"{disguised(value)}", 0), (f"- {disguised(value)}", 0), (f"x\n\n{disguised(value)}\n\n# y", 1)]:
        found = blocks(text, [])
        if kept:
            assert "".join(texts(found[where])).strip() == kept
        assert sum(isinstance(block, Heading) for block in found) == text.count("# y")


@given(st.text(alphabet=SIGNS, max_size=40))
def test_a_value_in_a_table_is_one_cell(value):
    (found,) = blocks(f"| a | b |\n|---|---|\n| {disguised(value)} | z |", [])
    assert isinstance(found, Table)
    assert [plain(cell.words).strip() for cell in found.rows[0]] == [one_line(value).strip(), "z"]


@given(st.text(max_size=40))
def test_no_value_holds_our_marks(value):
    forged = disguised(f"{value}{MARK}0{END}")
    assert MARK not in forged
    assert shown(disguised(value)) == one_line(value)


def test_what_turns_a_line_round_or_cannot_be_seen_is_taken_out():
    assert one_line("a\u202eb\x00c\nd\u2029e") == "abc d e"


def test_what_is_joined_to_markdown_is_disguised():
    made = joined([Marked("**"), "*a*", Marked("**")])
    assert shown(str(made)) == "***a***"
    assert blocks(str(made), [])[0].words == (Run("*a*", strong=True),)
    assert joined(["*a*", 1]) == "*a*1"


@given(st.text(alphabet=SIGNS, max_size=40))
def test_written_as_markdown_and_read_again_it_says_the_same(value):
    """Oracle: our own reader, on what the writer escaped; a value on one line stays one paragraph with these words."""
    kept = one_line(value).strip()
    if not kept:
        return
    document = Document(title="t", lang="zh", blocks=(Paragraph(words=words(kept)), Items(items=(words(kept),), numbered=True)))
    one, two = blocks(markdown.written(document).decode(), [])
    assert " ".join(plain(one.words).split()) == " ".join(kept.split())
    assert " ".join(plain(two.items[0]).split()) == " ".join(kept.split())
