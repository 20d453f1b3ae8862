"""The inbox with a million messages against ten thousand: lists, search, collection, suggestions.

`bench/inbox.py 100000` fills less than a million; `--plans` prints the query plans instead of the figures. The two
databases stand side by side in one cluster and are asked in turn. Times are the best of many. The last line is JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kentongan.accounts.models import Account
    from kentongan.inbox.lists import Asked
    from kentongan.networks.base import Incoming
    from kentongan.offices.models import Person
    from kentongan.workspace.stories import Cast

SMALL, LARGE = 10_000, 1_000_000
DATABASES = {"small": "kentongan_small", "large": "kentongan"}
AGENCIES, ANSWERS, EXAMPLES = 40, 2_000, 500
ROUNDS, TIMES = 6, 5
BATCH, BATCHES = 100, 50
WRITTEN = ("inbox_thread", "inbox_message", "cases_case", "cases_clock")
FIELDS = (
    "Kesehatan", "Pendidikan", "Perhubungan", "Pertanian", "Perikanan", "Perdagangan", "Sosial", "Pariwisata",
    "Kebudayaan", "Lingkungan", "Kehutanan", "Perkebunan", "Ketahanan", "Transmigrasi", "Kependudukan", "Perpustakaan",
    "Keuangan", "Kepegawaian", "Penanggulangan", "Perumahan",
)  # fmt: skip
USUAL = (
    "jalan", "yang", "di", "tidak", "desa", "kapan", "air", "rusak", "tolong", "sudah", "bagaimana", "lampu", "warga",
    "bisa", "kami", "sampah", "mohon", "dan", "belum", "ada", "sekolah", "untuk", "pak", "diperbaiki", "dari", "jembatan",
    "puskesmas", "bantuan", "mati", "listrik", "ke", "banjir", "surat", "KTP", "mengurus", "antre", "lama", "petugas",
    "terima", "kasih", "pasar", "harga", "naik", "guru", "anak", "obat", "habis", "dokter", "bersih", "kotor", "pupuk",
    "subsidi", "petani", "sungai", "parit", "macet", "parkir", "pajak", "bayar", "daring", "situs", "nomor", "telepon",
    "kantor", "buka", "tutup", "hari", "libur", "jadwal", "vaksin", "posyandu", "balita", "gizi", "beasiswa", "daftar",
    "syarat", "berkas", "izin", "usaha", "tanah", "sertifikat", "kebakaran", "hutan", "asap", "sapi", "ternak", "ikan",
)  # fmt: skip
NEEDLE = "ketapang"  # stands in as many messages of the large database as of the small one


def vocabulary() -> list[str]:
    """Usual words first, then thousands of names that few people mention."""
    syllables = ("ka", "me", "la", "ti", "bu", "ra", "nu", "sa", "pe", "du", "lo", "gi")
    names = ["".join(some) + ending for some in product(syllables, repeat=3) for ending in ("n", "t", "ng", "k", "h")]
    random.Random(1).shuffle(names)
    return [*USUAL, *names]


class Mouth:
    """What people say: word number n is said about 1/n as often as the first, as in any language."""

    def __init__(self) -> None:
        self.words = vocabulary()
        self._weights = list(accumulate(1 / place for place in range(1, len(self.words) + 1)))
        self._chance = random.Random(2)

    def say(self) -> str:
        length = 6 + int(self._chance.random() ** 2 * 30)
        return " ".join(self._chance.choices(self.words, cum_weights=self._weights, k=length))

    def one_of(self, places: list[int]) -> int:
        """Some agencies hear much, most of them little."""
        return self._chance.choices(places, [1 / place for place in range(1, len(places) + 1)])[0]


@dataclass(frozen=True)
class Town:
    """The cast, an official who oversees everything, and an account for each agency."""

    cast: Cast
    overseer: Person
    accounts: list[Account]

    @property
    def officer(self) -> Person:
        return self.cast.people["officer"]


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")
    from kentongan.config import embedded

    embedded.start()
    import django

    django.setup()
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def use(database: str) -> None:
    """Ask that database from now on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database


