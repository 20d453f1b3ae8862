"""The register and the documents that steps put out: on screen, as XLSX, PDF and DOCX."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from kentongan.documents.paper import Paper
from kentongan.documents.pdf import to_pdf
from kentongan.documents.register import Register, to_paper, to_xlsx
from kentongan.documents.word import to_docx
from kentongan.offices.letters import letterhead_of
from kentongan.offices.models import Agency
from kentongan.offices.web import PersonRequest, page_of, signed_in
from kentongan.posts.forms import RegisterForm
from kentongan.posts.papers import outputs_of, paper_of
from kentongan.posts.registers import filtered, register_of, rows_of, with_related
from kentongan.posts.views.access import post_or_404

MOST_ROWS = 5_000
_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": (to_pdf, "application/pdf"),
    "docx": (to_docx, f"{_OFFICE}.wordprocessingml.document"),
}


def _as_file(paper: Paper, suffix: str) -> HttpResponse:
    render_paper, mime = FORMATS[suffix]
    return _file(render_paper(paper), mime, f"{slugify(paper.full_name)[:80]}.{suffix}")


def _file(content: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_safe
@signed_in
def register(request: PersonRequest) -> HttpResponse:
    """The register, filtered, a page at a time."""
    government = request.user.government
    form = RegisterForm(request.GET, government=government)
    filters = form.cleaned_data if form.is_valid() else {}
    page = page_of(with_related(filtered(government, filters)), request)
    query = request.GET.copy()
    query.pop("sebelum", None)
    return render(
        request,
        "posts/register.html",
        {"form": form, "page": page, "rows": rows_of(page.rows), "query": query.urlencode()},
    )


def _whole_register(request: PersonRequest) -> Register:
    """The filtered rows, newest first, 5,000 at most."""
    government = request.user.government
    form = RegisterForm(request.GET, government=government)
    filters = form.cleaned_data if form.is_valid() else {}
    rows = rows_of(list(with_related(filtered(government, filters)).order_by("-pk")[:MOST_ROWS]))
    return register_of(government, rows)


@require_safe
@signed_in
def register_xlsx(request: PersonRequest) -> HttpResponse:
    """The same rows as a workbook."""
    return _file(to_xlsx(_whole_register(request)), f"{_OFFICE}.spreadsheetml.sheet", "register.xlsx")


@require_safe
@signed_in
def register_paper(request: PersonRequest, suffix: str) -> HttpResponse:
    """The same rows on paper, under the letterhead of the coordinating agency."""
    government = request.user.government
    agency = government.coordinator or Agency(government=government, name="")
    return _as_file(to_paper(_whole_register(request), letterhead_of(agency), government.today()), _known(suffix))


def _known(suffix: str) -> str:
    if suffix not in FORMATS:
        raise Http404
    return suffix


@require_safe
@signed_in
def document(request: PersonRequest, pk: int, step: str, name: str, suffix: str) -> HttpResponse:
    """A document that a step of this post has put out."""
    post = post_or_404(request, pk)
    for output in outputs_of(post.case):
        if (output.step.key, output.document) == (step, name):
            return _as_file(paper_of(post, output), _known(suffix))
    raise Http404
