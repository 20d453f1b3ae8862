from django.urls import path

from kentongan.procedures import views

app_name = "procedures"
urlpatterns = [
    path("", views.index, name="index"),
    path("baru/", views.new, name="new"),
    path("peraturan/", views.regulation, name="regulation"),
    path("paket/<slug:key>/", views.official, name="official"),
    path("paket/<slug:key>.<slug:suffix>", views.official_file, name="official_file"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/susun/", views.compose, name="compose"),
    path("<int:pk>/periksa/", views.check, name="check"),
    path("<int:pk>/yaml/", views.as_yaml, name="yaml"),
    path("<int:pk>/banding/<int:other>/", views.compare, name="compare"),
    path("<int:pk>/langkah/<slug:outcome>/", views.move, name="move"),
    path("<int:pk>/tanda-tangan/<slug:role>/", views.sign, name="sign"),
    path("<int:pk>/keputusan/", views.set_decree, name="set_decree"),
    path("<int:pk>.<slug:suffix>", views.file, name="file"),
]
