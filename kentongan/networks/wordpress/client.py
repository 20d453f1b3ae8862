"""A thin client for WordPress's REST interface: one method a route, answers checked, errors in three kinds."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from kentongan.networks.addresses import parse
from kentongan.networks.base import Credentials, NetworkError, Rejected, Unknown
from kentongan.networks.calls import Answer, Call, Line, Patience, judge
from kentongan.networks.wordpress.answers import Article, Comment, Complaint, Existing, Fields, Oneself, Term, Upload

T = TypeVar("T")
_ARTICLE: Fields = "id,slug,status,link,date_gmt"
_UPLOAD: Fields = "id,slug,source_url,mime_type,alt_text"
_TERM: Fields = "id,slug"
_COMMENT: Fields = "id,post,parent,author,author_name,date_gmt,content,link,status"
_ONESELF: Fields = "id,slug,name,capabilities"

# WordPress says 500 for these, but it says it itself, before anything was kept.
_REFUSED_UPLOADS = ("rest_upload_unknown_error", "rest_upload_sideload_error")
_MISSING = ("rest_post_invalid_id", "rest_comment_invalid_id")
_REMEDIES = {
    401: "Nama pengguna atau sandi aplikasi salah atau dicabut. Buat sandi baru di sana, lalu sambungkan lagi.",
    403: "Pengguna WordPress ini tidak berhak melakukannya. Minta pengelola situs memberi peran Penulis atau Editor.",
    404: "WordPress tidak menemukan yang diminta. Periksa alamat situs, dan apakah REST API-nya aktif.",
    410: "Yang diminta sudah dihapus di WordPress.",
    413: "Berkas terlalu besar bagi situs ini. Perkecil gambarnya, atau minta pengelola menaikkan batas unggahan.",
    429: "Situs meminta jeda karena terlalu banyak permintaan.",
    503: "Situs sedang dalam perawatan atau terlalu sibuk.",
}


class Missing(Rejected):
    """The named post certainly does not exist: WordPress itself says so, not a page on the way."""


@dataclass(frozen=True)
class SignIn:
    """Where and as whom. The password is an application password, with or without its spaces."""

    address: str
    username: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, credentials: Credentials) -> SignIn:
        """Read stored credentials. Raises `Rejected` naming the empty field."""
        for name, label in (("address", "Alamat situs"), ("username", "Nama pengguna"), ("password", "Sandi aplikasi")):
            if not credentials.get(name, "").strip():
                raise Rejected(f"{label} belum diisi.")
        return cls(credentials["address"].strip(), credentials["username"].strip(), credentials["password"].strip())

    def censor(self, text: str) -> str:
        """The text without the password in any form in which a site could throw it back."""
        bare = self.password.replace(" ", "")
        pairs = [
            base64.b64encode(f"{self.username}:{password}".encode()).decode() for password in (self.password, bare)
        ]
        for secret in (self.password, bare, *pairs):
            text = text.replace(secret, "•••")
        return text


class Client:
    """The routes that publishing needs. Every method raises `Rejected`, `Unavailable` or `Unknown`."""

    def __init__(self, sign_in: SignIn, *, patience: Patience, loopback: bool) -> None:
        self._sign_in = sign_in
        auth = httpx.BasicAuth(sign_in.username, sign_in.password)
        self._line = Line(parse(sign_in.address), auth, patience, loopback)

    def oneself(self) -> Oneself:
        return self._ask(Oneself, self._call("GET", "users/me", _ONESELF, {"context": "edit"}))

    def article(self, number: str) -> Article:
        """One post, if it is public or the signed-in user's own. Raises `Missing` when there is none of that number."""
        return self._ask(Article, self._call("GET", f"posts/{number}", _ARTICLE))

    def articles(self, slug: str) -> list[Article]:
        """Every post of exactly that slug that the signed-in user may see, in any status but the bin, oldest first."""
        query = {"slug": slug, "status": "any", "context": "edit", "orderby": "id", "order": "asc", "per_page": "100"}
        found = self._ask(list[Article], self._call("GET", "posts", _ARTICLE, query))
        return sorted((article for article in found if article.slug == slug), key=lambda article: article.id)

    def write_article(self, body: Mapping[str, object], number: str = "") -> Article:
        """Make a post, or change the one of that number."""
        return self._ask(Article, self._call("POST", f"posts/{number}".rstrip("/"), _ARTICLE, json=body))

    def uploads(self, slugs: list[str]) -> list[Upload]:
        """The files of those slugs; at most 100 slugs."""
        query = {"slug": ",".join(slugs), "per_page": "100", "orderby": "id", "order": "asc"}
        return self._ask(list[Upload], self._call("GET", "media", _UPLOAD, query))

    def upload(self, file: tuple[str, bytes, str], form: Mapping[str, str]) -> Upload:
        return self._ask(Upload, self._call("POST", "media", _UPLOAD, form=form, file=file))

    def describe_upload(self, number: int, alt: str) -> Upload:
        return self._ask(Upload, self._call("POST", f"media/{number}", _UPLOAD, json={"alt_text": alt}))

    def terms(self, slugs: list[str]) -> list[Term]:
        query = {"slug": ",".join(slugs), "per_page": "100", "hide_empty": "false"}
        return self._ask(list[Term], self._call("GET", "tags", _TERM, query))

    def make_term(self, name: str, slug: str) -> int:
        """The id of the new tag, or of the one that somebody else made in the meantime."""
        call = self._call("POST", "tags", _TERM, json={"name": name, "slug": slug})
        answer = self._line.ask(call)
        complaint = _complaint(answer)
        if complaint is not None and complaint.code == "term_exists":
            return self._believe(Existing, complaint.data).term_id
        return self._read(Term, call, answer).id

    def comments(self, query: Mapping[str, str]) -> list[Comment]:
        """Public comments, as asked for."""
        return self._ask(list[Comment], self._call("GET", "comments", _COMMENT, query))

    def comment(self, number: int | str) -> Comment:
        """One comment. Raises `Missing` when there is none that we may see."""
        return self._ask(Comment, self._call("GET", f"comments/{number}", _COMMENT))

    def write_comment(self, body: Mapping[str, object], number: str = "") -> Comment:
        """Make a comment, or change the one of that number."""
        return self._ask(Comment, self._call("POST", f"comments/{number}".rstrip("/"), _COMMENT, json=body))

    def _call(
        self, method: str, route: str, fields: Fields, query: Mapping[str, str] | None = None, **content: Any
    ) -> Call:
        # The plain form of the address works whatever permalinks the site has chosen.
        return Call(
            method,
            self._line.base.path,
            {"rest_route": f"/wp/v2/{route}", "_fields": fields, **(query or {})},
            **content,
        )

    def _ask(self, shape: type[T], call: Call) -> T:
        return self._read(shape, call, self._line.ask(call))

    def _read(self, shape: type[T], call: Call, answer: Answer) -> T:
        error = self._error(call, answer)
        if error is not None:
            raise error
        return self._believe(shape, answer.body)

    def _believe(self, shape: type[T], value: object) -> T:
        believed = _validated(shape, value)
        if believed is None:
            raise Unknown(
                f"{self._line.base.host} menjawab sesuatu yang bukan jawaban WordPress. Periksa alamat situs."
            )
        return believed

    def _error(self, call: Call, answer: Answer) -> NetworkError | None:
        if answer.status in (200, 201):
            return None
        complaint = _complaint(answer)
        detail = self._sign_in.censor(_explain(answer, complaint))
        if complaint is not None and complaint.code in _MISSING:
            return Missing(detail)
        if complaint is not None and complaint.code in _REFUSED_UPLOADS:
            return Rejected(detail)
        return judge(answer, call, detail) or Unknown(detail)


