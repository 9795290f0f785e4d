"""Makes a synthetic Bangla news corpus as JSON Lines: the same bytes on every machine, no dependency.

    python benchmarks/corpus.py --size S var/corpus-S

What it imitates: stories of 120 to 2,500 words (log-normal, about 450), words as unequally
used as in real text, a few large sections and many small tags, few stories with most of the
comments, a third of the comments replies up to four deep. Three stories have a fixed shape
and stand among the newest, so that readers may still comment on them: `short` (300 words,
no comments), `c200` (exactly 200 public comments) and `fresh` (the newest).
`manifest.json` names them and the other pages worth measuring.
"""

import argparse
import datetime as dt
import hashlib
import itertools
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

SIZES = {"XS": (100, 1_000), "S": (2_000, 20_000), "L": (100_000, 1_000_000)}
SEED = 20_261_123
DHAKA = dt.timezone(dt.timedelta(hours=6))
MINUTES_BETWEEN = {"L": 26}
MINUTES_BETWEEN_SMALL = 130
MOST_COMMENTS = 10_000
TAGS, AUTHORS, PICTURES = 2_000, 60, 40

SECTIONS = {
    "economy": ("অর্থনীতি", 20), "stock": ("শেয়ারবাজার", 14), "bank": ("ব্যাংক", 12), "trade": ("বাণিজ্য", 11),
    "country": ("সারাদেশ", 10), "world": ("বিশ্ব", 9), "tech": ("প্রযুক্তি", 7), "sports": ("খেলা", 6),
    "health": ("স্বাস্থ্য", 4), "education": ("শিক্ষা", 3), "culture": ("সংস্কৃতি", 2), "opinion": ("মতামত", 2),
}  # fmt: skip
"""Section → name and share of a hundred stories."""

SMALL_WORDS = """ও এই সেই যে কি না হয় তা আর এক দুই কোনো সব কিছু তার তাদের আমরা আমাদের তিনি তারা করে হয়ে গিয়ে নিয়ে দিয়ে থেকে পর্যন্ত
জন্য সঙ্গে মতো কাছে পরে আগে এখন তখন আজ গতকাল বলেন বলেছেন জানান করছেন হয়েছে হচ্ছে হবে ছিল আছে নেই যায় আসে পায় দেয় নেয় কারণ ফলে তবে কিন্তু
এবং অথবা যদি তাহলে শুধু আরও খুব বেশি কম প্রায় অন্তত মাত্র প্রতি বছর মাস দিন সপ্তাহ সকাল বিকেল রাত""".split()
ROOTS = """বাজার দাম চাল ডাল আলু পেঁয়াজ মাছ ধান জমি কৃষক হাট আড়ত ট্রাক সড়ক সেতু নদী চর বাঁধ বন্দর জাহাজ জেটি গুদাম কারখানা শ্রমিক মজুরি
সুতা পোশাক রপ্তানি আমদানি শুল্ক রাজস্ব বাজেট কর ব্যাংক ঋণ সুদ আমানত শাখা গ্রাহক টাকা ডলার প্রবাসী শেয়ার সূচক লেনদেন কোম্পানি পর্ষদ লভ্যাংশ
বিনিয়োগ মুনাফা ক্ষতি বিদ্যুৎ গ্যাস তেল কেন্দ্র সৌর চুলা পানি সেচ সার বীজ ফসল বন্যা বৃষ্টি শীত গরম ঝড় উপকূল দ্বীপ জেলা উপজেলা গ্রাম শহর ঢাকা
চট্টগ্রাম খুলনা রাজশাহী সিলেট বরিশাল রংপুর স্কুল শিক্ষক বই পরীক্ষা হাসপাতাল ওষুধ রোগী টিকা মোবাইল ইন্টারনেট তথ্য যন্ত্র সফটওয়্যার খেলা মাঠ রান
গোল দল জয় সিরিজ লিগ বিশ্ব দেশ সরকার দপ্তর কর্মকর্তা সভা সিদ্ধান্ত প্রকল্প কাজ খরচ হিসাব প্রতিবেদন গবেষণা সমিতি পরিষদ উদ্যোক্তা ব্যবসায়ী
দোকান ক্রেতা ভোক্তা পরিবার নারী শিশু তরুণ চাকরি পথ রেল স্টেশন যাত্রী ভাড়া বিমান আকাশ সমুদ্র পাহাড় বন চা পাট চামড়া চিংড়ি জামদানি তাঁত""".split()
ENDINGS = "ের র কে তে টি টির গুলো গুলোর দের রা ও ই সহ মুখী ভিত্তিক".split()
ONSETS, VOWELS, CODAS = "কখগঘচছজঝটডতথদধনপফবভমরলশসহ", "ািুেো", ["", "", "ন", "র", "ল", "ম"]
GIVEN = (
    "আসিফ বিলকিস চয়ন দীপা ফিরোজ গীতা হাবিব ইলা জসিম কাকলি লিটন মিতু নাসির পলাশ রিনা শফিক তপন উর্মি".split()
)
FAMILY = (
    "আলী বণিক দেওয়ান ফকির গাজী হালদার কাজী লস্কর মণ্ডল প্রামাণিক সিকদার তালুকদার ওসমানী পাল মল্লিক হাওলাদার".split()
)
SOURCES = ["নিজস্ব প্রতিবেদক", "বন্দর বার্তা", "সময় সংবাদ সংস্থা", "বিশ্ববার্তা", "বাজার তথ্যকেন্দ্র"]


