from django.urls import path

from kentongan.offices import views

app_name = "offices"
urlpatterns = [
    path("", views.index, name="index"),
    path("pengaturan/", views.change_government, name="change_government"),
    path("hari-libur/", views.set_day_off, name="set_day_off"),
    path("perangkat-daerah/<int:pk>/", views.change_agency, name="change_agency"),
    path("orang/<int:pk>/", views.change_person, name="change_person"),
    path("orang/<int:pk>/akses/", views.set_person_active, name="set_person_active"),
    path("keputusan/<int:pk>/pindaian", views.scan, name="scan"),
    path("penunjukan/<int:pk>/serahkan/", views.transfer_appointment, name="transfer_appointment"),
    path("perangkat-daerah/baru/", views.add_agency, name="add_agency"),
    path("orang/baru/", views.add_person, name="add_person"),
    path("orang/<int:pk>/undang/", views.invite, name="invite"),
    path("keputusan/baru/", views.register_decree, name="register_decree"),
    path("keputusan/<int:pk>/", views.decree, name="decree"),
    path("keputusan/<int:pk>/cabut/", views.revoke_decree, name="revoke_decree"),
    path("keputusan/<int:pk>/tunjuk/", views.appoint, name="appoint"),
    path("penunjukan/<int:pk>/akhiri/", views.end_appointment, name="end_appointment"),
]
