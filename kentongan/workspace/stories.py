"""The example: a government with its people and months of messages, played through the real actions."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw

from kentongan.accounts.actions import AccountDetails, designate_account
from kentongan.accounts.models import Account
from kentongan.cases.actions import move_case
from kentongan.cases.rules import Decision
from kentongan.inbox.rules import why_not_hear
from kentongan.law import clock
from kentongan.law.model import Step
from kentongan.networks import registry
from kentongan.networks.manual.places import place_of
from kentongan.networks.registry import all_networks
from kentongan.offices.actions import (
    DecreeDetails,
    PersonDetails,
    Term,
    accept_invitation,
    add_agency,
    add_person,
    appoint,
    found_government,
    invite,
    register_decree,
)
from kentongan.offices.models import Agency, Decree, Government, Person
from kentongan.offices.packs import installed_packs
from kentongan.posts.actions import Draft, Target, add_asset, affirm_ethics, create_post, save_draft
from kentongan.posts.content import content_of, hash_of
from kentongan.posts.deliveries import deliver
from kentongan.posts.models import Delivery, Post
from kentongan.posts.rules import publishing_procedure
from kentongan.posts.tending import Evidence, record_by_hand
from kentongan.workspace.story_of_messages import play_messages

PASSWORD = "kentongan-contoh"  # noqa: S105 (of the example alone, and printed)
POSTS, _UNDER_WAY = 30, 3
_DECREED_BEFORE = dt.timedelta(days=30)  # the decree is older than the program, so that a story may begin yesterday
_ABOVE = ("regent", "coordinator")  # for the whole government
_EVENTS = (
    ("Bakti sosial di {desa}", "#BaktiSosial", "membersihkan saluran air dan memperbaiki pos ronda"),
    ("Posyandu balita {desa}", "#Posyandu", "menimbang balita dan memberi imunisasi"),
    ("Penanaman pohon di {desa}", "#Hijau", "menanam bibit jabon dan durian di tepi sungai"),
    ("Musyawarah perencanaan {desa}", "#Musrenbang", "menyusun usulan jalan usaha tani dan air bersih"),
    ("Pelatihan pemuda {desa}", "#PemudaKreatif", "belajar memotret produk dan berjualan daring"),
    ("Panen raya di {desa}", "#PanenRaya", "memanen padi gogo bersama penyuluh"),
    ("Vaksinasi ternak {desa}", "#TernakSehat", "memeriksa sapi dan memberi vaksin"),
)  # fmt: skip
_VILLAGES = ("Desa Melati", "Desa Anggrek", "Desa Kenanga", "Desa Cempaka", "Desa Teratai", "Desa Mawar")
_NAMES = ("Ayu Lestari", "Budi Santoso", "Citra Dewi", "Dedi Kurnia", "Eka Putri", "Fajar Nugraha", "Gita Sari")


@dataclass(frozen=True)
class Cast:
    """The people of a story, by the role they hold, at one agency."""

    government: Government
    agency: Agency
    operator: Person
    people: dict[str, Person]
    decree: Decree
    accounts: list[Account]


def found(pack_key: str) -> Cast:
    """Set up the pack's own government with one person a role, a decree, a website and an account kept by hand."""
    pack = installed_packs()[pack_key]
    said = pack.regulation.government
    operator = found_government(
        by=None,
        name=said.name,
        pack=pack_key,
        coordinator=said.coordinator,
        operator=PersonDetails("Pengelola Sistem", f"operator@{pack_key}.example"),
    )
    operator = accept_invitation(by=None, token=invite(by=None, person=operator), password=PASSWORD)
    government, agency = operator.government, operator.agency
    assert agency is not None  # noqa: S101 (found_government gives one)
    day = government.today() - _DECREED_BEFORE
    details = DecreeDetails(
        "800/01/CONTOH", day, "Penunjukan pengelola dan akun media sosial", f"Kepala {agency.name}", day
    )
    decree = register_decree(by=operator, agency=agency, details=details)
    roles = pack.regulation.roles
    people = {role: newcomer(operator, agency, role, number) for number, role in enumerate(roles)}
    for role, person in people.items():
        appoint(by=operator, person=person, role=role, decree=decree, term=Term(day), whole_government=role in _ABOVE)
    by_hand = next(network for network in all_networks() if network.by_hand and network.kind == "media-sharing")
    networks = [registry.get("website"), by_hand]
    accounts = [
        designate_account(
            by=operator, agency=agency, decree=decree, details=AccountDetails(network.key, network.kind, network.title)
        )
        for network in networks
    ]
    return Cast(government, agency, operator, people, decree, accounts)


