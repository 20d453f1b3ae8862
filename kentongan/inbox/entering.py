"""What comes in through people: the portal's form, and what an officer writes down from a network without programs."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
import uuid
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kentongan.accounts import secrets
from kentongan.accounts.models import Account
from kentongan.cases.actions import open_cases
from kentongan.files.cleaning import keep_picture
from kentongan.inbox.models import MESSAGE, ROLES, Message, Thread
from kentongan.inbox.rules import why_not_hear
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.authority import authority
from kentongan.offices.models import Agency, Person
from kentongan.procedures.rules import procedure_of
from kentongan.reading.folding import visible

MOST_ASKED = 5_000  # characters


@dataclass(frozen=True)
class Asked:
    """What somebody says on the portal. `nonce` names the form that was filled in: sent twice, it is one message."""

    text: str
    nonce: uuid.UUID
    name: str = ""
    email: str = ""
    picture: IO[bytes] | None = None


@dataclass(frozen=True)
class Heard:
    """What an officer heard elsewhere. `source`: its address or where it was."""

    text: str
    author: str
    at: dt.datetime
    source: str = ""
    screenshot: IO[bytes] | None = None


def tracking_code(nonce: uuid.UUID) -> str:
    """The code with which the asker, and nobody else, finds the message again: 60 bits, the same for the same form."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"tracking:" + nonce.bytes, hashlib.sha256).digest()
    letters = base64.b32encode(digest)[:12].decode()
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def hash_of_code(code: str) -> str:
    """What is kept of a code, however it was typed."""
    bare = re.sub(r"[^A-Z2-7]", "", code.upper().replace("0", "O").replace("1", "I"))
    return hashlib.sha256(bare.encode()).hexdigest()


def _worded(text: str, most: int) -> str:
    shown = visible(text).strip()
    if not shown:
        raise Refused(Reason(_("Tuliskan pertanyaan, komentar, kritik, atau saran Anda."), field="text"))
    if len(shown) > most:
        raise Refused(Reason(_("Tulisan terlalu panjang (paling banyak %(n)d karakter).") % {"n": most}, field="text"))
    return shown


def _begin(message: Message, by: Person | None) -> None:
    procedure = procedure_of(message.agency, MESSAGE)
    (case,) = open_cases(agency=message.agency, procedure=procedure, subject_ids=[message.pk], by=by)
    running = case.clocks.get()
    message.step, message.due_at = case.step, running.due_at
    message.save(update_fields=["step", "due_at"])


@action("inbox.ask")
def ask_on_portal(*, by: None, agency: Agency, asked: Asked) -> str:
    """Take in what somebody says on the portal; the tracking code, the same when the same form is sent again."""
    refuse_if(why_not_hear(agency.government))
    code = tracking_code(asked.nonce)
    remote_id = f"form-{asked.nonce.hex}"
    thread, made = Thread.objects.get_or_create(
        government_id=agency.government_id, account=None, remote_id=remote_id, defaults={"version": 1}
    )
    if not made:
        known = thread.messages.get(remote_id=remote_id)
        record("inbox.ask", known, by=by, facts={"again": True})
        return code
    message = Message(
        government_id=agency.government_id,
        agency=agency,
        thread=thread,
        remote_id=remote_id,
        heard="form",
        text=_worded(asked.text, MOST_ASKED),
        author=visible(asked.name).strip()[:200],
        contact=secrets.seal({"email": asked.email}) if asked.email else b"",
        screenshot_sha256=keep_picture(asked.picture).sha256 if asked.picture else "",
        tracking_sha256=hash_of_code(code),
        at=clock.now(),
        received_at=clock.now(),
    )
    message.full_clean(exclude=["search", "contact"])
    message.save()
    _begin(message, by)
    record("inbox.ask", message, by=by, facts={"agency": agency.pk})
    return code


@action("inbox.enter")
def enter_message(*, by: Person, account: Account, heard: Heard) -> Message:
    """Write down what was said on an account that no program reads, with its source and a picture of it."""
    appointment = authority(by, agency=account.agency, roles=ROLES)
    refuse_if(why_not_hear(account.government))
    if heard.at > clock.now():
        raise Refused(Reason(_("Waktunya tidak boleh di masa depan."), field="at"))
    if heard.screenshot is None and not heard.source.strip():
        raise Refused(Reason(_("Isi alamat sumbernya atau lampirkan tangkapan layar."), field="source"))
    source = heard.source.strip()
    is_address = source.startswith(("https://", "http://"))
    remote_id = (
        hashlib.sha256(f"{source}|{heard.author}|{heard.text}".encode()).hexdigest() if source else uuid.uuid4().hex
    )
    if Message.objects.filter(account=account, remote_id=remote_id).exists():
        raise Refused(Reason(_("Masukan yang sama dari sumber ini sudah dicatat."), field="source"))
    thread = Thread.objects.create(
        government_id=account.government_id,
        account=account,
        remote_id=f"hand-{remote_id}",
        title="" if is_address else source[:300],
        url=source[:500] if is_address else "",
        version=1,
    )
    message = Message(
        government_id=account.government_id,
        agency=account.agency,
        account=account,
        thread=thread,
        remote_id=remote_id,
        heard="hand",
        text=_worded(heard.text, MOST_ASKED * 4),
        author=visible(heard.author).strip()[:200],
        permalink=source[:500] if is_address else "",
        screenshot_sha256=keep_picture(heard.screenshot).sha256 if heard.screenshot else "",
        at=heard.at,
        received_at=clock.now(),
    )
    message.full_clean(exclude=["search", "contact"])
    message.save()
    _begin(message, by)
    record("inbox.enter", message, by=by, appointment=appointment, facts={"account": account.pk})
    return message