def run(statement: str, *values: object) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def build() -> Town:
    """A government of 40 agencies, each with a decree and an account."""
    from django.core.management import call_command

    from kentongan.accounts.actions import AccountDetails, designate_account
    from kentongan.offices.actions import DecreeDetails, PersonDetails, Term, add_agency, add_person, appoint
    from kentongan.offices.actions import register_decree as register
    from kentongan.workspace.stories import found

    call_command("migrate", verbosity=0)
    cast = found("kapuas")
    by, today, accounts = cast.operator, cast.government.today(), [cast.accounts[0]]
    names = [f"{kind} {field}" for kind in ("Dinas", "Badan") for field in FIELDS]
    for number, name in enumerate(names[: AGENCIES - 1]):
        agency = add_agency(by=by, government=cast.government, name=name)
        decree = register(by=by, agency=agency, details=DecreeDetails(f"{number}", today, "Akun", "Kepala", today))
        details = AccountDetails(cast.accounts[0].network, cast.accounts[0].kind, f"Akun {name}")
        accounts.append(designate_account(by=by, agency=agency, decree=decree, details=details))
    overseer = add_person(
        by=by, agency=cast.agency, details=PersonDetails("Pengawas", "p@x.example", "198001012005011999")
    )
    appoint(by=by, person=overseer, role="official", decree=cast.decree, term=Term(today), whole_government=True)
    return Town(cast, overseer, accounts)


# What lies in the inbox: every 33rd message waits. Ids are its number, so that each row names the others.
FILLING = (
    """INSERT INTO inbox_thread (id, government_id, account_id, remote_id, title, url, about, version)
    SELECT number / 2, %(government)s, account, 't-' || number / 2, '', '', '', 1 FROM said WHERE number %% 2 = 0""",
    """INSERT INTO inbox_message (id, government_id, agency_id, account_id, thread_id, remote_id, heard, parent, text,
        author, author_id, contact, permalink, screenshot_sha256, own, at, received_at, tracking_sha256, open, step,
        due_at, assignee_id, intent, topic, emergency, closed_as, draft)
    SELECT number, %(government)s, agency, account, (number + 1) / 2, 'c-' || number, 'comment', '', text,
        'Warga ' || number %% 5000, 'w-' || number %% 5000, '', 'https://media.example/c/' || number, '', false, at, at,
        '', waits, CASE WHEN waits THEN %(step)s ELSE '' END, CASE WHEN waits THEN at + interval '1 day' END,
        CASE WHEN waits AND number %% 5 = 0 THEN %(officer)s END,
        (ARRAY['question', 'question', 'comment', 'criticism', 'suggestion'])[1 + number %% 5],
        (ARRAY['jalan', 'air', 'sekolah', 'kesehatan', 'pasar', 'listrik', 'izin'])[1 + number %% 7],
        waits AND number %% 7 = 0 AND number <= %(small)s, CASE WHEN waits OR number %% 4 > 0 THEN '' ELSE 'thanks' END, ''
    FROM said""",
    """INSERT INTO cases_case (id, government_id, agency_id, acting_id, procedure_version_id, subject_kind, subject_id,
        step, revision, moves_made, started_at, ended_at, withdrawn)
    SELECT number, %(government)s, agency, CASE WHEN waits THEN agency END, %(version)s, 'message', number,
        CASE WHEN waits THEN %(step)s ELSE '' END, 1, CASE WHEN waits THEN 0 ELSE 1 END, at,
        CASE WHEN NOT waits THEN at + interval '5 hours' END, false FROM said""",
    """INSERT INTO cases_move (id, government_id, case_id, number, step, outcome, by_id, appointment_id, response,
        late_reason, content_hash, revision, at)
    SELECT number, %(government)s, number, 1, %(step)s, 'done', %(officer)s, %(appointment)s, '', '', md5(text), 1,
        at + interval '5 hours' FROM said WHERE NOT waits""",
    """INSERT INTO cases_clock (id, government_id, case_id, step, started_at, due_at, rule, calendar_version, stopped_at,
        stopped_by_id)
    SELECT number, %(government)s, number, %(step)s, at, at + interval '1 day', '{"hours": 24}', 'bench',
        CASE WHEN NOT waits THEN at + interval '5 hours' END, CASE WHEN NOT waits THEN number END FROM said""",
    """INSERT INTO inbox_suggestion (government_id, message_id, question, label, certainty, reason, decided)
    SELECT %(government)s, number, 'intent', 'question', 0.8, 'menyebut kapan', '' FROM said WHERE waits""",
    """INSERT INTO inbox_consultation (government_id, message_id, asker_id, agency_id, question, excerpt, asked_by_id,
        asked_at, answer, outcome, used)
    SELECT %(government)s, number, agency, other, text, text, %(officer)s, at, '', CASE WHEN waits THEN '' ELSE 'accepted' END, ''
    FROM said, LATERAL (SELECT id AS other FROM offices_agency WHERE id <> agency LIMIT 1) AS others WHERE number %% 5 = 1""",
)  # fmt: skip
FILLED = ("inbox_thread", "inbox_message", "cases_case", "cases_move", "cases_clock")


