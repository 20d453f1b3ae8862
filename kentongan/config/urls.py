"""Every address: the public site at the root, the signed-in site under /kerja/, signing in under /masuk/."""

from django.urls import include, path

from kentongan.inbox.views.sources import hook

urlpatterns = [
    path("masuk/", include("kentongan.workspace.sign_in_urls")),
    path("kerja/", include("kentongan.workspace.urls")),
    path("kerja/pesan/", include("kentongan.posts.urls")),
    path("kerja/masukan/", include("kentongan.inbox.urls")),
    path("kait/<uuid:key>/", hook, name="hook"),
    path("kerja/sop/", include("kentongan.procedures.urls")),
    path("kerja/akun/", include("kentongan.accounts.urls")),
    path("kerja/kantor/", include("kentongan.offices.urls")),
    path("kerja/jejak/", include("kentongan.ledger.urls")),
    path("", include("kentongan.portal.urls")),
]
handler400 = "kentongan.workspace.views.frame.bad_request"
handler403 = "kentongan.workspace.views.frame.forbidden"
handler404 = "kentongan.workspace.views.frame.not_found"
handler500 = "kentongan.workspace.views.frame.server_error"
