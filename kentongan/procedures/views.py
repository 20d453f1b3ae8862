"""The regulation and its SOPs: reading, printing, composing, approving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.cases import actions as case_actions
from kentongan.cases.subjects import is_run, vocabulary
from kentongan.cases.web import case_context, decide
from kentongan.law.bpmn import to_bpmn
from kentongan.law.model import Duty, Procedure
from kentongan.law.refusal import Reason, Refused
from kentongan.law.svg import to_svg
from kentongan.law.vocabulary import Subject
from kentongan.offices.letters import letterhead_of
from kentongan.offices.models import Agency
from kentongan.offices.packs import pack_of
from kentongan.offices.web import PersonRequest, attempt, confirmed_as, entered, page_of, put_into, signed_in
from kentongan.procedures import actions, rules
from kentongan.procedures.composing import UNITS, posted, rows_of, targets
from kentongan.procedures.forms import DecreeForm, ImportForm, NewSopForm
from kentongan.procedures.models import Sop
from kentongan.procedures.printing import PRINTED
from kentongan.procedures.writing import dump, to_yaml


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
    return _as_file(_official(request, key), agency, suffix, key)


def _as_file(procedure: Procedure, agency: Agency, suffix: str, name: str) -> HttpResponse:
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


def _sop(request: PersonRequest, pk: int) -> Sop:
    rows = Sop.objects.select_related("government", "agency__government", "author", "decree")
    return get_object_or_404(rows, pk=pk, government_id=request.user.government_id)


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
    return render(request, "procedures/detail.html", _context(request, _sop(request, pk)))


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


def _data(sop: Sop) -> dict[str, Any]:
    try:
        data = yaml.safe_load(sop.draft)
    except yaml.YAMLError:
        return {}
    return data if isinstance(data, dict) else {}


@signed_in
def compose(request: PersonRequest, pk: int) -> HttpResponse:
    """The steps as a form, with the drawing and every fault beside it."""
    sop = _sop(request, pk)
    refused = rules.why_not_edit(sop.case, request.user)
    if request.method == "POST":
        attempt(request, lambda: _save(request, sop))
        return redirect(f"{request.path}#langkah")
    page = {**_compose_context(sop, _data(sop)), "refused": refused}
    return render(request, "procedures/compose.html", page)


def _save(request: PersonRequest, sop: Sop) -> Sop:
    subject = vocabulary().subjects[sop.runs_on]
    data = posted(request.POST, _data(sop), pack_of(sop.government).regulation, subject)
    return actions.save_draft(by=request.user, sop=sop, text=dump(data))


@require_POST
@signed_in
def check(request: PersonRequest, pk: int) -> HttpResponse:
    """Save what was written so far; answer with the drawing and what is wrong."""
    sop = _sop(request, pk)
    try:
        sop = _save(request, sop)
    except Refused as error:
        return render(request, "procedures/_checked.html", {"refused": error.reasons}, status=409)
    return render(request, "procedures/_checked.html", _compose_context(sop, _data(sop)))


@signed_in
def as_yaml(request: PersonRequest, pk: int) -> HttpResponse:
    """The draft as text: to take along, or to bring one in."""
    sop = _sop(request, pk)
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
    pair = [_sop(request, each) for each in (other, pk)]
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


@require_POST
@signed_in
def move(request: PersonRequest, pk: int, outcome: str) -> HttpResponse:
    """Take the current step of the approval."""
    given, refused = decide(request, _sop(request, pk).case, outcome)
    if not refused:
        return redirect("procedures:detail", pk)
    page = {**_context(request, _sop(request, pk)), "refused": refused, "tried": outcome, "entered": given}
    return render(request, "procedures/detail.html", page, status=409 if given else 422)


@require_POST
@signed_in
def sign(request: PersonRequest, pk: int, role: str) -> HttpResponse:
    """Add a signature in one's role."""
    sop = _sop(request, pk)
    method = confirmed_as(request, request.POST.get("password", ""))

    def act() -> None:
        if not method:
            raise Refused(Reason(_("Kata sandi tidak cocok."), field="password"))
        seen = request.POST.get("seen_hash", "")
        case_actions.sign_case(by=request.user, case=sop.case, role=role, seen_hash=seen, method=method)

    attempt(request, act, _("Tanda tangan dicatat."))
    return redirect("procedures:detail", pk)


@require_POST
@signed_in
def set_decree(request: PersonRequest, pk: int) -> HttpResponse:
    """Name the decree that sets this SOP."""
    sop = _sop(request, pk)
    form = DecreeForm(request.POST, agency=sop.agency)
    if form.is_valid():
        attempt(
            request,
            lambda: actions.set_decree(by=request.user, sop=sop, **form.cleaned_data),
            _("Keputusan dicatat."),
        )
    else:
        attempt(request, lambda: _refuse(str(next(iter(form.errors.values()))[0])))
    return redirect("procedures:detail", pk)


def _refuse(text: str) -> None:
    raise Refused(Reason(text))


@require_safe
@signed_in
def file(request: PersonRequest, pk: int, suffix: str) -> HttpResponse:
    """An agency's SOP as PDF, DOCX, SVG, BPMN or YAML: the edition that a decree has set, or the draft."""
    sop = _sop(request, pk)
    edition = getattr(sop, "edition", None)
    procedure, faults = (edition.version.procedure, []) if edition else rules.read(sop)
    if suffix == "yaml":
        return HttpResponse(sop.draft, content_type="text/yaml; charset=utf-8")
    if procedure is None or faults:
        attempt(request, lambda: _refuse(_("Rancangan ini belum utuh; benahi dahulu.")))
        return redirect("procedures:detail", pk)
    return _as_file(procedure, sop.agency, suffix, f"sop-{pk}")
