"""Which messages, consultations and answers a request may name: those that its person may read, and no others."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from kentongan.inbox.models import ROLES, Answer, Consultation, Message
from kentongan.offices.authority import agencies_of
from kentongan.offices.models import Agency, Person
from kentongan.offices.web import PersonRequest


def message_or_404(request: PersonRequest, pk: int) -> Message:
    related = (
        "agency__government",
        "government",
        "thread",
        "account__government",
        "assignee",
        "draft_answer",
        "merged_into",
    )
    rows = Message.objects.visible_to(request.user).defer("search", "merged_into__search").select_related(*related)
    return get_object_or_404(rows, pk=pk)


def consultation_or_404(request: PersonRequest, pk: int) -> Consultation:
    related = ("agency__government", "asker__government", "government", "asked_by", "next_agency")
    return get_object_or_404(Consultation.objects.visible_to(request.user).select_related(*related), pk=pk)


def answer_or_404(request: PersonRequest, pk: int) -> Answer:
    rows = Answer.objects.filter(government_id=request.user.government_id)
    return get_object_or_404(
        rows.select_related("agency__government", "written_by", "approved_by", "government"), pk=pk
    )


def agencies_for(person: Person, roles: Collection[str] = ROLES) -> QuerySet[Agency]:
    """Agencies where this person holds one of these offices; all of the government's for whoever holds it for all."""
    held = {agency for agency, _role in agencies_of(person, roles)}
    rows = Agency.objects.filter(government_id=person.government_id, active=True).select_related("government")
    return rows if None in held else rows.filter(pk__in=[agency for agency in held if agency])


def other_agencies(message_agency: int, government_id: int) -> QuerySet[Agency]:
    """Agencies of the same government that can be asked."""
    return Agency.objects.filter(government_id=government_id, active=True).exclude(pk=message_agency)
