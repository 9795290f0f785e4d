"""What newsroom itself shows on the desk."""

from newsroom import tasks_admin  # noqa: F401  registers the background tasks
