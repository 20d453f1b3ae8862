from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kentongan.accounts"
    label = "official_accounts"  # `account` and `accounts` would be mistaken for sign-in accounts
