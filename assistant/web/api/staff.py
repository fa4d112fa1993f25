"""Who counts as staff: the holder of the staff token; without such a token, someone at the server itself."""

from __future__ import annotations

import ipaddress
import secrets
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from assistant.web.api.deps import current

router = APIRouter(tags=["运行"])
# A proxy on the same machine speaks from the loopback for the whole world: these headers give it away.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-prefix", "x-real-ip")


@router.get("/staff", summary="是否工作人员")
def who(request: Request) -> dict[str, bool]:
    """Return whether the caller may see what is for staff."""
    return {"staff": is_staff(request)}


def staff_only(request: Request) -> None:
    """Refuse everyone else with 403."""
    if not is_staff(request):
        raise HTTPException(403)


def is_staff(request: Request) -> bool:
    """True for staff: with a staff token set, only for who sends it."""
    token: str = current(request).settings.staff_token
    if token:
        sent = request.headers.get("authorization", "")
        return secrets.compare_digest(sent.encode(), f"Bearer {token}".encode())
    return _at_the_server(request) and _from_own_page(request)


def _at_the_server(request: Request) -> bool:
    client = request.client.host if request.client else ""
    return _is_loopback(client) and not any(name in request.headers for name in FORWARDED)


def _from_own_page(request: Request) -> bool:
    """False when another site's page asks through the browser of someone who sits at the server."""
    if not (_is_loopback(request.url.hostname or "") or request.url.hostname == "localhost"):
        return False  # a name that its owner now lets point at this machine
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
