"""What is done with a message: each address one intention, each view one call."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kentongan.accounts.models import Account
from kentongan.cases import actions as case_actions
from kentongan.cases.web import add_signature, decide
from kentongan.inbox import actions, entering, forgetting, library
from kentongan.inbox.actions import Seen
from kentongan.inbox.consulting import Ask
from kentongan.inbox.entering import Heard
from kentongan.inbox.forms import AssignForm, CloseForm, ConsultForm, EnterForm, ReplyForm
from kentongan.inbox.lists import Asked, number_of
from kentongan.inbox.merging import alike, merge_message
from kentongan.inbox.models import Answer, Message
from kentongan.inbox.replying import text_limit
from kentongan.inbox.views.access import agencies_for, message_or_404, other_agencies
from kentongan.inbox.views.reading import colleagues, detail_context
from kentongan.law.refusal import Reason, Refused
from kentongan.offices.models import Person
from kentongan.offices.web import PersonRequest, attempt, confirmed_as, entered, reasons_of, signed_in


def _refused_page(request: PersonRequest, pk: int, reasons: Any, **kept: Any) -> HttpResponse:
    """The message again, with why nothing was done and what was entered kept."""
    page = {**detail_context(request, message_or_404(request, pk)), "refused": reasons, **kept}
    return render(request, "inbox/detail.html", page, status=409)


def _answer_named(message: Message, pk: int | None) -> Answer | None:
    """A library answer as the page may name it: one that holds today, and that this agency may use."""
    return library.usable(message.government, message.agency).filter(pk=pk).first() if pk else None


@require_POST
@signed_in
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Send the reply, or hand it to whoever must approve it."""
    message, form = message_or_404(request, pk), ReplyForm(request.POST)
    if not form.is_valid():
        return _refused_page(request, pk, [_("Muat ulang halaman ini.")])
    given = form.cleaned_data
    seen = Seen(given["seen_thread"], given["seen_move"], confirmed_as(request, given["password"]))
    source = _answer_named(message, given["answer"])
    try:
        actions.answer_message(by=request.user, message=message, text=given["text"], seen=seen, answer=source)
    except Refused as error:
        return _refused_page(request, pk, reasons_of(error), unsent=given["text"])
    messages.success(request, _("Jawaban dikirim.") if not message_or_404(request, pk).open else _("Diteruskan."))
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def answer_with(request: PersonRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Send a library answer as it stands: “answer available” in one click."""
    message, form = message_or_404(request, pk), ReplyForm(request.POST)
    if not form.is_valid():
        return _refused_page(request, pk, [_("Muat ulang halaman ini.")])
    source = _answer_named(message, answer_pk)
    if source is None or source.version != form.cleaned_data["version"]:
        changed = Reason(_("Jawaban ini berubah atau tidak berlaku lagi."), remedy=_("Baca kembali saran di bawah."))
        return _refused_page(request, pk, [changed])
    seen = Seen(form.cleaned_data["seen_thread"], form.cleaned_data["seen_move"])
    text = source.within(text_limit(message))
    try:
        actions.answer_message(by=request.user, message=message, text=text, seen=seen, answer=source)
    except Refused as error:
        return _refused_page(request, pk, reasons_of(error))
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def save_draft(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep the reply as far as it is written (called by the page while one types)."""
    message, form = message_or_404(request, pk), ReplyForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("Muat ulang halaman ini."), status=409)
    given = form.cleaned_data
    try:
        actions.save_draft(
            by=request.user, message=message, text=given["text"], answer=_answer_named(message, given["answer"])
        )
    except Refused as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(_("Tersimpan."), content_type="text/plain; charset=utf-8")


