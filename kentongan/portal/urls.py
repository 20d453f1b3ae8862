from django.urls import path

from kentongan.portal import asking, views
from kentongan.portal.feeds import PostFeed

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("pemda/<int:pk>/", views.government, name="government"),
    path("pemda/<int:pk>/akun/", views.accounts, name="accounts"),
    path("pemda/<int:pk>/tanya/", asking.ask, name="ask"),
    path("pemda/<int:pk>/jawaban/", asking.answers, name="answers"),
    path("lacak/", asking.track, name="track"),
    path("pemda/<int:pk>/rss.xml", PostFeed(), name="feed"),
    path("pemda/<int:pk>/jejak/", views.roots, name="roots"),
    path("pesan/<slug:key>/", views.post, name="post"),
    path("berkas/<slug:key>/<str:sha256>", views.file, name="file"),
    path("bahasa/", views.set_language, name="set_language"),
]
