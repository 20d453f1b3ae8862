"""An SOP on its way to its decree, and as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.cases.web import add_signature, case_context, decide
from kentongan.law.svg import to_svg
from kentongan.offices.web import PersonRequest, attempt, signed_in
from kentongan.procedures import actions, rules
from kentongan.procedures.forms import DecreeForm
from kentongan.procedures.models import Sop
from kentongan.procedures.views.access import sop_or_404
from kentongan.procedures.views.reading import as_file


def _context(request: PersonRequest, sop: Sop) -> dict[str, Any]:
    procedure, faults = rules.read(sop)
    case = sop.case
    step = case.current_step
    waits = step is not None and any(requirement.name == "decree" for requirement in step.requires)
    others = Sop.objects.filter(agency=sop.agency, runs_on=sop.runs_on, edition__isnull=False).exclude(pk=sop.pk)
    return {
        "sop": sop,
        "row": sop,
        "move_url": "procedures:move",
        "sign_url": "procedures:sign",
        **case_context(request, case, sop, sop.content_hash),
        "procedure": procedure,
        "composed": to_svg(procedure) if procedure else "",
        "faults": faults,
        "may_edit": rules.why_not_edit(case, request.user) is None,
        "decree_form": DecreeForm(
            agency=sop.agency, initial={"effective_on": sop.effective_on or sop.government.today()}
        )
        if waits
        else None,
        "others": others,
    }


@require_safe
@signed_in
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    return render(request, "procedures/detail.html", _context(request, sop_or_404(request, pk)))


@require_POST
@signed_in
def move(request: PersonRequest, pk: int, outcome: str) -> HttpResponse:
    """Take the current step of the approval."""
    given, refused = decide(request, sop_or_404(request, pk).case, outcome)
    if not refused:
        return redirect("procedures:detail", pk)
    page = {**_context(request, sop_or_404(request, pk)), "refused": refused, "tried": outcome, "entered": given}
    return render(request, "procedures/detail.html", page, status=409 if given else 422)


@require_POST
@signed_in
def sign(request: PersonRequest, pk: int, role: str) -> HttpResponse:
    """Add a signature in one's role."""
    add_signature(request, sop_or_404(request, pk).case, role)
    return redirect("procedures:detail", pk)


@require_POST
@signed_in
def set_decree(request: PersonRequest, pk: int) -> HttpResponse:
    """Name the decree that sets this SOP."""
    sop = sop_or_404(request, pk)
    form = DecreeForm(request.POST, agency=sop.agency)
    if form.is_valid():
        attempt(
            request,
            lambda: actions.set_decree(by=request.user, sop=sop, **form.cleaned_data),
            _("Keputusan dicatat."),
        )
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("procedures:detail", pk)


@require_safe
@signed_in
def file(request: PersonRequest, pk: int, suffix: str) -> HttpResponse:
    """An agency's SOP as PDF, DOCX, SVG, BPMN or YAML: the edition that a decree has set, or the draft."""
    sop = sop_or_404(request, pk)
    edition = getattr(sop, "edition", None)
    procedure, faults = (edition.version.procedure, []) if edition else rules.read(sop)
    if suffix == "yaml":
        return HttpResponse(sop.draft, content_type="text/yaml; charset=utf-8")
    if procedure is None or faults:
        messages.error(request, _("Rancangan ini belum utuh; benahi dahulu."))
        return redirect("procedures:detail", pk)
    return as_file(procedure, sop.agency, suffix, f"sop-{pk}")
