"""The reader for code that speaks pyscard."""

from __future__ import annotations

import issuer
import pytest

from rfid_sim import Card, NoAnswerError, Reader


def test_connection_has_the_names_of_pyscard() -> None:
    card = Card()
    reader = Reader(card)
    assert str(reader) == "RFID-SIM 00 00"
    connection = reader.createConnection()
    connection.connect(1, None, None)
    assert connection.getReader() == "RFID-SIM 00 00"
    assert connection.getProtocol() == 1
    assert connection.getATR()[:2] == [0x3B, 0x6E]
    assert connection.transmit(list(issuer.SELECT)) == ([], 0x61, 0x3B)
    data, sw1, sw2 = connection.transmit([0x00, 0xC0, 0x00, 0x00, 0x3B], 1)
    assert (len(data), sw1, sw2) == (0x3B, 0x90, 0x00)


def test_connection_needs_connect() -> None:
    connection = Reader(Card()).createConnection()
    for use in (connection.getATR, lambda: connection.transmit([0x00, 0xA4, 0x00, 0x00])):
        with pytest.raises(NoAnswerError, match=r"not connected; call connect\(\) first"):
            use()
    connection.disconnect()


def test_disconnect_forgets_the_session() -> None:
    card = Card()
    connection = Reader(card, "desk").createConnection()
    with connection:
        connection.transmit(list(issuer.SELECT))
        assert connection.transmit(list(issuer.GET_BALANCE)) == ([0, 0, 0, 0], 0x90, 0x00)
    assert card.atr is None
    with connection:
        assert connection.transmit(list(issuer.GET_BALANCE))[1:] != (0x90, 0x00)


def test_other_protocols_are_refused() -> None:
    connection = Reader(Card()).createConnection()
    with pytest.raises(ValueError, match=r"T=0 \(protocol 1\), not protocol 2"):
        connection.connect(2)
    connection.connect(3)
    with pytest.raises(ValueError, match="not protocol 2"):
        connection.transmit([0x00], 2)
