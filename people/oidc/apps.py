"""Configuration of the single sign-on: allauth finds its provider by this application."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    """No tables of its own: a person's subject is a row of allauth's."""

    name = "people.oidc"
    label = "oidc"
