"""Passes commands from standard input to the card in the first reader, and prints the answers.

A line is `reset`, `off`, `on`, `leave`, or a command in hexadecimal; the answer is `atr HEX`, `off`, HEX or `! WHY`.
"""

import sys
import time

from smartcard.scard import (
    SCARD_LEAVE_CARD, SCARD_PCI_T0, SCARD_PROTOCOL_T0, SCARD_RESET_CARD, SCARD_S_SUCCESS, SCARD_SCOPE_USER,
    SCARD_SHARE_EXCLUSIVE, SCARD_UNPOWER_CARD, SCardConnect, SCardDisconnect, SCardEstablishContext,
    SCardGetErrorMessage, SCardListReaders, SCardReconnect, SCardStatus, SCardTransmit,
)


def checked(result, what):
    if result != SCARD_S_SUCCESS:
        raise RuntimeError(f"{what}: {SCardGetErrorMessage(result)}")


class Relay:
    def __init__(self):
        self.card = None
        result, self.context = SCardEstablishContext(SCARD_SCOPE_USER)
        checked(result, "context")

    def on(self):
        """Connects to the card as soon as it is there."""
        until = time.monotonic() + 10
        while True:
            result, readers = SCardListReaders(self.context, [])
            if result == SCARD_S_SUCCESS and readers:
                result, card, _ = SCardConnect(self.context, readers[0], SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0)
                if result == SCARD_S_SUCCESS:
                    self.card = card
                    return self.atr()
            if time.monotonic() > until:
                checked(result, "connect")
            time.sleep(0.02)

    def reset(self):
        if self.card is None:
            return self.on()
        result, _ = SCardReconnect(self.card, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0, SCARD_RESET_CARD)
        if result != SCARD_S_SUCCESS:
            SCardDisconnect(self.card, SCARD_LEAVE_CARD)
            self.card = None
            return self.on()
        return self.atr()

    def off(self):
        if self.card is not None:
            SCardDisconnect(self.card, SCARD_UNPOWER_CARD)
            self.card = None
        return "off"

    def leave(self):
        """Leaves the card as it is, under power."""
        SCardDisconnect(self.card, SCARD_LEAVE_CARD)
        self.card = None
        return "left"

    def atr(self):
        result, _, _, _, atr = SCardStatus(self.card)
        checked(result, "status")
        return "atr " + bytes(atr).hex().upper()

    def transmit(self, line):
        if self.card is None:
            return "! off"
        result, answer = SCardTransmit(self.card, SCARD_PCI_T0, list(bytes.fromhex(line)))
        checked(result, "transmit")
        if not answer:
            # vpcd's way to say that the card has gone.
            raise RuntimeError("no answer")
        return bytes(answer).hex().upper()


def main():
    relay = Relay()
    orders = {"on": relay.on, "off": relay.off, "reset": relay.reset, "leave": relay.leave}
    for line in sys.stdin:
        line = line.strip()
        try:
            print(orders[line]() if line in orders else relay.transmit(line), flush=True)
        except RuntimeError as why:
            print(f"! {why}", flush=True)


main()
