"""The comment form: it carries what was typed; screening judges it and the form shows the faults."""

from django import forms
from django.http import HttpRequest

from articles.models import Article
from comments.device import token_of
from comments.findings import Verdict
from comments.submission import Submission
from comments.wording import tell_reader
from paper.abuse import client_address, is_foreign


class TypedText(forms.Field):
    """Text exactly as typed, so that a refused form can show it again."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: object) -> str:
        return str(value or "").replace("\r\n", "\n")


class CommentForm(forms.Form):
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

    def show_faults(self, verdict: Verdict) -> None:
        """Put each fault beside its field, or above the form when it belongs to none."""
        for finding in verdict.blocks:
            self.add_error(finding.field or None, tell_reader(finding))
