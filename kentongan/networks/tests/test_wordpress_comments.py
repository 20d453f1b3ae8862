"""Comments in and replies out, against a real WordPress; readers speak through the public comment form."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from urllib.error import HTTPError

import pytest

from kentongan.networks.base import Incoming, Outgoing, Published, Rejected, Unknown
from kentongan.networks.calls import Patience
from kentongan.networks.testing.faulty_proxy import Fault, FaultyProxy
from kentongan.networks.testing.wordpress_server import WordPressSite
from kentongan.networks.wordpress.network import WordPress


@pytest.fixture
def post(site: WordPressSite, network: WordPress, message: Callable[..., Outgoing]) -> Published:
    said = message()
    access = site.editor_credentials
    return network.publish(said, network.reserve(said, access), access)


def comment(site: WordPressSite, post: Published, words: str, *, author: str = "Budi", parent: str = "0") -> str:
    """Comment as a visitor does; the comment's id."""
    given = {
        "comment_post_ID": post.remote_id, "author": author, "email": "budi@example.test", "comment": words, "comment_parent": parent
    }  # fmt: skip
    site.ask("UPDATE wp_comments SET comment_date_gmt = comment_date_gmt - INTERVAL 60 SECOND")  # past the flood guard
    body = urllib.parse.urlencode(given).encode()
    with suppress(HTTPError):
        urllib.request.urlopen(f"{site.base_url}/wp-comments-post.php", body, timeout=20)  # noqa: S310 (loopback)
    return str(site.ask("SELECT MAX(comment_ID) FROM wp_comments")[0][0])


def read_all(network: WordPress, site: WordPressSite, cursor: str = "") -> tuple[list[Incoming], str]:
    items, more = [], True
    while more:
        collected = network.collect("comments", cursor, site.editor_credentials)
        items, cursor, more = [*items, *collected.items], collected.cursor, collected.more
    return items, cursor


def test_a_comment_comes_in_with_its_conversation(network: WordPress, site: WordPressSite, post: Published) -> None:
    first = comment(site, post, "Kapan <b>jalan</b> diperbaiki?\n\nTerima kasih & salam")
    second = comment(site, post, "Saya juga bertanya", author="Siti", parent=first)
    items, _cursor = read_all(network, site)
    by_id = {item.remote_id: item for item in items}
    assert by_id[first].text == "Kapan jalan diperbaiki?\n\nTerima kasih & salam"
    assert (by_id[first].author, by_id[first].about, by_id[first].own) == ("Budi", post.remote_id, False)
    assert by_id[first].thread == by_id[second].thread == f"comment-{first}"
    assert by_id[second].parent == first
    assert f"#comment-{first}" in by_id[first].permalink


@pytest.mark.parametrize("role", ["editor", "author"])
def test_a_reply_is_public_once_and_found_again(
    network: WordPress, site: WordPressSite, post: Published, role: str
) -> None:
    asked, access = comment(site, post, f"Tanya {role}"), site.credentials(role)
    reply = Outgoing(
        f"d-{role}", "", f"Jawab <script>{role}</script> & salam\nbaris dua", "", (), thread="x", answers=asked
    )
    assert network.find(reply, "", access) is None
    held = network.reserve(reply, access)
    assert bool(held) is (role == "editor")
    assert network.find(reply, held, access) is None
    assert (
        site.ask("SELECT COUNT(*) FROM wp_comments WHERE comment_parent = %s AND comment_approved = '1'", asked)[0][0]
        == 0
    )
    published = network.publish(reply, held, access)
    assert network.find(reply, held, access) == published
    assert site.ask("SELECT COUNT(*) FROM wp_comments WHERE comment_parent = %s", asked)[0][0] == 1
    own = next(item for item in read_all(network, site)[0] if item.remote_id == published.remote_id)
    assert own.text == f"Jawab <script>{role}</script> & salam\nbaris dua"
    assert own.own is (role == "editor")
    assert "<script>" + role not in site.read(f"?p={post.remote_id}")


def test_a_reply_to_what_is_gone_is_refused_for_good(network: WordPress, site: WordPressSite, post: Published) -> None:
    reply = Outgoing("d-1", "", "Jawab", "", (), thread="x", answers="999999")
    with pytest.raises(Rejected, match="tidak ada lagi"):
        network.reserve(reply, site.editor_credentials)


