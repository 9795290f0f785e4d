"""The forms of readers: they carry what was typed; screening judges it and the form shows the faults."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from articles.models import Article
from bangla.digits import to_bangla
from comments import policy
from comments.device import token_of
from comments.findings import Verdict
from comments.models import Comment, Report
from comments.submission import Submission
from comments.wording import tell_reader
from paper.abuse import client_address, is_foreign
from paper.fields import clean_text


class TypedText(forms.Field):
    """Text exactly as typed, so that a refused form can show it again."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: object) -> str:
        return str(value or "").replace("\r\n", "\n")


class Screened(forms.Form):
    """A form whose text is judged by screening, not by its fields."""

    def show_faults(self, verdict: Verdict) -> None:
        """Put each fault beside its field, or above the form when it belongs to none."""
        for finding in verdict.blocks:
            field = finding.field if finding.field in self.fields else None
            self.add_error(field, tell_reader(finding))


class CommentForm(Screened):
    """Name, e-mail, text; the answered comment, the script's key, and `topic`, which no person sees."""

    name = TypedText()
    email = TypedText()
    notify = forms.BooleanField(required=False)
    body = TypedText()
    parent = TypedText()
    key = TypedText()
    topic = TypedText()

    def submission(self, article: Article, request: HttpRequest) -> Submission:
        """Return what was sent, by whom; call after `is_valid()`."""
        typed = self.cleaned_data
        return Submission(
            article=article,
            name=typed["name"],
            email=typed["email"],
            body=typed["body"],
            parent=typed["parent"].strip(),
            key=typed["key"][:64],
            honeypot=typed["topic"],
            notify=typed["notify"],
            device=token_of(request),
            address=client_address(request),
            is_foreign=is_foreign(request),
        )


class EditForm(Screened):
    """The new words of an own comment."""

    body = TypedText()

    def submission(self, comment: Comment, article: Article, request: HttpRequest) -> Submission:
        """Return the comment as it would be sent anew with these words; call after `is_valid()`."""
        return Submission(
            article=article,
            name=comment.author_name,
            email=comment.email,
            body=self.cleaned_data["body"],
            device=token_of(request),
            address=client_address(request),
            is_foreign=is_foreign(request),
        )


class ReportForm(forms.Form):
    """Why a comment should not stand; `topic` no person sees."""

    reason = forms.ChoiceField(
        choices=Report.Reason,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose the reason.")
        ),
    )
    note = TypedText()
    topic = TypedText()

    def clean_note(self) -> str:
        """Return the note as it will be stored; a longer one is not cut without a word."""
        note = clean_text(self.cleaned_data["note"])
        if len(note) > policy.REPORT_NOTE:
            raise forms.ValidationError(
                gettext("A note has at most %(n)s characters.")
                % {"n": to_bangla(policy.REPORT_NOTE)}
            )
        return note

    @property
    def is_trap_sprung(self) -> bool:
        """Whether something filled the field that people do not see."""
        return bool(self.cleaned_data["topic"])
