"""What is entered about a message, a consultation, a library answer."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import Account
from kentongan.inbox.models import CLOSINGS, Answer
from kentongan.offices.models import Agency, Person
from kentongan.posts.forms import local_moment

_ROWS = {"rows": 4}


class ReplyForm(forms.Form):
    """A reply with what its writer had seen."""

    text = forms.CharField(label=_("Jawaban"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    answer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_thread = forms.IntegerField(widget=forms.HiddenInput)
    seen_move = forms.IntegerField(widget=forms.HiddenInput)
    password = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class ConsultForm(forms.Form):
    """Whom to ask, what, and what they may read of the message."""

    agency = forms.ModelMultipleChoiceField(
        queryset=Agency.objects.none(), label=_("Perangkat daerah yang dihubungi"), widget=forms.CheckboxSelectMultiple
    )
    question = forms.CharField(label=_("Yang ditanyakan"), widget=forms.Textarea(attrs=_ROWS), max_length=4000)
    excerpt = forms.CharField(
        label=_("Kutipan masukan"),
        widget=forms.Textarea(attrs=_ROWS),
        max_length=8000,
        required=False,
        help_text=_("Hanya ini yang mereka lihat. Data pribadi sudah disamarkan; periksa kembali."),
    )
    seen_thread = forms.IntegerField(widget=forms.HiddenInput)
    seen_move = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelMultipleChoiceField[Agency], self.fields["agency"]).queryset = agencies


class CloseForm(forms.Form):
    """Why it ends without an answer."""

    closing = forms.ChoiceField(
        label=_("Tutup sebagai"), choices=[(key, title) for key, title in CLOSINGS.items() if key != "duplicate"]
    )
    reason = forms.CharField(label=_("Alasan"), required=False, max_length=500)
    number = forms.CharField(
        label=_("Nomor SP4N-LAPOR!"), required=False, max_length=60, help_text=_("Bila diteruskan ke sana.")
    )


class AssignForm(forms.Form):
    """Who sees to it."""

    to = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Ditangani oleh"), required=False, empty_label=_("(siapa saja)")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField[Person], self.fields["to"]).queryset = people


class EnterForm(forms.Form):
    """What an officer heard where no program listens."""

    account = forms.ModelChoiceField(queryset=Account.objects.none(), label=_("Pada akun"))
    text = forms.CharField(label=_("Isi masukan"), widget=forms.Textarea(attrs={"rows": 5}), max_length=20_000)
    author = forms.CharField(label=_("Nama pengirim di sana"), max_length=200)
    at = local_moment(_("Disampaikan pada"), required=True)
    source = forms.CharField(
        label=_("Sumber"), max_length=500, required=False, help_text=_("Alamat (tautan), atau di mana disampaikan.")
    )
    screenshot = forms.FileField(label=_("Tangkapan layar"), required=False)

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField[Account], self.fields["account"]).queryset = accounts


class ConsultationAnswerForm(forms.Form):
    """An agency's answer."""

    answer = forms.CharField(label=_("Jawaban"), widget=forms.Textarea(attrs={"rows": 8}), required=False)
    response = forms.CharField(label=_("Alasan bukan kewenangan kami"), required=False, max_length=1000)
    late_reason = forms.CharField(label=_("Alasan terlambat"), required=False, max_length=300)
    seen_move = forms.IntegerField(widget=forms.HiddenInput)


class PassOnForm(forms.Form):
    """Which agency is asked next; none: the question is taken back."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        label=_("Hubungi berikutnya"),
        required=False,
        empty_label=_("(tidak ada; kami jawab sendiri)"),
    )
    seen_move = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField[Agency], self.fields["agency"]).queryset = agencies


class AnswerForm(forms.ModelForm[Answer]):
    """A library answer."""

    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("Milik"))

    class Meta:
        model = Answer
        fields = ("questions", "text", "short", "legal_basis", "valid_until", "shared", "public")
        widgets = {
            "questions": forms.Textarea(attrs={"rows": 4}),
            "text": forms.Textarea(attrs={"rows": 8}),
            "short": forms.Textarea(attrs={"rows": 3, "data-count": "140"}),
            "valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "questions": _("Tulis berbagai cara orang menanyakannya, satu per baris."),
            "short": _("Untuk jejaring yang pendek."),
            "valid_until": _("Sesudah tanggal ini tidak disarankan lagi dan diminta ditinjau."),
        }

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelChoiceField[Agency], self.fields["agency"])
        choice.queryset, choice.required = agencies, not self.instance.pk
        if self.instance.pk or len(agencies) == 1:
            choice.initial, choice.widget = (
                self.instance.agency if self.instance.pk else agencies[0],
                forms.HiddenInput(),
            )
