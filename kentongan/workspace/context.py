"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from kentongan.workspace.models import Notice


def frame(request: HttpRequest) -> dict[str, Any]:
    """The number of unread notices of whoever is signed in (one query), nothing for others."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    return {"unread": Notice.objects.filter(person=person, read_at=None).count()}
