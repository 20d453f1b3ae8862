"""The house: agencies, people, decrees, appointments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.files.cleaning import keep_picture, keep_scan, mime_of
from kentongan.files.store import open_stored
from kentongan.offices import actions, rules
from kentongan.offices.actions import DecreeDetails, PersonDetails, Term
from kentongan.offices.forms import (
    AgencyForm,
    AppointForm,
    DayOffForm,
    DecreeForm,
    GovernmentForm,
    PersonForm,
    TransferForm,
)
from kentongan.offices.models import Agency, Appointment, Decree, Person
from kentongan.offices.web import PersonRequest, attempt, entered, signed_in


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    """Everything of the house at a glance."""
    government = request.user.government
    page = {
        "government": government,
        "agencies": government.agencies.all(),
        "people": government.people.select_related("agency"),
        "decrees": government.decrees.select_related("agency"),
        "refused": rules.why_not_keep_house(request.user, government),
        "today": government.today(),
        "days_off": government.days_off.order_by("day"),
    }
    return render(request, "offices/index.html", page)


def _entered(
    request: PersonRequest, form: forms.BaseForm, act: Callable[[dict[str, Any]], Any], title: str
) -> HttpResponse:
    refused = rules.why_not_keep_house(request.user, request.user.government)
    return entered(request, form, act, title=title, back=reverse("offices:index"), refused=refused)


@signed_in
def change_government(request: PersonRequest) -> HttpResponse:
    """Name, seat, crest, and how days are counted."""
    government = request.user.government

    def act(given: dict[str, Any]) -> None:
        crest = given.pop("crest")
        changes = {**given, "crest_sha256": keep_picture(crest.file).sha256} if crest else given
        actions.change_government(by=request.user, government=government, changes=changes)

    form = GovernmentForm(request.POST or None, request.FILES or None, instance=government)
    return _entered(request, form, act, _("Pengaturan pemerintah daerah"))


@signed_in
def set_day_off(request: PersonRequest) -> HttpResponse:
    """A day off of this government, or an extra working day."""
    return _entered(
        request,
        DayOffForm(request.POST or None),
        lambda given: actions.set_day_off(by=request.user, government=request.user.government, **given),
        _("Hari libur daerah"),
    )


@signed_in
def change_agency(request: PersonRequest, pk: int) -> HttpResponse:
    agency = get_object_or_404(
        Agency.objects.select_related("government"), pk=pk, government_id=request.user.government_id
    )
    return _entered(
        request,
        AgencyForm(request.POST or None, instance=agency),
        lambda given: actions.change_agency(by=request.user, agency=agency, **given),
        agency.name,
    )


@signed_in
def change_person(request: PersonRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)

    def act(given: dict[str, Any]) -> None:
        agency = given.pop("agency")
        actions.change_person(by=request.user, person=person, agency=agency, details=PersonDetails(**given))

    form = PersonForm(request.POST or None, instance=person, government=request.user.government)
    return _entered(request, form, act, person.name)


@require_POST
@signed_in
def set_person_active(request: PersonRequest, pk: int) -> HttpResponse:
    """Close somebody's access, or open it again."""
    person = _person(request, pk)
    active = request.POST.get("active") == "1"
    done = _("Akses dibuka.") if active else _("Akses ditutup.")
    attempt(request, lambda: actions.set_person_active(by=request.user, person=person, active=active), done)
    return redirect("offices:index")


@signed_in
def add_agency(request: PersonRequest) -> HttpResponse:
    government = request.user.government
    return _entered(
        request,
        AgencyForm(request.POST or None),
        lambda given: actions.add_agency(by=request.user, government=government, **given),
        _("Perangkat daerah baru"),
    )


@signed_in
def add_person(request: PersonRequest) -> HttpResponse:
    def act(given: dict[str, Any]) -> None:
        agency = given.pop("agency")
        actions.add_person(by=request.user, agency=agency, details=PersonDetails(**given))

    return _entered(request, PersonForm(request.POST or None, government=request.user.government), act, _("Orang baru"))