def newcomer(operator: Person, agency: Agency, role: str, number: int) -> Person:
    """Somebody who was invited and has come in; the address says in which role."""
    address = f"{role.replace('_', '-')}@{agency.government.pack}.example"
    nip = f"19800101200501{1}{number + 1:03d}"
    person = add_person(by=operator, agency=agency, details=PersonDetails(_NAMES[number % len(_NAMES)], address, nip))
    return accept_invitation(by=None, token=invite(by=operator, person=person), password=PASSWORD)


def _other_agency(cast: Cast) -> tuple[Agency, Person]:
    day = cast.government.today() - _DECREED_BEFORE
    agency = add_agency(by=cast.operator, government=cast.government, name="Dinas Pekerjaan Umum dan Penataan Ruang")
    about = DecreeDetails("800/02/CONTOH", day, "Penunjukan pejabat pengelola", f"Kepala {agency.name}", day)
    decree = register_decree(by=cast.operator, agency=agency, details=about)
    official = newcomer(cast.operator, agency, "pejabat-pu", len(cast.people) + 1)
    appoint(by=cast.operator, person=official, role="official", decree=decree, term=Term(day))
    return agency, official


def photo(seed: int) -> io.BytesIO:
    """A drawn landscape, different for each seed, as JPEG."""
    chance = random.Random(seed)  # noqa: S311 (a picture)
    picture = Image.new("RGB", (960, 720), (150 + chance.randrange(80), 190, 220))
    draw = ImageDraw.Draw(picture)
    for layer in range(5):
        height = 280 + layer * 90
        points = [(x, height + chance.randrange(-40, 40)) for x in range(0, 1000, 60)]
        green = 150 - layer * 22
        draw.polygon([(0, 720), *points, (960, 720)], fill=(40 + layer * 8, green, 60))
    for _house in range(chance.randrange(3, 9)):
        x, y = chance.randrange(900), chance.randrange(420, 640)
        draw.rectangle((x, y, x + 60, y + 45), fill=(200, 160, 110))
        draw.polygon([(x - 8, y), (x + 68, y), (x + 30, y - 30)], fill=(150, 60, 40))
    written = io.BytesIO()
    picture.save(written, "JPEG")
    return written


def draft_of(post: Post, cast: Cast, number: int) -> Draft:
    """A whole message about the event of that number, on all accounts."""
    title, theme, doing = _EVENTS[number % len(_EVENTS)]
    village = _VILLAGES[number % len(_VILLAGES)]
    end = clock.now()
    return Draft(
        fields={
            "title": title.format(desa=village),
            "theme": theme,
            "kind": installed_packs()[cast.government.pack].regulation.message_kinds[0].key,
            "assignment": f"Liput kegiatan di {village}: catatan, wawancara, dan foto.",
            "narrative": f"Warga {village} {doing} bersama pemerintah kabupaten.\n\nKegiatan diikuti {40 + number * 7 % 90} orang dan dihadiri perangkat desa.",
            "caption": f"{title.format(desa=village)}: warga {doing}.",
            "sources": "Laporan petugas di lapangan",
            "place": village,
            "event_start": end - dt.timedelta(hours=2),
            "event_end": end,
        },
        alts={
            asset.pk: f"Pemandangan {village} dengan rumah dan sawah, foto {place}"
            for place, asset in enumerate(post.assets.all(), 1)
        },
        targets=[Target(account) for account in cast.accounts],
    )


def write(cast: Cast, number: int) -> Post:
    """Start a post in the role that starts the procedure, document it and fill it in."""
    procedure = publishing_procedure(cast.agency)
    starter = cast.people[procedure.steps[0].actor]
    post = create_post(
        by=starter,
        agency=cast.agency,
        title=_EVENTS[number % len(_EVENTS)][0].format(desa=_VILLAGES[number % len(_VILLAGES)]),
    )
    for each in range(4):
        add_asset(by=starter, post=post, content=photo(number * 10 + each))
    return save_draft(by=starter, post=post, draft=draft_of(post, cast, number))


