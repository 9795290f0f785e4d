"""The log in plain words: one sentence a row, and what was written with it."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.dates import MONTHS, to_dhaka
from bangla.digits import to_bangla
from paper.log import LogEntry

ACTS = {
    "submit": gettext_lazy("Handing in"),
    "send_back": gettext_lazy("Sending back"),
    "approve": gettext_lazy("Approval"),
    "approve_changes": gettext_lazy("Approval of changes"),
    "publish": gettext_lazy("Publishing"),
    "schedule": gettext_lazy("Fixing the time"),
    "unschedule": gettext_lazy("Taking from the schedule"),
    "schedule_update": gettext_lazy("Fixing the time of an update"),
    "drop_update": gettext_lazy("Taking an update back"),
    "schedule_end": gettext_lazy("Fixing the time of a withdrawal"),
    "drop_end": gettext_lazy("Taking a fixed withdrawal back"),
    "correct": gettext_lazy("Correction"),
    "withdraw": gettext_lazy("Withdrawal"),
    "kill": gettext_lazy("Killing"),
    "came_out": gettext_lazy("Coming out at its time"),
    "update_came": gettext_lazy("Update at its time"),
    "update_failed": gettext_lazy("Failed update"),
    "time_ended": gettext_lazy("End of its time"),
    "assign": gettext_lazy("Assignment"),
    "set_embargo": gettext_lazy("Embargo"),
    "lift_embargo": gettext_lazy("Lifting an embargo"),
    "ask_legal": gettext_lazy("Asking the lawyer"),
    "clear_legal": gettext_lazy("Clearance by the lawyer"),
    "link_edition": gettext_lazy("Linking an edition"),
    "unlink_edition": gettext_lazy("Unlinking an edition"),
    "make_link": gettext_lazy("Preview link"),
    "revoke_link": gettext_lazy("Taking a preview link back"),
    "hold_section": gettext_lazy("Reviewing every comment first"),
    "end_hold": gettext_lazy("No longer reviewing every comment first"),
    "reader_standing": gettext_lazy("Deciding about a reader"),
    "ban": gettext_lazy("Banning"),
    "lift_ban": gettext_lazy("Lifting a ban"),
    "erase_reader": gettext_lazy("Erasing a reader's data"),
    "invite": gettext_lazy("Invitation"),
    "invite_again": gettext_lazy("Sending an invitation again"),
    "revoke_invitation": gettext_lazy("Taking an invitation back"),
    "accept_invitation": gettext_lazy("Accepting an invitation"),
    "first_account": gettext_lazy("Opening the first account"),
    "sign_in": gettext_lazy("Signing in"),
    "sign_in_failed": gettext_lazy("Wrong passwords"),
    "sign_out": gettext_lazy("Signing out"),
    "change_password": gettext_lazy("Changing the password"),
    "reset_password": gettext_lazy("A new password by mail"),
    "set_password": gettext_lazy("Setting somebody's password"),
    "change_email": gettext_lazy("Changing the e-mail address"),
    "change_role": gettext_lazy("Changing a role"),
    "deactivate": gettext_lazy("Deactivating an account"),
    "let_back_in": gettext_lazy("Letting somebody back in"),
    "end_session": gettext_lazy("Signing another browser out"),
    "end_sessions": gettext_lazy("Ending somebody's sessions"),
    "add": gettext_lazy("Adding"),
    "change": gettext_lazy("Changing"),
    "delete": gettext_lazy("Deleting"),
    "retry_task": gettext_lazy("Trying a task again"),
    "drop_task": gettext_lazy("Dropping a task"),
    "see_faults": gettext_lazy("Marking errors as seen"),
    "two_step_on": gettext_lazy("Adding a second step"),
    "two_step_off": gettext_lazy("Removing a second step"),
    "two_step_codes": gettext_lazy("New recovery codes"),
    "two_step_code_used": gettext_lazy("Using a recovery code"),
    "two_step_taken": gettext_lazy("Taking a second step away"),
    "two_step_rule": gettext_lazy("Needing two-step sign-in"),
    "two_step_no_rule": gettext_lazy("No longer needing two-step sign-in"),
    "single_sign_on": gettext_lazy("First single sign-on"),
    "ask_backup": gettext_lazy("Asking for a backup"),
    "restore": gettext_lazy("Restoring a backup"),
    "demo_loaded": gettext_lazy("Printing the demo paper"),
    "demo_removed": gettext_lazy("Removing the demo paper"),
}
"""Act of the log → its name where one is chosen."""

SENTENCES = {
    "submit": gettext_lazy("%(who)s handed it in for review at %(when)s."),
    "send_back": gettext_lazy("%(who)s sent it back at %(when)s."),
    "approve": gettext_lazy("%(who)s approved version %(n)s at %(when)s."),
    "approve_changes": gettext_lazy("%(who)s approved the changes, version %(n)s, at %(when)s."),
    "publish": gettext_lazy("%(who)s published it at %(when)s."),
    "schedule": gettext_lazy("%(who)s fixed its time at %(when)s: it comes out on %(at)s."),
    "unschedule": gettext_lazy("%(who)s took it from the schedule at %(when)s."),
    "schedule_update": gettext_lazy("%(who)s fixed the time of version %(n)s at %(when)s: it takes the place of the one before on %(at)s."),
    "drop_update": gettext_lazy("%(who)s took the scheduled update back at %(when)s."),
    "schedule_end": gettext_lazy("%(who)s fixed at %(when)s that it is withdrawn by itself on %(at)s."),
    "drop_end": gettext_lazy("%(who)s took the scheduled withdrawal back at %(when)s."),
    "withdraw": gettext_lazy("%(who)s withdrew it at %(when)s."),
    "kill": gettext_lazy("%(who)s killed it at %(when)s."),
    "correct": gettext_lazy("%(who)s added a correction at %(when)s."),
    "correct_clarification": gettext_lazy("%(who)s added a clarification at %(when)s."),
    "correct_update": gettext_lazy("%(who)s added an update note at %(when)s."),
    "correct_retraction": gettext_lazy("%(who)s retracted it at %(when)s."),
    "came_out": gettext_lazy("It came out at %(when)s, its time."),
    "update_came": gettext_lazy("Version %(n)s came out at %(when)s, its time."),
    "update_failed": gettext_lazy("The scheduled update could not come out at %(when)s."),
    "time_ended": gettext_lazy("Its time ended at %(when)s."),
    "assign": gettext_lazy("%(who)s gave it to %(to)s at %(when)s."),
    "assign_due": gettext_lazy("%(who)s gave it to %(to)s at %(when)s; it is due on %(due)s."),
    "assign_nobody": gettext_lazy("%(who)s took the assignment back at %(when)s."),
    "assign_time": gettext_lazy("%(who)s fixed at %(when)s that it is due on %(due)s."),
    "set_embargo": gettext_lazy("%(who)s set an embargo until %(at)s at %(when)s."),
    "lift_embargo": gettext_lazy("%(who)s lifted the embargo until %(at)s at %(when)s."),
    "ask_legal": gettext_lazy("%(who)s asked for the lawyer's reading at %(when)s."),
    "clear_legal": gettext_lazy("%(who)s said at %(when)s that the law allows version %(n)s."),
    "link_edition": gettext_lazy("%(who)s linked it with story %(other)s, its other edition, at %(when)s."),
    "unlink_edition": gettext_lazy("%(who)s took the link to the other edition away at %(when)s."),
    "make_link": gettext_lazy("%(who)s made a preview link at %(when)s."),
    "revoke_link": gettext_lazy("%(who)s took a preview link back at %(when)s."),
    "hold_section": gettext_lazy("%(who)s had every comment reviewed first from %(when)s, until %(at)s."),
    "end_hold": gettext_lazy("%(who)s let comments appear as usual again at %(when)s."),
    "reader_standing_normal": gettext_lazy("%(who)s took the decision about this reader back at %(when)s."),
    "reader_standing_premod": gettext_lazy("%(who)s had every comment of this reader reviewed first from %(when)s."),
    "reader_standing_suspended": gettext_lazy("%(who)s suspended this reader at %(when)s until %(until)s."),
    "reader_standing_banned": gettext_lazy("%(who)s banned this reader at %(when)s."),
    "ban": gettext_lazy("%(who)s set the ban at %(when)s."),
    "lift_ban": gettext_lazy("%(who)s lifted the ban at %(when)s."),
    "erase_reader": gettext_lazy("%(who)s erased this reader's data at %(when)s."),
    "invite": gettext_lazy("%(who)s invited this person at %(when)s."),
    "invite_again": gettext_lazy("%(who)s sent the invitation again at %(when)s."),
    "revoke_invitation": gettext_lazy("%(who)s took the invitation back at %(when)s."),
    "accept_invitation": gettext_lazy("%(who)s accepted the invitation at %(when)s."),
    "first_account": gettext_lazy("%(who)s opened the first account of the paper at %(when)s."),
    "sign_in": gettext_lazy("%(who)s signed in at %(when)s."),
    "sign_in_failed_account": gettext_lazy("A wrong password was tried %(count)s times in one hour for this account; noted at %(when)s."),
    "sign_in_failed_nobody": gettext_lazy("A sign-in was tried %(count)s times in one hour with names that nobody has; noted at %(when)s."),
    "sign_out": gettext_lazy("%(who)s signed out at %(when)s."),
    "change_password": gettext_lazy("%(who)s changed the password at %(when)s."),
    "reset_password": gettext_lazy("%(who)s chose a new password by mail at %(when)s."),
    "set_password": gettext_lazy("%(who)s set a new password for this person at %(when)s."),
    "change_email": gettext_lazy("%(who)s changed the e-mail address at %(when)s."),
    "change_role_reporter": gettext_lazy("%(who)s made this person a reporter at %(when)s."),
    "change_role_editor": gettext_lazy("%(who)s made this person an editor at %(when)s."),
    "change_role_chief": gettext_lazy("%(who)s made this person the chief editor at %(when)s."),
    "change_role_moderator": gettext_lazy("%(who)s made this person a moderator at %(when)s."),
    "change_role_admin": gettext_lazy("%(who)s made this person an administrator at %(when)s."),
    "change_role_reader": gettext_lazy("%(who)s took the rights on the desk away at %(when)s."),
    "deactivate": gettext_lazy("%(who)s deactivated the account at %(when)s."),
    "let_back_in": gettext_lazy("%(who)s let this person back in at %(when)s."),
    "end_session": gettext_lazy("%(who)s signed another browser out at %(when)s."),
    "end_sessions": gettext_lazy("%(who)s ended all sessions of this person at %(when)s."),
    "add": gettext_lazy("%(who)s added it at %(when)s."),
    "change": gettext_lazy("%(who)s changed it at %(when)s."),
    "delete": gettext_lazy("%(who)s deleted it at %(when)s."),
    "retry_task": gettext_lazy("%(who)s had the task tried again at %(when)s."),
    "drop_task": gettext_lazy("%(who)s dropped the task at %(when)s."),
    "see_faults": gettext_lazy("%(who)s marked errors of the program as seen at %(when)s."),
    "two_step_on_totp": gettext_lazy("%(who)s added an authenticator app as a second step at %(when)s."),
    "two_step_on_webauthn": gettext_lazy("%(who)s added a passkey as a second step at %(when)s."),
    "two_step_off_totp": gettext_lazy("%(who)s removed the authenticator app at %(when)s."),
    "two_step_off_webauthn": gettext_lazy("%(who)s removed a passkey at %(when)s."),
    "two_step_codes": gettext_lazy("%(who)s made new recovery codes at %(when)s."),
    "two_step_code_used": gettext_lazy("%(who)s used a recovery code at %(when)s."),
    "two_step_taken": gettext_lazy("%(who)s took the second step of this account away at %(when)s."),
    "two_step_rule": gettext_lazy("%(who)s had this role need two-step sign-in at %(when)s; days of grace: %(days)s."),
    "two_step_no_rule": gettext_lazy("%(who)s let this role do without two-step sign-in at %(when)s."),
    "single_sign_on": gettext_lazy("%(who)s came by the single sign-on for the first time at %(when)s."),
    "ask_backup": gettext_lazy("%(who)s asked for a backup at %(when)s."),
    "restore": gettext_lazy("The paper was restored at %(when)s from a backup of %(at)s."),
    "demo_loaded": gettext_lazy("The demo paper was printed at %(when)s."),
    "demo_removed": gettext_lazy("The demo paper was taken away at %(when)s."),
}  # fmt: skip
"""Act of the log, or a kind of it, → what the desk reads."""

HELD_BACK = {
    "source": gettext_lazy("no source"),
    "byline": gettext_lazy("no author"),
    "picture": gettext_lazy("no lead picture"),
    "credit": gettext_lazy("a picture without credit"),
    "alt": gettext_lazy("a picture without description"),
    "second_eye": gettext_lazy("no second pair of eyes"),
    "headline": gettext_lazy("a long headline"),
    "accessibility": gettext_lazy("unclear headings, tables or links"),
    "rights": gettext_lazy("a picture whose use has ended"),
    "legal": gettext_lazy("no clearance by the lawyer"),
}
"""Rule of the gate → what was lacking when somebody passed it with a reason."""


def when_in_words(moment: dt.datetime, now: dt.datetime | None = None) -> str:
    """Return ৭:১২ for a moment of today, ১০ জুন, ৭:১২ for another day, with the year when it is not this one."""
    here, today = to_dhaka(moment), to_dhaka(now or timezone.now()).date()
    clock = f"{here.hour}:{here:%M}"
    if here.date() == today:
        return to_bangla(clock)
    year = "" if here.year == today.year else f" {here.year}"
    return to_bangla(f"{here.day} {MONTHS[here.month - 1]}{year}, {clock}")


def in_words(entry: LogEntry, now: dt.datetime | None = None) -> str:
    """Return one row of the log as a sentence; a second one says what the gate had held back."""
    facts = _facts(entry, now)
    sentence = SENTENCES.get(_kind(entry))
    if sentence is None:
        return f"{facts['who']} {facts['when']} {entry.act}"
    said = sentence % facts
    if not entry.detail.get("held"):
        return said
    held = ", ".join(str(HELD_BACK.get(name, name)) for name in dict.fromkeys(entry.detail["held"]))
    return f"{said} " + _("It had been held back: %(held)s.") % {"held": held}


def words_of(entry: LogEntry) -> str:
    """Return what was written with an act: the note, the reason, the correction."""
    return next(
        (str(entry.detail[name]) for name in ("note", "reason", "text") if entry.detail.get(name)),
        "",
    )


def _kind(entry: LogEntry) -> str:
    detail = entry.detail
    if entry.act == "assign":
        if not detail.get("to"):
            return "assign_time" if detail.get("due") else "assign_nobody"
        return "assign_due" if detail.get("due") else "assign"
    kind = f"{entry.act}_{detail.get('kind') or detail.get('standing', '')}"
    return kind if kind in SENTENCES else entry.act


def _facts(entry: LogEntry, now: dt.datetime | None) -> dict[str, Any]:
    """Return what sentences name: who, when, and of the act's detail versions and moments in words."""
    detail = entry.detail
    moments = {
        name: when_in_words(dt.datetime.fromisoformat(detail[name]), now)
        if detail.get(name)
        else "–"
        for name in ("at", "due", "until")
    }
    return {
        "who": entry.actor_name or _("The system"),
        "when": when_in_words(entry.at, now),
        "to": detail.get("to", ""),
        "n": to_bangla(detail.get("revision", "")),
        "other": to_bangla(detail.get("other", "")),
        "count": to_bangla(detail.get("count", "")),
        "days": to_bangla(detail.get("days", "")),
        **moments,
    }
