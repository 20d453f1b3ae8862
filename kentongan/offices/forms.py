"""What is entered about agencies, people, decrees and appointments."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.offices.models import Agency, Decree, Government, Person
from kentongan.offices.packs import roles_of


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class _ReadOnly:
    """Forms of models read what is entered; the actions write and validate the row."""

    def _post_clean(self) -> None:
        return


class GovernmentForm(_ReadOnly, forms.ModelForm[Government]):
    crest = forms.FileField(
        label=_("Lambang daerah (PNG atau JPEG)"),
        required=False,
        help_text=_("Tampil pada kop surat dan dokumen SOP."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    class Meta:
        model = Government
        fields = ("name", "seat", "working_days_only", "approver_may_upload")


class DayOffForm(forms.Form):
    day = _day(_("Tanggal"))
    working = forms.BooleanField(
        label=_("Hari kerja pengganti"), required=False, help_text=_("Kosongkan bila hari ini libur.")
    )
    reason = forms.CharField(label=_("Alasan"), max_length=200)


class TransferForm(forms.Form):
    to = forms.ModelChoiceField(queryset=Person.objects.none(), label=_("Diserahkan kepada"))
    decree = forms.ModelChoiceField(queryset=Decree.objects.none(), label=_("Dengan Keputusan"))
    reason = forms.CharField(label=_("Alasan"), max_length=300)

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(government=government, is_active=True)
        decrees = Decree.objects.filter(government=government, revoked_at=None)
        cast(forms.ModelChoiceField[Person], self.fields["to"]).queryset = people
        cast(forms.ModelChoiceField[Decree], self.fields["decree"]).queryset = decrees


class AgencyForm(_ReadOnly, forms.ModelForm[Agency]):
    class Meta:
        model = Agency
        fields = ("name", "short_name", "address")


class PersonForm(_ReadOnly, forms.ModelForm[Person]):
    class Meta:
        model = Person
        fields = ("agency", "name", "email", "nip", "rank", "position")

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = cast(forms.ModelChoiceField[Agency], self.fields["agency"])
        agency.queryset, agency.required = Agency.objects.filter(government=government), True


class DecreeForm(_ReadOnly, forms.ModelForm[Decree]):
    made_on = _day(_("Tanggal ditetapkan"))
    in_force_from = _day(_("Berlaku sejak"))
    in_force_until = _day(_("Berlaku sampai"), required=False)
    scan = forms.FileField(label=_("Pindaian (PDF atau foto)"), required=False)

    class Meta:
        model = Decree
        fields = ("agency", "number", "made_on", "subject", "signatory", "in_force_from", "in_force_until")

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField[Agency], self.fields["agency"]).queryset = Agency.objects.filter(
            government=government
        )


class AppointForm(forms.Form):
    person = forms.ModelChoiceField(queryset=Person.objects.none(), label=_("Orang"))
    role = forms.ChoiceField(label=_("Peran"))
    starts_on = _day(_("Mulai"))
    ends_on = _day(_("Sampai"), required=False)
    whole_government = forms.BooleanField(label=_("Untuk seluruh perangkat daerah"), required=False)

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField[Person], self.fields["person"]).queryset = Person.objects.filter(
            government=government, is_active=True
        )
        cast(forms.ChoiceField, self.fields["role"]).choices = [
            (key, role.title) for key, role in roles_of(government).items()
        ]
