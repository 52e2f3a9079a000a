"""A reader with a card in it, with the names that code for pyscard uses.

Only names and types are pyscard's; nothing of pyscard or PC/SC is needed. As a PC/SC reader under T=0, the connection
returns 61xx and 6Cxx as they come.
"""

from __future__ import annotations

from collections.abc import Sequence

from ._card import Card, NoAnswerError

#: Protocol T=0, the only one of the card, as pyscard numbers it.
T0_PROTOCOL = 1


class Reader:
    """A reader with one card."""

    def __init__(self, card: Card, name: str = "RFID-SIM 00 00") -> None:
        self.name = name
        self._card = card

    def createConnection(self) -> CardConnection:
        """Makes a connection, which has no power before `connect`."""
        return CardConnection(self._card, self.name)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Reader {self.name}>"


class CardConnection:
    """A connection to the card in a reader."""

    def __init__(self, card: Card, reader: str) -> None:
        self._card = card
        self._reader = reader
        self._is_connected = False

    def connect(self, protocol: int | None = None, mode: int | None = None, disposition: int | None = None) -> None:
        """Resets the card. `mode` and `disposition` are accepted and mean nothing, for nobody shares the card."""
        if protocol is not None and not protocol & T0_PROTOCOL:
            raise ValueError(f"the card speaks T=0 (protocol {T0_PROTOCOL}), not protocol {protocol}")
        self._is_connected = False
        self._card.reset()
        self._is_connected = True

    def reconnect(self, protocol: int | None = None, mode: int | None = None, disposition: int | None = None) -> None:
        """Resets the card again."""
        self.connect(protocol, mode, disposition)

    def disconnect(self) -> None:
        """Switches the card's power off. A connection that is not open is left alone."""
        if self._is_connected:
            self._is_connected = False
            self._card.power_off()

    def getATR(self) -> list[int]:
        """Returns the answer to reset."""
        self._require_connection()
        return list(self._card.atr or b"")

    def getProtocol(self) -> int:
        """Returns the protocol of the connection, T=0."""
        return T0_PROTOCOL

    def getReader(self) -> str:
        """Returns the name of the reader."""
        return self._reader

    def transmit(self, command: Sequence[int], protocol: int | None = None) -> tuple[list[int], int, int]:
        """Sends one command; returns the data, SW1 and SW2 of the answer."""
        self._require_connection()
        if protocol is not None and not protocol & T0_PROTOCOL:
            raise ValueError(f"the card speaks T=0 (protocol {T0_PROTOCOL}), not protocol {protocol}")
        data, sw1, sw2 = self._card.transmit(command, raw=True)
        return list(data), sw1, sw2

    def _require_connection(self) -> None:
        if not self._is_connected:
            raise NoAnswerError("the card is not connected; call connect() first")

    def __enter__(self) -> CardConnection:
        if not self._is_connected:
            self.connect()
        return self

    def __exit__(self, *reason: object) -> None:
        self.disconnect()
