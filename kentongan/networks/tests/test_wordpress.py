"""The adapter against a real WordPress."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kentongan.networks.base import Media, Outgoing, Rejected
from kentongan.networks.calls import Patience
from kentongan.networks.testing.wordpress_server import WordPressSite
from kentongan.networks.wordpress.client import Client, SignIn
from kentongan.networks.wordpress.network import WordPress

pytestmark = pytest.mark.server
Message = Callable[..., Outgoing]
Picture = Callable[..., Media]


def statuses(site: WordPressSite, key: str) -> list[tuple[int, str, str]]:
    posts = "SELECT ID, post_name, post_status FROM wp_posts WHERE post_type = 'post' AND post_name LIKE %s ORDER BY ID"
    return site.ask(posts, f"{key}%")


def meta(site: WordPressSite, number: object, key: str) -> list[tuple[object, ...]]:
    return site.ask("SELECT meta_value FROM wp_postmeta WHERE post_id = %s AND meta_key = %s", number, key)


def test_check_says_who_and_what(network: WordPress, site: WordPressSite) -> None:
    health = network.check(site.author_credentials)
    assert health.acts_as == "author"
    assert health.detail == "Boleh menayangkan tulisan dan mengunggah berkas."
    assert network.check(site.editor_credentials).acts_as == "editor"


def test_check_advises_against_an_administrator(network: WordPress, site: WordPressSite) -> None:
    assert "administrator tidak diperlukan" in network.check(site.credentials("admin")).detail


def test_check_refuses_who_may_not_publish(network: WordPress, site: WordPressSite) -> None:
    with pytest.raises(Rejected, match="contributor tidak berhak menayangkan tulisan dan mengunggah berkas"):
        network.check(site.credentials("contributor"))


def test_who_may_not_publish_is_rejected(network: WordPress, site: WordPressSite, message: Message) -> None:
    outgoing, credentials = message(), site.credentials("contributor")
    with pytest.raises(Rejected, match=r"Penulis atau Editor.*rest_cannot_publish"):
        network.publish(outgoing, network.reserve(outgoing, credentials), credentials)
    assert site.count_public(outgoing.key) == 0


@pytest.mark.parametrize("call", ["check", "reserve", "find"])
def test_a_wrong_password_is_rejected_and_never_told(
    network: WordPress, site: WordPressSite, message: Message, call: str
) -> None:
    credentials = {**site.author_credentials, "password": "wrong horse battery"}
    arguments = {"check": (), "reserve": (message(),), "find": (message(), "")}[call]
    with pytest.raises(Rejected, match="sandi aplikasi salah") as caught:
        getattr(network, call)(*arguments, credentials)
    assert "wrong horse battery" not in repr(caught.value)
    assert caught.value.__context__ is None


def test_a_password_works_with_the_spaces_wordpress_shows(network: WordPress, site: WordPressSite) -> None:
    bare = site.passwords["author"]
    spaced = " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))
    assert network.check({**site.author_credentials, "password": f" {spaced} "}).acts_as == "author"


def test_the_whole_way(network: WordPress, site: WordPressSite, message: Message) -> None:
    outgoing, credentials = message(), site.author_credentials
    assert network.find(outgoing, "", credentials) is None
    reservation = network.reserve(outgoing, credentials)
    assert statuses(site, outgoing.key) == [(int(reservation), outgoing.key, "draft")]
    assert network.find(outgoing, reservation, credentials) is None
    assert network.find(outgoing, "", credentials) is None
    published = network.publish(outgoing, reservation, credentials)
    assert published.remote_id == reservation
    assert published.permalink == f"{site.base_url}/?p={reservation}"
    assert published.at is not None
    assert abs(datetime.now(UTC) - published.at) < timedelta(minutes=1)
    assert network.find(outgoing, reservation, credentials) == published
    assert network.find(outgoing, "", credentials) == published
    assert statuses(site, outgoing.key) == [(int(reservation), outgoing.key, "publish")]


def test_repeating_changes_nothing(network: WordPress, site: WordPressSite, message: Message) -> None:
    outgoing, credentials = message(), site.author_credentials
    reservations = {network.reserve(outgoing, credentials) for _ in range(3)}
    (reservation,) = reservations
    first = network.publish(outgoing, reservation, credentials)
    assert network.publish(outgoing, reservation, credentials) == first
    assert network.reserve(outgoing, credentials) == reservation
    assert network.find(outgoing, reservation, credentials) == first
    assert site.count_public(outgoing.key) == 1


def test_a_lost_draft_is_taken_up_again_lowest_first(network: WordPress, site: WordPressSite, message: Message) -> None:
    outgoing, credentials = message(), site.author_credentials
    lost = network.reserve(outgoing, credentials)
    site.ask(
        "INSERT INTO wp_posts (post_author, post_title, post_name, post_status, post_type, post_content, post_excerpt,"
        " to_ping, pinged, post_content_filtered) SELECT post_author, 'twin', post_name, 'draft', 'post', '', '',"
        " '', '', '' FROM wp_posts WHERE ID = %s",
        lost,
    )
    assert len(statuses(site, outgoing.key)) == 2
    assert network.reserve(outgoing, credentials) == lost


def test_two_at_once_agree_on_one_draft(network: WordPress, site: WordPressSite, message: Message) -> None:
    credentials = site.author_credentials
    for _ in range(3):
        outgoing = message()
        with ThreadPoolExecutor(2) as both:
            list(both.map(network.reserve, [outgoing] * 2, [credentials] * 2))
        reservation = network.reserve(outgoing, credentials)
        assert int(reservation) == min(number for number, _, _ in statuses(site, outgoing.key))
        network.publish(outgoing, reservation, credentials)
        assert site.count_public(outgoing.key) == 1


def test_what_was_approved_is_what_goes_out(network: WordPress, site: WordPressSite, message: Message) -> None:
    outgoing, credentials = message(title="Disetujui"), site.author_credentials
    reservation = network.reserve(outgoing, credentials)
    site.ask("UPDATE wp_posts SET post_title = 'Diubah', post_content = 'Diubah' WHERE ID = %s", reservation)
    network.publish(outgoing, reservation, credentials)
    page = site.read(f"?p={reservation}")
    assert "Disetujui" in page
    assert "Diubah" not in page


def test_what_is_public_is_not_written_over(network: WordPress, site: WordPressSite, message: Message) -> None:
    outgoing, credentials = message(), site.author_credentials
    reservation = network.reserve(outgoing, credentials)
    network.publish(outgoing, reservation, credentials)
    site.ask("UPDATE wp_posts SET post_title = 'Ralat resmi' WHERE ID = %s", reservation)
    network.reserve(outgoing, credentials)
    network.publish(outgoing, reservation, credentials)
    assert "Ralat resmi" in site.read(f"?p={reservation}")


def test_pictures_are_shown_with_alternative_text_and_caption(
    network: WordPress, site: WordPressSite, message: Message, picture: Picture
) -> None:
    media = (picture('Bupati & "petani"'), picture("Sawah", mime="image/png"))
    outgoing, credentials = message(media=media, caption="Panen <raya>"), site.author_credentials
    reservation = network.reserve(outgoing, credentials)
    network.publish(outgoing, reservation, credentials)
    page = site.read(f"?p={reservation}")
    assert 'alt="Bupati &amp; &quot;petani&quot;"' in page
    assert 'alt="Sawah"' in page
    assert "Panen &lt;raya&gt;</figcaption>" in page
    addresses = re.findall(r'<img[^>]* src="([^"]+)"', page)
    assert len(addresses) == 2
    slug = f"kentongan-{media[0].sha256}"
    ((first,),) = site.ask("SELECT ID FROM wp_posts WHERE post_type = 'attachment' AND post_name = %s", slug)
    assert meta(site, first, "_wp_attachment_image_alt") == [('Bupati & "petani"',)]
    assert meta(site, reservation, "_thumbnail_id") == [(str(first),)]


def test_a_picture_is_uploaded_once(
    network: WordPress, site: WordPressSite, message: Message, picture: Picture
) -> None:
    shared = picture()
    credentials = site.author_credentials
    for outgoing in (message(media=(shared, shared)), message(media=(shared,))):
        network.publish(outgoing, network.reserve(outgoing, credentials), credentials)
    kept = "SELECT COUNT(*) FROM wp_posts WHERE post_type = 'attachment' AND post_name LIKE %s"
    assert site.ask(kept, f"kentongan-{shared.sha256}%") == [(1,)]


def test_a_file_that_is_no_picture_is_rejected(
    network: WordPress, site: WordPressSite, message: Message, picture: Picture
) -> None:
    fake = picture()
    fake.path.write_bytes(b"<?php echo 1;")
    with pytest.raises(Rejected, match="rest_upload"):
        network.reserve(message(media=(replace(fake, sha256="0" * 64),)), site.author_credentials)


def test_a_file_beyond_the_sites_limit_is_rejected(
    network: WordPress, site: WordPressSite, message: Message, picture: Picture
) -> None:
    large = picture()
    large.path.write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * (17 * 1024 * 1024))
    with pytest.raises(Rejected, match="rest_upload"):
        network.reserve(message(media=(replace(large, sha256="1" * 64),)), site.author_credentials)


def test_a_file_that_is_gone_is_rejected(
    network: WordPress, site: WordPressSite, message: Message, picture: Picture
) -> None:
    gone = picture()
    gone.path.unlink()
    with pytest.raises(Rejected, match="tidak ada di penyimpanan"):
        network.reserve(message(media=(gone,)), site.author_credentials)


def test_hashtags_become_tags_made_once(network: WordPress, site: WordPressSite, message: Message) -> None:
    credentials = site.author_credentials
    for hashtags in (("#PanenRaya", "#Бупати"), ("#panenraya", "#Бупати")):
        outgoing = message(hashtags=hashtags)
        reservation = network.reserve(outgoing, credentials)
        terms = site.ask(
            "SELECT t.slug FROM wp_terms t JOIN wp_term_taxonomy x USING (term_id) JOIN wp_term_relationships r"
            " USING (term_taxonomy_id) WHERE x.taxonomy = 'post_tag' AND r.object_id = %s ORDER BY t.slug",
            reservation,
        )
        assert terms[0] == ("panenraya",)
        assert len(terms) == 2
    assert site.ask("SELECT COUNT(*) FROM wp_terms WHERE name IN ('PanenRaya', 'Бупати')") == [(2,)]


def test_a_tag_that_somebody_made_meanwhile_is_taken(site: WordPressSite) -> None:
    client = Client(SignIn.of(site.author_credentials), patience=Patience(), loopback=True)
    assert client.make_term("Sawit", "sawit") == client.make_term("Sawit", "sawit")


def test_nothing_that_people_write_runs(network: WordPress, site: WordPressSite, message: Message) -> None:
    evil = (
        "<script>alert(1)</script> [gallery ids=1] <!-- wp:html --><b>x</b> https://youtu.be/abc \\0 \N{GRINNING FACE}"
    )
    outgoing, credentials = message(title=evil, text=evil, caption=evil), site.editor_credentials
    reservation = network.reserve(outgoing, credentials)
    network.publish(outgoing, reservation, credentials)
    page = site.read(f"?p={reservation}")
    body = page[page.index("<h1>") : page.index("<!-- You can start")]
    assert "<script" not in body
    assert "<b>" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    # Once in the title, once in the text: it has not become a gallery.
    assert body.count("gallery ids=1") == 2
    assert "\\0 \N{GRINNING FACE}" in body


def test_a_draft_in_the_bin_is_not_brought_back(network: WordPress, site: WordPressSite, message: Message) -> None:
    outgoing, credentials = message(), site.author_credentials
    reservation = network.reserve(outgoing, credentials)
    site.ask("UPDATE wp_posts SET post_status = 'trash' WHERE ID = %s", reservation)
    with pytest.raises(Rejected, match="Tempat Sampah"):
        network.publish(outgoing, reservation, credentials)
    assert network.find(outgoing, reservation, credentials) is None


def test_a_deleted_draft_is_rejected_and_certainly_not_public(
    network: WordPress, site: WordPressSite, message: Message
) -> None:
    outgoing, credentials = message(), site.author_credentials
    with pytest.raises(Rejected, match="rest_post_invalid_id"):
        network.publish(outgoing, "999999", credentials)
    assert network.find(outgoing, "999999", credentials) is None


def test_find_believes_the_slug_when_the_reserved_draft_is_gone(
    network: WordPress, site: WordPressSite, message: Message
) -> None:
    outgoing, credentials = message(), site.author_credentials
    published = network.publish(outgoing, network.reserve(outgoing, credentials), credentials)
    assert network.find(outgoing, "999999", credentials) == published


def test_find_does_not_take_another_message_for_this_one(
    network: WordPress, site: WordPressSite, message: Message
) -> None:
    outgoing, credentials = message(), site.author_credentials
    longer = message(key=f"{outgoing.key}-2")
    network.publish(longer, network.reserve(longer, credentials), credentials)
    assert network.find(outgoing, "", credentials) is None


@pytest.mark.parametrize("reservation", ["0", "-1", "1/../2", "1?x", "x", " 1", "1" * 30])
def test_a_reservation_that_is_no_number_goes_nowhere(
    network: WordPress, site: WordPressSite, message: Message, reservation: str
) -> None:
    with pytest.raises(Rejected):
        network.publish(message(), reservation, site.author_credentials)


def test_another_users_draft_is_not_ours(network: WordPress, site: WordPressSite, message: Message) -> None:
    outgoing = message()
    reservation = network.reserve(outgoing, site.editor_credentials)
    with pytest.raises(Rejected, match=r"rest_forbidden|rest_cannot"):
        network.publish(outgoing, reservation, site.author_credentials)
    assert site.count_public(outgoing.key) == 0
    # It might be public or not: who may not read it cannot say.
    with pytest.raises(Rejected):
        network.find(outgoing, reservation, site.author_credentials)
    published = network.publish(outgoing, reservation, site.editor_credentials)
    assert network.find(outgoing, reservation, site.author_credentials) == published


def test_pretty_addresses_work_as_well(network: WordPress, site: WordPressSite, message: Message) -> None:
    outgoing, credentials = message(), site.author_credentials
    site.ask("UPDATE wp_options SET option_value = '/%%year%%/%%postname%%/' WHERE option_name = 'permalink_structure'")
    try:
        published = network.publish(outgoing, network.reserve(outgoing, credentials), credentials)
    finally:
        site.ask("UPDATE wp_options SET option_value = '' WHERE option_name = 'permalink_structure'")
    assert published.permalink.endswith(f"/{outgoing.key}/")
