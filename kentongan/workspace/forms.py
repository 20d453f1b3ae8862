"""Set-up, accepting an invitation, how to hear of things."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.offices.packs import installed_packs
from kentongan.workspace.models import Wishes


class SetUpForm(forms.Form):
    """Choose a pack, name the government, and the first person, who keeps the house."""

    pack = forms.ChoiceField(label=_("Peraturan yang dijalankan"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Nama pemerintah daerah"), max_length=200, help_text=_("Misalnya: Pemerintah Kabupaten Lamandau")
    )
    coordinator = forms.CharField(label=_("Dinas yang mengoordinasikan"), max_length=200)
    person = forms.CharField(label=_("Nama lengkap Anda"), max_length=200)
    email = forms.EmailField(label=_("Alamat surel Anda"))
    nip = forms.RegexField(
        r"^\d{18}$", label="NIP", required=False, help_text=_("18 angka tanpa spasi; boleh diisi nanti.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["pack"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 (declared above)
        choice.choices = [(pack.key, pack.regulation.title) for pack in installed_packs().values()]


class WishesForm(forms.ModelForm[Wishes]):
    """How one wants to hear of things."""

    class Meta:
        model = Wishes
        fields = ("mail", "quiet_from", "quiet_until")
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "quiet_until": _(
                "Dalam jam tenang tidak ada kabar, kecuali keadaan darurat. Kosongkan keduanya bila tidak perlu."
            ),
        }


class ChatForm(forms.Form):
    """A chat, by its Apprise address."""

    address = forms.CharField(
        label=_("Alamat obrolan"),
        max_length=1000,
        help_text=_(
            "Alamat Apprise, misalnya tgram://TOKEN_BOT/ID_OBROLAN untuk Telegram. Belum diuji pada layanan aslinya; kirim kabar percobaan sesudahnya."
        ),
    )


class PasswordForm(forms.Form):
    """The first password of an invited person."""

    password = forms.CharField(
        label=_("Kata sandi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Paling sedikit 10 karakter; bukan kata sandi yang umum."),
    )
    again = forms.CharField(
        label=_("Kata sandi sekali lagi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        entered: dict[str, Any] = super().clean() or {}
        if entered.get("password") != entered.get("again"):
            self.add_error("again", _("Kedua kata sandi tidak sama."))
        return entered
