"""Starting a post, writing it, documenting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.cases import rules as case_rules
from kentongan.law.refusal import Refused
from kentongan.offices.models import Agency
from kentongan.offices.web import PersonRequest, attempt, put_into, reasons_of, signed_in
from kentongan.posts import actions, rules, uploads
from kentongan.posts.forms import NewPostForm, PostForm
from kentongan.posts.models import Asset, Post, Upload
from kentongan.posts.views.access import post_or_404
from kentongan.posts.views.reading import agencies_to_write_for


@signed_in
def new(request: PersonRequest) -> HttpResponse:
    """Start a post for one of the agencies that this person may write for."""
    mine = agencies_to_write_for(request.user)
    agencies = Agency.objects.filter(pk__in=[agency.pk for agency in mine]).select_related("government")
    everywhere = Agency.objects.filter(government_id=request.user.government_id)
    form = NewPostForm(request.POST or None, agencies=agencies if request.method != "POST" else everywhere)
    if request.method == "POST" and form.is_valid():
        try:
            post = actions.create_post(
                by=request.user, agency=form.cleaned_data["agency"], title=form.cleaned_data["title"]
            )
        except (Refused, ValidationError) as error:
            put_into(form, error)
        else:
            return redirect("posts:compose", post.pk)
    return render(request, "posts/new.html", {"form": form, "may_write": bool(mine)})


def _missing(post: Post) -> list[Any]:
    step = post.case.current_step
    return case_rules.missing(post.case, step, post) if step else []


def _compose_context(request: PersonRequest, post: Post, form: PostForm) -> dict[str, Any]:
    return {
        "post": post,
        "form": form,
        "step": post.case.current_step,
        "case": post.case,
        "missing": _missing(post),
        "freely": rules.edits_in_step(post.case, request.user),
        "refused": rules.why_not_edit(post.case, request.user),
    }


@require_safe
@signed_in
def compose(request: PersonRequest, pk: int) -> HttpResponse:
    """The form of a post."""
    post = post_or_404(request, pk)
    form = PostForm(instance=post, government=post.government)
    return render(request, "posts/compose.html", _compose_context(request, post, form))


@require_POST
@signed_in
def autosave(request: PersonRequest, pk: int) -> HttpResponse:
    """Save what was written so far, and answer with what is still missing."""
    post = post_or_404(request, pk)
    form = PostForm(request.POST, instance=post, government=post.government)
    refused = []
    if form.is_valid():
        try:
            post = actions.save_draft(by=request.user, post=post, draft=form.draft())
        except (Refused, ValidationError) as error:
            refused = reasons_of(error)
    status = 409 if refused else 422 if form.errors else 200
    page = {"post": post, "form": form, "missing": _missing(post), "refused": refused, "step": post.case.current_step}
    return render(request, "posts/_saved.html", page, status=status)


@require_POST
@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a post outside its step, with a reason: approvals are void and it goes back to review."""
    post = post_or_404(request, pk)
    form = PostForm(request.POST, instance=post, government=post.government)
    if form.is_valid():
        try:
            actions.edit_post(by=request.user, post=post, draft=form.draft(), reason=request.POST.get("reason", ""))
        except (Refused, ValidationError) as error:
            put_into(form, error)
        else:
            messages.success(request, _("Perubahan disimpan; konten kembali diperiksa."))
            return redirect("posts:detail", pk)
    return render(request, "posts/compose.html", _compose_context(request, post_or_404(request, pk), form), status=422)


@require_POST
@signed_in
def add_documentation(request: PersonRequest, pk: int) -> HttpResponse:
    """Add pictures or videos, several at once; each that is wrong says why, the others are kept."""
    post = post_or_404(request, pk)
    for file in request.FILES.getlist("files"):
        attempt(request, lambda file=file: actions.add_asset(by=request.user, post=post, content=file.file))  # type: ignore[misc]
    return redirect(f"/kerja/pesan/{pk}/tulis/#dokumentasi")


@require_POST
@signed_in
def remove_documentation(request: PersonRequest, pk: int, asset: int) -> HttpResponse:
    post = post_or_404(request, pk)
    found = get_object_or_404(Asset.objects.select_related("post"), pk=asset, post=post)
    attempt(request, lambda: actions.remove_asset(by=request.user, asset=found), _("Dokumentasi dihapus."))
    return redirect(f"/kerja/pesan/{pk}/tulis/#dokumentasi")


@require_POST
@signed_in
def start_upload(request: PersonRequest, pk: int) -> HttpResponse:
    """Announce a file that will come in pieces; answers with where to send them."""
    post = post_or_404(request, pk)
    try:
        upload = uploads.start(by=request.user, post=post, size=int(request.POST.get("size", "0") or 0))
    except (Refused, ValueError) as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"token": str(upload.token), "received": 0}, status=201)


@signed_in
def upload_piece(request: PersonRequest, pk: int, token: str) -> HttpResponse:
    """Take the piece that starts at `?offset=`; answers with how much is there, so that a broken line goes on."""
    post = post_or_404(request, pk)
    upload = get_object_or_404(Upload, token=token, post=post, by=request.user)
    if request.method != "POST":
        return JsonResponse({"received": upload.received})
    try:
        offset = int(request.GET.get("offset", "-1"))
        received = uploads.add_piece(upload=upload, offset=offset, piece=request.body)
        if received == upload.size:
            asset = uploads.finish(by=request.user, upload=upload)
            return JsonResponse({"received": received, "asset": asset.pk}, status=201)
    except (Refused, ValueError) as error:
        return JsonResponse({"error": str(error), "received": upload.received}, status=409)
    return JsonResponse({"received": received})
