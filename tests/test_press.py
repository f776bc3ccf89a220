"""The press: templates that institutions lay above, what they are told, and that nobody who is hostile does harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cmtool.model import GlossaryTerm, Text
from cmtool.report.press.glossary import Glossary, Terms

HEAD = "{# zh: 信 | en: Letter | products: no #}\n"
ATTACKS = (
    "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "{{ 7*7 }}", "{% raw %}", "${7*7}", "#set x = 1", "#{1}",
    "\\input{/etc/passwd}",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![a](http://evil.example/x.png)",
    "# forged", "> forged", "| a | b |", "1. forged", "- forged", "***", "---", "```", "`x`", "\u202eforged",
    "&lt;b&gt;", "&amp;",
    "\U0010ff000\U0010ff01", "]]>", "--><script>", "\n\n## forged\n\n",
)  # fmt: skip
EVERYWHERE = """# 信

## {{ given.x }}

{{ given.x }}

- {{ given.x }}

> {{ given.x }}

| a | b |
|---|---|
| {{ given.x }} | 1 |

**{{ given.x }}** *{{ given.x }}*

{{ table([[given.x, 2]], heads=[given.x, 'n'], title=given.x) }}
{{ notice(given.x) }}
{{ bars(given.x, [given.x], [(given.x, [1])], caption=given.x) }}
{{ signatures(given.x) }}
"""


@pytest.fixture
def institution(tmp_path, monkeypatch):
    """Lay files in the folder of an institution's templates that the settings name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cmtool.toml").write_text('[templates]\nfolder = "own"\n', encoding="utf-8")
    (tmp_path / "own").mkdir()

    def lay(name, text):
        (tmp_path / "own" / name).write_text(text, encoding="utf-8")

    return lay


