"""Pays at a card in a reader by pyscard, with session keys and MACs of its own (JR/T 0025).

Arguments: the card's purchase key and TAC key in hexadecimal, the amount in fen. Nothing here is shared with rfid-sim.
"""

import struct
import sys

from Cryptodome.Cipher import DES
from smartcard.CardConnection import CardConnection
from smartcard.CardRequest import CardRequest
from smartcard.CardType import AnyCardType
from smartcard.util import toBytes

TERMINAL = bytes.fromhex("112233445566")
TIME = bytes.fromhex("20091118103000")
AID = bytes.fromhex("D1560001018003800000000100000000")
KIND = 0x06
TERMINAL_COUNTER = 1


def mac(key, data):
    padded = data + b"\x80"
    padded += b"\0" * (-len(padded) % 8)
    return DES.new(key, DES.MODE_CBC, b"\0" * 8).encrypt(padded)[-8:-4]


def triple_des(key, block):
    left, right = key[:8], key[8:]
    step = DES.new(left, DES.MODE_ECB).encrypt(block)
    step = DES.new(right, DES.MODE_ECB).decrypt(step)
    return DES.new(left, DES.MODE_ECB).encrypt(step)


class Terminal:
    def __init__(self):
        request = CardRequest(timeout=10, cardType=AnyCardType())
        self.connection = request.waitforcard().connection
        self.connection.connect(CardConnection.T0_protocol)

    def send(self, command):
        data, first, second = self.connection.transmit(list(command))
        if first in (0x61, 0x9F):
            rest, first, second = self.connection.transmit([0x00, 0xC0, 0x00, 0x00, second])
            data = data + rest
        if (first, second) != (0x90, 0x00):
            raise SystemExit(f"{command.hex()} is answered with {first:02X}{second:02X}")
        return bytes(data)


def main():
    purchase_key, tac_key, amount = toBytes(sys.argv[1]), toBytes(sys.argv[2]), int(sys.argv[3])
    purchase_key, tac_key = bytes(purchase_key), bytes(tac_key)
    amount = struct.pack(">I", amount)
    terminal = Terminal()
    terminal.send(bytes.fromhex("00A40400") + bytes([len(AID)]) + AID)
    said = terminal.send(bytes.fromhex("805001020B03") + amount + TERMINAL)
    before, counter, _, _, _, random = struct.unpack(">IH3sBB4s", said)
    session = triple_des(purchase_key, random + struct.pack(">H", counter) + struct.pack(">I", TERMINAL_COUNTER)[2:])
    mac1 = mac(session, amount + bytes([KIND]) + TERMINAL + TIME)
    said = terminal.send(bytes.fromhex("805401000F") + struct.pack(">I", TERMINAL_COUNTER) + TIME + mac1)
    tac, mac2 = said[:4], said[4:]
    assert mac2 == mac(session, amount), "MAC2 of the card is wrong"
    folded = bytes(left ^ right for left, right in zip(tac_key[:8], tac_key[8:]))
    number = struct.pack(">I", TERMINAL_COUNTER)
    assert tac == mac(folded, amount + bytes([KIND]) + TERMINAL + number + TIME), "the TAC of the card is wrong"
    after = struct.unpack(">I", terminal.send(bytes.fromhex("805C000204")))[0]
    print(f"{before} {after}")


main()