def fill(town: Town, first: int, last: int) -> None:
    """Messages first … last with their threads, cases, moves and clocks; spread over three years."""
    from django.db import connection, transaction

    begun, mouth = time.perf_counter(), Mouth()
    agency_of = {account.pk: account.agency_id for account in town.accounts}
    start, span = dt.datetime(2023, 1, 1, tzinfo=dt.UTC), dt.timedelta(days=3 * 365) / (last - first + 1)
    account = 0
    with transaction.atomic():
        run("SET LOCAL session_replication_role = replica")  # rows that fit by how they are made need no looking up
        run(
            "CREATE TEMP TABLE said (number bigint, account bigint, agency bigint, at timestamptz, text text, waits bool) ON COMMIT DROP"
        )
        with connection.cursor() as cursor, cursor.cursor.copy("COPY said FROM STDIN") as copy:
            for number in range(first, last + 1):
                account = mouth.one_of(list(agency_of)) if number % 2 else account
                waits = number % 33 == 0
                needle = f" {NEEDLE}" if waits and number % 7 == 0 and number <= SMALL else ""
                at = start + span * (number - first)
                copy.write_row((number, account, agency_of[account], at, mouth.say() + needle, waits))
        run("ANALYZE said")
        with connection.cursor() as cursor:
            for statement in FILLING:
                cursor.execute(statement, _facts(town))
        for table in FILLED:
            run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    run("VACUUM ANALYZE")
    run("CHECKPOINT")
    print(f"filled {last - first + 1} messages in {time.perf_counter() - begun:.0f} s")


def _facts(town: Town) -> dict[str, Any]:
    from kentongan.cases.actions import version_of
    from kentongan.inbox.rules import service_procedure

    procedure = service_procedure(town.cast.agency)
    assert procedure is not None
    return {
        "government": town.cast.government.pk,
        "officer": town.officer.pk,
        "appointment": town.officer.appointments.get().pk,
        "version": version_of(town.cast.government, procedure).pk,
        "step": procedure.steps[0].key,
        "small": SMALL,
    }


