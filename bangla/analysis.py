"""Search keys: the words of a text without their endings and without what varies in spelling."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import regex

from bangla.digits import to_ascii
from bangla.text import HASANTA, NUKTA, RA, TA, YA, canonical

# Letters of rules are escapes: an editor that normalises a source file must not change a rule. Word
# lists are plain Bangla and are folded like any text before they are used: their form is free.
_NGA, _ANUSVARA, _YYA, _E_SIGN = "\u0999", "\u0982", "\u09df", "\u09c7"
_LETTERS: Final = "\u0985-\u09b9\u09bd\u09df-\u09e1\u09f1\u09fc"
_BANGLA: Final = f"{_LETTERS}{_ANUSVARA}\u09be-\u09cd\u09d7\u09e2\u09e3"

# Gone without a trace: what is invisible, ঁ and ঃ, a dot under a letter that has none, and
# apostrophes (ঢাকা’র is one word), but not the one in 5'6.
_UNSEEN: Final = regex.compile(
    r"\p{Default_Ignorable_Code_Point}|[\u0981\u0983]|(?<![\u09a1\u09a2\u09af])\u09bc"
    r"|['\u2018\u2019\u201b\u02bc\uff07](?![0-9\u09e6-\u09ef])"
)
# In this order. আষাঢ় keeps its last letter, or the month would be আসা "to come" with an ending.
# য় is one character in here, so that every letter is one; terms() gives it as NFC writes it.
_SEQUENCES: Final = (
    ("\u0986\u09b8\u09be\u09a2\u09bc", "\u0986\u09b8\u09be\u09a2"),
    (YA + NUKTA, _YYA),
    ("\u09a1\u09bc", RA),
    ("\u09a2\u09bc", RA),
    (_NGA + HASANTA, _ANUSVARA),
    (_NGA, _ANUSVARA),
)
# Long vowels are short, ণ is ন, শ and ষ are স, ৎ is ত, the Assamese ৰ is র.
_LETTER_FOR_LETTER: Final = str.maketrans(
    "\u09c0\u09c2\u0988\u098a\u09a3\u09b6\u09b7\u09ce\u09f0",
    "\u09bf\u09c1\u0987\u0989\u09a8\u09b8\u09b8\u09a4\u09b0",
)
# ভাঙ্গা is ভাঙা; before ে the গ stays, for it may be the last letter of বঙ্গ.
_GA_OF_NGA: Final = re.compile(f"{_ANUSVARA}\u0997(?=[\u09be\u09bf\u09c1])")
# উত্সব is উৎসব: a ত that no letter can join has its hasanta from a converter.
_LONE_TA: Final = re.compile(
    f"(?<={TA}){HASANTA}++(?![\u09a4\u09a5\u09a8\u09ac\u09ae\u09af\u09b0\u09f1])"
)
_COMMA_IN_NUMBER: Final = re.compile("(?<=[0-9]),(?=[0-9])")

# One term: a number with at most one point (a date gives three), a Bangla word, any other word.
_TERM: Final = regex.compile(
    r"(?<![0-9.])[0-9]++\.[0-9]++(?!\.[0-9])|[0-9]++"
    rf"|[{_LETTERS}][{_BANGLA}]*+"
    r"|[[\p{L}\p{Nd}]--[\u0980-\u09ff0-9]][[\p{L}\p{M}\p{Nd}]--[\u0980-\u09ff0-9]]*+",
    regex.V1,
)

_SIGN: Final = re.compile("[\u09be-\u09cd\u09d7\u09e2\u09e3]")

# No Bangla word is longer. What is longer keeps its endings, so that time never grows with a square.
_LONGEST: Final = 64

type _Conditions = tuple[tuple[re.Pattern[str], int], ...]


def terms(text: str) -> list[str]:
    """Give the search keys of a text in order, repeated ones too: texts meet where keys are equal.

    Canonical form and lower case, without joiners, ঁ and ঃ; Bangla digits as ASCII, `1,23,456` as
    `123456`; ী as ি, ূ as ু, ড় as র, ণ as ন, শ and ষ as স, ৎ as ত, ঙ and ঙ্ as ং. A Bangla word
    loses its endings while two letters or more stay (case, রা, গুলো, টি, খানা, ই, ও); a number or
    a Latin word loses those glued or hyphenated to it (২০২৪-এর); `_WHOLE` lists what only looks
    inflected. Signs, emoji and punctuation give nothing. A number keeps one decimal point.

    No key is empty or holds white space; joined by spaces, keys give themselves again. Keys are
    for comparing, not for reading: খাবার and খাবারের both give খাবা. Words that folding or an
    ending spells alike do meet (বাড়ি and বারি; মধুর "sweet" and "of honey").

    The rules are Newsroom's own, few since Lucene's Bengali analyser merges জাতি with জাত. Time
    grows with the length only.
    """
    return [_key(word) for word in _TERM.findall(_LOOSE_ENDING.sub(" ", _fold(text)))]


def _fold(text: str) -> str:
    """Give lower case, ASCII digits and one spelling for every sound."""
    text = _canonical_after(str.casefold, canonical(text))
    text = _canonical_after(_without_unseen, text)
    text = to_ascii(text).translate(_LETTER_FOR_LETTER)
    for written, folded in _SEQUENCES:
        text = text.replace(written, folded)
    text = _LONE_TA.sub("", _GA_OF_NGA.sub(_ANUSVARA, text))
    return _COMMA_IN_NUMBER.sub("", text)


def _canonical_after(change: Callable[[str], str], text: str) -> str:
    changed = change(text)
    return text if changed == text else canonical(changed)


def _without_unseen(text: str) -> str:
    seen: str = _UNSEEN.sub("", text)
    return seen


def _key(word: str) -> str:
    if not "\u0980" <= word[0] <= "\u09ff":
        return word
    word = word.rstrip(HASANTA)
    return (_stem(word) if len(word) <= _LONGEST else word).replace(_YYA, YA + NUKTA)


@lru_cache(maxsize=32_768)
def _stem(word: str) -> str:
    """Take endings off until none is left."""
    while (shorter := _without_ending(_IRREGULAR.get(word, word))) != word:
        word = shorter
    return word


def _without_ending(word: str) -> str:
    """Take the longest ending off that leaves a word."""
    if word in _WHOLE:
        return word
    for ending in _OF_A_MOMENT:
        if word.endswith(ending) and word.removesuffix(ending) in _MOMENTS:
            return word.removesuffix(ending)
    for ending, conditions in _ENDINGS:
        if word.endswith(ending) and not (ending in _AMBIGUOUS and _owns_last_letter(word)):
            stem = word.removesuffix(ending)
            if _may_stand_alone(stem, conditions):
                return stem
    return word


def _may_stand_alone(stem: str, conditions: _Conditions) -> bool:
    if stem.endswith(HASANTA):
        return False
    letters = len(_SIGN.sub("", stem))
    return any(letters >= least and before.search(stem) for before, least in conditions)


def _owns_last_letter(word: str) -> bool:
    """Tell ব্যাংক-ে, সংসদ-ের, আঘাত-ে from দল-কে, নেতা-দের, বাড়ি-তে."""
    return word.removesuffix(RA).removesuffix(_E_SIGN).endswith(_OWN_LETTER)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_fold(text).split())


def _rows(text: str, *conditions: tuple[str, int]) -> list[tuple[str, _Conditions]]:
    compiled = tuple((re.compile(f"(?:{before})\\Z"), least) for before, least in conditions)
    return [(ending, compiled) for ending in _words(text)]


# Endings, longest first, each with what it stands after and how many letters it leaves: "after a
# vowel two, after anything three" is a pair of conditions and one of them is enough.
_VOWEL: Final = "[\u0985-\u0994\u09be-\u09cc\u09e0-\u09e3]"
_NOT_AA_NOR_VOWEL_LETTER: Final = "[^\u09be\u09c8\u09cc\u0985-\u0994]"
_ENDINGS: Final = (
    *_rows("গুলো গুলি গুলা খানা খানি টুকু সমূহ", ("", 2)),
    *_rows("\u09c7রা", ("", 2)),
    *_rows("দের এরা", ("", 2)),
    *_rows("\u09c7র এর টি টা কে", ("", 2)),
    *_rows("তে", (_VOWEL, 2)),
    *_rows("রা", (_VOWEL, 2), ("", 3)),
    *_rows("র", (_VOWEL, 2)),
    # ঢাকায়, আলোয়; what ের and ে leave of ভাইয়ের, জুলাইয়ে.
    *_rows("য়", ("[\u09be\u09cb\u0987\u0989\u098f\u0993]", 2)),
    # Many words of two letters end in াই: লড়াই, যাচাই.
    *_rows("ই", (_NOT_AA_NOR_VOWEL_LETTER, 2), ("", 3)),
    *_rows("ও \u09c7", ("", 2)),
)

# কে, তে and দের may be ে and ের after a word's own ক, ত, দ. Here these words end so.
_AMBIGUOUS: Final = frozenset(_words("কে তে দের"))
_OWN_LETTER: Final = _words("""
াংক অংক তংক লংক লিংক বৈঠক সড়ক দশক শতক সপ্তক ফেসবুক ট্রাক পোশাক খোরাক তালাক ইরাক স্মারক নাটক ফটক
আটক চমক মড়ক মোড়ক সূচক ফলক স্বর্ণপদক স্তবক পুস্তক তালুক বন্দুক কৌতুক প্রান্তিক অলিম্পিক ক্লিনিক টিকটক
স্টক ব্লক চুম্বক অভিষেক বিবেক আলোক
ঘাত পাত অতীত সঙ্গীত বিপরীত বিদ্যুৎ কুয়েত জামায়াত জামাত আয়াত গুজরাত সাক্ষাৎ স্রোত ক্ষেত জমায়েত
পঞ্চায়েত সংকেত ইঙ্গিত প্রেক্ষিত ডাকাত বরাত দাওয়াত মোনাজাত মধ্যরাত খাত জাকাত গণিত
সম্পদ বিপদ জনপদ আপদ সংসদ পরিষদ সনদ নগদ মসজিদ মজিদ রশিদ শহীদ বাদ মেয়াদ রিয়াদ জিহাদ ফরহাদ প্রাসাদ
প্রসাদ অবসাদ এরশাদ আজাদ উন্মাদ আহমেদ আহমদ হাম্মদ মাহমুদ মাসুদ বারুদ দাউদ বাগদাদ স্বাদ হামিদ ওয়াহিদ
জায়েদ সাঈদ উস্তাদ ওস্তাদ চ্ছেদ ভেদ হ্রদ বিনোদ আমোদ প্রমোদ গারদ পারদ
""")

# আজকের and এখনকার have endings of their own.
_OF_A_MOMENT: Final = _words("কের কার")
_MOMENTS: Final = frozenset(
    _words("""
