"""Single sign-on by OpenID Connect, for people who have an account here already (docs/decisions/0027)."""
