"""The switchboard: finds plugins, asks them one at a time, and knows who spoke.

A plugin that cannot be imported, answers a hook that does not exist or brings a faulty pack is listed as such and takes nothing else down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pluggy

from cmtool import hookspecs
from cmtool.installed import GROUP
from cmtool.installed import installed as find_installed
from cmtool.model import Finding, Pack
from cmtool.packs import pack_of

CORE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Answer:
    """What one plugin said to one hook; ``finding`` where it failed."""

    plugin: str
    items: tuple = ()
    finding: Finding | None = None


@dataclass(slots=True, kw_only=True)
class Plugin:
    """One plugin as found: where it came from, what it answers, and what is wrong with it."""

    name: str
    version: str = ""
    origin: str = ""
    hooks: tuple[str, ...] = ()
    pack: Pack | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def works(self) -> bool:
        """Whether it takes part: one with a fault is listed and left out."""
        return not self.findings


class Plugins:
    """All plugins of this run, sorted by name, so that the order of installation never shows."""

    def __init__(self, folders: tuple[Path, ...] = (), *, installed: bool = True, modules: tuple[ModuleType, ...] = ()) -> None:
        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(hookspecs)
        card, self.core, mistakes = pack_of(CORE / "pack" / "plugin.toml", CORE / "pack" / "core")
        if mistakes:
            raise AssertionError(mistakes)
        self.found: list[Plugin] = []
        for entry in find_installed() if installed else ():
            self._add(entry.name, entry.load, version=entry.version, origin=entry.target)
        for module in modules:
            self._add(module.__name__.split(".")[0], lambda module=module: module, origin=module.__name__)
        for folder in folders:
            self._add(folder.resolve().name, lambda at=folder: folder_plugin(at), origin=str(folder))
        self.found.sort(key=lambda plugin: plugin.name)
        self._one_name_each()

    @classmethod
    def only(cls, *modules: ModuleType) -> Plugins:
        """Return a switchboard with just these hook modules."""
        return cls(installed=False, modules=modules)

    @property
    def working(self) -> list[Plugin]:
        """The plugins that take part."""
        return [plugin for plugin in self.found if plugin.works]

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The core's pack and those of the working plugins."""
        return (self.core, *(plugin.pack for plugin in self.working if plugin.pack))

    def answering(self, hook: str) -> list[str]:
        """Return the names of the working plugins that answer ``hook``."""
        return [plugin.name for plugin in self.working if hook in plugin.hooks]

    def ask(self, hook: str, **question: object) -> Iterator[Answer]:
        """Ask each plugin in turn, so that one that fails spoils no other's answer; a list is read to its end inside."""
        for name in self.answering(hook):
            try:
                said = self._only(name, hook)(**question)
                yield Answer(name, tuple(item for part in said for item in part))
            except Exception as cause:  # noqa: BLE001  # whatever a plugin throws is its own fault and becomes a finding
                yield Answer(name, finding=_failed(name, hook, cause))

    def one(self, name: str, hook: str) -> object:
        """Return one plugin's answer to a noun hook, ``None`` where it has none."""
        said = self._only(name, hook)() if name in self.answering(hook) else []
        return said[0] if said else None

    def calculators(self, name: str) -> Mapping[str, Callable]:
        """Return the calculator functions of one plugin."""
        return self.one(name, "cmtool_calculators") or {}  # type: ignore[return-value]

    def templates(self) -> dict[str, Path]:
        """Return the template folders by plugin."""
        return {name: path for name in self.answering("cmtool_templates") if isinstance(path := self.one(name, "cmtool_templates"), Path)}

    def _only(self, name: str, hook: str) -> Callable:
        others = [plugin for known, plugin in self._manager.list_name_plugin() if known != name and plugin is not None]
        return self._manager.subset_hook_caller(hook, remove_plugins=others)

    def _add(self, name: str, load: Callable[[], object], *, version: str = "", origin: str = "") -> None:
        plugin = Plugin(name=name, version=version, origin=origin)
        self.found.append(plugin)
        try:
            module = load()
            self._manager.register(module, name=name)
            self._known_hooks_only(name)
            plugin.hooks = tuple(sorted(caller.name for caller in self._manager.get_hookcallers(module) or ()))
            self._read_pack(plugin)
        except pluggy.PluginValidationError as cause:
            plugin.findings.append(Finding(key="plugin-wrong-hook", place=name, figures=(("wrong", str(cause).splitlines()[-1].strip()),)))
        except Exception as cause:  # noqa: BLE001  # a plugin that cannot be loaded must not brick the tool
            plugin.findings.append(_failed(name, "import", cause))
        if not plugin.works and self._manager.has_plugin(name):
            self._manager.unregister(name=name)

    def _known_hooks_only(self, name: str) -> None:
        module = self._manager.get_plugin(name)
        unknown = [caller.name for caller in self._manager.get_hookcallers(module) or () if not caller.has_spec()]
        if unknown:
            raise pluggy.PluginValidationError(module, f"{', '.join(unknown)}: no such hook")

    def _read_pack(self, plugin: Plugin) -> None:
        card, folder = (self._only(plugin.name, hook)() for hook in ("cmtool_institution", "cmtool_pack"))
        if card and folder:
            _, plugin.pack, mistakes = pack_of(card[0], folder[0], self.core)
            plugin.findings.extend(mistakes)

    def _one_name_each(self) -> None:
        """Fault a plugin whose name, prefix or facts another has already taken."""
        taken: dict[object, str] = {}
        for plugin in self.working:
            if plugin.pack is None:
                continue
            card = plugin.pack.institution
            for claim in (("name", card.name), ("prefix", card.prefix), *(("fact", fact.name) for fact in plugin.pack.facts)):
                if claim in taken:
                    plugin.findings.append(Finding(key="plugin-taken", place=plugin.name, figures=(("what", claim[1]), ("other", taken[claim]))))
                else:
                    taken[claim] = plugin.name


def folder_plugin(folder: Path) -> object:
    """Return a plugin made of a folder alone: ``plugin.toml``, ``pack/`` and, if there, ``templates/``."""
    if not (folder / "plugin.toml").is_file():
        raise FileNotFoundError(folder / "plugin.toml")
    hooks = {"cmtool_institution": folder / "plugin.toml", "cmtool_pack": folder / "pack"}
    if (folder / "templates").is_dir():
        hooks["cmtool_templates"] = folder / "templates"
    made = ModuleType(folder.name)
    for name, path in hooks.items():
        setattr(made, name, _pointing_to(name, path))
    return made


def _pointing_to(name: str, path: Path) -> Callable[[], Path]:
    def answer() -> Path:
        return path

    answer.__name__ = name
    return hookspecs.hookimpl(answer)


def _failed(name: str, hook: str, cause: Exception) -> Finding:
    return Finding(key="plugin-failed", place=name, figures=(("hook", hook), ("wrong", f"{type(cause).__name__}: {cause}")))
