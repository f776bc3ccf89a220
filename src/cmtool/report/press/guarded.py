"""The sandbox of every template: it reads no files, runs no code, marks nothing as safe, and fills no memory."""

from __future__ import annotations

from collections.abc import Sized
from types import FunctionType
from typing import Any

from jinja2.exceptions import TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment

LARGEST = 1 << 20  # what a product may be as long as
HIGHEST = 1000  # the highest power
UNSAFE = ("safe", "tojson", "urlize", "xmlattr", "pprint", "forceescape", "striptags", "random", "format", "center", "indent")
STRETCHING = frozenset({"format", "format_map", "ljust", "rjust", "center", "zfill", "expandtabs", "translate"})
OF_LOOPS = ("_loop_vars", "_block_vars")  # what jinja2 hands on for functions that ask for the context
SAFE: dict[tuple[type, str], bool] = {}


class Guarded(ImmutableSandboxedEnvironment):
    """The sandbox of jinja2, with bounds on what is made and without the filters that let a value be more than text."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as jinja2 declares it
        super().__init__(*args, **kwargs)
        for name in UNSAFE:
            self.filters.pop(name, None)
        self.globals.pop("lipsum", None)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401  # as jinja2 declares it
        """Return whether a template may have an attribute: none that leads inside, nor one that makes a text of any length.

        Names and types decide, so the answer is remembered.
        """
        key = (type(obj), attr)
        if key not in SAFE:
            SAFE[key] = attr not in STRETCHING and super().is_safe_attribute(obj, attr, value)
        return SAFE[key]

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as jinja2 declares it
        """Call what a template calls; a plain function of ours, of which nothing is said, needs no further look."""
        if type(obj) is FunctionType and not obj.__dict__:
            for name in OF_LOOPS:
                kwargs.pop(name, None)
            return obj(*args, **kwargs)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401  # as jinja2 declares it
        """Compute a product or a power unless it would fill the memory."""
        long = next((len(side) for side in (left, right) if isinstance(side, Sized)), 0)
        times = next((side for side in (left, right) if isinstance(side, int)), 0)
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if operator == "*" and (long * times > LARGEST or (not long and times > LARGEST**3)):
            raise TemplateRuntimeError(f"{operator} {times}")
        if operator == "**" and not (numbers and abs(right) <= HIGHEST and abs(left) <= LARGEST):
            raise TemplateRuntimeError(f"{operator} {right!r}")
        if operator == "%" and isinstance(left, str):
            raise TemplateRuntimeError("%")
        return super().call_binop(context, operator, left, right)
