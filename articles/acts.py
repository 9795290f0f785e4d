"""Every act on a story by its name, as buttons and lists of the desk ask for it."""

from collections.abc import Callable
from typing import Any

from articles import planning, workflow

ACTS: dict[str, Callable[..., Any]] = {
    **{name: getattr(workflow, name) for name in workflow.MOVES if hasattr(workflow, name)},
    **{name: getattr(planning, name) for name in workflow.MOVES if hasattr(planning, name)},
}
"""Name → function(article, *, by, …); the keys are those of the table of transitions."""
