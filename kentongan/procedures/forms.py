"""What is entered about an SOP beside its steps."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.offices.models import Agency, Decree, Government
from kentongan.procedures.rules import bases


class NewSopForm(forms.Form):
    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("Perangkat daerah"))
    base = forms.ChoiceField(label=_("Dasar"), help_text=_("SOP yang berlaku sekarang disalin sebagai awal."))

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Agency.objects.filter(government=government, active=True)
        cast(forms.ModelChoiceField[Agency], self.fields["agency"]).queryset = rows
        choice = cast(forms.ChoiceField, self.fields["base"])
        choice.choices = [(key, procedure.title) for key, procedure in bases(government).items()]


class DecreeForm(forms.Form):
    decree = forms.ModelChoiceField(queryset=Decree.objects.none(), label=_("Keputusan"))
    effective_on = forms.DateField(
        label=_("Berlaku sejak"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Decree.objects.filter(agency=agency, revoked_at=None)
        cast(forms.ModelChoiceField[Decree], self.fields["decree"]).queryset = rows


class ImportForm(forms.Form):
    text = forms.CharField(label=_("YAML"), widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}))