def test_many_come_in_pages_and_none_is_missing(network: WordPress, site: WordPressSite, post: Published) -> None:
    _items, cursor = read_all(network, site)
    columns = "comment_post_ID, comment_author, comment_content, comment_approved, comment_type, comment_date, comment_date_gmt"
    for number in range(230):
        words = (post.remote_id, f"Orang {number}", f"Banyak {number}")
        site.ask(
            f"INSERT INTO wp_comments ({columns}) VALUES (%s, %s, %s, '1', 'comment', NOW(), UTC_TIMESTAMP())", *words
        )
    items, cursor = read_all(network, site, cursor)
    assert {item.text for item in items} >= {f"Banyak {number}" for number in range(230)}
    first = network.collect("comments", cursor, site.editor_credentials)
    assert not first.more


def test_one_approved_late_comes_in_although_its_number_is_lower(
    network: WordPress, site: WordPressSite, post: Published
) -> None:
    late = comment(site, post, "Disetujui belakangan")
    site.ask("UPDATE wp_comments SET comment_approved = '0' WHERE comment_ID = %s", late)
    comment(site, post, "Sesudahnya")
    items, cursor = read_all(network, site)
    assert late not in {item.remote_id for item in items}
    site.ask("UPDATE wp_comments SET comment_approved = '1' WHERE comment_ID = %s", late)
    assert late in {item.remote_id for item in read_all(network, site, cursor)[0]}


def test_edits_and_deletions_show_when_read_again(network: WordPress, site: WordPressSite, post: Published) -> None:
    edited, doomed = comment(site, post, "Semula begini"), comment(site, post, "Akan dihapus")
    site.ask("UPDATE wp_comments SET comment_content = 'Sekarang begitu' WHERE comment_ID = %s", edited)
    site.ask("UPDATE wp_comments SET comment_approved = 'trash' WHERE comment_ID = %s", doomed)
    items = {item.remote_id: item for item in network.reread([edited, doomed], site.editor_credentials)}
    assert (items[edited].text, items[edited].gone) == ("Sekarang begitu", False)
    assert items[doomed].gone


def test_comments_too_long_for_one_answer_do_not_stop_the_others(
    site: WordPressSite, network: WordPress, post: Published
) -> None:
    for number in range(12):
        comment(site, post, f"{number} " + "panjang " * 4000)
    modest = WordPress(loopback=True, patience=Patience(answer_bytes=300_000))
    collected = modest.collect("comments", "", site.editor_credentials)
    assert len(collected.items) > 0
    assert collected.more


def test_a_hook_names_comments_and_nothing_it_says_is_believed(
    network: WordPress, site: WordPressSite, post: Published
) -> None:
    asked = comment(site, post, "Yang sebenarnya")
    body = json.dumps({"comments": [int(asked)], "text": "Palsu"}).encode()
    (item,) = network.read_hook(body, site.editor_credentials)
    assert item.text == "Yang sebenarnya"
    for bad in (b"", b"[]", b'{"comments": ["1; DROP"]}', b'{"comments": []}', b"\xff", b'{"comments": [0]}'):
        with pytest.raises(Rejected):
            network.read_hook(bad, site.editor_credentials)


@pytest.mark.parametrize("fault", ["drop-after", "delay-answer", "truncate", "500"])
def test_a_reply_cut_off_on_its_way_is_unknown_and_found(
    proxy: FaultyProxy, hasty: WordPress, network: WordPress, site: WordPressSite, post: Published, fault: Fault
) -> None:
    asked, direct = comment(site, post, f"Tanya {fault}"), site.editor_credentials
    reply = Outgoing(f"d-{fault}", "", f"Jawab {fault}", "", (), thread="x", answers=asked)
    held = network.reserve(reply, direct)
    through = site.credentials("editor", base_url=proxy.base_url)
    proxy.plan([fault], writes_only=True)
    with pytest.raises(Unknown):
        hasty.publish(reply, held, through)
    proxy.plan(())
    found = network.find(reply, held, direct)
    assert found is None or found.remote_id == held
    assert network.publish(reply, held, direct).remote_id == held
    assert site.ask("SELECT COUNT(*) FROM wp_comments WHERE comment_parent = %s", asked)[0][0] == 1
