"""What stands where on the front page: lead, seconds, and a block for each section, no story twice."""

import datetime as dt
from typing import NamedTuple

from articles.cards import Card
from articles.lists import load_lists
from articles.sections import Section, Sections

SECONDS = 3
TABS = 8
IN_BLOCK = 5
FILED_IN_BLOCK = 2 * IN_BLOCK
"""Stories read for a block: some of them stand above, or in the block of their own section."""


class Block(NamedTuple):
    """A section's block."""

    section: Section
    cards: list[Card]


class Front(NamedTuple):
    """Everything the front page shows."""

    lead: Card | None
    seconds: list[Card]
    newest: list[Card]
    most_read: list[Card]
    blocks: list[Block]

    @property
    def shown(self) -> list[Card]:
        """All stories on the page; one that stands at two places is there twice."""
        lead = [self.lead] if self.lead else []
        in_blocks = (card for block in self.blocks for card in block.cards)
        return [*lead, *self.seconds, *self.newest, *self.most_read, *in_blocks]


def place(sections: Sections, now: dt.datetime) -> Front:
    """Fill the front page from what readers may see now; one query.

    The newest story with a picture leads; the next newest stand beside it; each section's
    block holds its newest stories that do not stand above. A story filed under several
    sections stands in the block of its own. What somebody pays for neither leads nor stands
    beside the lead while the paper has stories of its own.
    """
    front = sections.front
    lists = load_lists(
        sections, now, newest=TABS + SECONDS + 1, most_read=TABS,
        of_sections={section.pk: FILED_IN_BLOCK for section in front},
    )  # fmt: skip
    newest = lists.newest(TABS + SECONDS + 1)
    own = [card for card in newest if not card.sponsorship] or newest
    lead = next((card for card in own if card.picture), own[0] if own else None)
    seconds = [card for card in own if card is not lead][:SECONDS]
    above = {card.id for card in seconds} | ({lead.id} if lead else set())
    blocks = [
        Block(section, lists.of_section(section, IN_BLOCK, skip=above, own=True))
        for section in front
    ]
    return Front(
        lead=lead,
        seconds=seconds,
        newest=newest[:TABS],
        most_read=lists.most_read(TABS),
        blocks=[block for block in blocks if block.cards],
    )
