"""The policy of the conversation: the phases that every comment passes, in order.

Each phase is a pure function of the facts. All run, every reason is kept, and the highest
severity wins; only a block ends the walk early. Numbers stand in `comments/policy.py`.
"""

from comments.findings import Facts, Finding, Phase, Verdict
from comments.models import Severity, Status
from comments.phases import (
    access,
    duplicates,
    impersonation,
    limits,
    links,
    noise,
    reply,
    shape,
    standing,
    words,
)

PHASES: tuple[Phase, ...] = (
    access.story_is_open,  # the story is live, its conversation open and inside its window
    access.came_from_here,  # another site's form is refused
    access.honeypot_is_empty,  # a filled trap is spam
    shape.has_good_shape,  # name, e-mail and text: length, lines, bytes, characters
    reply.parent_can_be_answered,  # the parent exists, under this story, visible
    limits.is_not_too_fast,  # comments a minute, an hour, a day
    standing.is_not_banned,  # a banned sender's is spam; a suspended reader is told until when
    duplicates.is_not_repeated,  # the same text again, or from many at once
    words.has_no_listed_words,  # word lists, over text and name: each asks for what its list says
    impersonation.is_nobody_of_the_paper,  # names of the paper, its staff and their offices are held
    links.has_no_links,  # links, telephone and payment numbers are held
    noise.has_words,  # no letters, one letter, capitals, foreign letters are held
    standing.is_seldom_rejected,  # of whom many were rejected in a week
    standing.is_known_reader,  # a reader's first comments are held
    standing.story_is_not_held,  # each comment of this story, section or paper is held
)

STATUS_OF = {
    Severity.PASS: Status.PUBLISHED,
    Severity.REPORT: Status.PUBLISHED,
    Severity.HOLD_POLICY: Status.PREMOD,
    Severity.HOLD_CONTENT: Status.WITHHELD,
    Severity.SPAM: Status.SPAM,
    Severity.REJECT: Status.REJECTED,
}
"""What becomes of a comment; BLOCK is missing because nothing is stored."""


def screen(facts: Facts) -> Verdict:
    """Walk the phases; staff are answerable themselves: only a block stops them."""
    findings: list[Finding] = []
    for phase in PHASES:
        found = list(phase(facts))
        findings.extend(found)
        if any(finding.severity == Severity.BLOCK for finding in found):
            return Verdict(Severity.BLOCK, tuple(findings))
    severity = max((finding.severity for finding in findings), default=Severity.PASS)
    return Verdict(severity, tuple(findings))


def first_status(verdict: Verdict, *, is_staff: bool) -> Status:
    """Return the status a comment is stored with; raises KeyError for a blocked one."""
    return Status.APPROVED if is_staff and not verdict.is_blocked else STATUS_OF[verdict.severity]
