"""What newsroom itself shows on the desk."""

from newsroom import backups_admin, tasks_admin  # noqa: F401  register backups and background tasks
