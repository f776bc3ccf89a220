"""Templates looked through before anyone needs them: what they name that nobody gives, all at once, each with file and line.

What stands in the text is looked up without filling it: names, sentences of the catalogue, facts, words of the glossary,
calculators. What only shows when it is filled, a field that a value has not, is noted, and the filling goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import ChainableUndefined, Template, nodes
from jinja2.utils import missing

from cmtool.errors import CmtoolError, InvalidData, Misconfigured
from cmtool.report.press.filling import Makers, filled, prepared, unknown
from cmtool.report.press.glossary import Glossary
from cmtool.report.press.lookup import Shelf
from cmtool.report.press.lookup import Template as Declared
from cmtool.report.press.names import trees_of
from cmtool.report.press.sheet import sheet
from cmtool.words import catalogue

if TYPE_CHECKING:
    from cmtool.model.document import Document


@dataclass(frozen=True, slots=True)
class Known:
    """What a template may speak of: facts, calculators, terms."""

    facts: Container[str]
    calculators: Container[str]
    glossary: Glossary


def looked_through(template: Declared, shelf: Shelf, given: frozenset[str], known: Known) -> list[CmtoolError]:
    """Return every mistake that shows without filling the template.

    Raises:
        Misconfigured: it cannot be read.
    """
    found: list[CmtoolError] = [*unknown(prepared(template, shelf, "zh")[1], given, shelf, "zh")]
    asks: Mapping[str, tuple[str, Callable[[str], bool]]] = {
        "w": ("template-no-sentence-at", catalogue("zh").__contains__),
        "value": ("template-no-fact-at", known.facts.__contains__),
        "calc": ("template-no-calculator-at", known.calculators.__contains__),
        "term": ("template-no-term-at", known.glossary.knows),
    }
    for path, tree in trees_of(sheet(shelf, "zh"), f"{template.name}.md"):
        for name, said, line in _said(tree):
            if name in asks and not asks[name][1](said):
                found.append(InvalidData(asks[name][0], path=path, line=line, found=said))
    return found


def tried(template: Declared, shelf: Shelf, lang: str, makers: Makers, glossary: Glossary) -> tuple[Document | None, list]:
    """Return the document that a template makes, ``None`` where it makes none, and what it named that is not there."""
    noted: dict[tuple[str, str], CmtoolError] = {}
    environment = sheet(shelf, lang)
    strict, environment.undefined = environment.undefined, _noting(noted)
    try:
        made = filled(template, shelf, lang, makers, glossary, lenient=True)
    except Misconfigured as wrong:
        return None, [*noted.values(), wrong]
    finally:
        environment.undefined = strict
    return made, list(noted.values())


def _said(tree: nodes.Template) -> Iterator[tuple[str, str, int]]:
    """Yield what is said outright to a function or method: its name, the text, the line."""
    for call in tree.find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else getattr(call.node, "attr", "")
        if call.args and isinstance(call.args[0], nodes.Const) and isinstance(call.args[0].value, str):
            yield name, call.args[0].value, call.lineno


def _noting(noted: dict[tuple[str, str], CmtoolError]) -> type[ChainableUndefined]:
    """Return a kind of nothing that notes where it is used, and lets the template go on."""

    class Noting(ChainableUndefined):
        def _note(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401  # stands for every operation
            path, line = _where()
            name = self._undefined_name
            said = str(name) if self._undefined_obj is missing else f"{type(self._undefined_obj).__name__}.{name}"
            wrong = InvalidData("template-unknown-name", path=path, line=line, found=said)
            noted.setdefault((path, f"{line}:{name}"), wrong)
            return self

        def __str__(self) -> str:
            self._note()
            return ""

        def __iter__(self) -> Iterator[object]:
            self._note()
            return iter(())

        def __bool__(self) -> bool:
            self._note()
            return False

        def __len__(self) -> int:
            self._note()
            return 0

        __hash__ = object.__hash__
        __call__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = _note  # type: ignore[assignment]

    return Noting


def _where() -> tuple[str, int]:
    """Return the template's file and line that is being filled."""
    frame = sys._getframe(2)
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            return str(template.filename), template.get_corresponding_lineno(frame.f_lineno)
        frame = frame.f_back
    return "", 0
