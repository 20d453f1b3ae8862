from django.urls import path

from kentongan.workspace.views import frame, telling

app_name = "workspace"
urlpatterns = [
    path("", frame.home, name="home"),
    path("mulai/<str:token>/", frame.set_up, name="set_up"),
    path("mulai/<str:token>/contoh/", frame.example, name="example"),
    path("kabar/", telling.notices, name="notices"),
    path("kabar/dibaca/", telling.read_notices, name="read_notices"),
    path("kabar/cara/", telling.wishes, name="wishes"),
    path("kabar/perangkat/", telling.add_device, name="add_device"),
    path("kabar/obrolan/", telling.add_chat, name="add_chat"),
    path("kabar/tujuan/<int:pk>/coba/", telling.try_target, name="try_target"),
    path("kabar/tujuan/<int:pk>/hapus/", telling.remove_target, name="remove_target"),
    path("kabar/pekerja.js", telling.worker, name="worker"),
    path("saya/", frame.me, name="me"),
    path("saya/bahasa/", frame.change_language, name="language"),
    path("saya/penunjukan/<int:pk>/pernyataan/", frame.acknowledge, name="acknowledge"),
    path("cari/", frame.search, name="search"),
]
