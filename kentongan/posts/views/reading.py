"""Lists, one post with its procedure, its versions, its files."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kentongan.cases import rules as case_rules
from kentongan.cases.subjects import subject_of
from kentongan.cases.web import case_context
from kentongan.files.store import open_stored
from kentongan.offices.authority import agencies_of, why_not_authorised
from kentongan.offices.models import Agency, Person
from kentongan.offices.packs import pack_of
from kentongan.offices.web import PersonRequest, page_of, signed_in
from kentongan.posts import rules
from kentongan.posts.content import changes, content_of, hash_of, tagged_text
from kentongan.posts.models import SUBJECT, Delivery, Post
from kentongan.posts.papers import TITLES, outputs_of
from kentongan.posts.registers import rows_of, with_related
from kentongan.posts.views.access import post_or_404
from kentongan.procedures.rules import procedures_of


def agencies_to_write_for(person: Person) -> list[Agency]:
    """Agencies for which this person may start a post now."""
    agencies = list(Agency.objects.filter(government_id=person.government_id, active=True).select_related("government"))
    if not agencies:
        return []
    held = set(agencies_of(person))
    working = procedures_of(agencies[0].government, agencies, SUBJECT)
    first = {agency.pk: working[agency.pk].steps[0].actor for agency in agencies}
    return [agency for agency in agencies if {(agency.pk, first[agency.pk]), (None, first[agency.pk])} & held]


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    rows = with_related(Post.objects.filter(government_id=request.user.government_id))
    page = page_of(rows, request)
    may_write = bool(agencies_to_write_for(request.user))
    return render(request, "posts/index.html", {"page": page, "rows": rows_of(page.rows), "may_write": may_write})


def detail_context(request: PersonRequest, post: Post) -> dict[str, Any]:
    """Everything the page of a post shows."""
    case = post.case
    content = content_of(post)
    content_hash = hash_of(content)
    step = case.current_step
    deliveries = Delivery.objects.filter(version__post=post).select_related("account").order_by("id")
    words = subject_of(case).words
    return {
        "post": post,
        "row": post,
        "move_url": "posts:move",
        "sign_url": "posts:sign",
        **case_context(request, case, post, content_hash),
        "waivable": [(each, words.title(each.name)) for each in case_rules.waivable(case, request.user, post)],
        "waivers": [(each, words.title(each.requirement)) for each in case.waivers.select_related("by")],
        "may_edit": rules.why_not_edit(case, request.user) is None,
        "edits_freely": rules.edits_in_step(case, request.user),
        "may_withdraw": step is not None
        and why_not_authorised(request.user, agency=case.agency, roles=[case.procedure.steps[0].actor]) is None,
        "texts": {variant["name"]: tagged_text(content, variant["account"]) for variant in content["variants"]},
        "deliveries": deliveries,
        "ethics": pack_of(post.government).regulation.ethics,
        "needs_ethics": step is not None and any(requirement.name == "ethics" for requirement in step.requires),
        "affirmed": post.affirmations.filter(content_hash=content_hash).exists(),
        "assets": post.assets.all(),
        "outputs": [(output, TITLES[output.document]) for output in outputs_of(case)],
    }


@require_safe
@signed_in
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    return render(request, "posts/detail.html", detail_context(request, post_or_404(request, pk)))


@require_safe
@signed_in
def versions(request: PersonRequest, pk: int) -> HttpResponse:
    """Each version with what changed since the one before."""
    post = post_or_404(request, pk)
    kept = list(post.versions.select_related("by"))
    compared = [
        {"version": after, "changes": list(changes(before.content if before else {}, after.content))}
        for before, after in zip([None, *kept], kept, strict=False)
    ]
    return render(request, "posts/versions.html", {"post": post, "compared": compared[::-1]})


@require_safe
@signed_in
@cache_control(private=True, max_age=31_536_000, immutable=True)
def file(request: PersonRequest, pk: int, sha256: str) -> FileResponse:
    """A file that the post, or one of its versions, names."""
    post = post_or_404(request, pk)
    asset = post.assets.filter(sha256=sha256).first() or post.assets.filter(thumbnail_sha256=sha256).first()
    mime = (
        ("image/webp" if asset.thumbnail_sha256 == sha256 else asset.mime) if asset else _mime_in_versions(post, sha256)
    )
    if not mime:
        raise Http404
    response = FileResponse(open_stored(sha256), content_type=mime)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _mime_in_versions(post: Post, sha256: str) -> str:
    contents = post.versions.values_list("content", flat=True)
    return next((asset["mime"] for content in contents for asset in content["assets"] if asset["sha256"] == sha256), "")
