"""Which posts and deliveries a request may name: those of the person's own government, and no others."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from kentongan.offices.web import PersonRequest
from kentongan.posts.models import Delivery, Post


def post_or_404(request: PersonRequest, pk: int) -> Post:
    """The post, if it belongs to the government of whoever asks."""
    rows = Post.objects.select_related("agency__government", "government", "author")
    return get_object_or_404(rows, pk=pk, government_id=request.user.government_id)


def delivery_or_404(request: PersonRequest, pk: int) -> Delivery:
    """The delivery, if it belongs to the government of whoever asks."""
    rows = Delivery.objects.select_related(
        "version__post",
        "account__agency__government",
        "account__decree",
        "appointment__decree",
        "appointment__person",
        "move__case__procedure_version",
        "move__case__acting",
    )
    return get_object_or_404(rows, pk=pk, government_id=request.user.government_id)
