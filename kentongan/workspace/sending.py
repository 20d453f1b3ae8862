"""Sending notices: by mail, to devices, to chats; what waited for the morning goes together."""

from __future__ import annotations

import datetime as dt
import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kentongan.accounts import secrets
from kentongan.law import clock
from kentongan.law.refusal import Refused
from kentongan.ledger.models import Batch
from kentongan.networks.base import NetworkError
from kentongan.offices.models import Person
from kentongan.workspace import chat, push
from kentongan.workspace.models import Notice, Target
from kentongan.workspace.notices import words_of
from kentongan.workspace.wishes import URGENT

logger = logging.getLogger(__name__)
_MOST = 50  # notices in one mail
_KEPT = dt.timedelta(days=180)
_AGAIN = dt.timedelta(minutes=10)


def _claim(due: str, done: str) -> list[Notice]:
    """All that is due now for one person, marked as done first: a crash loses a mail rather than repeat it."""
    now = clock.now()
    rows = Notice.objects.filter(**{f"{due}__lte": now, done: None})
    with transaction.atomic():
        first = rows.order_by(due).select_for_update(skip_locked=True).first()
        if first is None:
            return []
        theirs = rows.filter(person=first.person_id).select_related("person").order_by("pk")
        found = list(theirs.select_for_update(of=("self",), skip_locked=True)[:_MOST])
        Notice.objects.filter(pk__in=[notice.pk for notice in found]).update(**{done: now})
    return found


def _title(notices: list[Notice]) -> str:
    """In the person's language: what it is, or how many there are."""
    words = words_of(notices[0])
    return words if len(notices) == 1 else _("%(n)d kabar: %(first)s") % {"n": len(notices), "first": words}


def mail_some() -> int:
    """Mail one person what is due and was not read yet. How many notices were taken up."""
    claimed = _claim("mail_at", "mailed_at")
    unread = [notice for notice in claimed if notice.read_at is None]
    if not unread:
        return len(claimed)
    with translation.override(unread[0].person.language):
        subject = f"[Kentongan] {_title(unread)}"[:200]
        lines = [f"{words_of(notice)}\n{settings.PUBLIC_URL}{notice.path}" for notice in unread]
    try:
        send_mail(subject, "\n\n".join(lines) + "\n", None, [unread[0].person.email])
    except (SMTPException, OSError):
        logger.warning("no mail could be sent; it is tried again in %s", _AGAIN)
        again = Notice.objects.filter(pk__in=[notice.pk for notice in unread])
        again.update(mailed_at=None, mail_at=clock.now() + _AGAIN)
    return len(claimed)


def push_some() -> int:
    """Tell one person's devices and chats what is due and was not read yet. How many notices were taken up."""
    claimed = _claim("push_at", "pushed_at")
    unread = [notice for notice in claimed if notice.read_at is None]
    if unread:
        person = unread[0].person
        with translation.override(person.language):
            title = _title(unread)
        path = unread[0].path if len(unread) == 1 else reverse("workspace:notices")
        urgent = any(notice.kind in URGENT for notice in unread)
        for target in person.targets.all():
            tell_target(target, title=title, path=path, urgent=urgent)
    return len(claimed)


def tell_target(target: Target, *, title: str, path: str, urgent: bool = False) -> bool:
    """Tell one device or chat, once; a failure is shown on the person's page. Whether it arrived."""
    try:
        address = secrets.unseal(bytes(target.address))["address"]
        if target.kind == "push":
            push.push(push.Subscription.of(address), title=title, path=path, urgent=urgent)
        else:
            chat.send(address, title=title, text=f"{settings.PUBLIC_URL}{path}")
    except push.Gone:
        target.delete()
        return False
    except (NetworkError, Refused) as error:
        target.failing_since, target.detail = target.failing_since or clock.now(), str(error)[:300]
        target.save(update_fields=["failing_since", "detail"])
        return False
    target.told_at, target.failing_since, target.detail = clock.now(), None, ""
    target.save(update_fields=["told_at", "failing_since", "detail"])
    return True


def forget_old() -> None:
    """Notices served their time: they name what people said, and are kept no longer than anybody looks at them."""
    Notice.objects.filter(at__lt=clock.now() - _KEPT).delete()


def mail_last_seal() -> int:
    """Send the last seal to whoever keeps each house, so that the past cannot be rewritten unseen. Returns how many."""
    last = Batch.objects.order_by("-number").first()
    if last is None:
        return 0
    text = f"Segel jejak {last.number}\n{last.chain}\n\n{settings.PUBLIC_URL}\n"
    keepers = Person.objects.filter(operator=True, is_active=True)
    for keeper in keepers:
        send_mail(f"[Kentongan] Segel jejak {last.number}", text, None, [keeper.email])
    return len(keepers)
