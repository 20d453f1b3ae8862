"""The addresses of the sign-in library, and the link by which the invited come."""

from django.urls import include, path

from kentongan.workspace.views import frame

urlpatterns = [
    path("undangan/<str:token>/", frame.accept_invitation, name="accept_invitation"),
    path("", include("allauth.account.urls")),
    path("dua-langkah/", include("allauth.mfa.urls")),
    path("sesi/", include("allauth.usersessions.urls")),
]
