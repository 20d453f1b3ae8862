"""Telling those who asked on the portal, and left an address, that they were answered."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from kentongan.accounts import secrets
from kentongan.inbox.models import Reply
from kentongan.law import clock
from kentongan.networks.base import Unavailable


def mail_answers(limit: int = 50) -> int:
    """Send each answer once: marked first, so that a crash loses a mail rather than repeat it. How many were looked at."""
    rows = Reply.objects.filter(mailed_at=None, message__account=None).select_related("message__government")
    waiting = list(rows.defer("message__search").order_by("pk")[:limit])
    for reply in waiting:
        if not Reply.objects.filter(pk=reply.pk, mailed_at=None).update(mailed_at=clock.now()):
            continue
        try:
            address = secrets.unseal(bytes(reply.message.contact)).get("email", "")
        except Unavailable:  # the answer stands under its tracking code all the same
            continue
        if address:
            page = settings.PUBLIC_URL + reverse("portal:track")
            words = _("Masukan Anda kepada %(government)s sudah dijawab. Buka %(page)s dengan kode lacak Anda.")
            body = words % {"government": reply.message.government.name, "page": page}
            send_mail(str(_("Jawaban atas masukan Anda")), f"{body}\n\n{reply.text}\n", None, [address])
    return len(waiting)
