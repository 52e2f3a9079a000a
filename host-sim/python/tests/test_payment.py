"""Money, by a card in Python and arithmetic that is not this project's."""

from __future__ import annotations

import struct

import issuer
import pytest

from rfid_sim import Card, NoAnswerError, Reader


def load(card: Card, fen: int) -> None:
    """Loads money, and checks that the card proves itself before and after."""
    card.transmit(issuer.SELECT)
    data, *status = card.transmit(issuer.initialize_for_load(fen))
    assert status == [0x90, 0x00]
    balance, counter, _, _, random, mac1 = struct.unpack(">IHBB4s4s", data)
    key = issuer.session_key(issuer.LOAD_KEY, random, counter, b"\x80\x00")
    request = struct.pack(">I", fen) + b"\x02" + issuer.TERMINAL
    assert mac1 == issuer.mac(key, struct.pack(">I", balance) + request)
    mac2 = issuer.mac(key, request + issuer.WHEN)
    tac, *status = card.transmit(bytes.fromhex("805200000B") + issuer.WHEN + mac2 + b"\x04")
    assert status == [0x90, 0x00]
    proof = struct.pack(">IH", balance + fen, counter) + request + issuer.WHEN
    assert tac == issuer.tac(proof)


def balance(card: Card) -> int:
    data, *status = card.transmit(issuer.GET_BALANCE)
    assert status == [0x90, 0x00]
    return int.from_bytes(data, "big")


def test_load_and_purchase_with_macs_of_our_own() -> None:
    card = Card(seed=20091118)
    load(card, 5000)
    assert balance(card) == 5000

    card.transmit(issuer.SELECT, distance_cm=3)
    data, *status = card.transmit(issuer.initialize_for_purchase(1250), distance_cm=3)
    assert status == [0x90, 0x00]
    before, counter, overdraft, _, _, random = struct.unpack(">IH3sBB4s", data)
    assert (before, overdraft) == (5000, bytes(3))
    key = issuer.session_key(issuer.PURCHASE_KEY, random, counter, b"\x00\x01")
    request = struct.pack(">I", 1250) + b"\x06" + issuer.TERMINAL
    mac1 = issuer.mac(key, request + issuer.WHEN)
    debit = bytes.fromhex("805401000F00000001") + issuer.WHEN + mac1 + b"\x08"
    data, *status = card.transmit(debit, distance_cm=3)
    assert status == [0x90, 0x00]
    assert data[4:] == issuer.mac(key, struct.pack(">I", 1250))
    assert data[:4] == issuer.tac(request + struct.pack(">I", 1) + issuer.WHEN)
    assert balance(card) == 3750


def test_wrong_mac_moves_no_money() -> None:
    card = Card()
    load(card, 100)
    data, *_ = card.transmit(issuer.initialize_for_purchase(100))
    assert len(data) == 15
    debit = bytes.fromhex("805401000F00000001") + issuer.WHEN + bytes(4) + b"\x08"
    assert card.transmit(debit) == (b"", 0x93, 0x02)
    assert balance(card) == 100


@pytest.mark.parametrize("tear", ["nothing", "all", "half", "octets:7", "bits:7"])
def test_torn_load_is_before_or_after(tear: str) -> None:
    card = Card()
    load(card, 100)
    card.cut_power(tear=tear)
    with pytest.raises(NoAnswerError, match="its memory or its power failed; reset it"):
        load(card, 50)
    with pytest.raises(NoAnswerError):
        card.transmit(issuer.GET_BALANCE)
    card.reset()
    card.transmit(issuer.SELECT)
    assert balance(card) == (150 if tear == "all" else 100)


def test_purchase_through_the_reader() -> None:
    """What a program for pyscard does: lists of numbers, and GET RESPONSE by itself."""
    card = Card()
    load(card, 800)
    connection = Reader(card).createConnection()
    connection.connect()
    assert bytes(connection.getATR()) == card.atr

    def send(command: bytes) -> tuple[bytes, int]:
        data, sw1, sw2 = connection.transmit(list(command))
        if sw1 == 0x61:
            data, sw1, sw2 = connection.transmit([0x00, 0xC0, 0x00, 0x00, sw2])
        return bytes(data), sw1 << 8 | sw2

    fci, status = send(issuer.SELECT)
    assert status == 0x9000 and fci[0] == 0x6F
    data, status = send(issuer.initialize_for_purchase(300)[:-1])
    assert status == 0x9000
    _, counter, _, _, _, random = struct.unpack(">IH3sBB4s", data)
    key = issuer.session_key(issuer.PURCHASE_KEY, random, counter, b"\x00\x07")
    mac1 = issuer.mac(key, struct.pack(">I", 300) + b"\x06" + issuer.TERMINAL + issuer.WHEN)
    data, status = send(bytes.fromhex("805401000F00000007") + issuer.WHEN + mac1)
    assert (len(data), status) == (8, 0x9000)
    assert send(issuer.GET_BALANCE) == (struct.pack(">I", 500), 0x9000)
    connection.disconnect()
