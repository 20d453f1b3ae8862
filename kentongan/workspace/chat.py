"""Chats that a person named: sent by Apprise, to services whose host is the vendor's, or that the house allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kentongan.law.refusal import Reason, Refused
from kentongan.networks.base import Unavailable

if TYPE_CHECKING:
    import apprise

# Kinds of address whose host nobody can choose: a person's address must not make this program call its own network.
SERVICES = {
    "tgram": "Telegram",
    "discord": "Discord",
    "slack": "Slack",
    "whatsapp": "WhatsApp",
    "line": "LINE",
    "pover": "Pushover",
}
# Kinds that name a host: allowed for the hosts that whoever keeps the house has named (NOTIFY_HOSTS).
GATEWAYS = {"ntfy", "ntfys", "gotify", "gotifys", "mmost", "mmosts", "rocket", "rockets", "json", "jsons"}


def read(address: str) -> apprise.NotifyBase:
    """An Apprise address that may be used; `Refused` with the remedy for any other."""
    import apprise  # here: it reads a hundred services' files, and most processes never need them

    scheme = address.partition("://")[0].lower()
    known = scheme in SERVICES or scheme in GATEWAYS
    plugin = apprise.Apprise.instantiate(address, suppress_exceptions=True) if known else None
    if plugin is None:
        raise Refused(
            Reason(
                _("Alamat obrolan ini tidak dapat dipakai."),
                field="address",
                remedy=_("Contoh: tgram://TOKEN_BOT/ID_OBROLAN"),
            )
        )
    if scheme in GATEWAYS and plugin.host not in settings.NOTIFY_HOSTS:
        raise Refused(
            Reason(
                _("Server obrolan ini belum diizinkan."),
                field="address",
                remedy=_("Minta pengelola sistem menambahkannya pada NOTIFY_HOSTS."),
            )
        )
    plugin.redirects = False
    return plugin


def name_of(address: str) -> str:
    """What to call it on a page, without its secrets."""
    scheme = address.partition("://")[0].lower()
    return SERVICES.get(scheme) or f"{scheme} {read(address).host}"


def send(address: str, *, title: str, text: str) -> None:
    """Send a notice to a chat. Raises `Refused` where it may not go any more, `Unavailable` where it did not arrive."""
    if not read(address).notify(title=title, body=text):
        raise Unavailable("Obrolan tidak menerima kabar. Periksa alamatnya.")