class Page(HTMLParser):
    """Gathers tags, attributes and text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.said = [], [], ""
        self.feed(re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *one) for one in attrs]

    def handle_data(self, data):
        self.said += data


def test_a_block_is_replaced_and_the_rest_stays(ok, institution, regular):
    institution("proposal.md", "{% extends 'core:proposal.md' %}{% block warning %}\n{{ super() }}\n> 本行的话\n{% endblock %}")
    text = ok("propose", regular, "-o", "-").out
    assert text.index("> 投资有风险") < text.index("> 本行的话") < text.index("## 您的需求")
    assert "本行的话" in ok("propose", regular, "-o", "-").out


def test_a_block_inside_a_loop_is_told_of_its_product(ok, institution, regular):
    institution(
        "proposal.md", "{% extends 'core:proposal.md' %}{% block product %}\n### {{ match.product.code }}\n{% endblock %}"
    )
    assert "### SHP-P003" in ok("propose", regular, "-o", "-").out


def test_an_institutions_block_that_leaves_a_disclosure_out_is_refused(cmtool, institution, regular, tmp_path):
    institution("proposal.md", "{% extends 'core:proposal.md' %}{% block disclosures %}{% endblock %}")
    for name in ("p.md", "p.html"):
        refused = cmtool("propose", regular, "-o", tmp_path / name)
        assert (refused.code, "收成有好有坏" in refused.err) == (10, True)
    assert list(tmp_path.glob("p.*")) == []


def test_an_institutions_page_stands_above_and_is_told_the_same(ok, institution, regular, tmp_path):
    institution(
        "proposal.html",
        "<!doctype html><title>{{ title }}</title><p>{{ client.shown_name }} {{ t('<甲>', 'b') }}</p>{{ body }}",
    )
    ok("propose", regular, "-o", tmp_path / "p.html")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "<p>张** &lt;甲&gt;</p><h1>产品建议书</h1>" in text
    assert "# 产品建议书" in ok("propose", regular, "-o", "-").out  # other formats are as they were


@pytest.mark.parametrize(
    ("page", "code", "piece"),
    [
        pytest.param("<p>{{ title }}</p>", 10, "收成有好有坏", id="leaves-disclosures-out"),
        pytest.param("{{ body }}<p>保本保息，稳赚不赔</p>", 6, "CMT-L", id="promises"),
        pytest.param("{{ body }}{{ nobody }}", 10, "nobody", id="unknown-name"),
        pytest.param("{{ body }}{% include '/etc/passwd' %}", 10, "passwd", id="reads-files"),
        pytest.param("{{ body }}{{ client.__class__.__mro__ }}", 10, "unsafe", id="reaches-for-the-machine"),
        pytest.param("{{ body }}{{ client.shown_name | safe }}", 10, "safe", id="prints-what-was-typed-as-it-is"),
        pytest.param("{{ body }}{{ 'a' * 99999999 }}", 10, "99999999", id="fills-the-memory"),
    ],
)
def test_an_institutions_page_goes_through_the_gate(cmtool, institution, regular, tmp_path, book, page, code, piece):
    institution("proposal.html", page)
    before = book.read_bytes()
    refused = cmtool("propose", regular, "-o", tmp_path / "p.html")
    assert (refused.code, piece in refused.err) == (code, True), refused
    assert not (tmp_path / "p.html").exists()
    assert book.read_bytes() == before


def test_a_template_that_promises_is_refused_with_its_place(cmtool, institution, regular, tmp_path):
    institution("letter.md", HEAD + "# 信\n\n## 甲\n\n一。\n\n稳赚不赔。\n")
    refused = cmtool("propose", regular, "--template", "letter", "-o", tmp_path / "l.md")
    assert (refused.code, "“甲”下第 3 处" in refused.err) == (6, True), refused
    assert not (tmp_path / "l.md").exists()


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ client.__init__.__globals__ }}",
        "{{ t.__globals__ }}",
        "{{ money.__code__ }}",
        "{{ (w|attr('__globals__')) }}",
        "{{ ([client]|map(attribute='__class__')|list)[0].mro() }}",
        "{{ '{0.__class__}'.format(client) }}",
        "{% include '../../../../../../etc/passwd' %}",
        "{% include '/etc/passwd' %}",
        "{% include 'core:../pyproject.toml' %}",
        "{% import 'link.md' as x %}{{ x }}",
        "{{ 'a' * 99999999 }}",
        "{{ [1] * 99999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%99999999d' % 1 }}",
        "{{ 'x'.ljust(99999999) }}",
        "{{ range(99999999)|list }}",
        "{{ given.update({'a': 1}) }}",
        "{{ lipsum(9999) }}",
        "{{ '<b>'|safe }}",
    ],
)
def test_a_hostile_template_is_refused_and_reads_nothing(cmtool, institution, regular, tmp_path, attack):
    (tmp_path / "secret.md").write_text("SECRET", encoding="utf-8")
    (tmp_path / "own" / "link.md").symlink_to(tmp_path / "secret.md")
    institution("letter.md", HEAD + "# 信\n\n" + attack)
    refused = cmtool("propose", regular, "--template", "letter", "-o", tmp_path / "l.md")
    assert refused.code == 10, refused
    assert "root:" not in refused.err + refused.out
    assert "SECRET" not in refused.err + refused.out
    assert not (tmp_path / "l.md").exists()


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_data_is_text_in_a_page_and_in_markdown(ok, institution, regular, tmp_path, attack):
    """The template prints it everywhere a value can stand; the page has no tag, link or attribute that it brought."""
    institution("letter.md", HEAD + EVERYWHERE)
    for name in ("l.html", "l.md"):
        ok("propose", regular, "--template", "letter", "--input", f"x={attack}", "-o", tmp_path / name)
    page = Page((tmp_path / "l.html").read_text(encoding="utf-8"))
    assert set(page.tags) & {"script", "img", "iframe", "b", "a"} == set()
    assert [one for one in page.attributes if one[1].startswith("on") or one[1] in {"src", "href"}] == []
    assert page.tags.count("h2") == 1
    assert page.tags.count("table") == 2
    assert "49" not in page.said
    shown = " ".join(attack.replace("\u202e", "").split())
    if "\U0010ff00" not in attack:
        assert page.said.count(shown) >= 12
    text = (tmp_path / "l.md").read_text(encoding="utf-8")
    text = re.sub(r"data:image/svg\+xml;base64,[\w+/=]+", "", text)
    assert [line for line in text.splitlines() if re.match(r"#+ (?!信)", line)] == [
        line for line in text.splitlines() if line.startswith("## ")
    ]
    assert not re.search(r"(?<!\\)<(?!a id=)", text)
    assert not re.search(r"(?<!\\)\]\((?!#|\))", text)


def test_terms_lead_to_their_meaning_and_nowhere_else(ok, institution, regular, tmp_path):
    institution("letter.md", HEAD + "# 信\n\n{{ term('KYC') }} {{ term('KYC') }} {{ linked('不知情') }}\n")
    ok("propose", regular, "--template", "letter", "-o", tmp_path / "l.html")
    page = Page((tmp_path / "l.html").read_text(encoding="utf-8"))
    links = [value for _, name, value in page.attributes if name == "href"]
    anchors = [value for _, name, value in page.attributes if name == "id"]
    assert links == ["#term-1", "#term-1"]
    assert anchors.count("term-1") == 1
    assert "本文用到的词" in page.said


def test_a_word_of_one_character_is_not_looked_for_inside_others():
    lot = GlossaryTerm(word=Text("手", "lot"), plain=Text("最小买卖单位", "the smallest unit"), desk="core")
    terms = Terms(Glossary([lot]), "zh")
    assert "](#" not in terms.linked("交易手续费")
    assert "](#" in terms.term("手")


def test_only_what_a_template_names_is_asked_for(cmtool, institution, regular, tmp_path):
    institution("letter.md", HEAD + "# 信\n\n{{ on }}")
    assert cmtool("propose", regular, "--template", "letter", "-o", tmp_path / "l.md", "--input", "x=1").code == 0
    institution("other.md", HEAD.replace("no #}", "no | calculators: shop.none #}") + "{{ calc('x') }}")
    refused = cmtool("propose", regular, "--template", "other", "-o", tmp_path / "l.md", "--input", "x=1")
    assert refused.code in {3, 10}, refused


def test_a_template_without_products_serves_a_client_for_whom_nothing_is_suitable(ok, cmtool, institution, add, tmp_path):
    code = add(goal="grow")
    institution("letter.md", HEAD + "# 信\n\n{{ client.code }} {{ proposal.chosen | length }}")
    ok("propose", code, "--template", "letter", "-o", tmp_path / "l.md")
    assert f"{code} 0" in (tmp_path / "l.md").read_text(encoding="utf-8").replace("\\", "")
    assert cmtool("propose", code, "-o", tmp_path / "p.md").code == 6


def test_an_unknown_template_is_named_with_those_there_are(cmtool, regular, tmp_path):
    refused = cmtool("propose", regular, "--template", "propsal", "-o", tmp_path / "p.md")
    assert (refused.code, "proposal" in refused.err) == (3, True)


@pytest.mark.parametrize(
    ("purpose", "facts", "code"),
    [
        pytest.param("greeting", {}, 0, id="a-greeting"),
        pytest.param("greeting", {"greeting_consent": "否"}, 6, id="a-greeting-refused"),
        pytest.param("greeting", {"do_not_contact": "是"}, 6, id="a-greeting-to-whoever-wants-nothing"),
        pytest.param("greeting", {"deceased": "是"}, 6, id="a-greeting-to-the-dead"),
        pytest.param("service", {"deceased": "是"}, 6, id="service-to-the-dead"),
        pytest.param("duty", {"deceased": "是"}, 0, id="a-duty-to-the-heirs"),
        pytest.param("service", {"greeting_consent": "否"}, 0, id="service-to-whoever-wants-no-greetings"),
    ],
)
def test_what_a_client_is_written_to_for_goes_through_the_gate(cmtool, institution, add, tmp_path, purpose, facts, code):
    institution("letter.md", HEAD.replace("no #}", f"no | purpose: {purpose} #}}") + "# 信")
    found = cmtool("propose", add(**facts), "--template", "letter", "-o", tmp_path / "l.md")
    assert found.code == code, found
    assert (tmp_path / "l.md").exists() is (code == 0)


def test_a_wish_that_does_not_bar_is_told(cmtool, institution, add, tmp_path):
    institution("letter.md", HEAD + "# 信")
    found = cmtool("propose", add(service_consent="否"), "--template", "letter", "-o", tmp_path / "l.md")
    assert (found.code, "服务" in found.err) == (0, True), found
