"""Home, set-up, oneself, search, and the pages for what went wrong."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.law.refusal import Refused
from kentongan.offices.actions import PersonDetails, acknowledge_duties, found_government, invite
from kentongan.offices.actions import accept_invitation as accept
from kentongan.offices.models import Appointment, Person
from kentongan.offices.packs import installed_packs
from kentongan.offices.web import PersonRequest, attempt, page_of, put_into, signed_in
from kentongan.posts.models import Post
from kentongan.workspace import actions
from kentongan.workspace.forms import PasswordForm, SetUpForm
from kentongan.workspace.setting_up import is_ours, is_valid
from kentongan.workspace.stories import PASSWORD, POSTS
from kentongan.workspace.waiting import waiting_for


@require_safe
@signed_in
def home(request: PersonRequest) -> HttpResponse:
    """What waits for me."""
    page = {"waiting": waiting_for(request.user), "appointments": _appointments(request.user.pk)}
    return render(request, "workspace/home.html", page)


def _appointments(person_id: int) -> list[Appointment]:
    return list(
        Appointment.objects.filter(person_id=person_id, ended_at=None).select_related("agency", "decree", "government")
    )


def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Found the government; its first person then sets a password like everybody else."""
    if not is_valid(token):
        raise Http404
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        operator = PersonDetails(name=entered["person"], email=entered["email"], nip=entered["nip"])
        try:
            person = found_government(
                by=None,
                name=entered["name"],
                pack=entered["pack"],
                coordinator=entered["coordinator"],
                operator=operator,
            )
        except (Refused, ValidationError) as error:
            put_into(form, error)
        else:
            return redirect("accept_invitation", invite(by=None, person=person))
    return render(request, "workspace/set_up.html", {"form": form, "packs": installed_packs().values(), "token": token})


def example(request: HttpRequest, token: str) -> HttpResponse:
    """Try with an example: start it, then see how far it is and how to sign in."""
    if not is_ours(token):
        raise Http404
    pack = request.POST.get("pack") or request.GET.get("pack", "")
    if request.method == "POST":
        attempt(request, lambda: actions.try_example(pack=pack))
        return redirect(f"{request.path}?pack={quote(pack)}")
    name = installed_packs()[pack].regulation.government.name if pack in installed_packs() else ""
    people = Person.objects.filter(government__name=name).order_by("pk")
    posts = Post.objects.filter(government__name=name).count()
    page = {"people": people, "posts": posts, "whole": POSTS, "password": PASSWORD, "name": name}
    return render(request, "workspace/example.html", page)


def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password and come in."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = accept(by=None, token=token, password=form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error.messages)
        except Refused as error:
            put_into(form, error)
        else:
            login(request, person, "allauth.account.auth_backends.AuthenticationBackend")
            return redirect("workspace:home")
    return render(request, "workspace/invitation.html", {"form": form})


@require_safe
@signed_in
def me(request: PersonRequest) -> HttpResponse:
    """My appointments, my language, my sign-ins."""
    attempts = request.user.sign_in_attempts.order_by("-at")[:20]
    return render(request, "workspace/me.html", {"appointments": _appointments(request.user.pk), "attempts": attempts})


@require_POST
@signed_in
def change_language(request: PersonRequest) -> HttpResponse:
    attempt(request, lambda: actions.speak(by=request.user, language=request.POST.get("language", "")))
    return redirect("workspace:me")


@require_POST
@signed_in
def acknowledge(request: PersonRequest, pk: int) -> HttpResponse:
    """Declare to know the duties of an appointment."""
    appointment = get_object_or_404(Appointment, pk=pk, government_id=request.user.government_id)
    attempt(request, lambda: acknowledge_duties(by=request.user, appointment=appointment), _("Pernyataan dicatat."))
    return redirect("workspace:me")


@require_safe
@signed_in
def search(request: PersonRequest) -> HttpResponse:
    """Posts whose words match, newest first."""
    asked = request.GET.get("q", "").strip()[:200]
    rows = Post.objects.filter(government_id=request.user.government_id).select_related("agency", "author")
    page = page_of(rows.filter(title__icontains=asked) if asked else rows.none(), request)
    return render(request, "workspace/search.html", {"page": page, "asked": asked})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "workspace/error.html", {"code": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "workspace/error.html", {"code": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "workspace/error.html", {"code": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/error.html", {"code": 500}, status=500)
