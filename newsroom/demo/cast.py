"""Who and what the demo paper consists of: its identity, sections, authors, sources, tags and staff."""

from typing import NamedTuple

CREDIT = "অলংকরণ: সংবাদঘর"
DESK_NAME = "সংবাদঘর ডেস্ক"

IDENTITY = {
    "name": "সংবাদঘর",
    "tagline": "বাজার, মানুষ ও অর্থনীতির দৈনিক",
    "description": "অর্থনীতি, শেয়ারবাজার, ব্যাংক ও বাণিজ্যের খবর; সঙ্গে দেশ, বিশ্ব, প্রযুক্তি, খেলা ও মতামত।",
    "editor": "নাফিসা করিম",
    "publisher": "ইশতিয়াক মাহমুদ",
    "address": "১৪/ক, নমুনা সড়ক, তেজগাঁও শিল্প এলাকা, ঢাকা ১২০৮",
    "phone": "০২-০০০০০০০০",
    "email": "desk@songbadghor.example",
    "registration": "তথ্য অধিদপ্তরের নিবন্ধন নম্বর ০০০ (নমুনা)",
    "rights": "লিখিত অনুমতি ছাড়া এই ওয়েবসাইটের লেখা ও ছবি অন্য কোথাও প্রকাশ করা যাবে না।",
}
"""Fields of the paper's identity; every name, number and address is made up."""


class SectionPlan(NamedTuple):
    """A section; its parent is named by the path, and the order is that of the list."""

    path: str
    name: str
    description: str
    gate: tuple[str, ...] = ()
    on_front: bool = True


PICTURES = ("credit", "alt")
MONEY = ("source", *PICTURES)
"""What holds a story back (articles/gate.py): where money hangs on the news, a missing source too."""

SECTIONS = (
    SectionPlan("economy", "অর্থনীতি", "বাজেট, বাজারদর, কর্মসংস্থান ও উন্নয়নের খবর", PICTURES),
    SectionPlan("stock", "শেয়ারবাজার", "লেনদেন, সূচক ও তালিকাভুক্ত কোম্পানির খবর", MONEY),
    SectionPlan("bank", "ব্যাংক", "আমানত, ঋণ, প্রবাসী আয় ও ডিজিটাল লেনদেনের খবর", MONEY),
    SectionPlan("trade", "বাণিজ্য", "আমদানি, রপ্তানি, শিল্প ও উদ্যোক্তার খবর", PICTURES),
    SectionPlan("country", "সারাদেশ", "জেলা-উপজেলার খবর", PICTURES),
    SectionPlan("world", "বিশ্ব", "বিশ্ববাজার ও নানা দেশের খবর", PICTURES),
    SectionPlan("tech", "প্রযুক্তি", "ইন্টারনেট, সফটওয়্যার ও নতুন প্রযুক্তির খবর", PICTURES),
    SectionPlan("sports", "খেলা", "মাঠের খবর, মাঠের বাইরের খবর", PICTURES),
    SectionPlan("opinion", "মতামত", "কলাম, বিশ্লেষণ ও সম্পাদকীয়", PICTURES),
    SectionPlan("english", "English", "Stories of ours in English", PICTURES, on_front=False),
    SectionPlan("economy/port", "বন্দর", "সমুদ্র, স্থল ও নদীবন্দরের খবর"),
    SectionPlan("economy/energy", "জ্বালানি", "বিদ্যুৎ, গ্যাস ও নবায়নযোগ্য জ্বালানির খবর"),
    SectionPlan("sports/cricket", "ক্রিকেট", "ঘরোয়া ও আন্তর্জাতিক ক্রিকেটের খবর"),
)
"""Finance in front; parents before their children."""


class AuthorPlan(NamedTuple):
    """A person who signs stories."""

    slug: str
    name: str
    role: str
    place: str
    bio: str


