"""The regulation and its procedures: reading them, and taking them along as files."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kentongan.cases.subjects import is_run
from kentongan.law.bpmn import to_bpmn
from kentongan.law.model import Duty, Procedure
from kentongan.law.svg import to_svg
from kentongan.offices.letters import letterhead_of
from kentongan.offices.models import Agency
from kentongan.offices.packs import pack_of
from kentongan.offices.web import PersonRequest, page_of, signed_in
from kentongan.procedures import rules
from kentongan.procedures.models import Sop
from kentongan.procedures.printing import PRINTED
from kentongan.procedures.writing import to_yaml


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    """What runs today, agency by agency, and what is being composed."""
    government = request.user.government
    agencies = list(government.agencies.filter(active=True).select_related("government"))
    subjects = dict.fromkeys(procedure.subject for procedure in rules.bases(government).values())
    running = [rules.procedures_of(government, agencies, runs_on) for runs_on in subjects]
    page = page_of(Sop.objects.filter(government=government).select_related("agency", "edition"), request)
    known = pack_of(government)
    return render(
        request,
        "procedures/index.html",
        {
            "running": [(agency, [by_agency[agency.pk] for by_agency in running]) for agency in agencies],
            "page": page,
            "procedures": [(procedure, is_run(procedure.subject)) for procedure in known.procedures.values()],
            "regulation": known.regulation,
        },
    )


#: The page on which a duty is carried out.
_DONE_AT = {
    Duty.DESIGNATE_ACCOUNTS: "accounts:index",
    Duty.ACCOUNT_KINDS: "accounts:index",
    Duty.DESIGNATE_MANAGERS: "offices:index",
    Duty.QUALIFICATIONS: "workspace:me",
    Duty.SEGMENT_AUDIENCE: "accounts:segments",
    Duty.CHOOSE_ACCOUNTS: "accounts:segments",
    Duty.HASHTAG: "posts:index",
    Duty.MESSAGE_KINDS: "posts:index",
    Duty.MESSAGE_STRATEGY: "posts:index",
    Duty.PUBLISH_BY_SOP: "posts:index",
    Duty.ETHICS: "posts:index",
    Duty.OWN_SOP: "procedures:index",
    Duty.RECORDS: "ledger:index",
    Duty.MONITOR: "inbox:index",
    Duty.ANSWER: "inbox:index",
    Duty.CONSULT: "inbox:consultations",
}


@require_safe
@signed_in
def regulation(request: PersonRequest) -> HttpResponse:
    """The text of the regulation, each provision with what the software does for it."""
    known = pack_of(request.user.government)
    provisions = [
        (provision, rules.is_built(provision), reverse(_DONE_AT[provision.duty]) if provision.duty in _DONE_AT else "")
        for provision in known.regulation.provisions
    ]
    page = {"regulation": known.regulation, "provisions": provisions}
    return render(request, "procedures/regulation.html", page)


@require_safe
@signed_in
def official(request: PersonRequest, key: str) -> HttpResponse:
    """One of the pack's procedures: drawn, with its rows."""
    procedure = _official(request, key)
    page = {"procedure": procedure, "drawing": to_svg(procedure), "is_run": is_run(procedure.subject)}
    return render(request, "procedures/official.html", page)


def _official(request: PersonRequest, key: str) -> Procedure:
    found = pack_of(request.user.government).procedures.get(key)
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
def official_file(request: PersonRequest, key: str, suffix: str) -> HttpResponse:
    """One of the pack's procedures as PDF, DOCX, SVG, BPMN or YAML."""
    government = request.user.government
    agency = government.coordinator or Agency(government=government, name="")
    return as_file(_official(request, key), agency, suffix, key)


def as_file(procedure: Procedure, agency: Agency, suffix: str, name: str) -> HttpResponse:
    plain = {
        "svg": ("image/svg+xml", to_svg),
        "bpmn": ("application/xml", to_bpmn),
        "yaml": ("text/yaml; charset=utf-8", to_yaml),
    }
    if suffix in plain:
        mime, write = plain[suffix]
        response = HttpResponse(write(procedure), content_type=mime)
    elif suffix in PRINTED:
        mime, print_it = PRINTED[suffix]
        response = HttpResponse(print_it(procedure, letterhead_of(agency, procedure.identity.unit)), content_type=mime)
    else:
        raise Http404
    response["Content-Disposition"] = f'inline; filename="{name}.{suffix}"'
    return response
