"""Words for what is shown of messages."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from kentongan.documents.wording import duration_text
from kentongan.inbox.models import INTENTS, Consultation, Suggestion
from kentongan.law import clock
from kentongan.offices.models import Agency

register = template.Library()
_SOON = dt.timedelta(hours=3)
_QUESTIONS = {
    "intent": _("Jenis"),
    "topic": _("Topik"),
    "sentiment": _("Nada"),
    "agency": _("Instansi yang berwenang"),
    "spam": _("Spam"),
    "emergency": _("Darurat"),
    "abuse": _("Kata kasar"),
    "thanks": _("Ucapan terima kasih"),
    "complaint": _("Pengaduan"),
    "information-request": _("Permohonan informasi"),
}
_OUTCOMES = {
    "": _("sedang ditanya"),
    "accepted": _("sudah dijawab"),
    "declined": _("bukan kewenangannya"),
    "withdrawn": _("ditarik"),
}
_CHANGES = {"edited": _("diubah"), "deleted": _("dihapus"), "restored": _("muncul kembali")}
_LABELS = {
    "yes": _("mungkin ya"),
    "no": _("bukan"),
    "spam": _("mungkin spam"),
    "positive": _("senang"),
    "neutral": _("biasa"),
    "negative": _("kecewa"),
}


@register.filter
def nearness(due: dt.datetime) -> str:
    """How a due time stands: "late", "soon" or "calm"."""
    left = due - clock.now()
    return "late" if left < dt.timedelta(0) else "soon" if left <= _SOON else "calm"


@register.filter
def until(due: dt.datetime) -> str:
    """How long until then, or since: 3 jam 20 menit."""
    return duration_text(abs(due - clock.now()), "en" if (get_language() or "id").startswith("en") else "id")


@register.filter
def since(at: dt.datetime) -> str:
    """How long ago."""
    return until(at)


@register.filter
def question_title(question: str) -> str:
    return str(_QUESTIONS.get(question, question))


@register.filter
def label_title(suggestion: Suggestion) -> str:
    """What is suggested, in words."""
    label = suggestion.decided or suggestion.label
    if suggestion.question == "intent":
        return str(INTENTS.get(label, label))
    if suggestion.question == "agency" and label.isdigit():
        agency = Agency.objects.filter(pk=int(label), government_id=suggestion.government_id).first()
        return agency.name if agency else label
    if suggestion.question in ("abuse", "thanks", "complaint", "information-request"):
        return translate("mungkin ya")
    return str(_LABELS.get(label, label))


@register.filter
def percent(certainty: float) -> str:
    return f"{round(certainty * 100)} %"


@register.filter
def outcome_title(consultation: Consultation) -> str:
    return str(_OUTCOMES[consultation.outcome])


@register.filter
def change_title(kind: str) -> str:
    return str(_CHANGES[kind])
