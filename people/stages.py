"""The second step at sign-in, left out where the single sign-on has taken it."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from people.two_step import ELSEWHERE


class SecondStepStage(AuthenticateStage):
    """allauth's."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        is_done = user is not None and request.session.get(ELSEWHERE) == user.pk
        return not is_done and super()._should_handle(request)