AUTHORS = (
    AuthorPlan("tahmid-rashid", "তাহমিদ রশীদ", "জ্যেষ্ঠ প্রতিবেদক", "চট্টগ্রাম", "বন্দর, শুল্ক ও পরিবহন নিয়ে লেখেন।"),
    AuthorPlan("nusrat-mahbub", "নুসরাত মাহবুব", "বাণিজ্য প্রতিবেদক", "ঢাকা", "রপ্তানি, বাজারদর ও রাজস্ব নিয়ে লেখেন।"),
    AuthorPlan("imrul-kabir", "ইমরুল কবির", "শেয়ারবাজার প্রতিবেদক", "ঢাকা", "সূচক, লভ্যাংশ ও বিনিয়োগকারীর কথা লেখেন।"),
    AuthorPlan("shamima-nahar", "শামীমা নাহার", "ব্যাংক প্রতিবেদক", "ঢাকা", "ব্যাংক, প্রবাসী আয় ও বিমা নিয়ে লেখেন।"),
    AuthorPlan("rezaul-haq", "রেজাউল হক", "কৃষি প্রতিবেদক", "বগুড়া", "ফসল, হাট ও কৃষকের হিসাব নিয়ে লেখেন।"),
    AuthorPlan("farhana-yasmin", "ফারহানা ইয়াসমিন", "প্রযুক্তি প্রতিবেদক", "ঢাকা", "ইন্টারনেট, সফটওয়্যার ও নতুন উদ্যোগ নিয়ে লেখেন।"),
    AuthorPlan("anik-das", "অনিক দাস", "ক্রীড়া প্রতিবেদক", "ঢাকা", "ক্রিকেট, ফুটবল ও খেলার অর্থনীতি নিয়ে লেখেন।"),
    AuthorPlan("moumita-roy", "মৌমিতা রায়", "আন্তর্জাতিক ডেস্ক", "ঢাকা", "বিশ্ববাজার ও সমুদ্রপথের খবর লেখেন।"),
    AuthorPlan("jahid-sarker", "জাহিদ সরকার", "জেলা প্রতিনিধি", "কুড়িগ্রাম", "চর, নদী ও সীমান্তের মানুষের খবর পাঠান।"),
    AuthorPlan("sabina-akter", "সাবিনা আক্তার", "জেলা প্রতিনিধি", "খুলনা", "উপকূল, চিংড়ি ও পাটশিল্পের খবর পাঠান।"),
    AuthorPlan("rehana-sultana", "রেহানা সুলতানা", "অর্থনীতির শিক্ষক", "", "বিশ্ববিদ্যালয়ে শ্রম অর্থনীতি পড়ান।"),
    AuthorPlan("emdad-hossain", "এমদাদ হোসেন", "পানি গবেষক", "", "নদী ও সেচ নিয়ে গবেষণা করেন।"),
)  # fmt: skip

SOURCES = {
    "nijoswo": "নিজস্ব প্রতিবেদক",
    "bondor-barta": "বন্দর বার্তা",
    "somoy-sangbad": "সময় সংবাদ সংস্থা",
    "bishwa-barta": "বিশ্ববার্তা",
    "krishi-tothyo": "কৃষি তথ্য ডেস্ক",
    "bazar-tothyo": "বাজার তথ্যকেন্দ্র",
}
"""The short name in story files → what `সূত্র : …` prints."""

SPONSORS = {"chirkut": ("চিরকুট ওয়ালেট", "https://chirkut.example/")}
"""The short name in story files → name and address of who pays."""

SERIES = {
    "kinar": ("জলের কিনারে", "নদী আর সাগর যাঁদের ঘরের দরজায়, তাঁদের তিন জায়গার তিনটি প্রতিবেদন।"),
}
"""The short name in story files → title and introduction of a series."""

WORD_LIST = "গালাগাল"
"""Name of the list that words.txt fills."""

TAGS = tuple(
    tag.strip()
    for tag in """
    চট্টগ্রাম বন্দর, কনটেইনার, আমদানি, রপ্তানি, মূল্যস্ফীতি, বাজেট, রাজস্ব, জ্বালানি, বিদ্যুৎ, গ্যাস, সৌরবিদ্যুৎ, কৃষি,
    বোরো ধান, সার, সেচ, পেঁয়াজ, সবজি, বাজারদর, শেয়ারবাজার, লেনদেন, সূচক, লভ্যাংশ, আইপিও, মিউচুয়াল ফান্ড, ব্যাংক,
    খেলাপি ঋণ, আমানত, সুদহার, রেমিট্যান্স, মোবাইল ব্যাংকিং, বিমা, ডলার, রিজার্ভ, পোশাকশিল্প, পাট, চা, চামড়া, চিংড়ি,
    জামদানি, ক্ষুদ্র উদ্যোগ, নারী উদ্যোক্তা, কর্মসংস্থান, শিক্ষা, স্বাস্থ্য, আবহাওয়া, শৈত্যপ্রবাহ, নদীভাঙন, সড়ক, রেল,
    মেট্রোরেল, পর্যটন, বিশ্ববাজার, জলবায়ু, কৃত্রিম বুদ্ধিমত্তা, ইন্টারনেট, সফটওয়্যার, ফ্রিল্যান্সিং, ক্রিকেট, ফুটবল, উপকূল
    """.split(",")
)

PAGES = ("about", "privacy", "comment-policy", "contact")
"""Standing pages in the order of the footer; the addresses are their names."""


class StaffPlan(NamedTuple):
    """An account of the demo; the username is the role, `author` the profile it signs with."""

    role: str
    display_name: str
    author: str = ""


STAFF = (
    StaffPlan("admin", "সুমন বড়ুয়া"),
    StaffPlan("chief", "নাফিসা করিম"),
    StaffPlan("editor", "শাহীন আলম"),
    StaffPlan("reporter", "নুসরাত মাহবুব", author="nusrat-mahbub"),
    StaffPlan("moderator", "তানিয়া হক"),
    StaffPlan("reader", "রুবেল মিয়া"),
)
