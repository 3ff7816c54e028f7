"""Who receives in whose place."""

from collections.abc import Mapping


def receivers(deputy_of: Mapping[int, int]) -> Mapping[int, int]:
    """User -> who receives for him in the end; a deputy who is away himself passes it on to his own.

    Who would receive for himself after a round keeps what is his: a message is never lost between two who are away.
    """
    ends = {user: _end(user, deputy_of) for user in deputy_of}
    return {user: end for user, end in ends.items() if end != user}


def _end(user: int, deputy_of: Mapping[int, int]) -> int:
    seen, at = {user}, user
    while (following := deputy_of.get(at)) is not None:
        if following in seen:
            return user
        seen.add(following)
        at = following
    return at