আজ কাল গতকাল আগামীকাল আজকাল পরশু এখন তখন যখন কখন এখান সেখান যেখান ওখান আগে সেদিন এদিন উপর ওপর
ভিতর ভেতর
""")
)

# What looks inflected and would meet another word without its ending.
_WHOLE: Final = frozenset(
    _words("""
পাহারা সাহারা ইশারা বেচারা মন্দিরা কিনারা পেয়ারা মশকরা একতারা দোতারা শুকতারা অন্তরা ক্যামেরা
মিনার আঁধার শরীর সেতার শিকার আহার বাজার ডলার মাজার আমির শিশির মিহির তিমির হাজির
কারখানা জেলখানা ছাপাখানা চিড়িয়াখানা ডাক্তারখানা কসাইখানা এতিমখানা লঙ্গরখানা কয়েদখানা মুসাফিরখানা
বৈঠকখানা তোষাখানা জাদুখানা গোসলখানা পায়খানা মুদিখানা পিলখানা বন্দিখানা দাওয়াখানা হাজতখানা কুতুবখানা
তোপখানা মালখানা সরাইখানা পাগলখানা ডাকখানা শরাবখানা মেহমানখানা গোলাগুলি
আইটি আইসিটি এমআরটি বিআরটি সিলেটি ঝাপটা পালটা উলটা
আদায় দায়ের বাবুই আরও রেডিও ভিডিও অডিও স্টুডিও ঘেরাও চড়াও উধাও কোথাও এনজিও ইউএনও সিইও
করে হতে এতে তাতে একে তাকে যাকে কাকে
""")
)

# The word that stands for another; its own endings are taken off after that.
_IRREGULAR: Final = dict(
    pair.split("=")
    for pair in _words("""
মায়ের=মা মায়েরা=মা মায়েদের=মা মাকে=মা চায়ের=চা পায়ের=পা গায়ের=গা ভাল=ভালো দুটি=দুই দুটো=দুই
আরো=আরও আজো=আজ এখনো=এখন তখনো=তখন কখনো=কখন কোনো=কোন আবারো=আবার বাবাদের=বাবা বিধবাদের=বিধবা
শাখাতে=শাখা পদকে=পদক
""")
)

# ব্যাংক-এর, ২০২৪-এ, ১৬ই, BNPর: an ending behind a hyphen, or behind what is not Bangla.
_LOOSE_ENDING: Final = re.compile(
    f"(?:(?<=[0-9a-z\u00df-\u024f])[-\u2010\u2011\u2013]?|(?<=[{_BANGLA}])[-\u2010\u2011\u2013])"
    f"(?=[{_LETTERS}])"
    f"(?:{'|'.join(_words('গুলো গুলি গুলা খানা খানি টুকু সমূহ টি টা টো'))})?"
    f"(?:{'|'.join(_words('দের এরা রা এর র কে তে য় এ লা ঠা শে'))})?"
    f"(?:{'|'.join(_words('কে র'))})?[\u0987\u0993]?(?![{_BANGLA}])"
)
