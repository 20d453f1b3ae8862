"""Words as they are typed on phones, and the words they stand for."""

from __future__ import annotations

import re

from kentongan.reading.folding import fold

_WORD = re.compile(r"[a-z0-9]+")
_MEANT = {
    "gmn": "bagaimana", "gmana": "bagaimana", "gimana": "bagaimana", "bgmn": "bagaimana", "bgm": "bagaimana",
    "brp": "berapa", "brapa": "berapa", "dmn": "di mana", "dmana": "di mana", "dimana": "di mana",
    "kpn": "kapan", "kpan": "kapan", "knp": "kenapa", "knpa": "kenapa", "ngapa": "kenapa", "kok": "kenapa",
    "ap": "apa", "sp": "siapa", "spa": "siapa", "yg": "yang", "dg": "dengan", "dgn": "dengan", "utk": "untuk",
    "tuk": "untuk", "sm": "sama", "jg": "juga", "udh": "sudah", "udah": "sudah", "sdh": "sudah", "dah": "sudah",
    "blm": "belum", "blum": "belum", "gak": "tidak", "ga": "tidak", "gk": "tidak", "ngga": "tidak", "nggak": "tidak",
    "enggak": "tidak", "tdk": "tidak", "tak": "tidak", "ndak": "tidak", "kagak": "tidak", "bs": "bisa", "bsa": "bisa",
    "krn": "karena", "karna": "karena", "tp": "tetapi", "tpi": "tetapi", "tapi": "tetapi", "dr": "dari", "pd": "pada",
    "klo": "kalau", "kl": "kalau", "kalo": "kalau", "lg": "lagi", "lgi": "lagi", "bgt": "sekali", "banget": "sekali",
    "jln": "jalan", "jl": "jalan", "mhn": "mohon", "tlg": "tolong", "tlng": "tolong", "pls": "tolong", "info": "informasi",
    "bikin": "buat", "ngurus": "urus", "org": "orang", "pmrintah": "pemerintah", "kab": "kabupaten", "kec": "kecamatan",
    "thn": "tahun", "bln": "bulan", "hr": "hari", "jm": "jam", "skrg": "sekarang", "skrng": "sekarang", "td": "tadi",
    "bpk": "bapak", "pak": "bapak", "bu": "ibu", "min": "admin", "mimin": "admin", "makasih": "terima kasih",
    "mksh": "terima kasih", "trims": "terima kasih", "thx": "terima kasih", "tks": "terima kasih", "syarat2": "syarat",
}  # fmt: skip


def plain_words(folded: str) -> list[str]:
    """The words of a folded text, each as it is meant."""
    words: list[str] = []
    for word in _WORD.findall(folded):
        words += _MEANT.get(word, word).split()
    return words


def words_of(text: str) -> list[str]:
    """The words of a text as somebody wrote it."""
    return plain_words(fold(text))
