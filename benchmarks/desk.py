"""What the desk takes at the size of the corpus: its lists, the page of a day, a long story's form, and saving it."""

from collections.abc import Callable, Iterator
from typing import Any

from asking import Case, Took, alone, browser_of, measure

ROUNDS = 15
WORDS = 5_000
LIST = "/admin/articles/article/"
WORD_POOL = (
    "বন্দর", "কনটেইনার", "জাহাজ", "কর্তৃপক্ষ", "আমদানি", "রপ্তানি", "ব্যবসায়ীরা", "বলছেন", "গত", "সপ্তাহে",
    "খালাস", "হয়েছে", "সময়", "লাগছে", "দাম", "বেড়েছে", "বাজারে", "চট্টগ্রামের", "শ্রমিকদের", "প্রতিদিন",
)  # fmt: skip


def lines() -> list[str]:
    """Return the desk's table; what it wrote is taken back."""
    from django.db import transaction

    with transaction.atomic():
        table = [row(case, measure(case, ROUNDS)) for case in cases()]
        transaction.set_rollback(True)
    return [
        "", f"Desk: what a chief editor's browser waits for, without network; the form holds a story of {WORDS:,} words.", "",
        "| | median ms | worst ms | bar ms | queries | most |",
        "|---|---:|---:|---:|---:|---:|",
        *table, "",
    ]  # fmt: skip


def cases() -> Iterator[Case]:
    """Return what is asked, in the order of the table."""
    from articles.models import Article, Category
    from articles.models.article import Cursor
    from articles.paging import cursor_of

    client, long_story = browser_of("chief"), a_long_story()
    category = Category.objects.order_by("pk").values_list("pk", flat=True)[0]
    deep = Article.objects.last_changed_first()[Article.objects.count() // 2]
    place = cursor_of(Cursor(deep.touched_at, deep.pk))
    day = Article.objects.live().newest_first().values_list("live_from", flat=True)[0].date()
    form = f"{LIST}{long_story.pk}/change/"

    def get(address: str) -> Callable[[], Any]:
        return lambda: client.get(address)

    for name, query in {
        "list": "", "list, one state": "?state=published", "list, one section": f"?section={category}",
        "list, one writer": f"?writer={long_story.created_by_id}", "list, half-way down": f"?before={place}",
        "list, a word": "?q=বন্দর",
    }.items():  # fmt: skip
        yield Case(name, get(f"{LIST}{query}"), 300, 12)
    yield Case("page of a day", get(f"{LIST}plan/?day={day:%Y-%m-%d}"), 300, 12)
    yield Case("first page", get("/admin/"), 300, None)
    yield Case("log of the paper", get("/admin/paper/logentry/"), 300, 12)
    yield Case(f"form, {WORDS:,} words", get(form), 1000, 20)
    yield Case(f"autosave, {WORDS:,} words", autosaves(client, long_story), 100, None)


def a_long_story() -> Any:
    """Return a draft of WORDS words."""
    from articles import drafting
    from articles.models import Category
    from people.models import User

    text = " ".join(WORD_POOL[n * n % 20] + ("।" if n % 12 == 11 else "") for n in range(WORDS))
    words = text.split()
    body = "".join(f"<p>{' '.join(words[at : at + 60])}</p>" for at in range(0, WORDS, 60))
    writer = User.objects.create_user("bench-writer")
    category = Category.objects.order_by("pk").values_list("pk", flat=True)[0]
    values = {"headline": "দীর্ঘ প্রতিবেদন", "body": body, "category": category}
    return drafting.begin(values, by=writer)


def autosaves(client: Any, story: Any) -> Callable[[], Any]:
    """Return an autosave that adds a word each time, as somebody does who writes."""
    state = {"based_on": story.latest_revision_id, "body": story.latest_revision.content["body"]}
    content = story.latest_revision.content

    def save() -> Any:
        state["body"] += "<p>আরেকটি বাক্য।</p>"
        posted = {
            "headline": content["headline"], "body": state["body"], "category": content["category"],
            "language": "bn", "comment_policy": "open", "bylines-TOTAL_FORMS": 0,
            "bylines-INITIAL_FORMS": 0, "based_on": state["based_on"], "tab": "bench",
        }  # fmt: skip
        answer = client.post(f"{LIST}{story.pk}/autosave/", posted)
        state["based_on"] = answer.json().get("revision") if answer.status_code == 200 else 0
        return answer

    return save


def row(case: Case, took: Took) -> str:
    """Return one line of the table."""
    return f"| {case.name} | {took.median:.0f} | {took.worst:.0f} | {case.bar} | {took.queries} | {case.queries or ''} |"


if __name__ == "__main__":
    alone(lines, __doc__)
