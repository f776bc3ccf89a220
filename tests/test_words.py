"""The words: both catalogues whole, every sentence used and every used sentence there, no language inside the other."""

from __future__ import annotations

import ast
import dataclasses
import re
import string
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import cmtool
from cmtool.cli import root
from cmtool.model import Text
from cmtool.plugins import Plugins
from cmtool.words import catalogue, said, text

SOURCE = Path(cmtool.__file__).parent
TEMPLATES = Path(__file__).parent.parent / "templates"
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# in English, what a person types at the keyboard may be Chinese: amounts, and a name in an example
TYPED = ("50万", "1.2亿", "100万", "60万", "张三")
FIRST = {"text", "worded", "InvalidData", "NotFound", "NotPermitted", "Refused", "Misconfigured", "Wrong", "OutsideGrammar"}
SECOND = {"said", "tell", "warn"}
# keys that are put together: by command, option, argument, field, kind, severity, standing, sign …
KINDS = (
    "arg", "branch", "calc-not", "channel", "col", "help", "kind", "listing", "mark", "meta", "missing", "opt", "origin",
    "replay", "severity", "source", "spin", "standing", "state", "target-tier", "topic", "why",
)  # fmt: skip
BEGUN = (
    "gate", "purpose", "term", "festival", "compare", "verify", "wording", "rehearsal", "template-needs", "template-of",
    "brief", "case-event", "case-paper", "ticket", "time", *KINDS,
)  # fmt: skip
MADE = (*(re.escape(f"{kind}-") for kind in BEGUN), "heading", "reason", r".+\-title")
FREE = {"lang", "needed", "default"}  # arguments that are no figures


def figures(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8"))


def literals(node: ast.expr | None) -> list[ast.expr]:
    """Return the texts an argument can be: one, or either side of a choice."""
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node] if isinstance(node, ast.Constant | ast.JoinedStr) else []


def spoken() -> Iterator[tuple[str, ast.expr, set[str] | None]]:
    """Yield (place, key, figures given) for every sentence that code says; ``None`` where the figures are not written out."""
    for place, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            keywords = {word.arg: word.value for word in node.keywords if word.arg}
            given = None if any(word.arg is None for word in node.keywords) else set(keywords) - FREE
            if name == "OutsideGrammar":  # what is wrong is always the piece
                given = {"piece"}
            position = 0 if name in FIRST else 1 if name in SECOND else None
            if name == "Finding":
                pairs = getattr(keywords.get("figures"), "elts", [])
                whole = pairs and all(isinstance(pair, ast.Tuple) for pair in pairs)
                named = {pair.elts[0].value for pair in pairs} if whole else None
                yield from ((f"{place}:{node.lineno}", key, named) for key in literals(keywords.get("key")))
            elif name in {"wrong", "_wrong", "unreadable", "_unreadable", "_unread"}:
                known = [
                    key for argument in node.args for key in literals(argument) if getattr(key, "value", "") in catalogue("zh")
                ]
                yield from ((f"{place}:{node.lineno}", key, None) for key in known)
            elif position is not None and len(node.args) > position:
                yield from ((f"{place}:{node.lineno}", key, given) for key in literals(node.args[position]))


def pattern(key: ast.JoinedStr) -> re.Pattern[str]:
    parts = [re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in key.values]
    return re.compile("".join(parts))


