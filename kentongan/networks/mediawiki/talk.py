"""Talk pages: what people wrote there, and replies below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ValidationError

from kentongan.networks.base import Collected, Heard, Incoming, Outgoing, Published, Rejected, Unknown
from kentongan.networks.calls import TooLarge
from kentongan.networks.mediawiki.answers import Change, Page, Revision
from kentongan.networks.mediawiki.client import Client
from kentongan.networks.mediawiki.wikitext import HEADING, added, indented, plain

_USER, _USER_TALK = 2, 3  # the same on every wiki
_OVERLAP = timedelta(minutes=15)
_AT_ONCE = 40
_REVISION = "ids|user|userid|timestamp|content|comment|flags"
_TOO_LONG = "(Terlalu panjang untuk ditampilkan di sini. Baca di wikinya.)"
_LONGEST_THREAD = 200


class Mark(BaseModel):
    """How far recent changes were read: up to `until`; while going on, the wiki's own mark."""

    until: datetime | None = None
    going_on: str = ""
    newest: datetime | None = None


@dataclass(frozen=True)
class Wiki:
    """What must be known of a wiki before its talk pages make sense: its namespaces by number."""

    client: Client
    names: Mapping[int, str]
    user_names: frozenset[str]

    @classmethod
    def of(cls, client: Client) -> Wiki:
        spaces = client.read(meta="siteinfo", siprop="namespaces").query.namespaces.values()
        user = {name.casefold() for space in spaces if space.id == _USER for name in (space.name, space.canonical)}
        return cls(client, {space.id: space.name for space in spaces}, frozenset(user - {""}))

    @property
    def talk(self) -> list[int]:
        return sorted(number for number in self.names if number % 2 == 1)

    def mentions_us(self, text: str) -> bool:
        folded = text.casefold().replace("_", " ")
        return any(f"[[{name}:{self.client.username.casefold()}" in folded for name in self.user_names)


