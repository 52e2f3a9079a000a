from collections.abc import Iterable, Sequence
from os import PathLike
from types import TracebackType
from typing import Any, Union, final

__all__ = [
    "Card",
    "CardError",
    "CardFileError",
    "NoAnswerError",
    "OctetsError",
    "ProfileError",
    "explain",
]

# Octets: bytes and their like, numbers from 0 to 255, or hexadecimal text.
_Octets = Union[bytes, bytearray, str, Iterable[int]]

class CardError(Exception):
    """Something that the card, or what it is made of, does not do."""

class NoAnswerError(CardError):
    """The card does not answer: it is off, mute or out of reach."""

class CardFileError(CardError):
    """A card file cannot be used."""

class ProfileError(CardError):
    """No card can be made of a profile."""

class OctetsError(ValueError):
    """A value is no octets."""

@final
class Card:
    """Simulated card, under power in a T=0 reader."""

    def __new__(
        cls,
        profile: str | None = None,
        *,
        file: str | PathLike[str] | None = None,
        seed: int | None = 1,
        random: Sequence[_Octets] | None = None,
    ) -> Card: ...
    @property
    def atr(self) -> bytes | None: ...
    @property
    def memory(self) -> bytes: ...
    def reset(self) -> bytes: ...
    def power_off(self) -> None: ...
    def transmit(
        self, apdu: _Octets, *, raw: bool = False, distance_cm: int | None = None
    ) -> tuple[bytes, int, int]: ...
    def leave_field(self) -> None: ...
    def wait(self, seconds: int) -> None: ...
    def give_random(self, numbers: Sequence[_Octets]) -> None: ...
    def cut_power(self, write: int = 1, tear: str = "nothing") -> None: ...
    def save(self, path: str | PathLike[str], *, replace: bool = False) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Card: ...
    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None: ...

def explain(octets: _Octets, *, kind: str | None = None, command: _Octets | None = None) -> dict[str, Any]: ...
