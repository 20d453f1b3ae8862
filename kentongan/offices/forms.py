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
