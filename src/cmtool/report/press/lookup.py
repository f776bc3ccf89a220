"""Where a template is found: the institution's folder, the desks', the shared one; ``core:NAME`` is always the shared one.

A template's first words are a comment with its title and what it needs: ``{# zh: 建议书 | en: Proposal | needs: client #}``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cmtool.errors import InvalidData, NotFound
from cmtool.model import Text
from cmtool.report.sandbox import shared_templates

SHARED = "shared"
CORE = "core:"
NAME = re.compile(r"[\w-]+")
HEAD = re.compile(r"\A\ufeff?\s*\{#-?\s*(?P<head>(?:zh|en)\s*:.*?)-?#\}", re.DOTALL)
KEYS = ("zh", "en", "products", "purpose", "needs", "calculators")
NEEDS = ("client", "case", "report", "calculation")
PURPOSES = ("duty", "service", "greeting", "marketing")
FORMS = {".htm": ".html", ".pdf": ".typ"}  # what an institution writes a format in, where that is not its own
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of templates and whose it is: a plugin's name, ``own`` for the settings', or ``shared``."""

    origin: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template as its head declares it.

    ``products`` says whether it proposes products: then the gate and the disclosures belong to it. ``purpose`` is what the
    client is written to for. ``calculators`` are those whose inputs may be handed to it.
    """

    name: str
    folder: Folder
    title: Text
    products: bool = True
    purpose: str = "marketing"
    needs: tuple[str, ...] = ("client",)
    calculators: tuple[str, ...] = field(default=())

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder.path / f"{self.name}.md"


class Shelf:
    """The folders that templates are looked for in, the first before the others; the shared one is always among them."""

    def __init__(self, before: Sequence[Folder] = (), after: Sequence[Folder] = ()) -> None:
        self.shared = Folder(SHARED, shared_templates())
        self.folders = (*before, self.shared, *after)
        self._above: dict[tuple[str, str], Path | None] = {}
        self.own = before[0].path if before else None  # whose base files of Word, PDF and pages go first

    def source(self, name: str) -> Path | None:
        """Return the file that a template's own words ``NAME.md``, ``sub/NAME.md`` or ``core:NAME.md`` mean, if any."""
        wanted = name.removeprefix(CORE)
        folders = (self.shared,) if name.startswith(CORE) else self.folders
        if any(part in {"", ".", ".."} for part in wanted.replace("\\", "/").split("/")):
            return None
        return next((path for folder in folders if (path := _inside(folder.path, wanted)) is not None), None)

    def find(self, name: str) -> Template:
        """Return a template by its name.

        Raises:
            NotFound: there is none; those there are are named.
            InvalidData: its head is not one.
        """
        holding = [folder for folder in self.folders if NAME.fullmatch(name) and _inside(folder.path, f"{name}.md")]
        if holding:  # one that lies above another may leave the head to it
            headed = (folder for folder in holding if HEAD.match(_head_of(folder.path / f"{name}.md")))
            return replace(declared(name, next(headed, holding[0])), folder=holding[0])
        raise NotFound("template-not-found", found=name, known=sorted(self.names()))

    def names(self) -> dict[str, Folder]:
        """Return every template's name with the folder it is found in; files with no head are parts and no templates."""
        found: dict[str, Folder] = {}
        for folder in self.folders:
            for path in sorted(folder.path.glob("*.md")) if folder.path.is_dir() else ():
                if path.stem not in found and HEAD.match(_head_of(path)):
                    found[path.stem] = folder
        return found

    def files(self, template: Template, suffix: str = "") -> list[Path]:
        """Return every file that a document of a template can rest on, for whoever keeps a digest of them."""
        beside = (path for folder in self.folders if folder.path.is_dir() for path in sorted(folder.path.glob("paper.*")))
        above = self.above(template.name, suffix) if suffix else None
        texts = (path for folder in self.folders if folder.path.is_dir() for path in sorted(folder.path.glob("*.md")))
        return [template.path, *texts, *beside, *([above] if above else [])]

    def above(self, name: str, suffix: str) -> Path | None:
        """Return an institution's own file of one format for a template, ``NAME.html``; it lies above its ``NAME.md``."""
        suffix = FORMS.get(suffix.lower(), suffix.lower())
        if (name, suffix) not in self._above:
            folders = self.folders
            found = ((_inside(one.path, f"{name}{suffix}"), _inside(one.path, f"{name}.md")) for one in folders)
            self._above[name, suffix] = next((above for above, template in found if above or template), None)
        return self._above[name, suffix]


def declared(name: str, folder: Folder) -> Template:
    """Return a template as its head declares it.

    Raises:
        InvalidData: it has none, or one with mistakes; all are named.
    """
    path = folder.path / f"{name}.md"
    head = HEAD.match(_head_of(path))
    if head is None:
        raise InvalidData("template-no-head", path=path)
    found: dict[str, str] = {}
    wrong: list[InvalidData] = []
    for piece in filter(str.strip, head["head"].split("|")):
        key, colon, value = (part.strip() for part in piece.partition(":"))
        if not colon or key not in KEYS:
            wrong.append(InvalidData("template-head-key", found=key, known=list(KEYS)))
        found[key] = value
    wrong += [InvalidData("template-head-lacks", entry=key) for key in ("zh", "en") if not found.get(key)]
    needs = _several(found.get("needs", "client"))
    strange = [one for one in needs if one not in NEEDS]
    wrong += [InvalidData("template-head-value", entry="needs", found=one, known=list(NEEDS)) for one in strange]
    products = found.get("products", "yes")
    if products not in ANSWERS:
        wrong.append(InvalidData("template-head-value", entry="products", found=products, known=list(ANSWERS)))
    purpose = found.get("purpose", "marketing" if products == "yes" else "service")
    if purpose not in PURPOSES:
        wrong.append(InvalidData("template-head-value", entry="purpose", found=purpose, known=list(PURPOSES)))
    if wrong:
        raise InvalidData("template-head-wrong", path=path, wrong=wrong)
    return Template(
        name=name,
        folder=folder,
        title=Text(found["zh"], found["en"]),
        products=ANSWERS[products],
        purpose=purpose,
        needs=needs,
        calculators=_several(found.get("calculators", "")),
    )


def _several(written: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in written.replace("，", ",").split(",") if part.strip())


def _inside(folder: Path, name: str) -> Path | None:
    """Return a file that lies in a folder and does not lead out of it."""
    path = folder / name
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


def _head_of(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(4096)