@require_POST
@signed_in
def invite(request: PersonRequest, pk: int) -> HttpResponse:
    """Make an invitation link and show it once, to be sent by whatever way the office uses."""
    person = _person(request, pk)
    made: list[str] = []
    attempt(request, lambda: made.append(actions.invite(by=request.user, person=person)))
    if not made:
        return redirect("offices:index")
    link = request.build_absolute_uri(reverse("accept_invitation", args=made))
    return render(request, "offices/invited.html", {"person": person, "link": link})


@signed_in
def register_decree(request: PersonRequest) -> HttpResponse:
    def act(given: dict[str, Any]) -> None:
        agency, scan = given.pop("agency"), given.pop("scan")
        kept = keep_scan(scan.file).sha256 if scan else ""
        details = DecreeDetails(**given, scan_sha256=kept, scan_name=scan.name[:200] if scan else "")
        actions.register_decree(by=request.user, agency=agency, details=details)

    form = DecreeForm(request.POST or None, request.FILES or None, government=request.user.government)
    return entered(request, form, act, title=_("Daftarkan Keputusan"), back=reverse("offices:index"))


def _person(request: PersonRequest, pk: int) -> Person:
    rows = Person.objects.select_related("government")
    return get_object_or_404(rows, pk=pk, government_id=request.user.government_id)


def _appointment(request: PersonRequest, pk: int) -> Appointment:
    rows = Appointment.objects.select_related("decree__agency__government", "person", "government")
    return get_object_or_404(rows, pk=pk, government_id=request.user.government_id)


def _decree(request: PersonRequest, pk: int) -> Decree:
    return get_object_or_404(
        Decree.objects.select_related("agency__government"), pk=pk, government_id=request.user.government_id
    )


@require_safe
@signed_in
def decree(request: PersonRequest, pk: int) -> HttpResponse:
    found = _decree(request, pk)
    page = {
        "decree": found,
        "appointments": found.appointments.select_related("person", "agency"),
        "form": AppointForm(government=found.government, initial={"starts_on": found.government.today()}),
        "refused": rules.why_not_register_decrees(request.user, found.agency),
        "holds": found.holds(found.government.today()),
    }
    return render(request, "offices/decree.html", page)


@require_POST
@signed_in
def revoke_decree(request: PersonRequest, pk: int) -> HttpResponse:
    found = _decree(request, pk)
    reason = request.POST.get("reason", "")
    attempt(
        request, lambda: actions.revoke_decree(by=request.user, decree=found, reason=reason), _("Keputusan dicabut.")
    )
    return redirect("offices:decree", pk)


@require_POST
@signed_in
def appoint(request: PersonRequest, pk: int) -> HttpResponse:
    found = _decree(request, pk)
    form = AppointForm(request.POST, government=found.government)

    def act() -> None:
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        given = form.cleaned_data
        term = Term(given["starts_on"], given["ends_on"])
        actions.appoint(
            by=request.user,
            person=given["person"],
            role=given["role"],
            decree=found,
            term=term,
            whole_government=given["whole_government"],
        )

    attempt(request, act, _("Penunjukan dicatat."))
    return redirect("offices:decree", pk)


@require_safe
@signed_in
def scan(request: PersonRequest, pk: int) -> FileResponse:
    """The decree as it was scanned."""
    found = _decree(request, pk)
    if not found.scan_sha256:
        raise Http404
    content = open_stored(found.scan_sha256)
    response = FileResponse(content, content_type=mime_of(content), filename=found.scan_name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@signed_in
def transfer_appointment(request: PersonRequest, pk: int) -> HttpResponse:
    """Hand a role over to somebody else, by a decree."""
    found = _appointment(request, pk)
    form = TransferForm(request.POST or None, government=found.government)
    return entered(
        request,
        form,
        lambda given: actions.transfer_appointment(by=request.user, appointment=found, **given),
        title=_("Serahkan peran %(name)s") % {"name": found.person.name},
        back=reverse("offices:decree", args=[found.decree_id]),
        refused=rules.why_not_register_decrees(request.user, found.decree.agency) or rules.why_not_end(found),
    )


@require_POST
@signed_in
def end_appointment(request: PersonRequest, pk: int) -> HttpResponse:
    found = _appointment(request, pk)
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: actions.end_appointment(by=request.user, appointment=found, reason=reason),
        _("Penunjukan diakhiri."),
    )
    return redirect("offices:decree", found.decree_id)
