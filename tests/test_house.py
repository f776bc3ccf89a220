"""The house inspects itself: rooms, sizes, words about itself, what loads when, and the contract kept in three places alike."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cmtool.cli import root, run
from cmtool.words import catalogue

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "cmtool"
# from the roof down; those of one floor are neighbours and meet on a floor above
FLOORS = (
    ("__main__",), ("cli",), ("commands", "testing"), ("jobs", "book", "exchange", "report"), ("plugins",), ("packs",),
    ("rules",), ("words",), ("hookspecs",), ("model",), ("installed",), ("errors", "paths"),
)  # fmt: skip
FLOOR = {room: height for height, rooms in enumerate(reversed(FLOORS)) for room in rooms}
ONLY_IN = {
    "click": ("cli", "commands"),
    "jinja2": ("report",),
    "mistune": ("report/press/marking.py",),
    "tabulate": ("report",),
    "sqlite3": ("book",),
    "pluggy": ("hookspecs", "plugins"),
    "sqlglot": ("rules/grammar.py",),
    "python_calamine": ("exchange",),
    "xlsxwriter": ("exchange", "report/workbook.py", "report/press/workbook"),
    "docxtpl": ("report/press/word",),
    "docx": ("report/press/word",),
    "lxml": ("report/press/word",),
    "typst": ("report/press/typesetting.py",),
    "pylopdf_fonts_zh_cn": ("report/press/typesetting.py",),
    "duckdb": ("book/engines/duckdb.py",),
    "adbc_driver_sqlite": ("book/engines/duckdb.py",),
    "psycopg": ("book/engines/postgres.py",),
    "pyspark": ("book/engines/spark.py",),
    "pyarrow": ("book/engines", "exchange/parquet.py"),
    "pypdf": ("exchange/documents/portable.py",),
    "environ": ("commands", "paths", "cli"),
}
INSTITUTIONS = re.compile(r"futures|securit|bank|insur|brokerage|期货|证券|银行|保险|券商", re.IGNORECASE)
LONGEST_MODULE, USUAL_MODULE = 300, 90
LONGEST_FUNCTION, USUAL_FUNCTION = 40, 8
HEAVY = (
    "tabulate",
    "jinja2",
    "mistune",
    "sqlglot",
    "sqlite3",
    "importlib.metadata",
    "pluggy",
    "python_calamine",
    "phonenumbers",
    "duckdb",
    "pyarrow",
    "multiprocessing",
    "pypdf",
    "docxtpl",
    "docx",
    "lxml",
    "typst",
)


def modules(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders or (SOURCE,) for path in folder.rglob("*.py"))


def desks() -> list[Path]:
    return sorted((ROOT / "plugins").glob("*/src"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def words_in(path: Path) -> str:
    """Return what a file says; a Word file is a zip of texts."""
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("word/"))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every module that a file imports, wherever the import stands, also for type checkers alone."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(path)}:{node.lineno}: imports are absolute"
            whole = node.module == "cmtool"
            yield from ((node.lineno, f"cmtool.{name.name}" if whole else str(node.module)) for name in node.names)


def lazily(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the modules that are named in texts, as ``"cmtool.commands.init:init"`` is."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(r"cmtool\.\w+\.", node.value):
            yield node.lineno, node.value


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function, its docstring apart: saying what each argument is costs nobody a thought."""
    first = function.body[0]
    spoken = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and (first.end_lineno or 0) - first.lineno + 1
    )
    return (function.end_lineno or 0) - function.lineno + 1 - (spoken or 0)


def test_every_room_has_its_floor():
    assert {room(path) for path in modules()} - {"__init__"} <= set(FLOOR)


def test_imports_go_downstairs_only():
    wrong = []
    for path in modules():
        for line, name in [*imports(path), *lazily(path)]:
            other = name.split(".")[1] if name.startswith("cmtool.") else ""
            if other in FLOOR and other != room(path) and room(path) != "__init__" and FLOOR[other] >= FLOOR[room(path)]:
                wrong.append(f"{place(path)}:{line} imports {name}")
    assert wrong == []


@pytest.mark.parametrize("name", sorted(set(ONLY_IN) - {"environ"}))
def test_each_tool_stays_in_its_room(name):
    strays = [
        f"{place(path)}:{line}"
        for path in modules()
        for line, imported in imports(path)
        if imported.split(".")[0] == name and not place(path).startswith(ONLY_IN[name])
    ]
    assert strays == []