def _validated(shape: type[T], value: object) -> T | None:
    adapter = TypeAdapter(shape)
    try:
        return adapter.validate_json(value) if isinstance(value, bytes) else adapter.validate_python(value)
    except ValidationError:
        return None


def _complaint(answer: Answer) -> Complaint | None:
    return _validated(Complaint, answer.body) if answer.status >= 400 else None


def _explain(answer: Answer, complaint: Complaint | None) -> str:
    """A remedy where there is one, then what WordPress itself says, without markup and not at length."""
    if 300 <= answer.status < 400:
        return "Alamat situs mengalihkan ke alamat lain. Isikan alamat yang tampil di peramban, dengan atau tanpa www."
    # To a visitor WordPress says that drafts are no valid choice, not that the password is wrong.
    status = 401 if b"rest_forbidden_status" in answer.body else answer.status
    remedy = _REMEDIES.get(status, f"Situs menolak permintaan (HTTP {answer.status}).")
    if answer.status >= 500 and answer.status not in _REMEDIES:
        remedy = f"Situs mengalami gangguan (HTTP {answer.status})."
    if complaint is None:
        return remedy
    said = html.unescape(re.sub(r"<[^>]*>", "", complaint.message))[:200].strip()
    return f"{remedy} WordPress: {said} ({complaint.code[:60]})"
