from django.urls import path

from kentongan.workspace import views

app_name = "workspace"
urlpatterns = [
    path("", views.home, name="home"),
    path("mulai/<str:token>/", views.set_up, name="set_up"),
    path("mulai/<str:token>/contoh/", views.example, name="example"),
    path("kabar/", views.notices, name="notices"),
    path("kabar/dibaca/", views.read_notices, name="read_notices"),
    path("saya/", views.me, name="me"),
    path("saya/bahasa/", views.change_language, name="language"),
    path("saya/penunjukan/<int:pk>/pernyataan/", views.acknowledge, name="acknowledge"),
    path("cari/", views.search, name="search"),
]