def commands(command: click.Command = root, path: str = "") -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield every command of the core with its place in the catalogue."""
    context = click.Context(command, info_name=path.rpartition("-")[2] or "cmtool")
    yield path, command, context
    for name in getattr(command, "lazy", {}):
        yield from commands(command.get_command(context, name), f"{path}-{name}".lstrip("-"))


def test_both_catalogues_hold_the_same_keys_with_the_same_figures():
    zh, en = catalogue("zh"), catalogue("en")
    assert zh.keys() == en.keys()
    assert [key for key in zh if figures(zh[key]) != figures(en[key])] == []
    assert list(zh) == sorted(zh)
    assert [key for key in zh if not zh[key].strip() or not en[key].strip()] == []


def test_no_chinese_is_left_in_english_and_chinese_is_chinese():
    def rest(words: str) -> str:
        for typed in TYPED:
            words = words.replace(typed, "")
        return words

    assert {key: words for key, words in catalogue("en").items() if CHINESE.search(rest(words))} == {}
    wordless = {
        key
        for key, words in catalogue("zh").items()
        if not CHINESE.search(words) and re.search(r"[A-Za-z]{4}", re.sub(r"\{\w*\}", "", words))
    }
    assert wordless == set()


def test_every_sentence_that_code_says_is_there_with_its_figures():
    missing, short = [], []
    for place, key, given in spoken():
        if isinstance(key, ast.JoinedStr):
            if not any(pattern(key).fullmatch(known) for known in catalogue("zh")):
                missing.append((place, ast.unparse(key)))
        elif key.value not in catalogue("zh"):
            missing.append((place, key.value))
        elif given is not None and figures(catalogue("zh")[key.value]) - given:
            short.append((place, key.value, figures(catalogue("zh")[key.value]) - given))
    assert missing == []
    assert short == []


def test_every_sentence_of_the_templates_is_there_with_its_figures():
    said_there = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir() if path.suffix != ".docx")
    begun = re.findall(r"\bw\('([\w-]+)' ~", said_there)
    assert [key for key in begun if not any(known.startswith(key) for known in catalogue("zh"))] == []
    calls = re.findall(r"\bw\('([\w-]+)'([,)].*?)\}\}", said_there)
    assert len(calls) > 20
    assert [key for key, _ in calls if key not in catalogue("zh")] == []
    assert [key for key, given in calls if figures(catalogue("zh")[key]) - set(re.findall(r"(\w+)=", given))] == []


def test_every_command_and_option_is_worded_and_no_words_are_left_over():
    paths, options = set(), {"help"}
    for path, command, _ in commands():
        paths.add(path or "cmtool")
        for param in command.params:
            if isinstance(param, click.Argument):
                assert f"arg-{param.word}" in catalogue("zh"), (path, param.name)
            if isinstance(param, click.Option):
                taken = param.is_flag or param.count or isinstance(param.type, click.Choice)
                assert taken or f"meta-{param.type.name}" in catalogue("zh"), (path, param.name)
                name = (param.name or "").replace("_", "-")
                own = f"{path}-{name}"
                assert f"opt-{own}" in catalogue("zh") or f"opt-{name}" in catalogue("zh"), own
                options |= {own if f"opt-{own}" in catalogue("zh") else name}
    spoken_in_code = {node.value for _, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    headings = {key.removeprefix("help-") for key in catalogue("zh") if key.startswith("help-") and key in spoken_in_code}
    assert {key.removeprefix("help-") for key in catalogue("zh") if key.startswith("help-")} == paths | headings
    made = {"inputs", "form", "rows", "sheet-output"}  # the calculators' own commands
    assert {key.removeprefix("opt-") for key in catalogue("zh") if key.startswith("opt-")} - made == options - made


def test_no_sentence_is_left_that_nothing_says():
    constants = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    patterns = [pattern(node) for _, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    patterns = [one for one in patterns if one.pattern.startswith(MADE) or one.pattern in MADE]
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir() if path.suffix != ".docx")
    begun = tuple(re.findall(r"\bw\('([\w-]+)' ~", templates))
    unused = [
        key
        for key in catalogue("zh")
        if key not in constants
        and f"'{key}'" not in templates
        and not key.startswith(begun)
        and not any(one.fullmatch(key) for one in patterns)
    ]
    assert unused == []


def test_every_heading_is_a_field_of_some_list():
    names = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    facts = {fact.name for fact in Plugins(installed=False).core.facts}
    assert [
        key
        for key in catalogue("zh")
        if key.startswith("col-") and key.removeprefix("col-").removesuffix("_words") not in names | facts
    ] == []


def texts(thing: object, place: str) -> Iterator[tuple[str, Text]]:
    """Yield every pair of words inside a value, with its place."""
    if isinstance(thing, Text):
        yield place, thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from texts(getattr(thing, field.name), f"{place}.{field.name}")
    elif isinstance(thing, dict):
        for key, item in thing.items():
            yield from texts(item, f"{place}.{key}")
    elif isinstance(thing, tuple):
        for number, item in enumerate(thing, 1):
            yield from texts(item, f"{place} {getattr(item, 'code', getattr(item, 'name', number))}")


def test_every_word_of_every_pack_is_in_both_languages():
    folders = tuple(card.parent for card in sorted(TEMPLATES.parent.glob("plugins/*/src/*/plugin.toml")))
    packs = Plugins(folders, installed=False).packs
    assert len(packs) == 5
    found = [pair for pack in packs for pair in texts(pack, pack.institution.name)]
    assert len(found) > 1000
    assert [place for place, words in found if not words.zh.strip() or not words.en.strip()] == []
    assert [(place, words.en) for place, words in found if CHINESE.search(words.en)] == []
    assert [place for place, words in found if figures(words.zh) != figures(words.en)] == []


@pytest.mark.parametrize(("lang", "joined"), [("zh", "甲、乙"), ("en", "A, B")])
def test_figures_that_are_words_are_said_in_the_same_language(lang, joined):
    pair = [Text("甲", "A"), Text("乙", "B")]
    assert said(lang, "value-list", items=pair) == joined
    assert text("value-list", items=pair).said(lang) == joined