def test_the_clock_and_the_environment_belong_to_the_counter():
    clocks = {"today", "now", "utcnow", "time_ns", "localtime"}
    strays = []
    for path in modules():
        for node in ast.walk(tree(path)):
            reads_clock = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in clocks
                and not node.args
            )
            if reads_clock and room(path) != "commands":
                strays.append(f"{place(path)}:{node.lineno} {node.func.attr}")
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and room(path) not in ONLY_IN["environ"]:
                strays.append(f"{place(path)}:{node.lineno} {node.attr}")
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"print", "input", "eval", "exec"}:
                strays.append(f"{place(path)}:{node.lineno} {node.func.id}")
    assert strays == []


# where the core's data may name a trade, and why
NAMED = {
    "pack/core/rules.toml": {"证券期货投资者适当性管理办法"},  # the title of a law that binds houses of several kinds
    "pack/core/facts.toml": {"bank_card", "银行卡", "bank card"},  # a paper that a client of any institution brings
    "pack/core/questions.toml": {
        "证券",
        "期货",
        "保险",
        "securities",
        "futures",
        "insurance",
    },  # what a client may own, asked by all
    "pack/core/phrases.toml": {
        "证券",
        "期货",
        "银行",
        "保险",
        "券商",
        "securities",
        "futures",
        "bank",
        "insurance",
        "brokerage",
    },  # words of advertisements that no house may use
}


def test_no_room_names_an_institution():
    named = []
    data = [path for suffix in ("json", "toml", "sql") for path in SOURCE.rglob(f"*.{suffix}")]
    for path in [*modules(), *data, *(ROOT / "templates").iterdir()]:
        inside = path.is_relative_to(SOURCE)
        words = words_in(path)
        for allowed in NAMED.get(place(path) if inside else "", ()):
            words = words.replace(allowed, "")
        named += [f"{path.name}: {found[0]}" for found in INSTITUTIONS.finditer(words)]
    assert named == []


def test_no_room_knows_a_desk_by_its_codes():
    prefixes = [
        re.search(r'^prefix = "(\w+)"', card.read_text(encoding="utf-8"), re.M)[1]
        for card in ROOT.glob("plugins/*/src/*/plugin.toml")
    ]
    assert len(prefixes) == 4
    codes = re.compile(rf"\b(?:{'|'.join(prefixes)})-[A-Z]\d")
    known = [
        path.name
        for path in [*modules(), *SOURCE.rglob("*.json"), *SOURCE.rglob("*.toml")]
        if codes.search(path.read_text(encoding="utf-8"))
    ]
    docs_only = {"reader.py"}  # the shape of a place, in a docstring
    assert set(known) - docs_only == set()


def test_modules_are_one_idea_long():
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(SOURCE, *desks())
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}
    assert statistics.median(size for size in sizes.values() if size > 4) <= USUAL_MODULE


def test_functions_are_one_thought_long():
    sizes = {
        f"{path.relative_to(ROOT)}:{each.lineno} {each.name}": length(each)
        for path in modules(SOURCE, *desks())
        for each in functions(path)
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}
    assert statistics.median(sizes.values()) <= USUAL_FUNCTION


def test_every_module_and_every_public_thing_says_what_it_is():
    silent = []
    for path in modules(SOURCE, *desks()):
        module = tree(path)
        owners = [
            module,
            *(node for node in ast.walk(module) if isinstance(node, ast.ClassDef) and not node.name.startswith("_")),
        ]
        things = [node for owner in owners for node in owner.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        public = [node for node in things if not node.name.startswith("_")]
        silent += [
            f"{path.relative_to(ROOT)}: {getattr(node, 'name', 'module')}"
            for node in [module, *public]
            if not ast.get_docstring(node)
        ]
    assert silent == []


def test_every_return_is_annotated():
    bare = [
        f"{path.relative_to(ROOT)}:{each.lineno} {each.name}"
        for path in modules(SOURCE, *desks())
        for each in functions(path)
        if each.returns is None
    ]
    reasoned = [line for line in bare if not _excused(line)]
    assert reasoned == []


def _excused(line: str) -> bool:
    """Whether the line gives its reason beside it: ``noqa: ANN202  # …``."""
    path, _, rest = line.partition(":")
    source = (ROOT / path).read_text(encoding="utf-8").splitlines()[int(rest.split()[0]) - 1]
    return bool(re.search(r"noqa: ANN20\d  # \w", source))


def test_every_module_reads_annotations_late_and_no_name_is_a_drawer():
    drawers = {
        "utils",
        "helpers",
        "base",
        "common",
        "data",
        "info",
        "process",
        "handle",
        "misc",
    }  # a manager is who we work for
    for path in modules(SOURCE, *desks()):
        assert path.stem not in drawers
        names = {each.name for each in functions(path)} | {
            node.name.lower() for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)
        }
        assert names & drawers == set(), path
        if len(path.read_text(encoding="utf-8").splitlines()) > 4:
            assert "from __future__ import annotations" in path.read_text(encoding="utf-8"), path