@require_POST
@signed_in
def consult(request: PersonRequest, pk: int) -> HttpResponse:
    """Contact other agencies."""
    message = message_or_404(request, pk)
    form = ConsultForm(request.POST, agencies=other_agencies(message.agency_id, message.government_id))
    if not form.is_valid():
        reasons = [Reason(text, field=name) for name, texts in form.errors.items() for text in texts]
        return _refused_page(request, pk, reasons, consult_form=form)
    given = form.cleaned_data
    asks = [Ask(agency, given["question"], given["excerpt"]) for agency in given["agency"]]
    seen = Seen(given["seen_thread"], given["seen_move"])
    try:
        actions.ask_agencies(by=request.user, message=message, asks=asks, seen=seen)
    except Refused as error:
        return _refused_page(request, pk, reasons_of(error), consult_form=form)
    messages.success(request, _("Instansi dihubungi; waktunya berjalan."))
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def move(request: PersonRequest, pk: int, outcome: str) -> HttpResponse:
    """Take the current step as the procedure has it."""
    message = message_or_404(request, pk)
    given, refused = decide(request, message.case, outcome)
    if refused:
        return _refused_page(request, pk, refused, entered=given, tried=outcome)
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def sign(request: PersonRequest, pk: int, role: str) -> HttpResponse:
    """Approve the reply as it is written."""
    add_signature(request, message_or_404(request, pk).case, role)
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def extend(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the step the extension that its procedure allows."""
    message, reason = message_or_404(request, pk), request.POST.get("reason", "")
    attempt(
        request,
        lambda: case_actions.extend_clock(by=request.user, case=message.case, reason=reason),
        _("Tenggat diperpanjang."),
    )
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def close(request: PersonRequest, pk: int) -> HttpResponse:
    message, form = message_or_404(request, pk), CloseForm(request.POST)
    if not form.is_valid():
        return _refused_page(request, pk, [_("Pilih alasan menutup.")], close_form=form)
    try:
        actions.close_message(by=request.user, message=message, **form.cleaned_data)
    except Refused as error:
        return _refused_page(request, pk, reasons_of(error), close_form=form)
    messages.success(request, _("Ditutup. Dapat dibuka kembali dari halamannya."))
    return redirect("inbox:index")


@require_POST
@signed_in
def mark_spam(request: PersonRequest) -> HttpResponse:
    """Close the ticked ones as spam."""
    chosen = [int(pk) for pk in request.POST.getlist("message") if pk.isascii() and pk.isdigit() and len(pk) < 19][:100]
    rows = Message.objects.visible_to(request.user).filter(pk__in=chosen).defer("search")
    found = list(rows.select_related("agency__government", "government"))
    done = _("%(n)d masukan ditutup sebagai spam.") % {"n": len(found)}
    attempt(request, lambda: actions.mark_spam(by=request.user, messages=found), done)
    return redirect("inbox:index")


@require_POST
@signed_in
def reopen(request: PersonRequest, pk: int) -> HttpResponse:
    message, reason = message_or_404(request, pk), request.POST.get("reason", "")
    attempt(
        request, lambda: actions.reopen_message(by=request.user, message=message, reason=reason), _("Dibuka kembali.")
    )
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def register(request: PersonRequest, pk: int) -> HttpResponse:
    """Enter a formal information request in the register."""
    message = message_or_404(request, pk)
    attempt(request, lambda: actions.register_request(by=request.user, message=message), _("Permohonan didaftarkan."))
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    message = message_or_404(request, pk)
    form = AssignForm(request.POST, people=colleagues(message))
    to: Person | None = form.cleaned_data["to"] if form.is_valid() else None
    attempt(
        request, lambda: actions.assign_message(by=request.user, message=message, to=to), _("Penanggung jawab dicatat.")
    )
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def note(request: PersonRequest, pk: int) -> HttpResponse:
    message, text = message_or_404(request, pk), request.POST.get("text", "")
    attempt(request, lambda: actions.add_note(by=request.user, message=message, text=text), _("Catatan ditambahkan."))
    return redirect("inbox:detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that it asks the same as another one: what waits and says much the same is offered, or looked for."""
    message = message_or_404(request, pk)
    if request.method != "POST":
        words = Asked.of(request.GET).words
        page = {"message": message, "words": words, "alike": alike(request.user, message, words)}
        return render(request, "inbox/merge.html", page)
    number = number_of(request.POST.get("into", "")) or 0
    target = Message.objects.visible_to(request.user).filter(pk=number).first()

    def act() -> None:
        if target is None:
            raise Refused(Reason(_("Masukan tujuan tidak ditemukan."), field="into"))
        merge_message(by=request.user, message=message, into=target)

    done = attempt(request, act, _("Digabungkan; penanyanya ikut menerima jawaban masukan itu."))
    return redirect("inbox:detail" if done else "inbox:merge", pk)


@require_POST
@signed_in
def classify(request: PersonRequest, pk: int, question: str) -> HttpResponse:
    """Confirm or correct a suggestion."""
    message, label = message_or_404(request, pk), request.POST.get("label", "")
    attempt(
        request,
        lambda: actions.decide_suggestion(by=request.user, message=message, question=question, label=label),
        _("Dicatat; saran berikutnya belajar dari ini."),
    )
    return redirect("inbox:detail", pk)


@require_POST
@signed_in
def erase(request: PersonRequest, pk: int) -> HttpResponse:
    """Erase what the asker asked to have erased."""
    message, reason = message_or_404(request, pk), request.POST.get("reason", "")
    attempt(request, lambda: forgetting.erase_message(by=request.user, message=message, reason=reason), _("Dihapus."))
    return redirect("inbox:detail", pk)


@signed_in
def enter(request: PersonRequest) -> HttpResponse:
    """Write down what was said where no program listens."""
    accounts = Account.objects.open().filter(agency__in=agencies_for(request.user)).select_related("agency__government")
    form = EnterForm(request.POST or None, request.FILES or None, accounts=accounts)

    def act(given: dict[str, Any]) -> None:
        account = given.pop("account")
        entering.enter_message(by=request.user, account=account, heard=Heard(**given))

    refused = None if accounts else Reason(_("Anda belum ditunjuk mengelola akun."))
    return entered(request, form, act, title=_("Catat masukan"), back=reverse("inbox:index"), refused=refused)
