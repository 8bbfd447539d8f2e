"""Layers (optional content): which are not shown when the document is opened."""

from typing import Any

from pikepdf import Array, Dictionary, Name

ObjGen = tuple[int, int]


class Layers:
    """Answers whether what belongs to a layer is hidden."""

    def __init__(self, off: frozenset[ObjGen]) -> None:
        self._off = off

    def hides(self, what: Any) -> bool:
        """Say whether a layer, or a rule over several (by its policy), is not shown."""
        if not isinstance(what, Dictionary):
            return False
        if what.get("/Type") != Name.OCMD:
            return what.objgen in self._off
        groups: Any = what.get("/OCGs")
        if isinstance(groups, Dictionary):
            groups = [groups]
        if not isinstance(groups, (Array, list)) or not len(groups):
            return False
        shown = [not self.hides(one) for one in groups if isinstance(one, Dictionary)
                 and one.get("/Type") != Name.OCMD]  # fmt: skip
        policy = str(what.get("/P", "/AnyOn"))
        visible = {
            "/AllOn": all(shown),
            "/AnyOff": not all(shown),
            "/AllOff": not any(shown),
        }.get(policy, any(shown))
        return bool(shown) and not visible


def hidden_layers(root: Any) -> Layers:
    """Read the layers that are off by the document's default configuration."""
    properties = root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return Layers(frozenset())
    default = properties.get("/D")
    if not isinstance(default, Dictionary):
        default = Dictionary()
    every = _groups(properties.get("/OCGs"))
    off = every if default.get("/BaseState") == Name.OFF else set()
    off = (off | _groups(default.get("/OFF"))) - _groups(default.get("/ON"))
    return Layers(frozenset(off))


def _groups(groups: Any) -> set[ObjGen]:
    if not isinstance(groups, Array):
        return set()
    return {one.objgen for one in groups if isinstance(one, Dictionary) and one.objgen[0]}
