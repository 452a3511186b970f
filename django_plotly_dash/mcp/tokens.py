"""Tokens with which clients of language models act as a user of the site (``manage.py dash_mcp_token``).

A token is signed with ``SECRET_KEY`` and not stored. It is valid until its time is over, the user's password changes,
or the user is deactivated.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import signing
from django.utils.crypto import constant_time_compare

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

_SALT = "django_plotly_dash.mcp_tokens"  # existing tokens are signed with it
_DAY = 24 * 3600


class BadToken(ValueError):
    """A token is not valid; the message says why and may be shown."""


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """The user of a token, and what it allows.

    Attributes:
        user: the user.
        app_names: the apps whose tools it allows; empty for all apps that the user may reach.
    """

    user: AbstractBaseUser
    app_names: frozenset[str]


def issue_token(user: AbstractBaseUser, *, app_names: Collection[str] = (), days: float) -> str:
    """Make a token for a user.

    Args:
        user: tools are called as this user.
        app_names: the apps that it is limited to; empty for all.
        days: how long it is valid.
    """
    content = {
        "user": str(user.pk),
        "apps": sorted(app_names),
        "until": int(time.time() + days * _DAY),
        "password": _password_mark(user.get_session_auth_hash()),
    }
    # Bearer tokens must not contain colons.
    return signing.Signer(sep=".", salt=_SALT).sign_object(content, compress=True)


def token_holder(token: str) -> TokenHolder:
    """Return the holder of a token.

    Raises:
        BadToken: the token is not valid.
    """
    if not apps.is_installed("django.contrib.auth"):
        raise BadToken("This site has no users, so it accepts no tokens.")
    try:
        content: dict[str, Any] = signing.Signer(sep=".", salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise BadToken("The token was not issued by this site.") from None
    if content["until"] < time.time():
        raise BadToken("The token has expired.")
    user = get_user_model()._default_manager.filter(pk=content["user"]).first()
    if user is None or not user.is_active or not _has_same_password(user, content["password"]):
        raise BadToken("The token is no longer valid.")
    return TokenHolder(user, frozenset(content["apps"]))


def _password_mark(session_hash: str) -> str:
    # Not the hash itself, by which sessions are checked.
    return sha256(f"{_SALT}:{session_hash}".encode()).hexdigest()[:32]


def _has_same_password(user: AbstractBaseUser, mark: str) -> bool:
    # The hash depends on SECRET_KEY, which may have changed (SECRET_KEY_FALLBACKS).
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(_password_mark(one), mark) for one in hashes)
