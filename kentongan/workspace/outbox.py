"""Where mail goes while no mail server is set: files that an operator can read."""

from __future__ import annotations

from django.core.mail.backends.filebased import EmailBackend


class FileBackend(EmailBackend):
    """One file a connection under KENTONGAN_DATA/mail."""
