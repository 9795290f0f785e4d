"""Why a backup cannot be made or restored: one sentence for the person who asked for it."""


class Refusal(Exception):
    """Raised before anything was touched, or after everything was taken back; the message says what to do."""


class Unreadable(Refusal):
    """Raised for a file that is no backup, or one that was cut, changed or sealed with another key."""
