from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kentongan.portal"

    def ready(self) -> None:
        from kentongan.networks import registry
        from kentongan.networks.installed import register_all
        from kentongan.portal.network import Website

        register_all()
        registry.register(Website())
