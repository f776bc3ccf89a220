"""The house before and after a change: a file of rules and products, a plugin's folder, or one rule taken away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.commands.office import Office

if TYPE_CHECKING:
    from cmtool.rules.house import House


def houses(office: Office, change: str) -> tuple[House, House]:
    """Return the house before and after: with a file's changes, with a folder's plugin, or with the rule that is in force.

    Raises:
        InvalidData: the file or the plugin has mistakes, all are said; or a guard is meant, which no house is without.
        NotFound: there is no such rule, product or file.
    """
    from cmtool.errors import InvalidData, NotFound
    from cmtool.jobs.impact import without
    from cmtool.rules.house import near

    path = Path(change)
    if path.is_dir():
        return office.house, _with_plugin(office, path)
    if path.is_file():
        return office.house, _with_file(office, path)
    code, guards = change.upper(), {rule.code for rule in office.house.guards.values()}
    if code in guards:
        raise InvalidData("impact-of-guard", code=code)
    known = {*office.house.rules, *office.house.products} - guards
    if code not in known:
        raise NotFound("impact-of-what", found=change, near=near(code, sorted(known)))
    return without(office.house, code), office.house


def _with_file(office: Office, path: Path) -> House:
    from cmtool.errors import InvalidData
    from cmtool.packs.changes import changed
    from cmtool.rules.house import House

    packs, mistakes = changed(path, office.house.packs)
    if mistakes:
        office.report(mistakes)
        raise InvalidData("changes-faulty", path=path, count=len(mistakes))
    return House(packs)


def _with_plugin(office: Office, folder: Path) -> House:
    from cmtool.errors import InvalidData
    from cmtool.plugins import Plugins
    from cmtool.rules.house import House

    plugins = Plugins((*office.folders, folder), installed=not office.safe_mode)
    faulty = [plugin for plugin in plugins.found if plugin.origin == str(folder) and not plugin.works]
    if faulty:
        office.report(faulty[0].findings)
        raise InvalidData("changes-faulty", path=folder, count=len(faulty[0].findings))
    return House(plugins.packs)
