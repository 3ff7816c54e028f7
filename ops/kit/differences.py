"""What changed between two structures of plain data, leaf by leaf."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Change:
    """One difference; `path` reads like `rows.3.priority`."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any


_KEYS = ("code", "name", "event", "id")


def diff(before: Any, after: Any, path: str = "") -> list[Change]:
    """What changed, leaf by leaf, in the order of `before`; rows of a list by their code if they have one; a list of
    plain words is one leaf, for its order counts.
    """
    if _is_plain_list(before) and _is_plain_list(after):
        return [] if before == after else [Change(path, "changed", before, after)]
    left, right = _as_tree(before), _as_tree(after)
    if left is None or right is None or isinstance(before, list) is not isinstance(after, list):
        return [] if _same(before, after) else [Change(path, "changed", before, after)]
    if isinstance(before, list) and _row_key(before) != _row_key(after):
        left, right = _by_position(before), _by_position(after)
    changes = []
    for key in [*left, *(key for key in right if key not in left)]:
        changes.extend(_diff_at(left, right, key, f"{path}.{key}" if path else key))
    return changes


def _diff_at(left: Mapping[str, Any], right: Mapping[str, Any], key: str, path: str) -> list[Change]:
    if key not in right:
        return [Change(path, "removed", left[key], None)]
    if key not in left:
        return [Change(path, "added", None, right[key])]
    return diff(left[key], right[key], path)


def _as_tree(value: Any) -> dict[str, Any] | None:
    if isinstance(value, dict):
        return {str(key): each for key, each in value.items()}
    if not isinstance(value, list):
        return None
    key = _row_key(value)
    return {str(row[key]): row for row in value} if key else _by_position(value)


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and not any(isinstance(each, dict | list) for each in value)


def _by_position(rows: list[Any]) -> dict[str, Any]:
    return {str(index + 1): row for index, row in enumerate(rows)}


def _row_key(rows: list[Any]) -> str | None:
    """The name that tells the rows of a list apart, when they have one."""
    if not rows or not all(isinstance(row, dict) for row in rows):
        return None
    for key in _KEYS:
        values = [row.get(key) for row in rows]
        if all(isinstance(value, str) for value in values) and len(set(values)) == len(values):
            return key
    return None


def _same(before: Any, after: Any) -> bool:
    """Python takes True for 1; a reader of rules does not."""
    return bool(before == after) and isinstance(before, bool) is isinstance(after, bool)