def take(cast: Cast, post: Post, step: Step, outcome: str = "") -> None:
    """Take the step the post stands on, by whoever holds its role."""
    by = cast.people[step.actor]
    fresh = Post.objects.select_related("government", "agency").get(pk=post.pk)
    if any(requirement.name == "ethics" for requirement in step.requires):
        affirm_ethics(by=by, post=fresh, seen_hash=hash_of(content_of(fresh)))
    chosen = outcome or step.outcomes[0].key
    words = "Perlu diperbaiki: sebutkan jumlah peserta dan narasumbernya." if chosen == "rejected" else "Sudah sesuai."
    decision = Decision(
        chosen, fresh.case.moves_made, response=words if step.decide else "", confirmed="password" if step.sign else ""
    )
    move_case(by=by, case=fresh.case, decision=decision)


def run_through(cast: Cast, post: Post) -> None:
    """Take every step to the end."""
    while True:
        step = Post.objects.get(pk=post.pk).case.current_step
        if step is None:
            return
        take(cast, post, step)


def _live_through(cast: Cast, post: Post, start: dt.datetime, number: int) -> None:
    """The steps as an office takes them: some minutes apart, every sixth message sent back once, every ninth late."""
    moment, returned = start, number % 6 != 4
    while step := Post.objects.get(pk=post.pk).case.current_step:
        allowed = step.time.clock_minutes or 600
        moment += dt.timedelta(minutes=allowed * (1.6 if number % 9 == 7 and step.effect else 0.3 + number % 5 / 10))
        outcome = "" if returned or not step.decide else "rejected"
        returned = returned or outcome == "rejected"
        with clock.at(moment):
            take(cast, post, step, outcome)
    with clock.at(moment):
        for delivery in Delivery.objects.filter(version__post=post, state="waiting"):
            deliver(delivery.pk)
        for delivery in Delivery.objects.filter(version__post=post, state="by_hand").select_related(
            "account", "move__by"
        ):
            _publish_by_hand(delivery)


def _publish_by_hand(delivery: Delivery) -> None:
    place = place_of(delivery.account.network)
    host = place.hosts[0] if place and place.hosts else "media.example"
    evidence = Evidence(f"https://{host}/p/contoh-{delivery.pk}/", clock.now(), photo(delivery.pk))
    record_by_hand(by=delivery.move.by, delivery=delivery, evidence=evidence)


def play(pack_key: str, *, posts: int = POSTS) -> Iterator[str]:
    """Play the story of a pack over the last three months; tells what it does. ValueError when it cannot."""
    if pack_key not in installed_packs():
        raise ValueError(f"no pack {pack_key!r}; there are: {', '.join(installed_packs())}")
    name = installed_packs()[pack_key].regulation.government.name
    if Government.objects.filter(name=name).exists():
        raise ValueError(f"{name} is there already; choose another KENTONGAN_DATA")
    now = clock.now()
    start = now - dt.timedelta(days=90)
    with clock.at(start):
        cast = found(pack_key)
    yield f"{name}: {len(cast.people)} people, {len(cast.accounts)} accounts"
    for number in range(posts):
        under_way = number - posts + _UNDER_WAY + 1  # of the last three, each is a step behind the one before
        past = start + dt.timedelta(days=90 * number / max(posts, 1), hours=1)
        moment = now - dt.timedelta(minutes=20 * (_UNDER_WAY - under_way + 1)) if under_way > 0 else past
        with clock.at(moment):
            post = write(cast, number)
        if under_way <= 0:
            _live_through(cast, post, moment, number)
        for _step in range(_UNDER_WAY - under_way if under_way > 0 else 0):
            take(cast, post, Post.objects.get(pk=post.pk).case.current_step)  # type: ignore[arg-type]  # not over yet
        yield f"{number + 1}/{posts} {post.title}"
    if why_not_hear(cast.government) is None:
        with clock.at(start):
            works, official = _other_agency(cast)
        yield from play_messages(cast, works, official, now)
    yield f"Sign in as any of {', '.join(person.email for person in [cast.operator, *cast.people.values()])}; password {PASSWORD}"