def questions(town: Town) -> dict[str, tuple[Person, Asked]]:
    """What is asked for, of the database in use: deep pages lie nine tenths down the list."""
    from kentongan.inbox.lists import Asked
    from kentongan.inbox.models import Message

    rows = Message.objects.filter(open=True).order_by("due_at", "pk").values_list("due_at", "pk")
    due, waiting = rows[rows.count() * 9 // 10]
    deep = str(Message.objects.count() // 10)
    all_of_it, one, few = town.overseer, town.officer, town.accounts[-1]
    return {
        "menunggu": (all_of_it, Asked()),
        "menunggu, deep": (all_of_it, Asked(after=f"{due.isoformat()}_{waiting}")),
        "menunggu, of an officer": (one, Asked()),
        "menunggu, one intent": (all_of_it, Asked(intent="suggestion")),
        "saya": (one, Asked("saya")),
        "instansi": (all_of_it, Asked("instansi")),
        "darurat": (all_of_it, Asked("darurat")),
        "semua": (all_of_it, Asked("semua")),
        "semua, deep": (all_of_it, Asked("semua", after=deep)),
        "semua, of an officer": (one, Asked("semua")),
        "semua, a small agency": (all_of_it, Asked("semua", agency=few.agency_id)),
        "semua, a small account": (all_of_it, Asked("semua", account=few.pk)),
        "semua, one intent": (all_of_it, Asked("semua", intent="suggestion")),
        **{f"search, {name}": (all_of_it, Asked("semua", words=words)) for name, words in searches().items()},
        "search, frequent, of an officer": (one, Asked("semua", words=searches()["frequent word"])),
        "search, middling, waiting": (all_of_it, Asked("menunggu", words=searches()["middling word"])),
    }


def searches() -> dict[str, str]:
    return {
        "rare word": NEEDLE,
        "middling word": vocabulary()[400],
        "frequent word": "lampu",
        "two words": "sekolah bantuan",
        "unknown word": "xilofon",
    }


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def look(town: Town) -> dict[str, dict[str, float]]:
    """Each list, search and whole page: its best time in both databases, asked in turn."""
    from django.test import Client

    from kentongan.inbox.lists import page_of

    client = Client(SERVER_NAME="localhost")
    best: dict[str, dict[str, float]] = {}
    for _round in range(ROUNDS):
        for size, database in DATABASES.items():
            use(database)
            client.force_login(town.overseer, "allauth.account.auth_backends.AuthenticationBackend")
            works: dict[str, Callable[[], object]] = {
                name: lambda asked=asked: page_of(*asked) for name, asked in questions(town).items()
            }
            works |= {name: lambda address=address: _got(client, address) for name, address in pages().items()}
            for name, work in works.items():
                took = min(seconds(work) for _time in range(TIMES))
                known = best.setdefault(name, {})
                known[size] = min(took, known.get(size, took))
    return best


def pages() -> dict[str, str]:
    """Addresses in the database in use; the message is the last that waits."""
    from kentongan.inbox.models import Message

    last = Message.objects.filter(open=True).latest("pk").pk
    return {
        "page menunggu": "/kerja/masukan/",
        "page semua": "/kerja/masukan/?daftar=semua",
        "page search, frequent": f"/kerja/masukan/?daftar=semua&q={searches()['frequent word']}",
        "page search, middling": f"/kerja/masukan/?daftar=semua&q={searches()['middling word']}",
        "page of a message": f"/kerja/masukan/{last}/",
        "page to merge it": f"/kerja/masukan/{last}/gabung/",
    }


def _got(client: Any, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, response.status_code


def incoming(mouth: Mouth, first: int) -> list[Incoming]:
    from kentongan.law import clock
    from kentongan.networks.base import Incoming

    now = clock.now()
    return [
        Incoming(f"n-{number}", f"nt-{number // 2}", "comment", mouth.say(), "Warga", now, author_id=f"w-{number}")
        for number in range(first, first + BATCH * BATCHES)
    ]


def collect(town: Town) -> dict[str, float]:
    """Messages a second: taken in as adapters hand them over; and the same rows copied into tables of the same make.

    "bare", "indexed": the messages alone; "whole": with the conversations, cases and clocks that taking in makes too.
    """
    from kentongan.accounts.models import Account
    from kentongan.inbox.collecting import take

    run("CREATE TABLE bare (LIKE inbox_message INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS)")
    for table in WRITTEN:
        run(f"CREATE TABLE like_{table} (LIKE {table} INCLUDING ALL)")
    mouth, best = Mouth(), {"take": 0.0, "bare": 0.0, "indexed": 0.0, "whole": 0.0}
    account = Account.objects.select_related("agency__government", "government", "decree").get(pk=town.accounts[1].pk)
    for number in range(ROUNDS):
        items = incoming(mouth, number * BATCH * BATCHES)
        batches = [items[place : place + BATCH] for place in range(0, len(items), BATCH)]
        last = {table: run(f"SELECT max(id) FROM {table}")[0][0] or 0 for table in WRITTEN}
        took = {"take": seconds(lambda batches=batches: [take(account, batch) for batch in batches])}
        rows = {table: _rows_after(table, last[table]) for table in WRITTEN}
        took["bare"] = _copied({"bare": rows["inbox_message"]})
        took["indexed"] = _copied({"like_inbox_message": rows["inbox_message"]})
        took["whole"] = _copied({f"like_{table}": rows[table] for table in WRITTEN})
        best = {name: max(rate, len(items) / took[name]) for name, rate in best.items()}
    return best


def _rows_after(table: str, last: int) -> tuple[str, bytes]:
    from django.apps import apps
    from django.db import connection

    model = next(each for each in apps.get_models() if each._meta.db_table == table)
    columns = ", ".join(f'"{each.column}"' for each in model._meta.local_fields if not each.generated)
    with connection.cursor() as cursor:
        wanted = f"COPY (SELECT {columns} FROM {table} WHERE id > {last}) TO STDOUT"
        with cursor.cursor.copy(wanted) as copy:
            return columns, b"".join(copy)


def _copied(rows: dict[str, tuple[str, bytes]]) -> float:
    """Seconds to copy rows (columns, data) into emptied tables, together."""
    from django.db import connection, transaction

    for table in rows:
        run(f"TRUNCATE {table}")

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, data) in rows.items():
                with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    copy.write(data)

    return seconds(work)


def suggest(town: Town) -> dict[str, float]:
    """Messages a second that are looked at by one process: by rule alone, with what was learned, and in the library."""
    from kentongan.inbox.library import suggest as from_library
    from kentongan.inbox.models import Message
    from kentongan.inbox.suggesting import learn, suggest_for_new

    by_rule = max(_rate(suggest_for_new) for _time in range(3))
    _confirm(town)
    begun = time.perf_counter()
    told = learn(town.cast.government)
    print(f"learned {sum(not lacking for lacking in told.values())} questions in {time.perf_counter() - begun:.0f} s")
    learned = max(_rate(suggest_for_new) for _time in range(2))  # the first reads the models
    _answer(town)
    asking = list(Message.objects.filter(open=True).select_related("government", "agency").defer("search")[:200])
    from_library(asking[0])  # builds the index
    fits = max(_rate(lambda: len([from_library(message) for message in asking])) for _time in range(3))
    return {"by rule": by_rule, "learned": learned, "library": fits}


def _rate(work: Callable[[], int]) -> float:
    begun = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - begun)


def _confirm(town: Town) -> None:
    """Examples for every question, whose label hangs on what is said."""
    from django.db import connection

    labels = {
        "intent": ["question", "comment", "criticism", "suggestion"],
        "topic": ["jalan", "air", "sekolah", "kesehatan", "pasar", "listrik", "izin"],
        "sentiment": ["positive", "neutral", "negative"],
        "agency": [str(account.agency_id) for account in town.accounts[:20]],
        "spam": ["spam", "ham"],
    }
    with connection.cursor() as cursor:
        for question, known in labels.items():
            cursor.execute(
                """INSERT INTO inbox_suggestion (government_id, message_id, question, label, certainty, reason, decided, by_id, at)
                SELECT government_id, id, %s, 'x', 0.5, '', (%s::text[])[1 + ascii(text) %% %s], %s, at
                FROM inbox_message WHERE NOT open ORDER BY id LIMIT %s""",
                [question, known, len(known), town.overseer.pk, EXAMPLES],
            )  # fmt: skip


def _answer(town: Town) -> None:
    """A full library, approved."""
    from kentongan.inbox.models import Answer
    from kentongan.law import clock

    mouth, now = Mouth(), clock.now()
    Answer.objects.bulk_create(
        Answer(
            government=town.cast.government, agency=town.cast.agency, questions=f"{mouth.say()}\n{mouth.say()}",
            text=" ".join(mouth.say() for _sentence in range(3)), written_by=town.officer, approved_by=town.overseer,
            approved_at=now,
        )
        for _number in range(ANSWERS)
    )  # fmt: skip


def plans(town: Town) -> Iterator[str]:
    """How PostgreSQL answers each question in the large database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kentongan.inbox.lists import page_of

    use(DATABASES["large"])
    for name, asked in questions(town).items():
        with CaptureQueriesContext(connection) as captured:
            page_of(*asked)
        queries = [each["sql"] for each in captured if 'FROM "inbox_message"' in each["sql"]]
        yield f"\n{name}"
        query = queries[-1]  # of a search, the one that found the page
        yield from (
            line for (line,) in run(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) {query}")
        )


def measure(town: Town) -> dict[str, float]:
    """Everything, told as it comes; the ratios."""
    ratios = {}
    for name, took in look(town).items():
        ratios[f"{name}: large over small"] = round(took["large"] / took["small"], 2)
        print(
            f"{name:34} {took['small'] * 1000:8.2f} ms {took['large'] * 1000:8.2f} ms {took['large'] / took['small']:6.2f}"
        )
    use(DATABASES["large"])
    rates = collect(town)
    print("messages a second:", ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items()))
    ratios["take over bare copy"] = round(rates["take"] / rates["bare"], 3)
    ratios["take over copy with indexes"] = round(rates["take"] / rates["indexed"], 3)
    ratios["take over copy of all it writes"] = round(rates["take"] / rates["whole"], 3)
    print("suggestions, messages a second:", ", ".join(f"{name} {rate:.0f}" for name, rate in suggest(town).items()))
    return ratios


def main() -> None:
    print((__doc__ or "").strip())
    size = next((int(given) for given in sys.argv[1:] if given.isdigit()), LARGE)
    with tempfile.TemporaryDirectory(prefix="kb-") as folder:
        os.environ["KENTONGAN_DATA"] = folder
        os.environ.pop("DATABASE_URL", None)
        prepare()
        town = build()
        fill(town, 1, SMALL)
        use("postgres")
        run("CREATE DATABASE kentongan_small TEMPLATE kentongan")
        use(DATABASES["large"])
        fill(town, SMALL + 1, size)
        if "--plans" in sys.argv:
            print("\n".join(plans(town)))
        else:
            print(json.dumps(measure(town)))


if __name__ == "__main__":
    main()
