"""Colour spaces, functions and shadings.

Colour profiles are left out: a space that is based on one becomes the device's, with as many
components. Names of inks become numbers.
"""

import math
import re
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, Stream, String

from vigil.trust.uploads.pdf.values import data_of, is_number, numbers, plain_keys, unpacked

if TYPE_CHECKING:
    from vigil.trust.uploads.pdf.copying import Copier

_BY_COUNT = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_DEVICE = {
    "/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/CalGray": 1, "/CalRGB": 3,
    "/G": 1, "/RGB": 3, "/CMYK": 4,
}  # fmt: skip
_KEPT_INKS = frozenset(("/All", "/None", "/Cyan", "/Magenta", "/Yellow", "/Black"))
_CALCULATOR = re.compile(rb"[a-z]+|[-+]?[0-9]*\.?[0-9]+|[{}]")
_SHADING_NUMBERS = ("/ShadingType", "/BitsPerCoordinate", "/BitsPerComponent", "/BitsPerFlag",
                    "/VerticesPerRow")  # fmt: skip
_SHADING_LISTS = ("/Background", "/BBox", "/Domain", "/Matrix", "/Coords", "/Decode")


def space(found: Any, copier: "Copier") -> Any:
    """Carry over a colour space; None for one that is not understood."""
    if isinstance(found, Name):
        if found == Name.Pattern:
            return found
        return _BY_COUNT.get(_DEVICE.get(str(found), 0))
    if not isinstance(found, Array) or not len(found):
        return None
    return copier.once("/Space", found, lambda: _listed(found, copier))


def _listed(found: Any, copier: "Copier") -> Any:
    kind, rest = str(found[0]), list(found)[1:]
    if kind in _DEVICE:
        return _BY_COUNT[_DEVICE[kind]]
    if kind == "/ICCBased" and rest and isinstance(rest[0], Stream):
        count: Any = rest[0].get("/N")
        return _BY_COUNT.get(count)
    if kind == "/Lab" and rest and isinstance(rest[0], Dictionary):
        lists = plain_keys(rest[0], lists=("/WhitePoint", "/BlackPoint", "/Range"))
        return Array([Name.Lab, Dictionary(**lists)])
    if kind == "/Pattern":
        base = space(rest[0], copier) if rest else None
        return Name.Pattern if base is None else Array([Name.Pattern, base])
    if kind in ("/Indexed", "/I") and len(rest) == 3:
        return _indexed(rest, copier)
    if kind == "/Separation" and len(rest) >= 3:
        return _inks(kind, rest[0], rest, copier)
    if kind == "/DeviceN" and len(rest) >= 3 and isinstance(rest[0], Array):
        return _inks(kind, rest[0], rest, copier)
    return None


def _indexed(rest: list[Any], copier: "Copier") -> Any:
    base = space(rest[0], copier)
    if base is None or not is_number(rest[1]) or not 0 <= int(rest[1]) <= 255:
        return None
    colours = data_of(rest[2])[: (int(rest[1]) + 1) * components(base)]
    return Array([Name.Indexed, base, int(rest[1]), String(colours)])


def _inks(kind: str, names: Any, rest: list[Any], copier: "Copier") -> Any:
    alternate, tint = space(rest[1], copier), function(rest[2], copier)
    if alternate is None or tint is None:
        return None
    listed = [names] if isinstance(names, Name) else list(names)
    inks = [
        Name(str(name)) if str(name) in _KEPT_INKS else Name(f"/Ink{number}")
        for number, name in enumerate(listed, 1)
    ]
    if kind == "/Separation":
        return Array([Name.Separation, inks[0], alternate, tint])
    return Array([Name.DeviceN, Array(inks), alternate, tint])


def components(made: Any) -> int:
    """Return how many numbers a colour of this space (already carried over) has."""
    if isinstance(made, Name):
        return _DEVICE.get(str(made), 1)
    if not isinstance(made, Array):
        return 1
    kind = str(made[0])
    return {"/Lab": 3, "/DeviceN": len(made[1]) if kind == "/DeviceN" else 1}.get(kind, 1)


def function(found: Any, copier: "Copier") -> Any:
    """Carry over a function, or a list of them; None for one that is not understood."""
    if isinstance(found, Name):
        return found if found in (Name.Identity, Name.Default) else None
    if isinstance(found, Array):
        made = [function(one, copier) for one in found]
        return None if None in made else Array(made)
    if not isinstance(found, (Dictionary, Stream)):
        return None
    return copier.once("/Function", found, lambda: _function(found, copier))


def _function(found: Any, copier: "Copier") -> Any:
    kind = found.get("/FunctionType")
    keys = Dictionary(**plain_keys(found, numeric=("/FunctionType",), lists=("/Domain", "/Range")))
    if kind == 2:
        more = plain_keys(found, numeric=("/N",), lists=("/C0", "/C1"))
        return Dictionary({**dict(keys.items()), **{f"/{k}": v for k, v in more.items()}})
    if kind == 3:
        parts = function(found.get("/Functions"), copier)
        if parts is None:
            return None
        keys.Functions = parts
        for name, values in plain_keys(found, lists=("/Bounds", "/Encode")).items():
            keys[f"/{name}"] = values
        return keys
    if kind == 4 and isinstance(found, Stream):
        words = _CALCULATOR.findall(re.sub(rb"%[^\r\n]*", b" ", unpacked(found)))
        return copier.stream(b" ".join(words), keys)
    return _sampled(found, keys, copier) if kind == 0 and isinstance(found, Stream) else None


def _sampled(found: Any, keys: Dictionary, copier: "Copier") -> Any:
    more = plain_keys(found, numeric=("/BitsPerSample", "/Order"),
                      lists=("/Size", "/Encode", "/Decode"))  # fmt: skip
    for name, value in more.items():
        keys[f"/{name}"] = value
    size, bits = numbers(found.get("/Size")), found.get("/BitsPerSample")
    values = numbers(found.get("/Range"))
    if not size or values is None or not is_number(bits):
        return None
    samples = math.prod(int(one) for one in size) * (len(values) // 2)
    return copier.stream(unpacked(found)[: (samples * int(bits) + 7) // 8], keys)


def shading(found: Any, copier: "Copier") -> Any:
    """Carry over a shading; None for one that is not understood."""
    if not isinstance(found, (Dictionary, Stream)):
        return None
    base = space(found.get("/ColorSpace"), copier)
    if base is None:
        return None
    kept = plain_keys(found, numeric=_SHADING_NUMBERS, switches=("/AntiAlias",),
                      lists=_SHADING_LISTS)  # fmt: skip
    keys = Dictionary(**kept)
    keys.ColorSpace = base
    if (made := function(found.get("/Function"), copier)) is not None:
        keys.Function = made
    extend = found.get("/Extend")
    if isinstance(extend, Array) and all(isinstance(one, bool) for one in extend):
        keys.Extend = Array(list(extend))
    return copier.stream(unpacked(found), keys) if isinstance(found, Stream) else keys
