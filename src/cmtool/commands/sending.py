"""``today --send``: the morning list to a group's robot or a mailbox, by apprise; ``--send-fields`` names what goes along.

An address holds keys and passwords, so it is never printed, and the journal notes the kind of service alone, how many clients
it was and which fields.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cmtool.commands.parts import Misused, option, text_from
from cmtool.errors import InvalidData, Misconfigured

if TYPE_CHECKING:
    from cmtool.commands.office import Office

F = TypeVar("F", bound=Callable[..., Any])
Item = Mapping[str, object]
PARTLY, FAILED = 8, 1  # exit codes


def sends(function: F) -> F:
    """Add ``--send`` and ``--send-fields``."""
    return option("--send", multiple=True, metavar="address")(option("--send-fields", default="")(function))


def sent(office: Office, items: Sequence[Item], addresses: Sequence[str], fields: str) -> int:
    """Send the list to every address and return the exit code: 0, 1 where none took it, 8 where some did not.

    Raises:
        Misused: fields are named, but no address.
        InvalidData: an address cannot be read, or there is no such field; then nothing is sent.
        Misconfigured: apprise is not installed.
    """
    if not addresses:
        if fields:
            raise Misused("send-fields-alone")
        return 0
    names = _fields(items, fields)
    with _quiet():
        services = _services([line for given in addresses for line in text_from(given).split()])
        title, body = _message(office, items, names)
        kinds = [str(service.service_name) for service in services]
        about = f"{', '.join(kinds)}: {len(items)}, {','.join(names) or '-'}"
        with office.book.writing(office.entry("today send", about)):  # before: nothing leaves the house unrecorded
            pass
        taken = [_taken(service, title, body) for service in services]
    return _told(office, kinds, taken, len(items), names)


def _fields(items: Sequence[Item], written: str) -> list[str]:
    names = [name.strip() for name in written.replace("，", ",").split(",") if name.strip()]
    unknown = [name for name in names if items and name not in items[0]]
    if unknown:
        raise InvalidData("unknown-field", found=unknown, known=list(items[0]))
    return names


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Let apprise say nothing itself: what it logs and warns of can hold the address."""
    import logging
    import warnings

    logger = logging.getLogger("apprise")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _services(addresses: Sequence[str]) -> list[Any]:
    """Return what each address stands for, in apprise's terms; nothing in an error says an address."""
    try:
        from apprise import Apprise
    except ImportError:
        raise Misconfigured("send-not-installed") from None
    found = [Apprise.instantiate(address) for address in addresses]
    faulty = [number for number, service in enumerate(found, 1) if service is None]
    if faulty or not found:
        raise InvalidData("send-address", numbers=faulty or [1])
    return found


def _message(office: Office, items: Sequence[Item], names: Sequence[str]) -> tuple[str, str]:
    """Return the title and the text: how many, how many overdue, then a line a client with the fields named, if any."""
    from cmtool.report.listing import cell
    from cmtool.words import said

    day = office.on.isoformat()
    late = sum(str(item["due"]) < day for item in items)
    lines = [said(office.lang, "send-count", count=len(items), late=late)]
    if names:
        lines += [" · ".join(cell(item[name], office.lang) for name in names) for item in items]
    return said(office.lang, "send-title", day=day), "\n".join(lines)


def _taken(service: Any, title: str, body: str) -> bool:  # noqa: ANN401  # apprise's own class
    """Whether a service took the message; whatever it throws may hold its address and is not passed on."""
    from apprise import Apprise

    try:
        one = Apprise()
        one.add(service)
        return bool(one.notify(body=body, title=title, body_format="text"))
    except Exception:  # said by number and kind instead
        return False


def _told(office: Office, kinds: Sequence[str], taken: Sequence[bool], count: int, names: Sequence[str]) -> int:
    from cmtool.commands.console import tell, warn

    for number, (kind, took) in enumerate(zip(kinds, taken, strict=True), 1):
        if took:
            tell(office.lang, "send-done", kind=kind, count=count, fields=names)
        else:
            warn(office.lang, "send-failed", number=number, kind=kind)
    return 0 if all(taken) else PARTLY if any(taken) else FAILED