def test_the_linter_finds_nothing():
    if importlib.util.find_spec("ruff") is None:
        pytest.skip("ruff comes with the dev group")
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout


def commands(command: click.Command = root, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield names
    context = click.Context(command, info_name=names[-1] if names else "cmtool")
    for name in getattr(command, "lazy", {}):
        found = command.get_command(context, name)
        assert found is not None, name
        yield from commands(found, (*names, name))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("names", list(commands()), ids=lambda names: " ".join(names) or "cmtool")
def test_every_command_has_help_in_both_languages(capsys, names, lang):
    assert run([*names, "--help", "--lang", lang, "--safe-mode"]) == 0
    said = capsys.readouterr().out
    first = catalogue(lang)["-".join(["help", *(names or ("cmtool",))])].split("\n")[0]
    assert "".join(first.split()) in "".join(said.split())
    assert catalogue(lang)["help-usage"] in said
    assert said.count("cmtool " + " ".join(names)) >= 1


def loaded(*arguments: str, **environment: str) -> set[str]:
    """Return the modules that a command loads in a process of its own."""
    program = f"import sys; from cmtool.cli import run; code = run({list(arguments)!r})"
    program += "; print('', *sys.modules, sep='\\n', file=sys.stderr); sys.exit(code)"
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return set(found.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["today", "--help"], ["--version"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments):
    names = loaded(*arguments, CMTOOL_LANG="zh")
    assert names & set(HEAVY) == set()
    assert "cmtool.commands.usage" not in names
    assert [
        name
        for name in names
        if name.startswith(("cmtool.rules", "cmtool.packs", "cmtool.plugins", "cmtool.book", "cmtool.jobs"))
    ] == []


def test_help_of_the_whole_loads_no_command():
    from cmtool.cli import COMMANDS

    assert loaded("--help") & {f"cmtool.commands.{name}" for name in (*COMMANDS, "import_", "office")} == set()


@pytest.mark.parametrize("command", [["today"], ["match", "C-00001", "--format", "json"], ["brief", "C-00001"]], ids=" ".join)
def test_daily_commands_load_neither_parser_nor_press_nor_engines(office_arguments, add, ok, command):
    code = add(kind="person", goal="grow", shop_risk_level=3, next_touch="2026-11-24")
    assert code == "C-00001"
    ok("today")  # the pack cache is warm
    names = loaded(*office_arguments, *command)
    assert names & {"sqlglot", "duckdb", "jinja2", "python_calamine", "xlsxwriter", "phonenumbers", "tomllib", "tomli"} == set()
    assert names & {"apprise", "requests", *(f"cmtool.report.{room}" for room in ("calendar", "workbook", "page"))} == set()
    assert "cmtool.packs.reader" not in names


def specified() -> dict[str, str]:
    """Return each hook's signature as the contract writes it, on one line."""
    found = {}
    for each in functions(SOURCE / "hookspecs.py"):
        if each.name.startswith("cmtool_"):
            found[each.name] = f"def {each.name}({ast.unparse(each.args)}) -> {ast.unparse(each.returns)}:"
    return found


def test_every_hook_is_documented_with_its_exact_signature():
    written = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    assert [line for line in specified().values() if line not in written] == []
    assert {name for name in re.findall(r"\bcmtool_[a-z_]+\b", written) if f"def {name}(" in written} == set(specified())


def test_every_hook_is_exercised_by_the_test_plugin_as_the_contract_writes_it():
    mill = {
        each.name: each
        for each in functions(ROOT / "tests" / "plugins" / "mill" / "mill_hooks.py")
        if each.name.startswith("cmtool_")
    }
    assert {
        name: f"def {name}({ast.unparse(each.args)}) -> {ast.unparse(each.returns)}:" for name, each in mill.items()
    } == specified()


def test_every_hook_has_words_and_eleven_are_plenty():
    assert all(ast.get_docstring(each) for each in functions(SOURCE / "hookspecs.py"))
    assert len(specified()) <= 11


def test_all_distributions_share_one_version_and_none_depends_on_the_taken_name():
    from cmtool import __version__

    projects = [ROOT / "pyproject.toml", *ROOT.glob("plugins/*/pyproject.toml")]
    assert len(projects) == 5
    for project in projects:
        text = project.read_text(encoding="utf-8")
        assert not re.search(r'^\s*"cmtool(?![-\w])', text, re.M), project
        version = re.search(r'^version = "(.+)"', text, re.M)
        init = next(iter(sorted(project.parent.glob("src/*/__init__.py"))), None)
        said = version[1] if version else re.search(r'__version__ = "(.+)"', init.read_text(encoding="utf-8"))[1]
        assert said == __version__, project
