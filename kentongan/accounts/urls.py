from django.urls import path

from kentongan.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.index, name="index"),
    path("baru/", views.designate, name="designate"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/sambung/", views.connect, name="connect"),
    path("<int:pk>/jeda/", views.pause, name="pause"),
    path("<int:pk>/lanjut/", views.resume, name="resume"),
]
