"""GET /embed.js: the assistant on another site's page with one script tag."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.web.api.deps import current

router = APIRouter(include_in_schema=False)
SCRIPT = Path(__file__).parent.parent / "static" / "embed.js"


@router.get("/embed.js")
def embed(request: Request) -> Response:
    """Return the script, told the service's name and which origins may use it."""
    site = {"name": current(request).settings.site_name, "origins": request.app.state.embed_origins}
    # The file holds one function; calling it here keeps the host page's globals as they were.
    call = f"({SCRIPT.read_text(encoding='utf-8').rstrip().rstrip(';')})({json.dumps(site)});\n"
    headers = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(call, media_type="text/javascript; charset=utf-8", headers=headers)
