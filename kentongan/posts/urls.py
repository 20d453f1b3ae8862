from django.urls import path

from kentongan.posts.views import delivering, moving, papers, reading, writing

app_name = "posts"
urlpatterns = [
    path("", reading.index, name="index"),
    path("register/", papers.register, name="register"),
    path("register.xlsx", papers.register_xlsx, name="register_xlsx"),
    path("register.<slug:suffix>", papers.register_paper, name="register_paper"),
    path("<int:pk>/naskah/<slug:step>/<slug:name>.<slug:suffix>", papers.document, name="document"),
    path("baru/", writing.new, name="new"),
    path("<int:pk>/", reading.detail, name="detail"),
    path("<int:pk>/versi/", reading.versions, name="versions"),
    path("<int:pk>/berkas/<str:sha256>", reading.file, name="file"),
    path("<int:pk>/tulis/", writing.compose, name="compose"),
    path("<int:pk>/simpan/", writing.autosave, name="autosave"),
    path("<int:pk>/ubah/", writing.change, name="change"),
    path("<int:pk>/dokumentasi/", writing.add_documentation, name="add_documentation"),
    path("<int:pk>/dokumentasi/<int:asset>/hapus/", writing.remove_documentation, name="remove_documentation"),
    path("<int:pk>/unggah/", writing.start_upload, name="start_upload"),
    path("<int:pk>/unggah/<uuid:token>/", writing.upload_piece, name="upload_piece"),
    path("<int:pk>/langkah/<slug:outcome>/", moving.move, name="move"),
    path("<int:pk>/tanda-tangan/<slug:role>/", moving.sign, name="sign"),
    path("<int:pk>/etika/", moving.affirm, name="affirm"),
    path("<int:pk>/kecualikan/<str:requirement>/", moving.waive, name="waive"),
    path("<int:pk>/tarik/", moving.withdraw, name="withdraw"),
    path("kiriman/<int:pk>/", delivering.detail, name="delivery"),
    path("kiriman/<int:pk>/catat/", delivering.record, name="delivery_record"),
    path("kiriman/<int:pk>/pastikan/", delivering.confirm, name="delivery_confirm"),
    path("kiriman/<int:pk>/ulang/", delivering.again, name="delivery_again"),
    path("kiriman/<int:pk>/batal/", delivering.call_off, name="delivery_call_off"),
    path("kiriman/<int:pk>/bukti", delivering.evidence, name="delivery_evidence"),
]
