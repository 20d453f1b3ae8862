"""The house: agencies, people, decrees, appointments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.files.cleaning import keep_scan
from kentongan.law.refusal import Refused
from kentongan.offices import actions, rules
from kentongan.offices.actions import DecreeDetails, PersonDetails, Term
from kentongan.offices.forms import AgencyForm, AppointForm, DecreeForm, PersonForm
from kentongan.offices.models import Appointment, Decree, Person
from kentongan.offices.web import PersonRequest, attempt, put_into, signed_in


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
    }
    return render(request, "offices/index.html", page)


def _entered(
    request: PersonRequest, form: forms.BaseForm, act: Callable[[dict[str, Any]], Any], title: str
) -> HttpResponse:
    """Show a form; do what was entered; go back to the house, or show what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except (Refused, ValidationError) as error:
            put_into(form, error)
        else:
            return redirect("offices:index")
    return render(
        request,
        "workspace/form.html",
        {"form": form, "title": title, "back": reverse("offices:index")},
        status=422 if form.errors else 200,
    )


@signed_in
def add_agency(request: PersonRequest) -> HttpResponse:
    government = request.user.government
    return _entered(
        request,
        AgencyForm(request.POST or None),
        lambda entered: actions.add_agency(by=request.user, government=government, **entered),
        _("Perangkat daerah baru"),
    )


@signed_in
def add_person(request: PersonRequest) -> HttpResponse:
    def act(entered: dict[str, Any]) -> None:
        agency = entered.pop("agency")
        actions.add_person(by=request.user, agency=agency, details=PersonDetails(**entered))

    return _entered(request, PersonForm(request.POST or None, government=request.user.government), act, _("Orang baru"))


@require_POST
@signed_in
def invite(request: PersonRequest, pk: int) -> HttpResponse:
    """Make an invitation link and show it once, to be sent by whatever way the office uses."""
    person = get_object_or_404(Person, pk=pk, government_id=request.user.government_id)
    made: list[str] = []
    attempt(request, lambda: made.append(actions.invite(by=request.user, person=person)))
    if not made:
        return redirect("offices:index")
    link = request.build_absolute_uri(reverse("accept_invitation", args=made))
    return render(request, "offices/invited.html", {"person": person, "link": link})


@signed_in
def register_decree(request: PersonRequest) -> HttpResponse:
    def act(entered: dict[str, Any]) -> None:
        agency, scan = entered.pop("agency"), entered.pop("scan")
        kept = keep_scan(scan.file).sha256 if scan else ""
        details = DecreeDetails(**entered, scan_sha256=kept, scan_name=scan.name[:200] if scan else "")
        actions.register_decree(by=request.user, agency=agency, details=details)

    form = DecreeForm(request.POST or None, request.FILES or None, government=request.user.government)
    return _entered(request, form, act, _("Daftarkan Keputusan"))


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
        entered = form.cleaned_data
        term = Term(entered["starts_on"], entered["ends_on"])
        actions.appoint(
            by=request.user,
            person=entered["person"],
            role=entered["role"],
            decree=found,
            term=term,
            whole_government=entered["whole_government"],
        )

    attempt(request, act, _("Penunjukan dicatat."))
    return redirect("offices:decree", pk)


@require_POST
@signed_in
def end_appointment(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Appointment.objects.select_related("decree__agency__government")
    found = get_object_or_404(rows, pk=pk, government_id=request.user.government_id)
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: actions.end_appointment(by=request.user, appointment=found, reason=reason),
        _("Penunjukan diakhiri."),
    )
    return redirect("offices:decree", found.decree_id)
