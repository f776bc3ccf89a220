"""What an enemy types in is text in every format that documents are written in: no formula, no link, no field, no script."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from cmtool.exchange.documents import read
from cmtool.report.press.disguise import plain
from cmtool.report.press.writers import suffixes

ATTACKS = (
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-1+1", "#set page(width: 1pt)", "#import \"x\": *",
    "#read(\"/etc/passwd\")",
    "$ x $", "{{ 7*7 }}", "{% raw %}", "{{p evil }}", "<script>alert(1)</script>", "<w:p/>", "]]><x/>", "&lt;b&gt;",
    "[a](javascript:alert(1))", "![a](http://evil.example/x.png)", "http://evil.example", "@label", "<label>", "// x", "/* x",
    "\\u{41}", "*e* _e_ `e`", "# h", "= h", "- x", "+ x", "/ x: y", "\u202egnp", "a\u0000b", "'; DROP TABLE client; --",
)  # fmt: skip
TEMPLATE = """{# zh: 信 | en: Letter | products: no #}
# 信

{% for x in given.x.split(';;') %}
## {{ x }}

{{ x }}

- {{ x }}

{{ notice(x) }}
{{ table([[x, 2]], heads=[x, 'n'], title=x) }}
{% endfor %}
{{ bars(given.x, [given.x], [(given.x, [1])], caption=given.x) }}
{{ signatures(given.x) }}
"""
OUTSIDE = (
    'TargetMode="External"',
    "vbaProject",
    "HYPERLINK",
    "DDE",
    "/URI",
    "/JavaScript",
    "/Launch",
    "<script",
    "<img src",
)


@pytest.fixture(params=suffixes())
def document(ok, regular, tmp_path, monkeypatch, request):
    """A document of each format that is full of attacks: its suffix and its bytes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cmtool.toml").write_text('[templates]\nfolder = "own"\n', encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "letter.md").write_text(TEMPLATE, encoding="utf-8")
    path = tmp_path / f"l{request.param}"
    ok("propose", regular, "--template", "letter", "--input", f"x={';;'.join(ATTACKS)}", "-o", path)
    return request.param, path.read_bytes()


def test_it_stands_there_as_it_was_typed(document):
    """Oracle: the scanner's own readers, which find what a person would read."""
    suffix, content = document
    said = "\n".join(passage.text for passage in read(content, f"l{suffix}"))
    said = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", said) if suffix == ".md" else said
    run_together = "".join(said.split())
    assert [attack for attack in ATTACKS if "".join(plain(attack).split()) not in run_together] == []
    assert "root:" not in said


def test_nothing_in_it_computes_runs_or_leads_outside(document):
    """What the parts of a file hold, spelt as its format spells it: text alone would be escaped there."""
    _, content = document
    for name, text in parts(content):
        assert [sign for sign in OUTSIDE if sign in name + text] == [], name
        assert not ("document.xml" in name and "instrText" in text)  # the paper's own footer counts its pages
        assert not ("worksheets" in name and re.search(r"<f[ >/]", text)), name


def parts(content):
    """Return the parts of a file that a program would act on, each with its name, its plain texts taken out."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            found = [(name, packed.read(name).decode("utf-8", "replace")) for name in packed.namelist()]
        return [(name, re.sub(r">[^<>]*</", "></", text)) for name, text in found]
    if content.startswith(b"%PDF"):
        from pypdf import PdfReader

        pages = PdfReader(io.BytesIO(content)).pages
        return [("annotations", str([link.get_object() for page in pages for link in page.get("/Annots") or ()]))]
    text = content.decode()
    return [("text", re.sub(r"\\<", "", text))]
