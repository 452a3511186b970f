"""Tokens with which language models' clients come in as a user of the site (``manage.py dash_mcp_token``).

A token is signed with ``SECRET_KEY`` and kept nowhere. It ends with its time, with the user's password, and when the
user is deactivated.
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

_SALT = "django_plotly_dash.mcp_tokens"  # tokens that were handed out were signed with it
_DAY = 24 * 3600


class BadToken(ValueError):
    """A token lets nobody in; the message says why and can be shown."""


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whom a token lets in.

    Attributes:
        user: the user.
        app_names: the apps to whose tools the token is bound; empty for all that the user may reach.
    """

    user: AbstractBaseUser
    app_names: frozenset[str]


def issue_token(user: AbstractBaseUser, *, app_names: Collection[str] = (), days: float) -> str:
    """Make a token of a user.

    Args:
        user: in whose name the tools are called.
        app_names: apps to which it is bound; empty for all.
        days: for how long it lets in.
    """
    content = {
        "user": str(user.pk),
        "apps": sorted(app_names),
        "until": int(time.time() + days * _DAY),
        "password": _password_mark(user.get_session_auth_hash()),
    }
    # Bearer tokens have no colons.
    return signing.Signer(sep=".", salt=_SALT).sign_object(content, compress=True)


def token_holder(token: str) -> TokenHolder:
    """Return whom a token lets in.

    Raises:
        BadToken: nobody.
    """
    if not apps.is_installed("django.contrib.auth"):
        raise BadToken("This site has no users, so it takes no tokens.")
    try:
        content: dict[str, Any] = signing.Signer(sep=".", salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise BadToken("The token is not one of this site.") from None
    if content["until"] < time.time():
        raise BadToken("The token has expired.")
    user = get_user_model()._default_manager.filter(pk=content["user"]).first()
    if user is None or not user.is_active or not _has_same_password(user, content["password"]):
        raise BadToken("The token is no longer valid.")
    return TokenHolder(user, frozenset(content["apps"]))


def _password_mark(session_hash: str) -> str:
    # The hash itself is what sessions are checked by.
    return sha256(f"{_SALT}:{session_hash}".encode()).hexdigest()[:32]


def _has_same_password(user: AbstractBaseUser, mark: str) -> bool:
    # The hash depends on SECRET_KEY, which may have been changed (SECRET_KEY_FALLBACKS).
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(_password_mark(one), mark) for one in hashes)