def falling(count: int, power: float = 1.0, flat: float = 3.0) -> list[float]:
    """Return cumulative weights of a Zipf law: the first is used most."""
    return list(itertools.accumulate((rank + flat) ** -power for rank in range(1, count + 1)))


class Language:
    """A vocabulary and how often each word of it is used."""

    def __init__(self, rng: random.Random, size: int = 24_000) -> None:
        self.rng = rng
        inflected = [root + ending for ending in ENDINGS for root in ROOTS]
        rng.shuffle(inflected)
        words = dict.fromkeys([*SMALL_WORDS, *ROOTS, *inflected])
        while len(words) < size:
            syllables = rng.randint(2, 4)
            words[
                "".join(
                    rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
                    for _ in range(syllables)
                )
            ] = None
        self.words = list(words)
        self.weights = falling(size, 1.03)
        self.subjects = self.words[len(SMALL_WORDS) : len(SMALL_WORDS) + 3_500]
        self.subject_weights = falling(len(self.subjects), 0.8)

    def running(self, count: int) -> list[str]:
        """Return words as they run in a text."""
        return self.rng.choices(self.words, cum_weights=self.weights, k=count)

    def title(self, count: int) -> str:
        """Return words that name something."""
        return " ".join(self.rng.choices(self.subjects, cum_weights=self.subject_weights, k=count))

    def paragraph(self, count: int) -> str:
        """Return sentences of 7 to 19 words."""
        words, at = self.running(count), 0
        while at < count:
            at += self.rng.randint(7, 19)
            words[min(at, count) - 1] += "।"
        return " ".join(words)

    def person(self) -> str:
        return f"{self.rng.choice(GIVEN)} {self.rng.choice(FAMILY)}"


