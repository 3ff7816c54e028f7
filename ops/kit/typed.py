"""What somebody typed into a form that was refused as a whole: the page that says so gives it back."""

from fastapi import Request

_FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 200_000
#: Fields of passwords: their forms are typed anew.
_SECRETS = frozenset({"password", "present"})


async def note_typed(request: Request) -> None:
    """Keeps the fields of a form with the request, whichever part of us refuses it; none of a form with a secret."""
    length = request.headers.get("content-length", "")
    is_form = request.method == "POST" and request.headers.get("content-type", "").startswith(_FORM)
    if not is_form or not length.isdigit() or int(length) > _MOST_BYTES:
        return
    fields = [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]
    if not any(name in _SECRETS for name, _ in fields):
        request.state.typed = fields


def typed_of(request: Request) -> list[tuple[str, str]]:
    """The fields as they came, the hidden ones too: sent again, they are the same request under the same key."""
    return getattr(request.state, "typed", [])
