"""The record, to read."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kentongan.ledger.models import Batch, Entry

PAGE_SIZE = 50


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The entries of one's own government, newest first, with whether they are sealed."""
    before = request.GET.get("sebelum", "")
    rows = (
        Entry.objects.filter(government_id=cast(Any, request.user).government_id)
        .select_related("by", "leaf_of__batch")
        .order_by("-pk")
    )
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE_SIZE + 1])
    page = {"entries": found[:PAGE_SIZE], "older": found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None}
    return render(request, "ledger/index.html", {**page, "last": Batch.objects.order_by("-number").first()})
