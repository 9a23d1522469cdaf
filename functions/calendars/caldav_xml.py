"""The XML that CalDAV speaks: questions as bytes, and what an answer says.

Documents with a DTD are refused: no server needs one, and entities are how XML is abused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from functions.calendars.provider import CalendarChoice

_DAV = "{DAV:}"
_CAL = "{urn:ietf:params:xml:ns:caldav}"
_NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'

FIND_HOME = (
    f"<D:propfind {_NAMESPACES}><D:prop><D:resourcetype/><D:displayname/>"
    "<D:current-user-principal/><D:current-user-privilege-set/><C:calendar-home-set/>"
    "<C:supported-calendar-component-set/></D:prop></D:propfind>"
).encode()
FIND_CALENDARS = (
    f"<D:propfind {_NAMESPACES}><D:prop><D:resourcetype/><D:displayname/>"
    "<D:current-user-privilege-set/><C:supported-calendar-component-set/></D:prop></D:propfind>"
).encode()
FIND_MARK = (f"<D:propfind {_NAMESPACES}><D:prop><D:sync-token/></D:prop></D:propfind>").encode()
_WRITES = ("write", "write-content", "bind", "all")


def query_between(since: datetime, until: datetime) -> bytes:
    """A calendar-query for everything between two instants in UTC."""
    span = f'start="{since:%Y%m%dT%H%M%SZ}" end="{until:%Y%m%dT%H%M%SZ}"'
    return (
        f"<C:calendar-query {_NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
        '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        f"<C:time-range {span}/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    ).encode()


def query_since(mark: str) -> bytes:
    """A sync-collection report (RFC 6578 3.2) of what changed since a token of the server's."""
    return (
        f"<D:sync-collection {_NAMESPACES}><D:sync-token>{escape(mark)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    ).encode()


def mark_of(body: bytes) -> str:
    """The sync token in an answer; empty if it has none."""
    root = _root(body)
    found = root.findtext(f".//{_DAV}sync-token") if root is not None else None
    return (found or "").strip()


def removed_in(body: bytes, *, base: str) -> tuple[str, ...]:
    """Addresses that a sync-collection report names as gone (RFC 6578 3.5.2)."""
    return tuple(
        address
        for address, response in _responses(body, base=base)
        if " 404" in (response.findtext(f"{_DAV}status") or "")
    )


def objects_of(body: bytes) -> tuple[bytes, ...] | None:
    """The calendar objects in an answer; None if it is no multistatus."""
    root = _root(body)
    if root is None:
        return None
    return tuple((found.text or "").encode() for found in root.iter(f"{_CAL}calendar-data"))


def calendars_of(body: bytes, *, base: str) -> tuple[CalendarChoice, ...]:
    """The calendars in an answer that can hold events, in its order."""
    found = []
    for address, response in _responses(body, base=base):
        kinds = response.find(f".//{_DAV}resourcetype")
        if kinds is None or kinds.find(f"{_CAL}calendar") is None:
            continue
        components = [one.get("name") for one in response.iter(f"{_CAL}comp")]
        if components and "VEVENT" not in components:
            continue
        name = response.findtext(f".//{_DAV}displayname") or ""
        found.append(CalendarChoice(address, name.strip()[:100], _is_writable(response)))
    return tuple(found)


def find_home(body: bytes, *, base: str) -> tuple[str, str]:
    """Where the calendars are, and who is signed in; each empty if the answer does not say."""
    home = principal = ""
    for _, response in _responses(body, base=base):
        home = home or _address(response, f".//{_CAL}calendar-home-set/{_DAV}href", base)
        principal = principal or _address(
            response, f".//{_DAV}current-user-principal/{_DAV}href", base
        )
    return home, principal


def _address(response: ElementTree.Element, path: str, base: str) -> str:
    named = (response.findtext(path) or "").strip()
    return urljoin(base, named) if named else ""


def _is_writable(response: ElementTree.Element) -> bool:
    """A server that does not say is believed to let its user write."""
    privileges = response.find(f".//{_DAV}current-user-privilege-set")
    if privileges is None or not len(privileges):
        return True
    return any(privileges.find(f".//{_DAV}{name}") is not None for name in _WRITES)


def _responses(body: bytes, *, base: str) -> Iterator[tuple[str, ElementTree.Element]]:
    root = _root(body)
    for response in root.iter(f"{_DAV}response") if root is not None else ():
        named = (response.findtext(f"{_DAV}href") or "").strip()
        if named:
            yield urljoin(base, named), response


def _root(body: bytes) -> ElementTree.Element | None:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return None
    try:
        return ElementTree.fromstring(body)  # noqa: S314  Without a DTD there are no entities.
    except ElementTree.ParseError:
        return None
