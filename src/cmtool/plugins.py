"""The switchboard: finds plugins, asks them one at a time, and knows who spoke.

A plugin that cannot be imported, answers a hook that does not exist or brings a faulty pack is listed as such and takes
nothing else down.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from inspect import isroutine
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from cmtool import hookspecs, model
from cmtool.errors import CmtoolError, InvalidData, Misconfigured
from cmtool.installed import GROUP
from cmtool.installed import installed as find_installed
from cmtool.model import Finding, Pack
from cmtool.packs import extended, pack_of
from cmtool.packs.built import gist
from cmtool.packs.extending import beneath, closed, in_turn, lacking

CORE = Path(__file__).parent
ANSWERS = {
    "cmtool_check_client": "Verdict",
    "cmtool_read_needs": "Need",
    "cmtool_match_product": "Verdict",
    "cmtool_write_sections": "Section",
    "cmtool_due_tasks": "Errand",
}
FAULTS = (Exception, SystemExit)  # whatever a plugin throws is its own fault and becomes a finding


@dataclass(frozen=True, slots=True)
class Answer:
    """What one plugin said to one hook; ``finding`` where it failed."""

    plugin: str
    items: tuple = ()
    finding: Finding | None = None


@dataclass(slots=True, kw_only=True)
class Plugin:
    """One plugin as found: where it came from, what it answers, where card and pack lie, and what is wrong with it."""

    name: str
    version: str = ""
    origin: str = ""
    hooks: tuple[str, ...] = ()
    home: tuple[Path, Path] | None = None
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
        _, self.core, mistakes = pack_of(CORE / "pack" / "plugin.toml", CORE / "pack" / "core")
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
        self._one_name_each(self._extending_read())

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
                answer = Answer(name, _nouns(hook, self._only(name, hook)(**question)))
            except FAULTS as cause:
                answer = Answer(name, finding=_failed(name, hook, cause))
            yield answer

    def calculators(self, name: str) -> Mapping[str, Callable]:
        """Return the calculator functions of one plugin.

        Raises:
            Misconfigured: it fails to say.
        """
        return self._one(name, "cmtool_calculators", Mapping) or {}

    def templates(self, institution: str) -> Path | None:
        """Return the folder of an institution's own templates, ``None`` where it has none.

        Raises:
            Misconfigured: its plugin fails to say.
        """
        names = [plugin.name for plugin in self.working if plugin.pack and plugin.pack.institution.name == institution]
        return self._one(names[0], "cmtool_templates", Path) if names else None

    def command(self, name: str) -> tuple[str, str]:
        """Return the plugin that brings a command and where it is, both empty where none does."""
        for plugin in self.answering("cmtool_commands"):
            with contextlib.suppress(Misconfigured):
                target = (self._one(plugin, "cmtool_commands", Mapping) or {}).get(name)
                if isinstance(target, str):
                    return plugin, target
        return "", ""

    def rehearse(self, questions: Mapping[str, Mapping[str, object]]) -> dict[str, list[Finding]]:
        """Ask every hook once and return what failed by plugin: ``questions`` holds the arguments of the verb hooks."""
        failed: dict[str, list[Finding]] = {plugin.name: [] for plugin in self.working}
        for plugin in self.working:
            for hook, kind in (("cmtool_calculators", Mapping), ("cmtool_templates", Path), ("cmtool_commands", Mapping)):
                try:
                    self._one(plugin.name, hook, kind)
                except Misconfigured as wrong:
                    failed[plugin.name].append(_failed(plugin.name, hook, wrong.__cause__))
        for hook, question in questions.items():
            for answer in self.ask(hook, **question):
                failed[answer.plugin] += [answer.finding] if answer.finding else []
        return failed

    def _one(self, name: str, hook: str, kind: type) -> Any:  # noqa: ANN401  # an instance of ``kind``, or None
        """Return one plugin's answer to a noun hook, ``None`` where it has none."""
        try:
            said = self._only(name, hook)() if name in self.answering(hook) else []
            if said and not isinstance(said[0], kind):
                raise InvalidData("plugin-wrong-answer", hook=hook, wanted=kind.__name__, found=type(said[0]).__name__)
        except FAULTS as cause:
            raise Misconfigured("plugin-asked-failed", plugin=name, hook=hook, wrong=_told(cause)) from cause
        return said[0] if said else None

    def _only(self, name: str, hook: str) -> Callable:
        others = [plugin for known, plugin in self._manager.list_name_plugin() if known != name and plugin is not None]
        return self._manager.subset_hook_caller(hook, remove_plugins=others)

    def _add(self, name: str, load: Callable[[], object], *, version: str = "", origin: str = "") -> None:
        plugin = Plugin(name=name, version=version, origin=origin)
        self.found.append(plugin)
        if self._manager.has_plugin(name):
            other = next(found.origin for found in self.found if found.name == name)
            plugin.findings.append(Finding(key="plugin-name-taken", place=name, figures=(("what", name), ("other", other))))
            return
        try:
            module = load()
            _hooks_only(module)
            self._manager.register(module, name=name)
            plugin.hooks = tuple(sorted(caller.name for caller in self._manager.get_hookcallers(module) or ()))
            plugin.home = self._home(name)
            if plugin.home and not any(extended(plugin.home[0])):
                self._read_pack(plugin, [])
        except pluggy.PluginValidationError as cause:
            plugin.findings.append(Finding(key="plugin-wrong-hook", place=name, figures=(("wrong", _last_lines(cause)),)))
        except FAULTS as cause:
            plugin.findings.append(_failed(name, "import", cause))
        if not plugin.works and self._manager.has_plugin(name):
            self._manager.unregister(name=name)

    def _home(self, name: str) -> tuple[Path, Path] | None:
        """Return where a plugin's card and pack lie, ``None`` where it knows nothing of its own."""
        card, folder = (self._one(name, hook, Path) for hook in ("cmtool_institution", "cmtool_pack"))
        if bool(card) != bool(folder):
            raise InvalidData("plugin-half", missing="cmtool_pack" if card else "cmtool_institution")
        return (card, folder) if card else None

    def _read_pack(self, plugin: Plugin, extending: list[Pack]) -> None:
        _, plugin.pack, mistakes = pack_of(*plugin.home, beneath(self.core, extending))
        plugin.findings.extend(mistakes)

    def _extending_read(self) -> list[Plugin]:
        """Read the packs of plugins that extend others, after these; return all that know something in the order read."""
        first = [plugin for plugin in self.working if plugin.pack]
        homes = {plugin.name: plugin for plugin in self.working if plugin.home and not plugin.pack}

        def read(name: str, extending: list[Pack]) -> Pack | None:
            try:
                self._read_pack(homes[name], extending)
            except FAULTS as cause:
                homes[name].findings.append(_failed(name, "cmtool_pack", cause))
            return homes[name].pack if homes[name].works else None

        cards = {name: extended(plugin.home[0]) for name, plugin in homes.items()}
        order, torn = in_turn(cards, read, [plugin.pack for plugin in first])
        for name, finding in torn.items():
            homes[name].findings.append(finding)
        return [*first, *(homes[name] for name in order)]

    def beneath(self, name: str, needed: tuple[str, ...]) -> tuple[Pack, Finding | None]:
        """Return what the plugin ``name`` may speak of when it extends ``needed``, and what of that is lacking."""
        read = {pack.institution.name: pack for pack in self.packs[1:] if pack.institution.name != name}
        lacks = None if read.keys() >= set(needed) else lacking("plugin.toml -> extends", needed, read)
        return beneath(self.core, closed(needed, read)), lacks

    def _one_name_each(self, order: list[Plugin]) -> None:
        """Fault a plugin whose name, prefix, facts or needs another has already taken; what it claims itself is then free."""
        taken = dict.fromkeys(gist(self.core, "claims"), self.core.institution.name)
        for plugin in order:
            own = gist(plugin.pack, "claims") if plugin.works and plugin.pack else []
            wanted = plugin.pack.institution.extends if own else ()
            clashes = [claim for claim in own if claim in taken]
            for claim in clashes:
                plugin.findings.append(
                    Finding(key="plugin-taken", place=plugin.name, figures=(("what", claim[1]), ("other", taken[claim])))
                )
            left = {name for what, name in taken if what == "name"}
            if not left.issuperset(wanted):  # what it extends was left out just now
                plugin.findings.append(lacking(plugin.name, wanted, left))
            elif not clashes:
                taken |= dict.fromkeys(own, plugin.name)


