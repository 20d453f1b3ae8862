"""The lists, one message with its conversation, and what goes out of here as a table."""

from __future__ import annotations

import csv
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.accounts.models import Account
from kentongan.cases.web import case_context
from kentongan.files.store import open_stored
from kentongan.inbox import library, presence, rules
from kentongan.inbox.forms import AssignForm, CloseForm, ConsultForm, ReplyForm
from kentongan.inbox.lists import LISTS, Asked, Page, emergencies, narrowed, page_of, present
from kentongan.inbox.models import HEARD, INTENTS, ROLES, Message, Reply, Suggestion
from kentongan.inbox.replying import is_sent_by_program, text_limit
from kentongan.inbox.subject import MessageSubject
from kentongan.inbox.suggesting import suggestions_of
from kentongan.inbox.views.access import agencies_for, message_or_404, other_agencies
from kentongan.offices.models import Appointment, Person
from kentongan.offices.web import PersonRequest, signed_in
from kentongan.reading.personal import mask

_EXPORTED = 5_000


def _lists(request: PersonRequest, asked: Asked, page: Page) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("sesudah", None)
    return {
        "lists": LISTS,
        "asked": asked,
        "page": page,
        "intents": INTENTS,
        "agencies": agencies_for(request.user),
        "accounts": Account.objects.filter(government_id=request.user.government_id).order_by("name"),
        "filters": request.user.filters.all(),
        "emergencies": emergencies(request.user),
        "query": query.urlencode(),
    }


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    page = _lists(request, asked, page_of(request.user, asked))
    return render(request, "inbox/index.html", {**page, "unheard": rules.why_not_hear(request.user.government)})


def colleagues(message: Message) -> Any:
    """Who works on the agency's messages."""
    held = Appointment.objects.in_force(message.government.today()).covering(message.agency).filter(role__in=ROLES)
    return Person.objects.filter(appointments__in=held).distinct()


def detail_context(request: PersonRequest, message: Message) -> dict[str, Any]:
    """Everything the page of a message shows."""
    case, person, suggestions = message.case, request.user, suggestions_of(message)
    seen = {"seen_thread": message.thread.version, "seen_move": case.moves_made}
    given = request.GET.get("jawaban", "")
    fits = library.suggest(message) if message.open else []
    chosen = next((fit.answer for fit in fits if str(fit.answer.pk) == given), message.draft_answer)
    limit = text_limit(message)
    draft = chosen.within(limit) if given and chosen else message.draft or _answered(message)
    replies = Reply.objects.filter(message__thread=message.thread_id).select_related("by", "delivery").order_by("at")
    sent = {reply.delivery.remote_id for reply in replies if reply.delivery and reply.delivery.remote_id}
    said = message.thread.messages.defer("search").exclude(own=True, remote_id__in=sent)
    of_case = case_context(request, case, message, MessageSubject().content_hash(message))
    return {
        "message": message,
        "row": message,
        "move_url": "inbox:move",
        "sign_url": "inbox:sign",
        **of_case,
        "conversation": sorted([*said.order_by("at")[:100], *replies], key=lambda each: each.at),
        "changes": message.changes.all(),
        "heard": HEARD[message.heard],
        "suggestions": suggestions,
        "consultations": message.consultations.select_related("agency", "asked_by"),
        "notes": message.notes.select_related("by"),
        "registrations": message.registrations.all(),
        "present": present(message, person),
        "why_not_answer": rules.why_not_open(message) or of_case["turn"],
        "may_work": rules.why_not_work(message, person) is None,
        "reply_form": ReplyForm(initial={**seen, "text": draft, "answer": chosen.pk if chosen else None}),
        "consult_form": ConsultForm(
            agencies=other_agencies(message.agency_id, message.government_id),
            initial={**seen, "excerpt": mask(message.text), "agency": _suggested_agency(suggestions)},
        ),
        "close_form": CloseForm(),
        "assign_form": AssignForm(people=colleagues(message), initial={"to": message.assignee_id}),
        "fits": [(fit, fit.answer.within(limit)) for fit in fits],
        "limit": limit,
        "by_program": is_sent_by_program(message),
        "intents": INTENTS,
    }


def _answered(message: Message) -> str:
    return "\n\n".join(message.consultations.filter(outcome="accepted").values_list("answer", flat=True))


def _suggested_agency(suggestions: list[Suggestion]) -> list[str]:
    return [each.decided or each.label for each in suggestions if each.question == "agency"]


@require_safe
@signed_in
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    message = message_or_404(request, pk)
    asked = Asked.of(request.GET)
    page = {**_lists(request, asked, page_of(request.user, asked)), **detail_context(request, message)}
    return render(request, "inbox/detail.html", page)


@require_POST
@signed_in
def look(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one is here (and writing); answer who else is."""
    message = message_or_404(request, pk)
    presence.look_at(by=request.user, message=message, typing=request.POST.get("typing") == "1")
    page = {"present": present(message, request.user), "newer": message.thread.version, "open": message.open}
    return render(request, "inbox/_present.html", page)


@require_POST
@signed_in
def keep_filter(request: PersonRequest) -> HttpResponse:
    """Keep the list as it is asked for now."""
    if request.POST.get("name", "").strip():
        presence.keep_filter(by=request.user, name=request.POST["name"], query=request.POST.get("query", ""))
    return redirect("inbox:index")


@require_POST
@signed_in
def forget_filter(request: PersonRequest, pk: int) -> HttpResponse:
    presence.forget_filter(by=request.user, pk=pk)
    return redirect("inbox:index")


@require_safe
@signed_in
def screenshot(request: PersonRequest, pk: int) -> FileResponse:
    """The picture that an officer or an asker added."""
    message = message_or_404(request, pk)
    if not message.screenshot_sha256:
        raise Http404
    response = FileResponse(open_stored(message.screenshot_sha256), content_type="image/jpeg")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
@signed_in
def export(request: PersonRequest) -> HttpResponse:
    """The list as CSV: without names, with personal data masked, and no cell that a table program would run."""
    asked = Asked.of(request.GET)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="masukan.csv"'
    response.write("\ufeff")
    table = csv.writer(response)
    table.writerow(
        [_("No."), _("Waktu"), _("Perangkat daerah"), _("Akun"), _("Jenis"), _("Topik"), _("Isi"), _("Keadaan")]
    )
    rows = narrowed(request.user, asked).defer("search").select_related("agency", "account").order_by("-pk")
    for row in rows[:_EXPORTED]:
        at = row.at.astimezone(request.user.government.zone).strftime("%Y-%m-%d %H:%M")
        state = _("terbuka") if row.open else row.closed_as or _("selesai")
        told = [str(row.agency), str(row.account or ""), row.intent, row.topic, mask(row.text), state]
        table.writerow([row.pk, at, *map(_inert, told)])
    return response


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "|", "%")) else cell
