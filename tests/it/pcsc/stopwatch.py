"""Sends commands to the cards in the readers of PC/SC, and prints how long each took.

A line is `READER COUNT HEX`: the number of a reader, how often the command is sent, and the command. The answer is the
time of all in nanoseconds, and the last answer in hexadecimal.
"""

import sys
import time

from smartcard.scard import (
    SCARD_PCI_T0, SCARD_PROTOCOL_T0, SCARD_S_SUCCESS, SCARD_SCOPE_USER, SCARD_SHARE_EXCLUSIVE, SCardConnect,
    SCardEstablishContext, SCardListReaders, SCardTransmit,
)


def connected(context, number):
    """Connects to the card in a reader as soon as it is there."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        result, readers = SCardListReaders(context, [])
        if result == SCARD_S_SUCCESS and number < len(readers):
            result, card, _ = SCardConnect(context, readers[number], SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0)
            if result == SCARD_S_SUCCESS:
                return card
        time.sleep(0.02)
    raise SystemExit(f"no card in reader {number}")


def main():
    result, context = SCardEstablishContext(SCARD_SCOPE_USER)
    if result != SCARD_S_SUCCESS:
        raise SystemExit("no PC/SC")
    cards = {}
    for line in sys.stdin:
        number, count, command = line.split()
        card = cards.get(number) or cards.setdefault(number, connected(context, int(number)))
        command = list(bytes.fromhex(command))
        began = time.perf_counter_ns()
        for _ in range(int(count)):
            result, answer = SCardTransmit(card, SCARD_PCI_T0, command)
        took = time.perf_counter_ns() - began
        if result != SCARD_S_SUCCESS:
            raise SystemExit(f"reader {number}: {result:08X}")
        print(took, bytes(answer).hex().upper(), flush=True)


main()