def folder_plugin(folder: Path) -> object:
    """Return a plugin made of a folder alone: ``plugin.toml``, ``pack/`` and, if there, ``templates/``."""
    if not (folder / "plugin.toml").is_file():
        raise Misconfigured("pack-no-file", path=folder / "plugin.toml")
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


def _hooks_only(module: object) -> None:
    """Refuse a hook that nothing would ask: one that is not in the contract, or not marked as an implementation."""
    written = [name for name in dir(module) if name.startswith("cmtool_") and isroutine(getattr(module, name))]
    known = [name for name in dir(hookspecs) if name.startswith("cmtool_")]
    for name in written:
        if name not in known:
            raise InvalidData("plugin-no-such-hook", found=name, known=known)
        if not hasattr(getattr(module, name), "cmtool_impl"):
            raise InvalidData("plugin-unmarked-hook", found=name)


def _nouns(hook: str, said: list) -> tuple:
    """Return the items a plugin answered, each of the noun that the hook asks for; a list is read to its end."""
    items = tuple(item for part in said for item in part)
    noun = getattr(model, ANSWERS[hook])
    for item in items:
        if not isinstance(item, noun):
            raise InvalidData("plugin-wrong-answer", hook=hook, wanted=noun.__name__, found=type(item).__name__)
    return items


def _failed(name: str, hook: str, cause: BaseException | None) -> Finding:
    if isinstance(cause, CmtoolError):
        return Finding(key=cause.key, place=name, figures=tuple(cause.figures.items()))
    return Finding(key="plugin-failed", place=name, figures=(("hook", hook), ("wrong", _told(cause))))


def _told(cause: BaseException | None) -> object:
    """Return what a fault has to say: an error of the house in words, another by its name and its first line."""
    if isinstance(cause, CmtoolError):
        return cause
    return f"{type(cause).__name__}: {cause}".splitlines()[0]


def _last_lines(cause: pluggy.PluginValidationError) -> str:
    """Return which hook has which wrong argument, without the places in memory."""
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return "; ".join(lines[1:])
