"""What the pages of every room share: a signed-in person, reasons put back into forms, one page of many rows."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.offices.models import Person, SignInAttempt

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
PAGE_SIZE = 25


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Person


def signed_in(
    view: Callable[Concatenate[PersonRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only signed-in people of a government see a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)  # type: ignore[arg-type]  # login_required has seen to the person

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(guarded))


def reasons_of(error: Refused | ValidationError) -> list[Reason]:
    """Reasons from an action's refusal or a model's validation."""
    if isinstance(error, Refused):
        return list(error.reasons)
    if hasattr(error, "error_dict"):
        return [
            Reason(text, field="" if name == "__all__" else name)
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    return [Reason(text) for text in error.messages]


def put_into(form: forms.BaseForm, error: Refused | ValidationError) -> None:
    """Show each reason at the field it concerns, or above the form."""
    for reason in reasons_of(error):
        whole = Reason(reason.text, reason.citation, "", reason.remedy)
        form.add_error(reason.field if reason.field in form.fields else None, str(whole))


def attempt(request: HttpRequest, act: Callable[[], Any], done: object = "") -> bool:
    """Do something; say that it is done, or why it was refused. Whether it was done."""
    try:
        act()
    except (Refused, ValidationError) as error:
        for reason in reasons_of(error):
            messages.error(request, str(reason))
        return False
    if done:
        messages.success(request, str(done))
    return True


def entered(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: object,
    back: str,
    refused: Reason | None = None,
) -> HttpResponse:
    """Show a form (or why it would be refused); do what was entered and go back; or say what is wrong, nothing lost."""
    if request.method == "POST" and form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except (Refused, ValidationError) as error:
            put_into(form, error)
        else:
            return redirect(back)
    page = {"form": form, "title": title, "back": back, "refused": refused}
    return render(request, "workspace/form.html", page, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of rows, newest first, by their id. `older`: where the next page starts, None on the last."""

    rows: list[M]
    older: int | None

    def __iter__(self) -> Any:
        return iter(self.rows)


def page_of(rows: QuerySet[M], request: HttpRequest) -> Page[M]:
    """The page that the address asks for (`?sebelum=ID`), by keyset: as fast on the last page as on the first."""
    before = request.GET.get("sebelum", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    return Page(found[:PAGE_SIZE], found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None)


def choices(rows: Iterable[M], empty: object = "") -> list[tuple[str, str]]:
    """Rows as choices of a form field."""
    start = [("", str(empty))] if empty else []
    return start + [(str(row.pk), str(row)) for row in rows]


_MOST_WRONG = 5
_WRONG_WINDOW = dt.timedelta(minutes=10)
_PASSKEY_SECONDS = 180


def confirmed_as(request: PersonRequest, password: str) -> str:
    """How the person has just confirmed who they are: "password", "passkey" (minutes ago), or "" for not at all.

    Wrong passwords count as failed sign-ins; after five in ten minutes none is accepted for a while.
    """
    if password:
        return "password" if _is_right(request, password) else ""
    methods = request.session.get("account_authentication_methods", [])
    fresh = [
        method
        for method in methods
        if method.get("type") == "webauthn" and time.time() - method.get("at", 0) < _PASSKEY_SECONDS
    ]
    return "passkey" if fresh else ""


def has_passkey(person: Person) -> bool:
    """Whether the person can confirm who they are without a password."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists())


def _is_right(request: PersonRequest, password: str) -> bool:
    wrong = request.user.sign_in_attempts.filter(succeeded=False, at__gt=clock.now() - _WRONG_WINDOW).count()
    if wrong >= _MOST_WRONG:
        return False
    if request.user.check_password(password):
        return True
    SignInAttempt.objects.create(
        person=request.user, succeeded=False, address=request.META.get("REMOTE_ADDR") or None, at=clock.now()
    )
    return False
