"""Carries what pages use into the new document: each kind of object with the keys it needs."""

from collections.abc import Callable
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from vigil.trust.uploads.limits import OBJECTS, Reason
from vigil.trust.uploads.pdf import colours, fonts, images
from vigil.trust.uploads.pdf.content import Budget, Rewriter, new_budget
from vigil.trust.uploads.pdf.layers import Layers
from vigil.trust.uploads.pdf.values import numbers, plain_keys, unpacked, whole

__all__ = ["Copier", "Scope", "numbers"]

_DEPTH = 24
"""Forms in forms in forms."""
_BLENDS = frozenset(
    [
        "/Normal",
        "/Compatible",
        "/Multiply",
        "/Screen",
        "/Overlay",
        "/Darken",
        "/Lighten",
        "/ColorDodge",
        "/ColorBurn",
        "/HardLight",
        "/SoftLight",
        "/Difference",
        "/Exclusion",
        "/Hue",
        "/Saturation",
        "/Color",
        "/Luminosity",
    ]
)
_STATE_NUMBERS = ("/LW", "/LC", "/LJ", "/ML", "/OPM", "/FL", "/SM", "/CA", "/ca")
_STATE_SWITCHES = ("/OP", "/op", "/SA", "/AIS", "/TK")
_LETTER = {"/Font": "F", "/XObject": "X", "/ExtGState": "G", "/ColorSpace": "C", "/Pattern": "P",
           "/Shading": "S"}  # fmt: skip


class Scope:
    """The resources that one content stream may name, and those that it did."""

    def __init__(self, copier: "Copier", resources: Any, around: "Scope | None") -> None:
        self._copier, self._around = copier, around
        self._resources = resources if isinstance(resources, Dictionary) else Dictionary()
        self._names: dict[tuple[str, str], bytes | None] = {}
        self._used: dict[str, Dictionary] = {}

    def name(self, category: str, old: Any) -> bytes | None:
        """Return the new name of a resource, carried over if need be; None: it is left out."""
        key = (category, str(old))
        if key not in self._names:
            # Known before it is carried over: a form that draws itself finds it left out.
            self._names[key] = None
            found = self.find(category, str(old))
            made = None if found is None else self._copier.resource(category, found, self)
            self._names[key] = None if made is None else self._add(category, made)
        return self._names[key]

    def find(self, category: str, name: str) -> Any:
        """Return a resource of the old document by its name there, or None."""
        entries = self._resources.get(category)
        if isinstance(entries, Dictionary) and name.startswith("/") and name in entries:
            return entries[name]
        # Old documents let a form use what its page has.
        return self._around.find(category, name) if self._around else None

    def inline(self, picture: Any) -> bytes | None:
        """Carry over a picture that stood inside a content stream, as one that stands apart."""
        made = self._copier.inline(picture, self)
        return None if made is None else self._add("/XObject", made)

    def hides(self, layer: Any) -> bool:
        """Say whether the layer of this name is not shown."""
        found = self.find("/Properties", str(layer)) if isinstance(layer, Name) else layer
        return self._copier.layers.hides(found)

    def dictionary(self) -> Dictionary:
        """Return the resources that were used."""
        return Dictionary(self._used)

    def _add(self, category: str, made: Any) -> bytes:
        used = self._used.setdefault(category, Dictionary())
        name = f"/{_LETTER[category]}{len(used) + 1}"
        used[name] = made
        return name.encode()


