"""The glyphs of Bijoy fonts (SutonnyMJ and its family) and the Bangla that each one shows.

A Bijoy text stores what a typesetter sees, from left to right: ি before its letter, রেফ after it, a
conjunct as one sign or as halves. The keys are the characters of Windows code page 1252 under which
the fonts draw them. Read from public conversion tables (2009 to 2026) and from the font itself; what two
generations of the font draw differently is told apart by where it stands.
"""

from typing import Final

HASANTA: Final = "\u09cd"
REPH: Final = "র" + HASANTA
E_SIGN, AA_SIGN, U_SIGN, AU_MARK = "\u09c7", "\u09be", "\u09c1", "\u09d7"

VOWELS: Final = dict(zip("ABCDEFGHIJ", "অইঈউঊঋএঐওঔ", strict=True))

CONSONANTS: Final = {
    **dict(zip("KLMNOPQRSTUVWXYZ", "কখগঘঙচছজঝঞটঠডঢণত", strict=True)),
    **dict(zip("_`abcdefghijklmn", "থদধনপফবভমযরলশষসহ", strict=True)),
    "o": "\u09a1\u09bc",
    "p": "\u09a2\u09bc",
    "q": "\u09af\u09bc",
    "r": "\u09ce",
}

CONJUNCTS: Final = {
    "°": "ক্ক", "±": "ক্ট", "²": "ক্ষ্ম", "³": "ক্ত", "´": "ক্ম", "µ": "ক্র", "¶": "ক্ষ", "ÿ": "ক্ষ", "·": "ক্স",
    "¹": "জ্ঞ", "º": "গ্দ", "»": "গ্ধ", "¼": "ঙ্ক", "½": "ঙ্গ", "¾": "জ্জ", "À": "জ্ঝ", "Á": "জ্ঞ",
    "Â": "ঞ্চ", "Ã": "ঞ্ছ", "Ä": "ঞ্জ", "Å": "ঞ্ঝ", "Æ": "ট্ট", "Ç": "ড্ড", "È": "ণ্ট", "É": "ণ্ঠ", "Ê": "ণ্ড",
    "Ë": "ত্ত", "Ì": "ত্থ", "Î": "ত্র", "Ï": "দ্দ", "×": "দ্ধ", "Ø": "দ্ব", "Ù": "দ্ম", "Ú": "ন্ঠ", "Û": "ন্ড",
    "Ü": "ন্ধ", "Ý": "ন্স", "Þ": "প্ট", "ß": "প্ত", "à": "প্প", "á": "প্স", "â": "ব্জ", "ã": "ব্দ", "ä": "ব্ধ",
    "å": "ভ্র", "ç": "ম্ফ", "é": "ল্ক", "ê": "ল্গ", "ë": "ল্ট", "ì": "ল্ড", "í": "ল্প", "î": "ল্ফ",
    "ð": "শ্চ", "ñ": "শ্ছ", "ò": "ষ্ণ", "ó": "ষ্ট", "ô": "ষ্ঠ", "õ": "ষ্ফ", "ö": "স্খ", "÷": "স্ট", "ù": "স্ফ",
    "ý": "হ্ন", "þ": "হ্ম",
}  # fmt: skip

# One sign for two: a letter with its vowel sign.
SHORT_FOR: Final = {"¸": "My", "ï": "ky", "û": "ny", "ü": "n„", "‘": "—y"}

# Upper halves: they join the letter that follows.
HALVES: Final = {
    "¤": "ম", "š": "ন", "›": "ন", "¯": "স", "®": "ষ", "”": "চ", "˜": "দ", "™": "দ", "•": "ঙ",
}  # fmt: skip

# Lower halves: they join the letter before, after hasanta. The soft hyphen is one of them, and so is
# the minus sign of a later font. A dash is one only under a letter that can bear it (bijoy.py).
BELOW: Final = {
    "¨": "য", "ª": "র", "«": "র", "Ö": "র", "¿": "ত্র", "Œ": "ক্র", "‹": "ক", "œ": "ন", "è": "ণ",
    "Ÿ": "ব", "¡": "ব", "¦": "ব", "^": "ব", "¥": "ম", "§": "ম", "¬": "ল", "\xad": "ল", "\u2212": "ল", "ø": "ল",
    "ú": "প", "—": "ত", "Í": "ত", "’": "থ", "¢": "ভ", "£": "ভ্র",
}  # fmt: skip

# è is the foot of হ্ণ and of ক্ষ্ণ; under any other letter it has the look of œ.
BEARING_NNA: Final = "হষণ"

# Three signs of the old font are letters of their own where the new one has them on a letter.
ALONE: Final = {"Í": "ত্ম", "ø": "স্ন", "æ": "ম্ন"}

# In the newest font a letter, in all others a dash.
NNDDA: Final = {"Ð": "ণ্ড"}

VOWELS_BEFORE: Final = {
    "†": E_SIGN, "‡": E_SIGN, "w": "\u09bf", "ˆ": "\u09c8", "‰": "\u09c8",
}  # fmt: skip

VOWELS_AFTER: Final = {
    "v": AA_SIGN, "x": "\u09c0", "y": U_SIGN, "z": U_SIGN, "~": "\u09c2", "ƒ": "\u09c2", "Š": AU_MARK,
    "æ": U_SIGN,
    # Quotes, a dash, dots elsewhere.
    "“": U_SIGN, "–": U_SIGN, "‚": "\u09c2", "„": "\u09c3", "…": "\u09c3",
}  # fmt: skip

JOINED_VOWELS: Final = {E_SIGN + AA_SIGN: "\u09cb", E_SIGN + AU_MARK: "\u09cc"}

MARKS: Final = {"s": "\u0982", "t": "\u0983", "u": "\u0981"}

REPH_SIGN, HASANTA_SIGN = "©", "&"

PLAIN: Final = {
    "|": "।", "||": "॥", "Ò": "“", "Ó": "”", "Ô": "‘", "Õ": "’", "Ð": "–", "Ñ": "—", "$": "৳",
    **dict(zip("0123456789", "০১২৩৪৫৬৭৮৯", strict=True)),
}  # fmt: skip
