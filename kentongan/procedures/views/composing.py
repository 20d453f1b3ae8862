"""Composing an SOP: the form, its faults and its drawing, the text, two versions side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.cases.subjects import vocabulary
from kentongan.law.refusal import Refused
from kentongan.law.svg import to_svg
from kentongan.law.vocabulary import Subject
from kentongan.offices.packs import pack_of
from kentongan.offices.web import PersonRequest, attempt, entered, put_into, signed_in
from kentongan.procedures import actions, rules
from kentongan.procedures.composing import UNITS, data_of, posted, rows_of, targets
from kentongan.procedures.forms import ImportForm, NewSopForm
from kentongan.procedures.models import Sop
from kentongan.procedures.views.access import sop_or_404
from kentongan.procedures.writing import dump


@signed_in
def new(request: PersonRequest) -> HttpResponse:
    """Start an SOP of an agency's own."""
    government = request.user.government
    form = NewSopForm(request.POST or None, government=government, initial={"agency": request.user.agency_id})
    made: list[Sop] = []
    page = entered(
        request,
        form,
        lambda given: made.append(actions.create_sop(by=request.user, **given)),
        title=_("SOP perangkat daerah"),
        back=reverse("procedures:index"),
        refused=rules.why_not_compose(request.user, request.user.agency) if request.user.agency else None,
    )
    return redirect("procedures:compose", made[0].pk) if made else page


@dataclass(frozen=True)
class Asked:
    """A requirement as the form offers it."""

    name: str
    title: str
    params: list[tuple[str, str]]


def _compose_context(sop: Sop, data: dict[str, Any]) -> dict[str, Any]:
    known = pack_of(sop.government).regulation
    procedure, faults = rules.read(sop)
    subject: Subject = vocabulary().subjects[sop.runs_on]
    titles = {key: role.title for key, role in known.roles.items()}
    return {
        "sop": sop,
        "data": data,
        "identity": data.get("identity") or {},
        "rows": rows_of(data, known, faults),
        "faults": faults,
        "drawing": to_svg(procedure) if procedure else "",
        "roles": titles | dict(data.get("actors") or {}),
        "targets": targets(data),
        "units": UNITS,
        "asked": [
            Asked(name, subject.title(name), [(param, subject.title(param)) for param in sorted(params)])
            for name, params in sorted(subject.requirements.items())
        ],
        "papers": [(name, subject.title(name)) for name in sorted(subject.documents)],
        "effects": [(effect, subject.title(effect)) for effect in sorted(subject.effects)],
    }


@signed_in
def compose(request: PersonRequest, pk: int) -> HttpResponse:
    """The steps as a form, with the drawing and every fault beside it."""
    sop = sop_or_404(request, pk)
    refused = rules.why_not_edit(sop.case, request.user)
    if request.method == "POST":
        attempt(request, lambda: _save(request, sop))
        return redirect(f"{request.path}#langkah")
    page = {**_compose_context(sop, data_of(sop.draft)), "refused": refused}
    return render(request, "procedures/compose.html", page)


def _save(request: PersonRequest, sop: Sop) -> Sop:
    subject = vocabulary().subjects[sop.runs_on]
    data = posted(request.POST, data_of(sop.draft), pack_of(sop.government).regulation, subject)
    return actions.save_draft(by=request.user, sop=sop, text=dump(data))


@require_POST
@signed_in
def check(request: PersonRequest, pk: int) -> HttpResponse:
    """Save what was written so far; answer with the drawing and what is wrong."""
    sop = sop_or_404(request, pk)
    try:
        sop = _save(request, sop)
    except Refused as error:
        return render(request, "procedures/_checked.html", {"refused": error.reasons}, status=409)
    return render(request, "procedures/_checked.html", _compose_context(sop, data_of(sop.draft)))


@signed_in
def as_yaml(request: PersonRequest, pk: int) -> HttpResponse:
    """The draft as text: to take along, or to bring one in."""
    sop = sop_or_404(request, pk)
    form = ImportForm(request.POST or None, initial={"text": sop.draft})
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_draft(by=request.user, sop=sop, text=form.cleaned_data["text"])
        except Refused as error:
            put_into(form, error)
        else:
            return redirect("procedures:compose", pk)
    back = reverse("procedures:detail", args=[pk])
    page = {
        "form": form,
        "title": f"{sop.title} · YAML",
        "back": back,
        "refused": rules.why_not_edit(sop.case, request.user),
    }
    return render(request, "workspace/form.html", page, status=422 if form.errors else 200)


@require_safe
@signed_in
def compare(request: PersonRequest, pk: int, other: int) -> HttpResponse:
    """Two versions side by side, drawn, with the rows that differ."""
    pair = [sop_or_404(request, each) for each in (other, pk)]
    read = [rules.read(sop)[0] for sop in pair]
    if None in read:
        raise Http404
    old, new_one = (procedure for procedure in read if procedure)
    before, after = ({step.key: step for step in procedure.steps} for procedure in (old, new_one))
    rows = [(before.get(key), after.get(key)) for key in dict.fromkeys([*before, *after])]
    changed = [
        (one, two)
        for one, two in rows
        if not one or not two or one.model_copy(update={"number": 0}) != two.model_copy(update={"number": 0})
    ]
    page = {"pair": zip(pair, [to_svg(old), to_svg(new_one)], strict=True), "changed": changed, "sop": pair[1]}
    return render(request, "procedures/compare.html", page)
