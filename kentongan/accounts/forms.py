"""What is entered about an account."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import Account, Segment
from kentongan.networks.registry import all_networks
from kentongan.offices.models import Agency, Decree, Government, Person
from kentongan.offices.packs import pack_of


class AccountForm(forms.Form):
    """An account and the decree that makes it official."""

    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("Perangkat daerah"))
    decree = forms.ModelChoiceField(queryset=Decree.objects.none(), label=_("Keputusan"))
    network = forms.ChoiceField(label=_("Jejaring"))
    kind = forms.ChoiceField(label=_("Jenis media sosial"))
    name = forms.CharField(label=_("Nama akun"), max_length=120)
    handle = forms.CharField(label=_("Nama pengguna"), max_length=120, required=False)
    url = forms.URLField(label=_("Alamat akun"), required=False, assume_scheme="https")
    recovery_holder = forms.CharField(label=_("Pemegang surel/telepon pemulihan"), max_length=200, required=False)
    two_factor = forms.BooleanField(label=_("Verifikasi dua langkah aktif"), required=False)

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField[Agency], self.fields["agency"]).queryset = Agency.objects.filter(
            government=government
        )
        cast(forms.ModelChoiceField[Decree], self.fields["decree"]).queryset = Decree.objects.filter(
            government=government, revoked_at=None
        )
        cast(forms.ChoiceField, self.fields["network"]).choices = [
            (network.key, network.title) for network in all_networks()
        ]
        kinds = pack_of(government).regulation.account_kinds
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind.key, kind.title) for kind in kinds]


class ChangeForm(forms.ModelForm[Account]):
    """What may change about an account: its name, address, custody and audience; never its network or kind."""

    url = forms.URLField(label=_("Alamat akun"), required=False, assume_scheme="https")

    class Meta:
        model = Account
        fields = ("name", "handle", "url", "custodian", "recovery_holder", "two_factor", "segments")
        widgets = {"segments": forms.CheckboxSelectMultiple}
        labels = {"custodian": _("Pemegang akun"), "segments": _("Khalayak")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        government = self.instance.government
        people = Person.objects.filter(government=government, is_active=True)
        segments = Segment.objects.filter(government=government)
        cast(forms.ModelChoiceField[Person], self.fields["custodian"]).queryset = people
        cast(forms.ModelMultipleChoiceField[Segment], self.fields["segments"]).queryset = segments

    def _post_clean(self) -> None:
        """The actions write and validate the row; the form only reads what was entered."""


class RedesignateForm(forms.Form):
    decree = forms.ModelChoiceField(queryset=Decree.objects.none(), label=_("Keputusan baru"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Decree.objects.filter(agency=account.agency_id, revoked_at=None)
        cast(forms.ModelChoiceField[Decree], self.fields["decree"]).queryset = rows


class SegmentForm(forms.ModelForm[Segment]):
    """A technographic segment (K9a, W9a, B8a)."""

    class Meta:
        model = Segment
        fields = ("name", "device", "connection", "networks_used", "habits", "size", "source")
        help_texts = {"size": _("Boleh kosong; bila diisi, sumber angkanya wajib.")}

    def _post_clean(self) -> None:
        """The action writes and validates the row; the form only reads what was entered."""


class CredentialsForm(forms.Form):
    """What the account's network asks for."""

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in account.adapter.fields:
            widget = (
                forms.PasswordInput(attrs={"autocomplete": "off"})
                if field.secret
                else forms.TextInput(attrs={"placeholder": field.example})
            )
            self.fields[field.name] = forms.CharField(
                label=field.label, help_text=field.help, widget=widget, strip=not field.secret
            )
