from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kentongan.ledger"
