"""Spam by its lures: online gambling, loans, adult bait; and the tricks by which it hides. Ordinary local talk must pass."""

from __future__ import annotations

import math
from dataclasses import dataclass

import regex

from kentongan.reading.folding import fold, mixed_scripts, squeezed

#: Words that hardly anybody uses for anything else; found as wholes in squeezed text.
_STRONG = (
    "gacor", "maxwin", "togel", "slotgacor", "judol", "judi online", "scatter hitam", "mahjong ways", "olympus1000",
    "gates of olympus", "sweet bonanza", "starlight princess", "sbobet", "pragmatic play", "rtp live", "rtp slot",
    "slot88", "slot online", "situs slot", "situs judi", "bandar slot", "bandar togel", "bandar judi", "agen slot",
    "agen judi", "agen togel", "link alternatif", "bonus new member", "new member 100", "freebet", "free spin",
    "depo pulsa", "depo dana", "deposit pulsa", "depo 10rb", "depo 5k", "depo 10k", "deposit 10rb", "anti rungkad",
    "rungkad", "gampang menang", "auto jackpot", "jackpot besar", "jp paus", "jackpot", "cuan slot", "pola gacor",
    "jam gacor", "casino online", "poker online", "domino online", "toto macau", "prediksi togel", "angka jitu",
    "live casino", "taruhan bola", "parlay", "pinjol cepat", "pinjaman kilat", "dana cepat cair", "tanpa jaminan cair",
    "pinjaman online langsung cair", "bo wa", "open bo", "vcs", "video call sex", "bokep", "obat kuat", "obat pembesar",
)  # fmt: skip
#: Words that mean something only beside another of these.
_WEAK = (
    "slot", "depo", "deposit", "wd", "withdraw", "zeus", "scatter", "bonus", "jp", "link", "bio", "klik", "daftar",
    "member", "casino", "poker", "bandar", "agen", "judi", "menang", "cuan", "spin", "rtp", "hoki", "modal", "receh",
    "transferan", "cair", "pinjaman", "whatsapp", "telegram", "vip", "promo", "gratis", "terpercaya", "resmi", "4d",
)  # fmt: skip
_LINK = regex.compile(
    r"https?://|www\.|\b[\w-]+\.(?:com|net|org|xyz|top|site|online|vip|bet|win|club|link|me|ly|gg|cc|icu|shop)\b"
)
_SHORT = regex.compile(r"\b(?:bit\.ly|s\.id|tinyurl|t\.me|wa\.me|linktr\.ee|heylink|cutt\.ly|rebrand\.ly|shorturl)\b")
_HANDLE_DIGITS = regex.compile(
    r"\b(?=[a-z]{4,}\d{2,4}\b)(?:[a-z]*(?:slot|toto|bet|win|play|hoki|jp|togel|4d)[a-z]*)\d{2,4}\b"
)
_EMOJI = regex.compile(r"\p{Extended_Pictographic}")


@dataclass(frozen=True)
class Suspicion:
    """How much a text looks like spam (0 to 1), and why."""

    score: float
    reasons: tuple[str, ...]


def suspect(text: str) -> Suspicion:
    """Weigh what speaks for spam. Nothing is decided by it."""
    plain, pressed = fold(text[:20_000]), squeezed(text[:20_000])
    tight = regex.sub(r"[^a-z0-9]", "", pressed)
    weights: list[tuple[float, str]] = []
    strong = [
        word for word in _STRONG if regex.search(rf"\b{regex.escape(word)}\b", pressed) or _hidden(word, tight, plain)
    ]
    if strong:
        weights.append((2.6 * min(len(strong), 3), f"umpan: {', '.join(strong[:3])}"))
    weak = [word for word in _WEAK if regex.search(rf"\b{regex.escape(word)}\b", pressed)]
    if len(weak) >= 3:
        weights.append((1.0 * (len(weak) - 2), f"kata-kata umpan: {', '.join(weak[:4])}"))
    named = _HANDLE_DIGITS.findall(pressed)
    if named:
        weights.append((2.4, f"nama situs: {named[0]}"))
    disguised = mixed_scripts(text[:20_000])
    if disguised:
        weights.append((2.2, "huruf yang menyerupai huruf Latin"))
    if _SHORT.search(plain):
        weights.append((1.2, "tautan yang dipendekkan"))
    elif _LINK.search(plain):
        weights.append((0.7, "tautan"))
    if len(_EMOJI.findall(text[:20_000])) >= 8:
        weights.append((0.6, "banyak emoji"))
    score = 1 / (1 + math.exp(2.4 - sum(weight for weight, _why in weights)))
    return Suspicion(score, tuple(why for _weight, why in sorted(weights, reverse=True)))


def _hidden(word: str, tight: str, plain: str) -> bool:
    """Whether a long lure stands there with its letters pulled apart or pushed together."""
    bare = word.replace(" ", "")
    return len(bare) >= 9 and bare in tight and bare not in plain
