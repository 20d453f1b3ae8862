"""Which SOPs a request may name."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from kentongan.offices.web import PersonRequest
from kentongan.procedures.models import Sop


def sop_or_404(request: PersonRequest, pk: int) -> Sop:
    """The SOP, if it belongs to the government of whoever asks."""
    rows = Sop.objects.select_related("government", "agency__government", "author", "decree")
    return get_object_or_404(rows, pk=pk, government_id=request.user.government_id)
