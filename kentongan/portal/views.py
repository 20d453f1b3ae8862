"""Pages that anyone may read."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from kentongan.accounts.models import Account
from kentongan.files.store import open_stored
from kentongan.ledger.models import Batch
from kentongan.offices.models import Government
from kentongan.portal import published


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The one government of this installation, or the list of them."""
    governments = list(Government.objects.order_by("name")[:600])
    if len(governments) == 1:
        return government(request, governments[0].pk)
    return render(request, "portal/home.html", {"governments": governments})


@require_safe
def government(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Government, pk=pk)
    before = parse_datetime(request.GET.get("sebelum", ""))
    posts = published.latest(found, before=before, size=21)
    page = {
        "government": found,
        "posts": posts[:20],
        "more": posts[19].at if len(posts) > 20 else None,
        "before": before,
    }
    return render(request, "portal/government.html", page)


@require_safe
def accounts(request: HttpRequest, pk: int) -> HttpResponse:
    """Every official account with its decree, so that anyone can tell a fake one."""
    found = get_object_or_404(Government, pk=pk)
    rows = (
        Account.objects.open()
        .filter(government=found)
        .select_related("agency", "decree")
        .order_by("agency__name", "name")
    )
    official = [account for account in rows if account.decree.holds(found.today())]
    return render(request, "portal/accounts.html", {"government": found, "accounts": official})


@require_safe
def roots(request: HttpRequest, pk: int) -> HttpResponse:
    """The chain of the ledger's batches, so that anyone can keep a copy and later prove what was there."""
    found = get_object_or_404(Government, pk=pk)
    batches = Batch.objects.order_by("-number")[:100]
    return render(request, "portal/roots.html", {"government": found, "batches": batches})


@require_safe
def post(request: HttpRequest, key: str) -> HttpResponse:
    found = published.find(key)
    if found is None:
        raise Http404
    return render(
        request, "portal/post.html", {"post": found[0], "government": found[1], "public_url": settings.PUBLIC_URL}
    )


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def file(request: HttpRequest, key: str, sha256: str) -> FileResponse:
    """A picture or video of a published post; its address names its content and never changes."""
    found = published.find(key)
    asset = next((asset for asset in found[0].content["assets"] if asset["sha256"] == sha256), None) if found else None
    if asset is None:
        raise Http404
    response = FileResponse(open_stored(sha256), content_type=asset["mime"])
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember a visitor's language in a cookie."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response: HttpResponseRedirect = redirect(target if safe else "/")
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", secure=request.is_secure()
        )
    return response
