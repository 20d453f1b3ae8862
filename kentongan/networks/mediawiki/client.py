"""A thin client for MediaWiki's action API: signs in with a bot password, keeps the session, judges errors by their codes."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

import httpx
from pydantic import ValidationError

from kentongan.networks.addresses import parse
from kentongan.networks.base import Credentials, NetworkError, Rejected, Unavailable, Unknown
from kentongan.networks.calls import Answer, Call, Line, Patience, judge, retry_after
from kentongan.networks.mediawiki.answers import Answered, Complaint

_LATER = {"ratelimited", "readonly", "maxlag", "editconflict", "actionthrottledtext", "blocked-readonly"}
_ALWAYS = {"format": "json", "formatversion": "2", "errorformat": "plaintext", "errorsuselocal": "1"}
_REMEDIES = {
    "blocked": "Pengguna ini diblokir di wiki itu. Hubungi pengelolanya.",
    "permissiondenied": "Pengguna ini tidak berhak melakukannya di wiki itu.",
    "protectedpage": "Halaman ini dilindungi. Minta hak menyunting kepada pengelola wiki.",
    "assertuserfailed": "Sesi di wiki itu berakhir. Coba lagi.",
    "articleexists": "Halaman berjudul sama sudah ada.",
}


class Existing(Rejected):
    """A page of that title is there already."""


@dataclass(frozen=True)
class SignIn:
    """Where and as whom; the password is a bot password (Special:BotPasswords)."""

    address: str
    username: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, credentials: Credentials) -> SignIn:
        """Read stored credentials. Raises `Rejected` naming the empty field."""
        for name, label in (("address", "Alamat wiki"), ("username", "Nama pengguna bot"), ("password", "Sandi bot")):
            if not credentials.get(name, "").strip():
                raise Rejected(f"{label} belum diisi.")
        address = credentials["address"].strip().rstrip("/")
        whole = address if address.endswith("api.php") else f"{address}/api.php"
        return cls(whole, credentials["username"].strip(), credentials["password"].strip())

    def censor(self, text: str) -> str:
        return text.replace(self.password, "•••")


class _Session(httpx.Auth):
    """Keeps the wiki's cookies between the calls, and sends them nowhere else: a client belongs to one site."""

    requires_response_body = False

    def __init__(self) -> None:
        self._cookies: dict[str, str] = {}

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._cookies:
            request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        response = yield request
        for line in response.headers.get_list("set-cookie"):
            try:
                read = SimpleCookie(line)
            except CookieError:
                continue
            self._cookies |= {name: morsel.coded_value for name, morsel in read.items()}


class Client:
    """One signed-in session. Every method raises `Rejected`, `Unavailable` or `Unknown`."""

    def __init__(self, sign_in: SignIn, *, patience: Patience, loopback: bool) -> None:
        self._sign_in = sign_in
        self._line = Line(parse(sign_in.address), _Session(), patience, loopback)
        self._token = ""

    @property
    def username(self) -> str:
        """The user behind the bot password: Humas of Humas@kentongan."""
        return self._sign_in.username.partition("@")[0].replace("_", " ")

    def read(self, **asked: str) -> Answered:
        """Ask without changing anything."""
        self._enter()
        return self._ask("GET", {"assert": "user", "action": "query", **asked})

    def write(self, said: Mapping[str, str], file: tuple[str, bytes, str] | None = None) -> Answered:
        """Change something. A token that has run out is renewed once."""
        self._enter()
        try:
            return self._ask("POST", {"assert": "user", **said, "token": self._token}, file)
        except _BadToken:
            self._token = self._tokens("csrf")
            return self._ask("POST", {"assert": "user", **said, "token": self._token}, file)

    def _enter(self) -> None:
        if self._token:
            return
        said = {
            "action": "login",
            "lgname": self._sign_in.username,
            "lgpassword": self._sign_in.password,
            "lgtoken": self._tokens("login"),
        }
        answer = self._ask("POST", said)
        if answer.login.get("result") != "Success":
            raise Rejected("Nama pengguna bot atau sandinya salah atau dicabut. Buat sandi bot baru di wiki itu.")
        self._token = self._tokens("csrf")

    def _tokens(self, kind: str) -> str:
        answer = self._ask("GET", {"action": "query", "meta": "tokens", "type": kind})
        token = answer.query.tokens.get(f"{kind}token", "")
        if not token:
            raise Unknown(f"{self._line.base.host} tidak memberi tanda masuk.")
        return token

    def _ask(self, method: str, said: Mapping[str, str], file: tuple[str, bytes, str] | None = None) -> Answered:
        path, asked = self._line.base.path.rstrip("/"), {**_ALWAYS, **said}
        call = Call(method, path, asked) if method == "GET" else Call(method, path, form=asked, file=file)
        return self._judged(call, self._line.ask(call))

    def _judged(self, call: Call, answer: Answer) -> Answered:
        wrong = judge(answer, call, f"Wiki menolak permintaan (HTTP {answer.status}).")
        if wrong:
            raise wrong
        try:
            read = Answered.model_validate_json(answer.body)
        except ValidationError:
            raise Unknown(
                f"{self._line.base.host} menjawab sesuatu yang bukan jawaban MediaWiki. Periksa alamatnya."
            ) from None
        if read.errors:
            raise self._error(read.errors[0], answer, call)
        return read

    def _error(self, complaint: Complaint, answer: Answer, call: Call) -> NetworkError:
        code = complaint.code
        words = _REMEDIES.get(code) or f"Wiki menjawab: {complaint.text[:200].strip()}"
        detail = self._sign_in.censor(f"{words} ({code[:60]})." if not words.endswith(".") else words)
        if code == "badtoken":
            return _BadToken(detail)
        if code == "articleexists":
            return Existing(detail)
        if code in _LATER:
            return Unavailable(detail, retry_after(answer.headers))
        if code.startswith("internal_api_error"):
            return Unknown(detail) if call.changes else Unavailable(detail)
        return Rejected(detail)


class _BadToken(Rejected):
    """The session's token has run out."""
