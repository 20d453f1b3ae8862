from django.urls import path

from kentongan.procedures.views import approving, composing, reading

app_name = "procedures"
urlpatterns = [
    path("", reading.index, name="index"),
    path("baru/", composing.new, name="new"),
    path("peraturan/", reading.regulation, name="regulation"),
    path("paket/<slug:key>/", reading.official, name="official"),
    path("paket/<slug:key>.<slug:suffix>", reading.official_file, name="official_file"),
    path("<int:pk>/", approving.detail, name="detail"),
    path("<int:pk>/susun/", composing.compose, name="compose"),
    path("<int:pk>/periksa/", composing.check, name="check"),
    path("<int:pk>/yaml/", composing.as_yaml, name="yaml"),
    path("<int:pk>/banding/<int:other>/", composing.compare, name="compare"),
    path("<int:pk>/langkah/<slug:outcome>/", approving.move, name="move"),
    path("<int:pk>/tanda-tangan/<slug:role>/", approving.sign, name="sign"),
    path("<int:pk>/keputusan/", approving.set_decree, name="set_decree"),
    path("<int:pk>.<slug:suffix>", approving.file, name="file"),
]
