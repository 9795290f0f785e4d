"""The tree of sections as pages use it: one query a request, everything else in memory."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.filing import refile_stories_of_category
from articles.models import Category
from articles.models.taxonomy import MAX_DEPTH
from paper.prepared import Prepared


@dataclass(eq=False)
class Section:
    """A section with its place in the tree; of one tree, each is equal to itself alone."""

    pk: int
    name: str
    path: str
    parent_id: int | None
    description: str
    in_menu: bool
    on_front: bool
    children: list["Section"] = field(default_factory=list)
    parent: "Section | None" = None

    @property
    def url(self) -> str:
        return f"/category/{self.path}/"

    @cached_property
    def trail(self) -> list["Section"]:
        """The sections from the top of the tree down to this one."""
        return [*self.parent.trail, self] if self.parent else [self]

    @cached_property
    def family(self) -> frozenset[int]:
        """The ids of this section and of all below it."""
        return frozenset({self.pk}).union(*(child.family for child in self.children))


class Sections:
    """All sections of the paper, in the editors' order; `printed` is what their names and places depend on."""

    def __init__(self, rows: list[Section], printed: Hashable = None) -> None:
        self.printed = printed
        self.by_id = {row.pk: row for row in rows}
        self.by_path = {row.path: row for row in rows}
        self.roots = []
        for row in rows:
            row.parent = self.by_id.get(row.parent_id) if row.parent_id else None
            (row.parent.children if row.parent else self.roots).append(row)

    def __iter__(self) -> Iterator[Section]:
        return iter(self.roots)

    @property
    def menu(self) -> list[Section]:
        """Sections of the section bar."""
        return [section for section in self.roots if section.in_menu]

    @property
    def front(self) -> list[Section]:
        """Sections with a block on the front page."""
        return [section for section in self.roots if section.on_front]


COLUMNS = ("pk", "name", "path", "parent_id", "description", "in_menu", "on_front")


_all = Prepared(lambda: Category.objects.values_list(*COLUMNS))


def load_sections() -> Sections:
    """Read the tree in one query."""
    rows = _all.rows()
    return Sections([Section(*row) for row in rows], tuple(rows))


FEED = "feed"


class SectionError(ValueError):
    """Raised when a section would hang under itself or too deep; the message is for the desk."""


@transaction.atomic
def save_section(category: Category) -> Category:
    """Store a section with its path, and the paths of all below it; files its stories again when it moved.

    Raises SectionError for a circle or a tree deeper than MAX_DEPTH.
    """
    if category.slug == FEED:
        raise SectionError(_("“feed” is the address of a section's feed: choose another one."))
    before = Category.objects.filter(pk=category.pk).values_list("parent_id", flat=True).first()
    trail, above = [category.slug], category.parent
    while above is not None:
        if above.pk == category.pk:
            raise SectionError(_("A section cannot be part of itself."))
        trail.insert(0, above.slug)
        above = above.parent
    if len(trail) > MAX_DEPTH:
        raise SectionError(_("Sections hang at most three deep."))
    moved = category.pk is not None and before != category.parent_id
    category.path = "/".join(trail)
    category.save()
    for child in category.children.all():
        child.parent = category
        save_section(child)
    if moved:
        for pk in [category.pk, *category.children.values_list("pk", flat=True)]:
            transaction.on_commit(lambda pk=pk: refile_stories_of_category.enqueue(pk))
    return category
