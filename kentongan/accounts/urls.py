from django.urls import path

from kentongan.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.index, name="index"),
    path("baru/", views.designate, name="designate"),
    path("khalayak/", views.segments, name="segments"),
    path("khalayak/baru/", views.add_segment, name="add_segment"),
    path("<int:pk>/ubah/", views.change, name="change"),
    path("<int:pk>/tunjuk-ulang/", views.redesignate, name="redesignate"),
    path("<int:pk>/tutup/", views.close, name="close"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/sambung/", views.connect, name="connect"),
    path("<int:pk>/jeda/", views.pause, name="pause"),
    path("<int:pk>/lanjut/", views.resume, name="resume"),
]
