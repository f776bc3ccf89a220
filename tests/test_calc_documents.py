"""Calculations as documents: from the shared templates and a desk's own; charts that hold their figures and say them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from base64 import b64decode
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.report import charts
from cmtool.testing import figures as read_back

SVG = "{http://www.w3.org/2000/svg}"
PLAN = 'keeper = "李_掌柜|"\n[[month]]\nof = "2027-01"\ncups = 1000\n[[month]]\nof = "2027-02"\ncups = 20\n'
BREW = ("brew", "--cups", "1000", "--price", "1.5", "--remark", "<b>&|*")


@pytest.fixture
def written(cmtool, book, tmp_path, request, monkeypatch):
    """Write the document of a calculation of the counter and return its text."""
    site = tmp_path / "site"
    (site / "shopcounter-1.0.dist-info").mkdir(parents=True)
    (site / "shopcounter-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: shopcounter\nVersion: 1.0\n")
    (site / "shopcounter-1.0.dist-info" / "entry_points.txt").write_text("[cmtool]\ncounter = shopcounter.hooks\n")
    for path in (site, request.path.parent / "plugins" / "counter"):
        monkeypatch.syspath_prepend(str(path))
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")

    def ran(name, *arguments, code=0, text=True):
        found = cmtool("--book", book, "--as-of", "2026-11-24", "calc", *arguments, "-o", tmp_path / name, plain=True)
        assert found.code == code, found
        return found.err if code or not text else (tmp_path / name).read_text(encoding="utf-8")

    return ran


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("用茶", "3,000克", "包数", "茶类", "绿茶")), ("en", ("leaf needed", "3,000 g"))]
)
def test_any_calculation_can_be_written_as_a_page(written, lang, words):
    text = written("brew.html", *BREW, "--lang", lang)
    assert [word for word in (*words, "茶铺手册第二章") if word not in text] == []
    assert "&lt;b&gt;&amp;|*" in text  # what a person wrote stays text
    assert "<b>" not in text
    assert "http" not in text  # the page needs nothing from elsewhere


def test_any_calculation_can_be_written_as_markdown(written):
    text = written("brew.md", *BREW)
    assert text.startswith("# 泡茶用量\n")
    head, results = text.split("## 结果\n")
    assert "## 依据的数据" in head  # what it starts from stands before what comes out
    assert "- 茶钱: 4,500.00元\n" in results
    assert "\\<b\\>&\\|\\*" in text


def test_a_desk_has_templates_of_its_own_that_calculate_besides(written, tmp_path):
    text = written("stock.md", "counter.stock", "--plan", str(tmp_path / "plan.toml"))
    assert text.startswith("# 茶库盘点 李\\_掌柜\\|\n")
    assert "共 6,120.00元; 一杯 6.00元" in text
    assert "| 月份 | 茶钱 (元) |\n|---|---:|\n| 2027-01 | 6,000.00 |\n| 2027-02 | 120.00 |\n" in text
    drawn = re.search(r"!\[逐月\]\(data:image/svg\+xml;base64,([^)]+)\)", text)
    assert ElementTree.fromstring(b64decode(drawn[1])).find(f"{SVG}title").text == "逐月"


def test_one_template_serves_every_format(written, tmp_path):
    plan = ("counter.stock", "--plan", str(tmp_path / "plan.toml"))
    told = read_back(written("stock.md", *plan).encode(), "a.md")
    assert told >= {6120, 6, 6000, 120}
    for suffix in (".html", ".docx", ".pdf"):
        written(f"stock{suffix}", *plan, text=False)
        assert told - read_back((tmp_path / f"stock{suffix}").read_bytes(), f"a{suffix}") == set(), suffix


def test_a_template_that_is_not_there_is_named(written, tmp_path, monkeypatch):
    monkeypatch.setattr("cmtool.report.paper.PLAIN", "nowhere")
    assert "nowhere" in written("brew.html", *BREW, code=3)


def test_a_page_is_only_its_owners(written, tmp_path):
    written("brew.html", *BREW)
    assert (tmp_path / "brew.html").stat().st_mode & 0o077 == 0


figures = st.floats(-1e9, 1e9).map(lambda figure: round(figure, 2))
series = st.integers(1, 20).flatmap(
    lambda count: st.lists(st.lists(figures, min_size=count, max_size=count), min_size=1, max_size=5)
)


def drawn_bars(svg):
    return [bar for bar in svg.findall(f"{SVG}rect") if bar.get("height") != "12.0"]  # the legend's are 12 tall


@given(rows=series, stacked=st.booleans(), lang=st.sampled_from(["zh", "en"]))
@settings(max_examples=80, deadline=None)
def test_every_figure_is_drawn_inside_the_chart_and_told(rows, stacked, lang):
    labels = [f"m{number}" for number in range(len(rows[0]))]
    named = [(f"s<{number}>", row) for number, row in enumerate(rows)]
    svg = ElementTree.fromstring(charts.bars("a & b", labels, named, lang, stacked=stacked))
    _, _, width, height = map(float, svg.get("viewBox").split())
    for bar in svg.findall(f"{SVG}rect"):
        assert float(bar.get("y")) >= 0
        assert float(bar.get("y")) + float(bar.get("height")) <= height
        assert 0 <= float(bar.get("x")) <= width - float(bar.get("width")) + 0.1
    told = svg.find(f"{SVG}desc").text
    assert all(charts.full(figure) in told for row in rows for figure in row)
    assert svg.get("role") == "img"


def test_who_hears_a_chart_is_told_amounts_to_the_fen():
    svg = ElementTree.fromstring(charts.bars("t", ["a", "b", "c"], [("x", [2169634.83, -1872000.0, 0.035])], "en"))
    assert svg.find(f"{SVG}desc").text == "across: a, b, c. x 2,169,634.83, -1,872,000, 0.035"


def test_the_height_of_a_bar_is_its_figure():
    svg = ElementTree.fromstring(charts.bars("t", ["a", "b", "c"], [("x", [100.0, 50.0, -25.0])], "en"))
    tall = [float(bar.get("height")) for bar in drawn_bars(svg)]
    assert tall[0] == pytest.approx(2 * tall[1], abs=0.2)
    assert tall[1] == pytest.approx(2 * tall[2], abs=0.2)
    tops = [float(bar.get("y")) for bar in drawn_bars(svg)]
    assert tops[0] < tops[1] < tops[2]
    assert tops[2] == pytest.approx(tops[0] + tall[0], abs=0.2)  # below the line of nothing


def test_each_series_has_a_pattern_and_a_dash_of_its_own():
    named = [(f"s{number}", [1.0, 2.0]) for number in range(5)]
    bars = ElementTree.fromstring(charts.bars("t", ["a", "b"], named, "en"))
    assert len({bar.get("fill") for bar in bars.findall(f"{SVG}rect")}) == 5
    lines = ElementTree.fromstring(charts.lines("t", ["a", "b"], named, "en"))
    assert len({line.get("stroke-dasharray") for line in lines.findall(f"{SVG}polyline")}) == 5


@pytest.mark.parametrize("count", [1, 7, 36, 200])
def test_labels_never_touch(count):
    labels = [f"2027-{number:03}" for number in range(count)]
    svg = ElementTree.fromstring(charts.bars("t", labels, [("x", [1.0] * count)], "en"))
    places = [float(text.get("x")) for text in svg.findall(f"{SVG}text") if text.text in labels]
    assert places
    assert all(after - before >= 8 * 7 for before, after in pairwise(places))  # eight characters of seven units


def test_a_long_legend_takes_another_row():
    few = charts.lines("t", ["a"], [("short", [1.0])], "en")
    many = charts.lines("t", ["a"], [("quite a long name for a line", [1.0])] * 5, "en")
    heights = [float(re.search(r'viewBox="0 0 \S+ (\d+)"', text)[1]) for text in (few, many)]
    assert heights[0] < heights[1]


def test_figures_that_are_all_nothing_can_be_drawn():
    for draw in (charts.bars, charts.lines):
        assert ElementTree.fromstring(draw("t", ["a"], [("x", [0.0])], "zh")) is not None
