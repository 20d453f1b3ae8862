from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "kentongan.procedures"

    def ready(self) -> None:
        from kentongan.cases.subjects import register
        from kentongan.procedures.models import SUBJECT
        from kentongan.procedures.subject import SopSubject

        register(SUBJECT, SopSubject())
