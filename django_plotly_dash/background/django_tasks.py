"""Django's task framework, imported here and nowhere else.

That is ``django.tasks`` where Django has it (6.0), else the package django-tasks, which is the same.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

try:
    from django.tasks import task, task_backends
except ImportError:
    try:
        from django_tasks import task, task_backends  # type: ignore[assignment,no-redef]
    except ImportError as error:
        raise ImproperlyConfigured(
            "Background callbacks need Django's task framework, which Django 5.2 does not have yet: "
            "pip install django-tasks django-tasks-db"
        ) from error

__all__ = ["is_dummy", "is_immediate", "task", "task_backends"]


def is_immediate(alias: str) -> bool:
    """Say whether a task backend runs each task at once, in the process that enqueues it.

    Args:
        alias: its name in ``TASKS``.
    """
    return _is_a(alias, "ImmediateBackend")


def is_dummy(alias: str) -> bool:
    """Say whether a task backend only keeps tasks, for tests, and never runs them.

    Args:
        alias: its name in ``TASKS``.
    """
    return _is_a(alias, "DummyBackend")


def _is_a(alias: str, name: str) -> bool:
    # By name: under Django 6 a site may have either framework's classes in TASKS (Wagtail uses django-tasks).
    backend: Any = task_backends[alias]
    return any(base.__name__ == name for base in type(backend).__mro__)
