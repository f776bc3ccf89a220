"""``template list``, ``new`` and ``check``: what there is, what to start from, and every mistake at once."""

from __future__ import annotations

import pytest

HEAD = "{# zh: 信 | en: Letter | products: no #}\n# Letter\n\n"
FAULTY = """{# zh: 信 | en: Letter | products: no #}
# {{ titel }}

{{ w('no-such') }} {{ proposal.nothing }} {{ term('外星') }}
{{ client.value('no_fact') }}
{% if 1 > 2 %}{{ calc('no-calc').single('x') }}{% endif %}
{{ last_one }} {{ optional is defined }}
"""


@pytest.fixture
def folder(tmp_path):
    """A folder of an institution's templates."""
    made = tmp_path / "own"
    made.mkdir()
    return made


@pytest.fixture
def checked(cmtool, folder):
    """Check a template in a folder and return the exit code and the findings."""

    def ran(text, name="letter"):
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        found = cmtool("template", "check", folder, "--format", "json")
        return found.code, [item["finding"] for item in found.items]

    return ran


def test_the_shared_templates_are_listed_with_title_and_needs(ok):
    items = {item["template"]: item for item in ok("template", "list", "--format", "json").items}
    assert items["proposal"]["title"] == "产品建议书"
    assert items["proposal"]["proposes"] is True
    assert items["proposal"]["needs"] == ["客户"]
    assert items["proposal"]["from"] == "共享"
    assert items["calculation"]["needs"] == ["一次计算"]  # what calc -o fills


def test_a_folder_in_the_settings_goes_first(ok, folder, tmp_path, monkeypatch, regular):
    (folder / "letter.md").write_text(HEAD + "{{ client.code }}", encoding="utf-8")
    (folder / "proposal.md").write_text(
        "{% extends 'core:proposal.md' %}{% block signing %}\n{{ notice('我们的话') }}\n{% endblock %}", encoding="utf-8"
    )
    (tmp_path / "cmtool.toml").write_text('[templates]\nfolder = "own"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    items = {item["template"]: item for item in ok("template", "list", "--format", "json").items}
    assert items["letter"]["from"] == "自己的"
    assert items["proposal"]["title"] == "产品建议书"  # its head is left to the one below
    assert "> 我们的话" in ok("propose", regular, "-o", "-").out
    assert regular in ok("propose", regular, "--template", "letter", "-o", "-").out


def test_a_folder_in_the_settings_that_is_not_there_is_said(cmtool, tmp_path, monkeypatch):
    (tmp_path / "cmtool.toml").write_text('[templates]\nfolder = "gone"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    refused = cmtool("template", "list")
    assert (refused.code, "gone" in refused.err) == (10, True)


@pytest.mark.parametrize("name", ["letter", "proposal"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_template_is_there_and_passes_the_check(ok, cmtool, folder, name, lang):
    ok("template", "new", name, folder, "--lang", lang)
    assert (folder / f"{name}.md").is_file()
    assert ok("template", "check", folder, "--format", "json").items == []
    refused = cmtool("template", "new", name, folder)
    assert (refused.code, name in refused.err) == (5, True)


def test_a_dry_run_writes_no_template(ok, folder):
    ok("template", "new", "letter", folder, "--dry-run")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../letter", "a/b", "x.md", ""])
def test_a_name_is_no_path(cmtool, folder, name):
    assert cmtool("template", "new", name, folder).code == 5
    assert list(folder.parent.rglob("*.md")) == []


def test_every_mistake_is_told_at_once_with_its_file_and_line(checked, folder):
    code, findings = checked(FAULTY)
    assert code == 10
    place = str(folder / "letter.md")
    for line, what in [
        (2, "titel"),
        (4, "no-such"),
        (4, "Proposal.nothing"),
        (4, "外星"),
        (5, "no_fact"),
        (6, "no-calc"),
        (7, "last_one"),
    ]:
        assert any(f"{place}:{line}" in found and what in found for found in findings), (line, what, findings)
    assert not any("optional" in found for found in findings)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        pytest.param("# no head", "zh:", id="no-head"),
        pytest.param("{# zh: 信 #}\n# x", "en", id="no-english-title"),
        pytest.param("{# zh: 信 | en: L | product: no #}", "product", id="unknown-entry"),
        pytest.param("{# zh: 信 | en: L | products: maybe #}", "maybe", id="neither-yes-nor-no"),
        pytest.param(HEAD + "{% for", "letter.md:4", id="not-a-template"),
        pytest.param(HEAD + "{{ table([[notice('x')]], heads=['a']) }}", "独占一行", id="a-block-in-a-cell"),
        pytest.param(HEAD + "{{ table([[1, 2], [3]], heads=['a', 'b']) }}", "2 格", id="a-row-too-short"),
        pytest.param(HEAD + "{{ bars('t', ['a'], [('s', [1, 2])]) }}", "2 个数", id="a-series-too-long"),
        pytest.param(HEAD + "{{ 1 // 0 }}", "letter.md:4", id="a-division"),
        pytest.param("{# zh: 书 | en: Plan #}\n# x", "披露", id="leaves-disclosures-out"),
    ],
)
def test_what_is_wrong_is_said(checked, text, piece):
    code, findings = checked(text)
    assert code == 10
    assert any(piece in found for found in findings), findings


def test_a_mistake_that_only_one_kind_of_client_brings_out_is_told_once_with_that_client(cmtool, folder):
    text = HEAD + "{% if client.kind == 'organisation' %}{{ client.company }}{% endif %}"
    (folder / "letter.md").write_text(text, encoding="utf-8")
    (found,) = cmtool("template", "check", folder, "--format", "json").items
    assert found["client"] == "茶铺，通常的情况都知道"
    assert "letter.md:4 Client.company" in found["finding"]


def test_one_template_or_all_of_them_can_be_checked(ok, cmtool):
    assert "1 " in ok("template", "check", "proposal").err
    assert ok("template", "check").out == ""
    refused = cmtool("template", "check", "proposals")
    assert (refused.code, "proposal" in refused.err) == (3, True)