class Corpus:
    """One corpus in the making."""

    def __init__(self, articles: int, comments: int, minutes: int, end: dt.datetime) -> None:
        self.rng = random.Random(SEED)
        self.language = Language(self.rng)
        self.count, self.end = articles, end
        self.step = dt.timedelta(minutes=minutes)
        self.fresh, self.short, self.c200 = articles, articles - 20, articles - 21
        self.comments_of = self._share_comments(comments)
        self.tag_weights = falling(TAGS, 1.0, 5)
        self.author_weights = falling(AUTHORS, 0.7, 1)
        self.by_section: Counter[str] = Counter()
        self.by_tag: Counter[int] = Counter()
        self.public: Counter[int] = Counter()

    def _share_comments(self, total: int) -> list[int]:
        """Return the number of comments by story id: few stories have most of them."""
        fixed = {self.short: 0, self.c200: min(200, total), self.fresh: 0}
        free = [pk for pk in range(1, self.count + 1) if pk not in fixed]
        self.rng.shuffle(free)
        weights = [(rank + 15) ** -1.05 for rank in range(len(free))]
        scale = (total - sum(fixed.values())) / sum(weights)
        share = [0] * (self.count + 1)
        for pk, weight in zip(free, weights, strict=True):
            share[pk] = min(MOST_COMMENTS, int(scale * weight))
        for pk, count in fixed.items():
            share[pk] = count
        if total > 20 * MOST_COMMENTS:
            share[free[0]] = MOST_COMMENTS
        for pk in self.rng.choices(free, k=total - sum(share)):
            share[pk] += 1
        return share

    def categories(self) -> Iterator[dict[str, Any]]:
        for pk, (slug, (name, _share)) in enumerate(SECTIONS.items(), 1):
            yield {"id": pk, "slug": slug, "name": name}

    def tags(self) -> Iterator[dict[str, Any]]:
        names: dict[str, None] = {}
        while len(names) < TAGS:
            names[self.language.title(self.rng.choice((1, 2, 2)))] = None
        for pk, name in enumerate(names, 1):
            yield {"id": pk, "slug": f"tag-{pk:04d}", "name": name}

    def authors(self) -> Iterator[dict[str, Any]]:
        for pk in range(1, AUTHORS + 1):
            bio = self.language.paragraph(20)
            yield {
                "id": pk,
                "username": f"writer-{pk:02d}",
                "name": self.language.person(),
                "bio": bio,
            }

    def images(self) -> Iterator[dict[str, Any]]:
        for pk in range(1, PICTURES + 1):
            alt = self.language.title(6)
            yield {
                "id": pk,
                "file": f"picture-{pk:02d}.jpg",
                "width": 1500,
                "height": 1000,
                "alt": alt,
            }

    def articles(self) -> Iterator[dict[str, Any]]:
        sections = list(enumerate(SECTIONS.items(), 1))
        shares = [share for _pk, (_slug, (_name, share)) in sections]
        for pk in range(1, self.count + 1):
            fixed = {self.short: 300, self.c200: 450}.get(pk)
            length = fixed or max(120, min(2_500, int(self.rng.lognormvariate(6.01, 0.44))))
            number, (slug, _) = sections[0] if fixed else self.rng.choices(sections, shares)[0]
            tags = self._tags_of_story()
            self.by_section[slug] += 1
            self.by_tag.update(tags)
            yield {
                "id": pk,
                "slug": f"story-{pk:06d}",
                "title": self.language.title(self.rng.randint(6, 11)),
                "summary": self.language.paragraph(24),
                "body": list(self._paragraphs(length)),
                "words": length,
                "category": number,
                "tags": tags,
                "author": self.rng.choices(range(1, AUTHORS + 1), cum_weights=self.author_weights)[
                    0
                ],
                "image": self.rng.randint(1, PICTURES),
                "source": self.rng.choice(SOURCES),
                "published": self.published(pk).isoformat(),
                "comments": self.comments_of[pk],
            }

    def published(self, pk: int) -> dt.datetime:
        """Return a story's time; the newest is one step old."""
        return self.end - self.step * (self.count - pk + 1)

    def _tags_of_story(self) -> list[int]:
        wanted, tags = self.rng.randint(2, 6), {}
        while len(tags) < wanted:
            tags[self.rng.choices(range(1, TAGS + 1), cum_weights=self.tag_weights)[0]] = None
        return list(tags)

    def _paragraphs(self, words: int) -> Iterator[str]:
        while words > 0:
            length = min(words, self.rng.randint(25, 80))
            words -= length
            yield self.language.paragraph(length)

    def comments(self) -> Iterator[dict[str, Any]]:
        pk = itertools.count(1)
        for article in range(1, self.count + 1):
            yield from self._thread(article, pk)

    def _thread(self, article: int, ids: Iterator[int]) -> Iterator[dict[str, Any]]:
        at = self.published(article)
        answerable: list[tuple[int, int]] = []
        for _number in range(self.comments_of[article]):
            at = min(at + dt.timedelta(seconds=self.rng.randint(20, 300)), self.end)
            pk, parent, depth = next(ids), None, 1
            if answerable and self.rng.random() < 0.35:
                parent, above = self.rng.choice(answerable)
                depth = above + 1
            status = (
                "approved"
                if article == self.c200
                else self.rng.choices(("approved", "pending", "spam"), (95, 3, 2))[0]
            )
            if status == "approved":
                self.public[article] += 1
                if depth < 4:
                    answerable.append((pk, depth))
            reader = self.rng.randrange(5_000)
            yield {
                "id": pk,
                "article": article,
                "parent": parent,
                "name": f"{GIVEN[reader % len(GIVEN)]} {FAMILY[reader // 18 % len(FAMILY)]}",
                "email": f"reader{reader}@example.com",
                "status": status,
                "ip": f"10.{reader >> 8}.{reader & 255}.7",
                "created": at.isoformat(),
                "body": self.language.paragraph(5 + int(self.rng.random() ** 2 * 55)),
            }

    def pages(self) -> dict[str, Any]:
        """Return the pages worth asking for; complete once everything was written."""
        section, in_section = self.by_section.most_common(1)[0]
        ranked = sorted(self.by_tag, key=lambda tag: (-self.by_tag[tag], tag))
        hot, most = max(self.public.items(), key=lambda found: found[1])
        return {
            "fresh": self.fresh, "short": self.short, "c200": self.c200, "hot": hot, "hot_comments": most,
            "category": section, "category_articles": in_section,
            "category_deep_page": max(1, min(500, in_section // 20)),
            "tag_large": f"tag-{ranked[0]:04d}", "tag_large_articles": self.by_tag[ranked[0]],
            "tag_small": f"tag-{ranked[len(ranked) // 2]:04d}", "author": "writer-01",
            "articles": [1 + (self.count - 1) * part // 49 for part in range(50)],
        }  # fmt: skip


FILES = ("categories", "tags", "authors", "images", "articles", "comments")


def write(folder: Path, size: str, end: dt.datetime) -> dict[str, Any]:
    """Write a corpus and return its manifest, which is written last: without it a folder is no corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    articles, comments = SIZES[size]
    corpus = Corpus(articles, comments, MINUTES_BETWEEN.get(size, MINUTES_BETWEEN_SMALL), end)
    manifest: dict[str, Any] = {
        name: _write_file(folder / f"{name}.jsonl", getattr(corpus, name)()) for name in FILES
    }
    manifest["pages"] = corpus.pages()
    manifest["args"] = {
        "articles": articles,
        "comments": comments,
        "seed": SEED,
        "now": end.isoformat(),
    }
    (folder / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return manifest


def _write_file(path: Path, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    total, count = hashlib.sha256(), 0
    with path.open("wb") as file:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            file.write(line)
            total.update(line)
            count += 1
    return {"rows": count, "bytes": path.stat().st_size, "sha256": total.hexdigest()}


def main() -> None:
    """Write the corpus that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, default="S")
    today = dt.datetime.now(DHAKA).replace(hour=0, minute=0, second=0, microsecond=0)
    parser.add_argument(
        "--now",
        type=dt.datetime.fromisoformat,
        default=today,
        help="the newest story is a step older (default: today, 00:00 in Dhaka)",
    )
    options = parser.parse_args()
    manifest = write(options.folder, options.size, options.now)
    print(json.dumps(manifest["pages"]))


if __name__ == "__main__":
    main()
