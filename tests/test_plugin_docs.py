"""docs/plugins.md is true: its whole small plugin runs as written, and its formats are just what the reader reads."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cmtool
from cmtool.cli import run
from cmtool.packs.reader import FILES, read_card, read_pack
from cmtool.plugins import Plugins

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

PAGE = (Path(__file__).parent.parent / "docs" / "plugins.md").read_text(encoding="utf-8")
WRITTEN = dict(re.findall(r"^#### `(.+?)`\n\n```\w+\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
COMMANDS = re.findall(r"^\$ (cmtool .+)$", PAGE, re.MULTILINE)
FORMATS = PAGE.partition("\n## Hooks")[0]
# what the samples name and leave to others: facts, rules and choices of the invented plugins
ELSEWHERE = {
    "predicate-unknown-fact",
    "pack-no-such-fact",
    "pack-no-such-date-fact",
    "pack-no-such-rule",
    "predicate-no-such-choice",
}


@pytest.fixture
def orchard(tmp_path, monkeypatch):
    """The folder of the page's whole small plugin, and a place to run commands in."""
    for name, content in WRITTEN.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CMTOOL_BOOK", "book.db")
    return tmp_path / "orchard"


@pytest.fixture
def installed(orchard, monkeypatch):
    """The page's distribution, its package on the path as an installer would leave it."""
    source = orchard.parent / "orchard-plugin" / "src"
    package = source / "cmtool_orchard"
    shutil.copy2(orchard / "plugin.toml", package)
    shutil.copytree(orchard / "pack", package / "pack")
    (package / "__init__.py").touch()
    project = tomllib.loads((source.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = source / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    about.mkdir()
    points = "\n".join(f"{name} = {target}" for name, target in project["entry-points"]["cmtool"].items())
    (about / "entry_points.txt").write_text(f"[cmtool]\n{points}\n", encoding="utf-8")
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(source)
    yield source
    for name in [name for name in sys.modules if name.startswith("cmtool_orchard")]:
        del sys.modules[name]


def ran(capsys, command: str, code: int = 0) -> str:
    capsys.readouterr()
    found = run(shlex.split(command)[1:])
    said = capsys.readouterr()
    assert found == code, said
    return said.out


def items(capsys, command: str) -> list[dict]:
    return json.loads(ran(capsys, f"{command} --format json"))["items"]


def partner(capsys, options: str) -> str:
    """Make a book with a client who may become a partner."""
    ran(capsys, f"cmtool {options} init")
    facts = "kind=person goal=grow orchard_trees=5 orchard_risk_level=3 horizon_months=24 birth_date=1980-01-01"
    ran(
        capsys,
        f"cmtool {options} client add 张三 --source paper {' '.join(f'--set {fact}' for fact in facts.split())}",
    )
    return items(capsys, f"cmtool {options} client list")[0]["client"]


def test_the_commands_of_the_page_run_on_the_folder_of_the_page(orchard, capsys):
    assert partner(capsys, "--safe-mode --plugin orchard") == "C-00001"
    assert len(COMMANDS) == 4
    for command in COMMANDS:
        ran(capsys, f"{command} --safe-mode")


def test_the_folder_knows_what_the_page_says(orchard, capsys):
    options = "--safe-mode --plugin orchard"
    code = partner(capsys, options)
    found = {item["product"]: item for item in items(capsys, f"cmtool {options} match {code}")}
    assert {name: item["verdict"] for name, item in found.items()} == {"ORC-P001": "eligible", "ORC-P002": "eligible"}
    assert [term["code"] for term in found["ORC-P001"]["terms"]] == ["orchard_fruit", "ORC-R002"]
    assert [item["terms"][0]["code"] for item in items(capsys, f"cmtool {options} today")] == ["ORC-F01"]
    ran(capsys, f"cmtool {options} client edit {code} --set orchard_trees=4")
    found = {item["product"]: item["verdict"] for item in items(capsys, f"cmtool {options} match {code}")}
    assert found["ORC-P002"] == "ineligible"
    assert "收成有好有坏。" in ran(capsys, f"cmtool {options} propose {code} -o -")
    assert "认养过几棵果树" in ran(capsys, f"cmtool {options} explain ORC-Q01")


def test_the_distribution_answers_the_hook_of_the_page(installed, capsys):
    (found,) = [item for item in items(capsys, "cmtool plugin list") if item["plugin"] == "orchard"]
    assert (found["works"], found["version"], found["findings"]) == (True, "0.1.0", [])
    assert found["hooks"] == ["cmtool_institution", "cmtool_match_product", "cmtool_pack"]
    code = partner(capsys, "--as-of 2026-11-01")

    def verdict(day: str) -> str:
        return next(
            item["verdict"] for item in items(capsys, f"cmtool --as-of {day} match {code}") if item["product"] == "ORC-P002"
        )

    assert [verdict(day) for day in ("2026-11-30", "2026-12-01", "2027-02-28", "2027-03-01")] == [
        "eligible", "ineligible", "ineligible", "eligible",
    ]  # fmt: skip
    assert "冬季不招合伙人" in ran(capsys, f"cmtool --as-of 2026-12-01 why {code} ORC-P002")


def test_the_tests_of_the_page_pass(installed, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b1[0-9] passed", done.stdout), done.stdout


@pytest.fixture
def samples(tmp_path):
    """The samples of the format sections as one plugin, its codes brought to one prefix."""
    folder = tmp_path / "samples"
    (folder / "pack").mkdir(parents=True)
    found: dict[str, str] = {}
    heading = ""
    for line, block in re.findall(r"^### ([^\n]+)$|^```toml\n(.*?)^```$", FORMATS, re.DOTALL | re.MULTILINE):
        heading = line or heading
        if block:
            name = heading.split()[0].rstrip(",")
            for part in re.split(r"(?m)^(?=\[\[term\]\])", block):
                file = "glossary.toml" if part.startswith("[[term]]") else name
                found[file] = found.get(file, "") + re.sub(r"\b[A-Z]{3}-(?=[A-Z]\d)", "ABC-", part)
    found["plugin.toml"] = found["plugin.toml"].replace('"FUT"', '"ABC"')
    for name, content in found.items():
        (folder / name if name == "plugin.toml" else folder / "pack" / name).write_text(content, encoding="utf-8")
    return folder


def test_every_sample_of_the_formats_is_read_without_a_mistake(samples):
    assert {path.stem for path in (samples / "pack").iterdir()} == set(FILES)
    card, mistakes = read_card(samples / "plugin.toml")
    pack, more = read_pack(samples / "pack", card, Plugins(installed=False).core)
    assert [(wrong.place, wrong.key) for wrong in [*mistakes, *more] if wrong.key not in ELSEWHERE] == []
    for shelf in (
        "facts",
        "fields",
        "products",
        "rules",
        "questions",
        "questionnaires",
        "needs",
        "cases",
        "follow_ups",
        "calculators",
        "talks",
        "terms",
        "phrases",
        "phrase_guards",
        "spellings",
    ):
        assert getattr(pack, shelf), shelf


def test_the_overlay_of_the_page_tightens_what_it_names(tmp_path, capsys):
    (sample,) = re.findall(
        r"^```toml\n(.*?)^```$", PAGE.partition("\n## Tightening")[2].partition("\n## ")[0], re.DOTALL | re.MULTILINE
    )
    folder = tmp_path / "myfirm"
    (folder / "pack").mkdir(parents=True)
    words = '{ zh = "我司", en = "my firm" }'
    card = f'name = "myfirm"\nprefix = "MYF"\napi = 1\ntitle = {words}\nextends = ["securities"]\n'
    (folder / "plugin.toml").write_text(card, encoding="utf-8")
    (folder / "pack" / "rules.toml").write_text(sample, encoding="utf-8")
    ran(capsys, f"cmtool rule check {folder}")
    assert "MYF-R001" in ran(capsys, f"cmtool --plugin {folder} explain SEC-R010")
    (folder / "pack" / "rules.toml").write_text(sample.replace('100万"', '40万"'), encoding="utf-8")
    assert "MYF-R001" in ran(capsys, f"cmtool rule check {folder} --format json", code=5)


def test_every_key_that_the_reader_asks_for_is_on_the_page():
    asked = set()
    for path in (Path(cmtool.__file__).parent / "packs").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"take", "words", "condition", "entries"}
            ):
                asked |= {key.value for key in node.args[:1] if isinstance(key, ast.Constant)}
    assert len(asked) > 60
    written = set(re.findall(r"\b([a-z_]+) = ", FORMATS)) | {
        name for table in re.findall(r"\[\[([a-z_.]+)\]\]", FORMATS) for name in table.split(".")
    }
    assert asked - written == set()
