"""People, sections and stories for tests: plain functions, no surprises."""

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from articles import drafting, workflow
from articles.models import Article, AuthorProfile, Category
from articles.sections import save_section
from people.models import User
from people.roles import grant

_number = count(1)

BODY = "<p>বন্দরে কনটেইনারের জট কমেনি। কর্তৃপক্ষ বলছে, কাজ চলছে।</p>"


def person(role: str = "chief", **values: Any) -> User:
    """Return a signed-up member of staff with one role."""
    user = User.objects.create_user(f"{role}{next(_number)}", password="secret-secret", **values)
    grant(user, role)
    return User.objects.get(pk=user.pk)


def section(path: str = "economy", name: str = "অর্থনীতি") -> Category:
    """Return the section at a path, made with all above it."""
    parent = None
    for depth, slug in enumerate(path.split("/"), start=1):
        here = "/".join(path.split("/")[:depth])
        parent = Category.objects.filter(path=here).first() or save_section(
            Category(
                name=name if here == path else slug, slug=slug, parent=parent, order=next(_number)
            )
        )
    assert parent is not None
    return parent


def author(name: str = "তাহমিদ রশীদ", role: str = "প্রতিবেদক") -> AuthorProfile:
    """Return an author profile."""
    return AuthorProfile.objects.get_or_create(name=name, defaults={"role": role})[0]


def content(**values: Any) -> dict[str, Any]:
    """Return a version ready to be published, changed by `values`."""
    number = next(_number)
    return {
        "headline": f"বন্দরে আটকে {number} হাজার কনটেইনার",
        "body": BODY,
        "category": section().pk if "category" not in values else values["category"],
        **values,
    }


def draft(by: User | None = None, **values: Any) -> Article:
    """Return a story in draft."""
    return drafting.begin(content(**values), by=by or person())


def story(by: User | None = None, *, ago: dt.timedelta | None = None, **values: Any) -> Article:
    """Return a published story, readable since now or since `ago`."""
    by = by or person()
    at = timezone.now() - ago if ago is not None else None
    return workflow.publish(drafting.begin(content(**values), by=by), by=by, at=at)


def scheduled(
    by: User | None = None, *, ahead: dt.timedelta = dt.timedelta(hours=2), **values: Any
) -> Article:
    """Return a story that readers will see in `ahead`."""
    by = by or person()
    return workflow.schedule(
        drafting.begin(content(**values), by=by), by=by, at=timezone.now() + ahead
    )


def in_every_hidden_state(**values: Any) -> list[Article]:
    """Return stories that no reader may see: draft, review, sent back, scheduled, withdrawn, killed, ended."""
    chief = person()
    review = workflow.submit(draft(chief, **values), by=chief)
    back = workflow.send_back(
        workflow.submit(draft(chief, **values), by=chief), by=chief, note="ছোট করুন"
    )
    withdrawn = workflow.withdraw(story(chief, **values), by=chief, reason="ভুল তথ্য")
    killed = workflow.kill(draft(chief, **values), by=chief, reason="অপ্রয়োজনীয়")
    ended = story(chief, ago=dt.timedelta(days=2), **values)
    Article.objects.filter(pk=ended.pk).update(live_until=timezone.now() - dt.timedelta(hours=1))
    return [
        draft(chief, **values),
        review,
        back,
        scheduled(chief, **values),
        withdrawn,
        killed,
        ended,
    ]
