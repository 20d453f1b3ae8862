"""The public's own way in: a form without sign-in, a code to come back with, and the answers that are there already."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kentongan.inbox.entering import MOST_ASKED, Asked, ask_on_portal, hash_of_code
from kentongan.inbox.library import usable
from kentongan.inbox.limiting import hits
from kentongan.inbox.models import Message
from kentongan.inbox.rules import why_not_hear
from kentongan.law.refusal import Refused
from kentongan.offices.models import Agency, Government
from kentongan.offices.web import put_into
from kentongan.reading.personal import mask

# A whole village may share one mobile address: the limits stop floods, not neighbours.
_MOST_ASKED_AN_HOUR = 60
_MOST_LOOKED_UP = 40  # in ten minutes
_LIFETIME = 24 * 3600  # seconds that a form may lie open


class AskForm(forms.Form):
    """What somebody wants to say. `kosong` stays empty: only machines fill it in."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label=_("Ditujukan kepada"), required=False, empty_label=_("(saya tidak tahu)")
    )
    text = forms.CharField(
        label=_("Pertanyaan, komentar, kritik, atau saran"),
        widget=forms.Textarea(attrs={"rows": 6, "data-count": str(MOST_ASKED)}),
        help_text=_("Jangan tulis NIK atau nomor telepon di sini."),
    )
    name = forms.CharField(label=_("Nama (boleh kosong)"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Surel (boleh kosong)"), required=False, help_text=_("Hanya untuk memberi tahu bahwa sudah dijawab.")
    )
    picture = forms.FileField(label=_("Foto (boleh kosong)"), required=False)
    kosong = forms.CharField(required=False, widget=forms.HiddenInput)
    ticket = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField[Agency], self.fields["agency"]).queryset = agencies

    def clean_ticket(self) -> uuid.UUID:
        """The form's own name, signed by us and not too old, so that a form sent twice is one message."""
        try:
            return uuid.UUID(signing.loads(self.cleaned_data["ticket"], salt="ask", max_age=_LIFETIME))
        except (signing.BadSignature, ValueError):
            raise forms.ValidationError(_("Formulir ini sudah terlalu lama terbuka. Kirim sekali lagi.")) from None


def _ticket() -> str:
    return signing.dumps(uuid.uuid4().hex, salt="ask")


@never_cache
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something to the government; answered with a code."""
    government = get_object_or_404(Government.objects.select_related("coordinator__government"), pk=pk)
    agencies = government.agencies.filter(active=True).select_related("government")
    form = AskForm(request.POST or None, request.FILES or None, agencies=agencies, initial={"ticket": _ticket()})
    page = {"government": government, "form": form, "closed": why_not_hear(government) is not None or not agencies}
    if request.method != "POST":
        return render(request, "portal/ask.html", page)
    if hits("ask", request.META.get("REMOTE_ADDR", ""), minutes=60) > _MOST_ASKED_AN_HOUR:
        return render(request, "portal/ask.html", {**page, "flooded": True}, status=429)
    if page["closed"] or not form.is_valid() or form.cleaned_data["kosong"]:
        return _again(request, page, form)
    given = form.cleaned_data
    agency = given["agency"] or government.coordinator or agencies[0]
    asked = Asked(given["text"], given["ticket"], given["name"], given["email"], given["picture"])
    try:
        code = ask_on_portal(by=None, agency=agency, asked=asked)
    except Refused as error:
        put_into(form, error)
        return _again(request, page, form)
    return render(request, "portal/asked.html", {"government": government, "code": code})


def _again(request: HttpRequest, page: dict[str, Any], form: AskForm) -> HttpResponse:
    """The form with what is wrong, and a fresh ticket where the old one had run out."""
    if "ticket" in form.errors:
        form.data = {**dict(form.data.items()), "ticket": _ticket()}
    return render(request, "portal/ask.html", page, status=422)


@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """What became of what one has asked: for whoever has the code."""
    code = request.POST.get("code", "")[:40]
    if request.method != "POST":
        return render(request, "portal/track.html", {})
    if hits("track", request.META.get("REMOTE_ADDR", ""), minutes=10) > _MOST_LOOKED_UP:
        return render(request, "portal/track.html", {"flooded": True}, status=429)
    rows = Message.objects.filter(tracking_sha256=hash_of_code(code)).defer("search", "merged_into__search")
    message = rows.select_related("agency", "government", "merged_into").first() if code.strip() else None
    if message is None:
        return render(request, "portal/track.html", {"missing": True, "code": code}, status=404)
    page = {"message": message, "replies": message.replies.all(), "government": message.government}
    return render(request, "portal/tracked.html", page)


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers that were approved for everybody to read, by their words."""
    government = get_object_or_404(Government, pk=pk)
    words = request.GET.get("q", "").strip().replace("\x00", "")[:200]
    rows = usable(government).filter(public=True).select_related("agency").order_by("-used", "-id")
    if words:
        rows = rows.filter(questions__icontains=words) | rows.filter(text__icontains=words)
    shown = [(row, mask(row.text)) for row in rows[:50]]
    return render(request, "portal/answers.html", {"government": government, "answers": shown, "words": words})