def collect(client: Client, cursor: str) -> Collected:
    """Recent changes of talk pages, oldest first, a quarter of an hour twice: clocks differ, and commits come late."""
    wiki, mark = Wiki.of(client), _mark(cursor)
    asked = {
        "list": "recentchanges",
        "rcnamespace": "|".join(map(str, wiki.talk)),
        "rctype": "edit|new",
        "rcprop": "title|ids|user|timestamp",
        "rcdir": "newer",
        "rclimit": str(_AT_ONCE),
    }
    if mark.until:
        asked["rcstart"] = (mark.until - _OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if mark.going_on:
        asked |= {"rccontinue": mark.going_on, "continue": "-||"}
    answer = client.read(**asked)
    changes = answer.query.recentchanges
    newest = max(
        [change.timestamp for change in changes] + [each for each in (mark.newest, mark.until) if each], default=None
    )
    going_on = str(answer.going_on.get("rccontinue", ""))
    after = Mark(until=mark.until, going_on=going_on, newest=newest) if going_on else Mark(until=newest)
    return Collected(_heard(wiki, changes), after.model_dump_json(), more=bool(going_on))


def _mark(cursor: str) -> Mark:
    try:
        return Mark.model_validate_json(cursor)
    except ValidationError:
        return Mark()


def _heard(wiki: Wiki, changes: Sequence[Change]) -> list[Incoming]:
    made_by_us = _pages_of_ours(wiki, changes)
    wanted = [change for change in changes if change.revid]
    texts = revisions(wiki.client, {revid for change in wanted for revid in (change.revid, change.old_revid) if revid})
    items = []
    for change in wanted:
        found = texts.get(change.revid)
        if found is None:
            continue
        page, revision = found
        before = texts.get(change.old_revid)
        kind = _kind(wiki, change, made_by_us, revision)
        item = _incoming(wiki, page, revision, before[1] if before else None, kind) if kind else None
        if item:
            items.append(item)
    return items


def _kind(wiki: Wiki, change: Change, made_by_us: set[str], revision: Revision) -> Heard | None:
    subject = change.title.partition(":")[2] if ":" in change.title else change.title
    if change.ns == _USER_TALK and subject.partition("/")[0].casefold() == wiki.client.username.casefold():
        return "message"
    if change.title in made_by_us:
        return "comment"
    return "mention" if wiki.mentions_us(revision.text or "") else None


def _pages_of_ours(wiki: Wiki, changes: Sequence[Change]) -> set[str]:
    """Talk titles whose subject page we made. A page's first revision is given one page at a time, no other way."""
    ours: set[str] = set()
    for title in {change.title for change in changes}:
        space = next(change.ns for change in changes if change.title == title)
        bare, before = title.partition(":")[2], wiki.names.get(space - 1, "")
        subject = f"{before}:{bare}" if before else bare
        answer = wiki.client.read(
            prop="revisions", titles=subject, rvprop="user|ids|timestamp", rvdir="newer", rvlimit="1"
        )
        first = [each for page in answer.query.pages if not page.missing for each in page.revisions]
        if any(each.user == wiki.client.username for each in first):
            ours.add(title)
    return ours


def revisions(client: Client, revids: set[int]) -> dict[int, tuple[Page, Revision]]:
    """Revisions by their ids, with their pages; fewer at once where an answer would grow too large."""
    found: dict[int, tuple[Page, Revision]] = {}
    todo = sorted(revids)
    size = _AT_ONCE
    while todo:
        some = todo[:size]
        try:
            answer = client.read(
                prop="revisions|info",
                inprop="url",
                revids="|".join(map(str, some)),
                rvprop=_REVISION,
                rvslots="main",
            )
        except TooLarge:
            if size > 1:
                size = max(1, size // 4)
                continue
            found |= _without_text(client, some[0])
        else:
            found |= {each.revid: (page, each) for page in answer.query.pages for each in page.revisions}
        todo = todo[len(some) :]
    return found


def _without_text(client: Client, revid: int) -> dict[int, tuple[Page, Revision]]:
    answer = client.read(
        prop="revisions|info", inprop="url", revids=str(revid), rvprop="ids|user|userid|timestamp|comment|flags"
    )
    return {each.revid: (page, each) for page in answer.query.pages for each in page.revisions}


def _incoming(wiki: Wiki, page: Page, revision: Revision, before: Revision | None, kind: Heard) -> Incoming | None:
    text, heading = _TOO_LONG, ""
    if revision.text is not None and (before is None or before.text is not None):
        addition = added(before.text or "" if before else "", revision.text)
        text, heading = addition.text, addition.heading
    hidden = revision.texthidden or revision.slots.main.hidden or revision.userhidden
    if not text and not hidden:
        return None
    anchor = heading.replace(" ", "_")
    return Incoming(
        remote_id=str(revision.revid),
        thread=f"{page.pageid}#{heading}"[:_LONGEST_THREAD],
        kind=kind,
        text="" if hidden else text,
        author=revision.user,
        author_id=str(revision.userid) if revision.userid else "",
        at=revision.timestamp,
        permalink=f"{page.fullurl}#{anchor}" if anchor else page.fullurl,
        title=heading or page.title,
        about=str(page.pageid),
        own=revision.user == wiki.client.username,
        gone=hidden,
    )


def reread(client: Client, revids: Sequence[str]) -> list[Incoming]:
    """Which of these revisions were hidden or deleted. What a revision says never changes."""
    answer = client.read(prop="revisions", revids="|".join(revids), rvprop="ids|user|timestamp|content", rvslots="main")
    gone = {str(revid) for revid in answer.query.badrevids}
    for page in answer.query.pages:
        gone |= {str(each.revid) for each in page.revisions if each.text is None or each.userhidden}
    there = {str(each.revid) for page in answer.query.pages for each in page.revisions}
    gone |= set(revids) - there
    return [
        Incoming(revid, revid, "comment", "", "", datetime.now(UTC), gone=True) for revid in revids if revid in gone
    ]


def publish(client: Client, outgoing: Outgoing) -> Published:
    """Say it at the end of the conversation's section; an edit in between is noticed and nothing is saved."""
    page, section, base = _place(client, outgoing)
    said = {"action": "edit", "pageid": str(page.pageid), "baserevid": str(base), "summary": _summary(outgoing)}
    if section:
        said["section"] = section
    answer = client.write({**said, "appendtext": f"\n{indented(outgoing.text)}"}).edit
    if answer.get("result") != "Success":
        raise Rejected("Wiki menahan balasan ini. Periksa saringan penyalahgunaan di sana.")
    return Published(str(answer.get("newrevid", "")), _permalink(page, outgoing), _moment(answer.get("newtimestamp")))


def find(client: Client, outgoing: Outgoing) -> Published | None:
    """Look for our edit among the page's latest, by the key in its summary."""
    pageid = outgoing.thread.partition("#")[0]
    answer = client.read(
        prop="revisions|info", inprop="url", pageids=pageid, rvprop="ids|user|timestamp|comment",
        rvuser=client.username, rvlimit="200",
    )  # fmt: skip
    for page in answer.query.pages:
        for each in page.revisions:
            if _summary(outgoing) in each.comment:
                return Published(str(each.revid), _permalink(page, outgoing), each.timestamp)
    return None


def _place(client: Client, outgoing: Outgoing) -> tuple[Page, str, int]:
    """The page, the number of the section ("" for the whole page), and the revision that was read."""
    pageid, _hash, heading = outgoing.thread.partition("#")
    if not pageid.isdigit():
        raise Rejected("Percakapan ini tidak dikenal di wiki itu.")
    answer = client.read(
        prop="revisions|info", inprop="url", pageids=pageid, rvprop="ids|timestamp|content|user", rvslots="main"
    )
    page = next((page for page in answer.query.pages if page.revisions and not page.missing), None)
    if page is None:
        raise Rejected("Halaman percakapan ini tidak ada lagi di wiki itu.")
    number = 0
    for line in (page.revisions[0].text or "").splitlines():
        found = HEADING.match(line)
        if found:
            number += 1
            if heading and plain(found.group(2)) == heading:
                return page, str(number), page.revisions[0].revid
    return page, "", page.revisions[0].revid


def _summary(outgoing: Outgoing) -> str:
    return f"Kentongan {outgoing.key}"


def _permalink(page: Page, outgoing: Outgoing) -> str:
    anchor = outgoing.thread.partition("#")[2].replace(" ", "_")
    if not page.fullurl.startswith(("http://", "https://")):
        raise Unknown("Wiki tidak memberi alamat halamannya.")
    return f"{page.fullurl}#{anchor}"[:500] if anchor else page.fullurl


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
