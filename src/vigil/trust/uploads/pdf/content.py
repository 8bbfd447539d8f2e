"""What is drawn: a content stream written anew, instruction by instruction.

Only instructions that draw are written, with the operands they take. Marked content (tags, their
properties, replacement texts), comments and whatever a hidden layer paints are left out. Names of
resources are replaced, so that a font or picture is called by a number.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Name, String

from vigil.trust.uploads.limits import INSTRUCTIONS, Reason, RefusedError

if TYPE_CHECKING:
    from vigil.trust.uploads.pdf.copying import Scope

_PAINTS = frozenset(["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"])
_NUMBERS = {
    **dict.fromkeys(["q", "Q", "h", "W", "W*", "BT", "ET", "T*"], 0),
    **dict.fromkeys(_PAINTS, 0),
    **dict.fromkeys(["w", "J", "j", "M", "i", "g", "G", "Tc", "Tw", "Tz", "TL", "Tr", "Ts"], 1),
    **dict.fromkeys(["m", "l", "Td", "TD", "d0"], 2),
    **dict.fromkeys(["rg", "RG"], 3),
    **dict.fromkeys(["re", "v", "y", "k", "K"], 4),
    **dict.fromkeys(["cm", "c", "Tm", "d1"], 6),
}
"""Instructions whose operands are so many numbers."""
_INTENTS = frozenset(
    ("/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual")
)
_DEVICE = frozenset(("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"))
_NAMED = {"gs": "/ExtGState", "sh": "/Shading"}


class Budget:
    """Counts what a document asks for over all its pages."""

    def __init__(self, most: int, reason: Reason) -> None:
        self._left, self._reason = most, reason

    def spend(self, number: int = 1) -> None:
        """Count; raises RefusedError when there is nothing left."""
        self._left -= number
        if self._left < 0:
            raise RefusedError(self._reason, "more than one document may ask for")


def new_budget() -> Budget:
    """Return the budget of instructions of one document."""
    return Budget(INSTRUCTIONS, Reason.COSTLY)


class Rewriter:
    """Writes one content stream anew; what it uses is fetched through its scope."""

    def __init__(self, scope: "Scope", budget: Budget) -> None:
        self._scope, self._budget = scope, budget
        self._out: list[bytes] = []
        self._marks: list[bool] = []
        self._special: dict[str, Callable[[Sequence[Any]], None]] = {
            "Tf": self._font,
            "Do": self._do,
            "Tj": self._text,
            "'": self._next_line,
            '"': self._spaced_line,
            "TJ": self._texts,
            "d": self._dash,
            "ri": self._intent,
            "cs": lambda operands: self._space("cs", operands),
            "CS": lambda operands: self._space("CS", operands),
            **{name: self._colour(name) for name in ("sc", "SC", "scn", "SCN")},
            **{name: self._named(name) for name in _NAMED},
            "BMC": lambda operands: self._marks.append(False),
            "BDC": self._mark,
            "EMC": lambda operands: self._unmark(),
        }

    def rewrite(self, stream: Any) -> bytes:
        """Return the stream anew. Raises RefusedError or what pikepdf raises on damage."""
        for instruction in pikepdf.parse_content_stream(stream):
            self._budget.spend()
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                if not any(self._marks):
                    self._inline(instruction.iimage)
                continue
            self._one(str(instruction.operator), instruction.operands)
        return b"\n".join(self._out) + b"\n"

    def _one(self, operator: str, operands: Any) -> None:
        count = _NUMBERS.get(operator)
        if count is None:
            if special := self._special.get(operator):
                special(operands)
            return
        if operator in _PAINTS and any(self._marks):
            operator = "n"
        written = [number(one) for one in operands][-count:] if count else []
        if len(written) == count and None not in written:
            self._write(operator, *filter(None, written))

    def _write(self, operator: str, *operands: bytes) -> None:
        self._out.append(b" ".join((*operands, operator.encode())))

    def _font(self, operands: Sequence[Any]) -> None:
        size = number(operands[-1]) if len(operands) == 2 else None
        name = self._scope.name("/Font", operands[0]) if size else None
        if name and size:
            self._write("Tf", name, size)

    def _do(self, operands: Sequence[Any]) -> None:
        if (
            operands
            and not any(self._marks)
            and (name := self._scope.name("/XObject", operands[0]))
        ):
            self._write("Do", name)

    def _inline(self, picture: Any) -> None:
        if name := self._scope.inline(picture):
            self._write("Do", name)

    def _text(self, operands: Sequence[Any]) -> None:
        if operands and isinstance(operands[0], String) and not any(self._marks):
            self._write("Tj", operands[0].unparse())

    def _next_line(self, operands: Sequence[Any]) -> None:
        self._write("T*")
        self._text(operands)

    def _spaced_line(self, operands: Sequence[Any]) -> None:
        spaces = [number(one) for one in operands[:2]]
        if len(operands) == 3 and spaces[0] and spaces[1]:
            self._write("Tw", spaces[0])
            self._write("Tc", spaces[1])
            self._next_line(operands[2:])

    def _texts(self, operands: Sequence[Any]) -> None:
        if not operands or not isinstance(operands[0], Array) or any(self._marks):
            return
        parts = [one.unparse() if isinstance(one, String) else number(one) for one in operands[0]]
        self._write("TJ", b"[" + b" ".join(filter(None, parts)) + b"]")

    def _dash(self, operands: Sequence[Any]) -> None:
        if len(operands) == 2 and isinstance(operands[0], Array):
            parts = filter(None, (number(one) for one in operands[0]))
            self._write("d", b"[" + b" ".join(parts) + b"]", number(operands[1]) or b"0")

    def _intent(self, operands: Sequence[Any]) -> None:
        if operands and str(operands[0]) in _INTENTS:
            self._write("ri", str(operands[0]).encode())

    def _space(self, operator: str, operands: Sequence[Any]) -> None:
        if not operands:
            return
        device = str(operands[0]) in _DEVICE
        name = str(operands[0]).encode() if device else self._scope.name("/ColorSpace", operands[0])
        if name:
            self._write(operator, name)

    def _colour(self, operator: str) -> Callable[[Sequence[Any]], None]:
        def write(operands: Sequence[Any]) -> None:
            written = [number(one) for one in operands]
            if written and written[-1] is None and isinstance(operands[-1], Name):
                written[-1] = self._scope.name("/Pattern", operands[-1])
            if written and None not in written:
                self._write(operator, *filter(None, written))

        return write

    def _named(self, operator: str) -> Callable[[Sequence[Any]], None]:
        def write(operands: Sequence[Any]) -> None:
            if operator == "sh" and any(self._marks):
                return
            name = self._scope.name(_NAMED[operator], operands[0]) if operands else None
            if name:
                self._write(operator, name)

        return write

    def _mark(self, operands: Sequence[Any]) -> None:
        layer = len(operands) == 2 and operands[0] == Name.OC
        self._marks.append(bool(layer and self._scope.hides(operands[1])))

    def _unmark(self) -> None:
        if self._marks:
            self._marks.pop()


def number(value: Any) -> bytes | None:
    """Write a number as a content stream has it; None if it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, float):
        value = Decimal(str(value))
    return format(value, "f").encode() if isinstance(value, Decimal) else None
