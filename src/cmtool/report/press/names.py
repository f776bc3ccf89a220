"""The names that a template uses, it and the templates it extends, includes or imports, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import meta, nodes

if TYPE_CHECKING:
    from cmtool.report.press.sheet import Sheet

TESTS = ("defined", "undefined")
OF_JINJA = frozenset({"loop", "super", "self", "caller", "varargs", "kwargs"})


@dataclass(frozen=True, slots=True)
class Used:
    """A name that a template expects to be given, where it first stands, and whether it only asks if it is there."""

    name: str
    path: str
    line: int
    tested: bool = False


def names_in(environment: Sheet, name: str) -> tuple[Used, ...]:
    """Return every name that a template and its parts expect, in the order of files and lines.

    Raises:
        TemplateError: one of them is not there or cannot be read.
    """
    trees = trees_of(environment, name)
    made = {node.name for _, tree in trees for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    found: dict[str, Used] = {}
    for path, tree in trees:
        for used in _used(tree, path):
            if used.name not in made and used.name not in OF_JINJA:  # a block may use what the loop round it makes
                found.setdefault(used.name, used)
    return tuple(found.values())


def trees_of(environment: Sheet, name: str) -> list[tuple[str, nodes.Template]]:
    """Return a template and its parts as trees, each with where it lies."""
    return [_tree(environment, part) for part in _parts(environment, name, set())]


def _tree(environment: Sheet, name: str) -> tuple[str, nodes.Template]:
    source, path, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
    return path or name, environment.parse(source, name, path)


def _parts(environment: Sheet, name: str, seen: set[str]) -> Iterator[str]:
    """Yield a template and what it names outright; what it names by an expression is looked at when it is filled."""
    if name in seen:
        return
    seen.add(name)
    yield name
    for part in meta.find_referenced_templates(_tree(environment, name)[1]):
        if part is not None:
            yield from _parts(environment, part, seen)


def _used(tree: nodes.Template, path: str) -> Iterator[Used]:
    wanted = meta.find_undeclared_variables(tree)
    tested = {test.node.name for test in tree.find_all(nodes.Test) if test.name in TESTS and isinstance(test.node, nodes.Name)}
    for node in tree.find_all(nodes.Name):
        if node.name in wanted and node.ctx == "load":
            yield Used(node.name, path, node.lineno, node.name in tested)
