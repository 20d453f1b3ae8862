"""What is entered about a post, a step, a delivery."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import Account, Segment
from kentongan.offices.models import Agency, Government
from kentongan.offices.packs import pack_of
from kentongan.posts.actions import Draft, Target
from kentongan.posts.models import Post

_LOCAL = "%Y-%m-%dT%H:%M"


def local_moment(label: Any, *, required: bool = False) -> forms.DateTimeField:
    """A date and time in the government's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL)
    return forms.DateTimeField(
        label=label, required=required, widget=widget, input_formats=[_LOCAL, "%Y-%m-%dT%H:%M:%S"]
    )


class NewPostForm(forms.Form):
    """The title, and for which agency."""

    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("Perangkat daerah"))
    title = forms.CharField(label=_("Judul"), max_length=200, help_text=_("Apa yang diberitakan, dalam satu baris."))

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelChoiceField[Agency], self.fields["agency"])
        choice.queryset = agencies
        if len(agencies) == 1:
            choice.initial, choice.widget = agencies[0], forms.HiddenInput()


class PostForm(forms.ModelForm[Post]):
    """The message, its accounts with their own texts and times, its audience, the texts of its pictures."""

    event_start = local_moment(_("Kegiatan mulai"))
    event_end = local_moment(_("Kegiatan selesai"))

    class Meta:
        model = Post
        fields = (
            "title", "assignment", "kind", "theme", "hashtags", "event_start", "event_end", "place", "narrative", "caption", "sources",
        )  # fmt: skip
        widgets = {
            "assignment": forms.Textarea(attrs={"rows": 3}),
            "narrative": forms.Textarea(attrs={"rows": 10}),
            "caption": forms.Textarea(attrs={"rows": 4, "data-count": ""}),
            "sources": forms.Textarea(attrs={"rows": 3}),
            "theme": forms.TextInput(attrs={"placeholder": "#BaktiSosial", "autocapitalize": "off"}),
            "hashtags": forms.TextInput(attrs={"placeholder": "#Lomba #Desa", "autocapitalize": "off"}),
        }
        help_texts = {
            "theme": _("Tagar di depan tema."),
            "sources": _("Satu baris satu sumber: siapa atau dokumen apa yang memastikan fakta ini."),
        }

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.government = government
        kinds = pack_of(government).regulation.message_kinds
        self.fields["kind"] = forms.ChoiceField(
            label=_("Jenis pesan"),
            required=False,
            choices=[("", _("Pilih…")), *((kind.key, kind.title) for kind in kinds)],
        )
        self.fields["title"].required = False  # an autosave may come while it is being rewritten
        self.fields["segments"] = forms.ModelMultipleChoiceField(
            label=_("Khalayak sasaran"),
            queryset=Segment.objects.filter(government=government),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=self.instance.segments.all() if self.instance.pk else (),
        )
        self._add_accounts()
        self.assets = list(self.instance.assets.all()) if self.instance.pk else []
        for asset in self.assets:
            self.fields[f"alt-{asset.pk}"] = forms.CharField(
                label=_("Teks alternatif"),
                required=False,
                max_length=500,
                initial=asset.alt,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _add_accounts(self) -> None:
        self.accounts = list(
            Account.objects.open()
            .filter(government=self.government, agency=self.instance.agency_id)
            .select_related("decree", "government")
        )
        chosen = {variant.account_id: variant for variant in self.instance.variants.all()} if self.instance.pk else {}
        for account in self.accounts:
            variant = chosen.get(account.pk)
            self.fields[f"account-{account.pk}"] = forms.BooleanField(
                label=account.name, required=False, initial=variant is not None
            )
            self.fields[f"variant-{account.pk}"] = forms.CharField(
                label=_("Teks khusus untuk akun ini"),
                required=False,
                initial=variant.text if variant else "",
                widget=forms.Textarea(attrs={"rows": 2, "data-count": account.text_limit() or ""}),
                help_text=_("Kosong berarti sama dengan caption."),
            )
            self.fields[f"time-{account.pk}"] = local_moment(_("Tayang paling cepat"))
            self.fields[f"time-{account.pk}"].initial = variant.scheduled_at if variant else None

    def account_fields(self) -> list[dict[str, Any]]:
        """The three fields of each account together, for the template."""
        return [
            {
                "account": account,
                "chosen": self[f"account-{account.pk}"],
                "text": self[f"variant-{account.pk}"],
                "time": self[f"time-{account.pk}"],
                "limit": account.text_limit(),
            }
            for account in self.accounts
        ]

    def asset_fields(self) -> list[dict[str, Any]]:
        """Each picture with its text field."""
        return [{"asset": asset, "alt": self[f"alt-{asset.pk}"]} for asset in self.assets]

    def clean_title(self) -> str:
        return self.cleaned_data["title"].strip() or self.instance.title

    def draft(self) -> Draft:
        """What was entered, for the actions."""
        entered = self.cleaned_data
        targets = [
            Target(account, entered[f"variant-{account.pk}"].strip(), entered[f"time-{account.pk}"])
            for account in self.accounts
            if entered[f"account-{account.pk}"]
        ]
        return Draft(
            fields={name: entered[name] for name in self.Meta.fields},
            alts={asset.pk: entered[f"alt-{asset.pk}"] for asset in self.assets},
            targets=targets,
            segments=list(entered["segments"]),
        )

    def _post_clean(self) -> None:
        """The actions write and validate the row; the form only reads what was entered."""


class EvidenceForm(forms.Form):
    """Where a message is, since when, and a picture of the screen."""

    permalink = forms.URLField(label=_("Tautan langsung ke unggahan"), max_length=500, assume_scheme="https")
    published_at = local_moment(_("Waktu tayang"), required=True)
    screenshot = forms.FileField(
        label=_("Tangkapan layar"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )


class RegisterForm(forms.Form):
    """Filters of the register."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(), required=False, label=_("Perangkat daerah"), empty_label=_("Semua")
    )
    since = forms.DateField(
        label=_("Dari"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Sampai"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    state = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[
            ("", _("Semua")),
            ("open", _("Berjalan")),
            ("done", _("Selesai")),
            ("withdrawn", _("Ditarik")),
            ("late", _("Terlambat")),
        ],
    )
    q = forms.CharField(label=_("Kata"), required=False, max_length=100)

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField[Agency], self.fields["agency"]).queryset = Agency.objects.filter(
            government=government
        )
