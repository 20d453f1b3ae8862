from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "kentongan.workspace"

    def ready(self) -> None:
        from kentongan.workspace import sign_in

        sign_in.watch()
