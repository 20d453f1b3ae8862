from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "kentongan.inbox"

    def ready(self) -> None:
        from kentongan.cases.subjects import register
        from kentongan.inbox.consultation import ConsultationSubject
        from kentongan.inbox.models import CONSULTATION, MESSAGE, REQUEST
        from kentongan.inbox.subject import MessageSubject

        register(MESSAGE, MessageSubject())
        register(REQUEST, MessageSubject())
        register(CONSULTATION, ConsultationSubject())
