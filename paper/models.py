"""The tables of paper, each defined in the module of its noun."""

from paper.contact import ContactMessage
from paper.identity import HijriMonth, Site
from paper.log import LogEntry
from paper.menu import MenuItem
from paper.outbox import OutboxMail
from paper.pages import Page

__all__ = ["ContactMessage", "HijriMonth", "LogEntry", "MenuItem", "OutboxMail", "Page", "Site"]
