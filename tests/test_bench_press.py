"""The benchmark of the press: what it measures is whole, and it prints every format beside its library."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from test_press_formats import everything

from cmtool.report.press.writers import writer

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_press", ROOT / "benchmarks" / "press.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_press"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("form", ["docx", "md"])
def test_what_is_measured_is_whole(bench, form):
    made = bench.document("客户000007")
    found = everything(writer(f".{form}")(made, None), f"a.{form}")
    assert [text for text in made.texts() if "".join(text.split()) not in found] == []


def test_every_format_is_measured_beside_its_library(bench, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["press.py", "2"])
    bench.main()
    said = capsys.readouterr().out
    for line in ("pdf", "docx", "html", "md", "xlsx", "filling"):
        assert f"\n{line}" in said
    assert [name for name in ("typst", "docxtpl", "jinja2", "xlsxwriter") if name not in said] == []
