"""Dates, numbers, durations and roles in words, for every template."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.forms import CheckboxSelectMultiple
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Clock
from kentongan.documents import wording
from kentongan.law import clock
from kentongan.law.text import count_characters
from kentongan.offices.models import Government
from kentongan.offices.packs import pack_of

register = template.Library()


def _language() -> wording.Language:
    return "en" if (get_language() or "id").startswith("en") else "id"


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A long date: 18 Februari 2019."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return wording.date_text(value, _language()) if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A date with its time and zone: 18 Februari 2019 pukul 13.00 WIB."""
    if value is None:
        return ""
    return wording.moment_text(value, timezone.get_current_timezone(), _language())


@register.simple_tag
def moment_in(value: dt.datetime | None, government: Government) -> str:
    """`moment` in a government's zone, on pages without a signed-in person."""
    with timezone.override(government.zone):
        return moment(value)


@register.filter
def duration(value: dt.timedelta) -> str:
    """A length of time: 3 jam 20 menit."""
    return wording.duration_text(value, _language())


@register.filter
def number(value: float | None) -> str:
    """1.234,5"""
    return wording.number_text(value, None, _language()) if value is not None else "—"


@register.filter
def characters(value: str) -> int:
    """Visible characters."""
    return count_characters(value)


@register.filter
def nip(value: str) -> str:
    """19670616 198602 1 002"""
    return wording.nip_text(value)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A value of a mapping by a key that is itself a variable."""
    found = mapping.get(key) if mapping else None
    return "" if found is None else found


@register.filter
def role_title(role: str, government: Government) -> str:
    """The government's word for a role."""
    roles = pack_of(government).regulation.roles
    return roles[role].title if role in roles else role


@register.filter
def urgency(running: Clock) -> str:
    """How a clock stands: "late", "soon" or "calm" (which picks colour and icon; the words say it too)."""
    left = running.left(clock.now())
    if left < dt.timedelta(0):
        return "late"
    return "soon" if left <= min(dt.timedelta(hours=3), (running.due_at - running.started_at) / 5) else "calm"


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon from the sprite, hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("vendor/icons.svg"), name
    )


@register.inclusion_tag("workspace/_field.html")
def field(bound: Any) -> dict[str, Any]:
    """A form field with its label, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", type(widget).__name__.lower())
    if isinstance(widget, CheckboxSelectMultiple):
        kind = "checkboxes"
    css = {"checkbox": "form-check-input", "select": "form-select", "radio": "form-check-input"}.get(
        kind, "form-control"
    )
    described = [f"{bound.auto_id}-help"] if bound.help_text else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attrs = {"class": css + (" is-invalid" if bound.errors else "")}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {"field": bound, "widget": bound.as_widget(attrs=attrs), "kind": kind}


@register.filter
def cited(citation: str, government: Government) -> SafeString:
    """A citation as a link to the text it names: a provision of the regulation, or a procedure's page."""
    pack = pack_of(government)
    places = {each.cite: citation.rfind(f"{pack.regulation.short} {each.cite}") for each in pack.regulation.provisions}
    named = [(place, len(cite), cite) for cite, place in places.items() if place >= 0]
    if named:  # what stands last, and says most, is what was broken
        path = f"{reverse('procedures:regulation')}#{slugify(max(named)[2])}"
        return format_html('<a href="{}">{}</a>', path, citation)
    for procedure in pack.procedures.values():
        if citation.startswith(procedure.short):
            return format_html('<a href="{}">{}</a>', reverse("procedures:official", args=[procedure.key]), citation)
    return format_html("{}", citation)


@register.filter
def split(words: str) -> list[str]:
    """Words apart."""
    return words.split()


@register.filter
def drawn(drawing: str) -> SafeString:
    """A drawing of ours (law/svg.py escapes every text in it) as part of the page."""
    return mark_safe(drawing)  # noqa: S308 (our own, escaped)


_UNIT_NAMES = {"minutes": _("menit"), "hours": _("jam"), "days": _("hari"), "working_days": _("hari kerja")}


@register.filter
def unit_name(unit: str) -> str:
    """A unit of an SOP's standard of time."""
    return str(_UNIT_NAMES[unit])
