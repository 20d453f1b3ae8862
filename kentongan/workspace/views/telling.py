"""Notices, and how one wants to hear of them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.law.refusal import Refused
from kentongan.offices.web import PersonRequest, attempt, entered, page_of, put_into, signed_in
from kentongan.workspace import actions, push
from kentongan.workspace.forms import ChatForm, WishesForm
from kentongan.workspace.models import Notice, Target, Wishes
from kentongan.workspace.notices import words_of


@require_safe
@signed_in
def notices(request: PersonRequest) -> HttpResponse:
    page = page_of(Notice.objects.filter(person=request.user), request)
    words = {notice.pk: words_of(notice) for notice in page.rows}
    return render(request, "workspace/notices.html", {"page": page, "words": words})


@require_POST
@signed_in
def read_notices(request: PersonRequest) -> HttpResponse:
    actions.mark_read(by=request.user)
    return redirect("workspace:notices")


@signed_in
def wishes(request: PersonRequest) -> HttpResponse:
    """By mail or not, in which hours not, on which devices and chats."""
    kept = Wishes.objects.filter(person=request.user).first() or Wishes(person=request.user)
    form = WishesForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.wish(by=request.user, wishes=form.instance)
        except Refused as error:
            put_into(form, error)
        else:
            messages.success(request, _("Disimpan."))
            return redirect("workspace:wishes")
    page = {"form": form, "targets": request.user.targets.all(), "push_key": push.public_key()}
    return render(request, "workspace/wishes.html", page, status=422 if form.errors else 200)


@require_POST
@signed_in
def add_device(request: PersonRequest) -> HttpResponse:
    """Let notices come to the device that asks (called by its page)."""
    try:
        name = request.headers.get("User-Agent", "")
        actions.add_device(by=request.user, subscription=request.POST.get("subscription", ""), name=name)
    except Refused as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@signed_in
def add_chat(request: PersonRequest) -> HttpResponse:
    """Let notices come to a chat."""
    form = ChatForm(request.POST or None)

    def act(given: dict[str, str]) -> None:
        actions.add_chat(by=request.user, address=given["address"])

    return entered(request, form, act, title=_("Tambah obrolan"), back=reverse("workspace:wishes"))


def _target(request: PersonRequest, pk: int) -> Target:
    return get_object_or_404(Target, pk=pk, person=request.user)


@require_POST
@signed_in
def try_target(request: PersonRequest, pk: int) -> HttpResponse:
    target = _target(request, pk)
    done = _("Kabar percobaan dikirim; hasilnya tampil di halaman ini.")
    attempt(request, lambda: actions.try_target(target=target), done)
    return redirect("workspace:wishes")


@require_POST
@signed_in
def remove_target(request: PersonRequest, pk: int) -> HttpResponse:
    target = _target(request, pk)
    attempt(request, lambda: actions.remove_target(target=target), _("Dihapus."))
    return redirect("workspace:wishes")


@require_safe
def worker(request: PersonRequest) -> FileResponse:
    """The device's part. It lies here and not with the other files: a worker serves only addresses below its own."""
    found = finders.find("kentongan/worker.js")
    assert isinstance(found, str)  # noqa: S101 (it ships with the program)
    return FileResponse(open(found, "rb"), content_type="text/javascript; charset=utf-8")
