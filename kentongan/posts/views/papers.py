"""The register on screen and as XLSX."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kentongan.documents.register import to_xlsx
from kentongan.offices.web import PersonRequest, page_of, signed_in
from kentongan.posts.forms import RegisterForm
from kentongan.posts.registers import filtered, register_of, rows_of, with_related

MOST_ROWS = 5_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


@require_safe
@signed_in
def register_xlsx(request: PersonRequest) -> HttpResponse:
    """The same rows as a workbook, newest first, 5,000 at most."""
    government = request.user.government
    form = RegisterForm(request.GET, government=government)
    filters = form.cleaned_data if form.is_valid() else {}
    rows = rows_of(list(with_related(filtered(government, filters)).order_by("-pk")[:MOST_ROWS]))
    response = HttpResponse(to_xlsx(register_of(government, rows)), content_type=_XLSX)
    response["Content-Disposition"] = 'attachment; filename="register.xlsx"'
    return response