class Copier:
    """Carries objects from one document into another, each once."""

    def __init__(self, source: Pdf, target: Pdf, layers: Layers) -> None:
        self.source, self.target, self.layers = source, target, layers
        self.left_out: set[str] = set()
        self._made: dict[tuple[str, tuple[int, int]], Any] = {}
        self._objects = Budget(OBJECTS, Reason.COSTLY)
        self._instructions = new_budget()
        self._depth = 0
        self._kinds: dict[str, Callable[[Any, Scope], Any]] = {
            "/Font": lambda found, scope: fonts.font(found, self, scope),
            "/XObject": self._xobject,
            "/ExtGState": self._state,
            "/ColorSpace": lambda found, scope: colours.space(found, self),
            "/Pattern": self._pattern,
            "/Shading": lambda found, scope: colours.shading(found, self),
        }

    def scope(self, resources: Any, around: Scope | None = None) -> Scope:
        """Return a scope over these resources of the old document."""
        return Scope(self, resources, around)

    def resource(self, category: str, found: Any, scope: Scope) -> Any:
        """Carry over one resource, or return what it became before; None: it is left out."""
        return self.once(category, found, lambda: self._kinds[category](found, scope))

    def once(self, category: str, found: Any, make: Callable[[], Any]) -> Any:
        """Make what an object of the old document becomes, the first time it is met."""
        objgen = getattr(found, "objgen", (0, 0))
        key = (category, objgen)
        if objgen[0] and key in self._made:
            return self._made[key]
        self._objects.spend()
        if objgen[0]:
            self._made[key] = None
        if self._depth >= _DEPTH:
            return None
        self._depth += 1
        try:
            made = make()
        finally:
            self._depth -= 1
        if objgen[0] and made is not None:
            if isinstance(made, (Dictionary, Array)) and not made.is_indirect:
                made = self.target.make_indirect(made)
            self._made[key] = made
        return made

    def content(self, stream: Any, scope: Scope) -> bytes:
        """Write a content stream anew, or the parts of one, as if they were one."""
        if isinstance(stream, Array):
            parts = [unpacked(part) for part in stream if isinstance(part, Stream)]
            stream = self.source.make_stream(b"\n".join(parts))
        if not isinstance(stream, Stream):
            return b""
        return Rewriter(scope, self._instructions).rewrite(stream)

    def stream(self, data: bytes, keys: Dictionary | None = None) -> Stream:
        """Make a stream of the new document."""
        return Stream(self.target, data, keys if keys is not None else Dictionary())

    def group(self, group: Any) -> Dictionary | None:
        """Carry over how a page or form is composed with what lies below it."""
        if not isinstance(group, Dictionary) or group.get("/S") != Name.Transparency:
            return None
        new = Dictionary(S=Name.Transparency, **plain_keys(group, switches=("/I", "/K")))
        if (space := colours.space(group.get("/CS"), self)) is not None:
            new.CS = space
        return new

    def inline(self, picture: Any, scope: Scope) -> Stream | None:
        """Carry over a picture that stood inside a content stream."""
        keys = picture.obj
        space = keys.get("/ColorSpace")
        if isinstance(space, Name) and (named := scope.find("/ColorSpace", str(space))) is not None:
            keys.ColorSpace = named
        raw = picture._data._inline_image_raw_bytes()
        return images.image(Stream(self.source, raw, keys), self)

    def _xobject(self, found: Any, scope: Scope) -> Stream | None:
        if not isinstance(found, Stream) or self.layers.hides(found.get("/OC")):
            return None
        if found.get("/Subtype") == Name.Image:
            return images.image(found, self)
        return self.form(found, scope) if found.get("/Subtype") == Name.Form else None

    def form(self, found: Any, around: Scope | None) -> Stream:
        """Carry over a drawing that others use."""
        scope = self.scope(found.get("/Resources"), around)
        drawn = self.content(found, scope)
        keys = Dictionary(Type=Name.XObject, Subtype=Name.Form)
        keys.BBox = whole(found.get("/BBox"), 4) or Array([0, 0, 0, 0])
        if matrix := whole(found.get("/Matrix"), 6):
            keys.Matrix = matrix
        if group := self.group(found.get("/Group")):
            keys.Group = group
        keys.Resources = scope.dictionary()
        return self.stream(drawn, keys)

    def _state(self, found: Any, scope: Scope) -> Dictionary | None:
        if not isinstance(found, Dictionary):
            return None
        new = Dictionary(**plain_keys(found, numeric=_STATE_NUMBERS, switches=_STATE_SWITCHES))
        dash = found.get("/D")
        if isinstance(dash, Array) and len(dash) == 2 and (gaps := numbers(dash[0])) is not None:
            new.D = Array([gaps, *(numbers([dash[1]]) or [0])])
        blend = found.get("/BM")
        if isinstance(blend, Array):
            blend = next((one for one in blend if str(one) in _BLENDS), None)
        if str(blend) in _BLENDS:
            new.BM = blend
        font: Any = found.get("/Font")
        size = whole([font[1]], 1) if isinstance(font, Array) and len(font) == 2 else None
        made = self.resource("/Font", font[0], scope) if size else None
        if size and made is not None:
            new.Font = Array([made, size[0]])
        if (mask := self._soft_mask(found.get("/SMask"), scope)) is not None:
            new.SMask = mask
        return new

    def _soft_mask(self, mask: Any, scope: Scope) -> Any:
        if str(mask) == "/None" and isinstance(mask, Name):
            return Name("/None")
        if not isinstance(mask, Dictionary) or not isinstance(mask.get("/G"), Stream):
            return None
        form = self.once("/Mask", mask.G, lambda: self.form(mask.G, scope))
        if form is None:
            return None
        kind = Name.Alpha if mask.get("/S") == Name.Alpha else Name.Luminosity
        new = Dictionary(Type=Name.Mask, S=kind, G=form)
        if backdrop := numbers(mask.get("/BC")):
            new.BC = backdrop
        if (transfer := colours.function(mask.get("/TR"), self)) is not None:
            new.TR = transfer
        return new

    def _pattern(self, found: Any, scope: Scope) -> Any:
        matrix = whole(found.get("/Matrix"), 6) if isinstance(found, (Dictionary, Stream)) else None
        if isinstance(found, Stream):
            inner = self.scope(found.get("/Resources"), scope)
            drawn = self.content(found, inner)
            keys = Dictionary(
                PatternType=1,
                **plain_keys(found, numeric=("/PaintType", "/TilingType", "/XStep", "/YStep")),
            )
            keys.BBox = whole(found.get("/BBox"), 4) or Array([0, 0, 1, 1])
            keys.Resources = inner.dictionary()
            made: Any = self.stream(drawn, keys)
        elif isinstance(found, Dictionary):
            shading = self.resource("/Shading", found.get("/Shading"), scope)
            if shading is None:
                return None
            made = Dictionary(PatternType=2, Shading=shading)
            if (state := self._state(found.get("/ExtGState"), scope)) is not None:
                made.ExtGState = state
        else:
            return None
        if matrix:
            made.Matrix = matrix
        return made
