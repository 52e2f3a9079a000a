"""The card as an object: power, memory, files, random numbers, and what is refused."""

from __future__ import annotations

import resource
import threading
from pathlib import Path

import issuer
import pytest

from rfid_sim import Card, CardError, CardFileError, NoAnswerError, OctetsError, ProfileError

GET_CHALLENGE = "0084000004"
CARDS = """
[[card]]
name = "one"
asn = "00001234567890123456"

[[card]]
name = "two"
asn = "00001234567890123457"
"""
SET_LIMIT = "80DADF2004 00001388"
GET_LIMIT = "80CADF2004"


def test_card_has_power_and_answers() -> None:
    card = Card()
    assert card.atr == bytes.fromhex("3B6E00008031807396210066524653494D01")
    data, sw1, sw2 = card.transmit(issuer.SELECT)
    assert (data[0], sw1, sw2) == (0x6F, 0x90, 0x00)
    assert card.transmit(issuer.GET_BALANCE) == (bytes(4), 0x90, 0x00)
    assert repr(card) == "<Card ATR 3B6E00008031807396210066524653494D01>"


def test_raw_reader_fetches_nothing() -> None:
    card = Card()
    assert card.transmit(issuer.SELECT, raw=True) == (b"", 0x61, 0x3B)
    data, *status = card.transmit("00C000003B", raw=True)
    assert (len(data), status) == (0x3B, [0x90, 0x00])


@pytest.mark.parametrize(
    "apdu", [issuer.GET_BALANCE, bytearray(issuer.GET_BALANCE), list(issuer.GET_BALANCE), "80 5C:00,02 0x04"]
)
def test_octets_come_in_four_forms(apdu: bytes | bytearray | str | list[int]) -> None:
    card = Card()
    card.transmit(issuer.SELECT)
    assert card.transmit(apdu) == (bytes(4), 0x90, 0x00)


@pytest.mark.parametrize(
    ("apdu", "error", "sentence"),
    [
        ("80 5G", OctetsError, "'G' at position 5"),
        ("805", OctetsError, "3 hexadecimal digits, an odd count"),
        ("", OctetsError, "no hexadecimal digit"),
        ([0x80, 256], OctetsError, "256 at position 2 is no octet, 0 to 255"),
        ([0x80, -1], OctetsError, "-1 at position 2"),
        ([0x80, "5C"], OctetsError, "'5C' at position 2"),
        (7, TypeError, "octets are bytes, a list of numbers or hexadecimal text, not int"),
        (None, TypeError, "not NoneType"),
    ],
)
def test_wrong_octets_are_named(apdu: object, error: type[Exception], sentence: str) -> None:
    card = Card()
    before = card.memory
    with pytest.raises(error, match=sentence):
        card.transmit(apdu)  # type: ignore[arg-type]
    assert card.memory == before and card.atr is not None


def test_any_octets_are_answered() -> None:
    card = Card()
    for length in (0, 1, 2, 3, 4, 5, 6, 255, 256, 300, 5000):
        for octet in (0x00, 0x80, 0xA0, 0xFF):
            data, sw1, _ = card.transmit(bytes([octet]) * length)
            assert data == b"" and sw1 & 0xF0 in (0x60, 0x90)


def test_reset_forgets_the_session_and_keeps_memory() -> None:
    card = Card()
    card.transmit(issuer.SELECT)
    assert card.transmit(SET_LIMIT) == (b"", 0x90, 0x00)
    before = card.memory
    assert card.reset() == card.atr
    assert card.transmit(GET_LIMIT)[1:] != (0x90, 0x00)
    card.transmit(issuer.SELECT)
    assert card.transmit(GET_LIMIT) == (bytes.fromhex("00001388"), 0x90, 0x00)
    assert card.memory == before


def test_card_without_power_is_silent() -> None:
    card = Card()
    card.power_off()
    assert card.atr is None and repr(card) == "<Card without power>"
    with pytest.raises(NoAnswerError, match="the card has no power"):
        card.transmit(issuer.SELECT)
    card.reset()
    assert card.transmit(issuer.SELECT)[1] == 0x90


def test_time_passes_by_waiting_until_a_reset() -> None:
    """A card takes a calibration in the first hour under power alone."""
    card = Card()

    def calibrate() -> tuple[bytes, int, int]:
        card.transmit(issuer.SELECT)
        challenge, *_ = card.transmit(GET_CHALLENGE)
        assert card.transmit(issuer.external_authenticate(challenge)) == (b"", 0x90, 0x00)
        return card.transmit("80DADF22 09 02 3549870123456780")

    card.wait(3600)
    assert calibrate() == (b"", 0x90, 0x00)
    card.wait(1)
    assert calibrate() == (b"", 0x69, 0x85)
    card.reset()
    assert calibrate() == (b"", 0x90, 0x00)
    card.wait(0xFFFF_FFFF)
    card.wait(1)
    assert calibrate() == (b"", 0x69, 0x85)


def test_radio_has_reach_and_a_session_of_its_own() -> None:
    card = Card()
    assert card.transmit(issuer.SELECT, distance_cm=3)[1] == 0x90
    assert card.transmit(issuer.GET_BALANCE, distance_cm=3) == (bytes(4), 0x90, 0x00)
    assert card.transmit(issuer.GET_BALANCE)[1] != 0x90
    card.leave_field()
    assert card.transmit(issuer.GET_BALANCE, distance_cm=3)[1] != 0x90
    with pytest.raises(NoAnswerError, match="out of its radio's reach"):
        card.transmit(issuer.SELECT, distance_cm=2000)


def test_same_seed_draws_same_numbers() -> None:
    def draw(card: Card) -> list[bytes]:
        return [card.transmit(GET_CHALLENGE)[0] for _ in range(3)]

    assert draw(Card(seed=7)) == draw(Card(seed=7)) != draw(Card(seed=8))
    card = Card(seed=7, random=["653027F6"])
    card.give_random([bytes(4)])
    first, second, third = draw(card)
    assert (first, second) == (bytes.fromhex("653027F6"), bytes(4))
    assert third == draw(Card(seed=7))[0]


def test_number_that_is_not_there_is_an_error() -> None:
    card = Card(seed=None, random=["0102"])
    with pytest.raises(CardError, match="draws a random number of 4 octets, and the next that `random` gave has 2"):
        card.transmit(GET_CHALLENGE)
    with pytest.raises(CardError, match="all that `random` gave are used up"):
        card.transmit(GET_CHALLENGE)


def test_saved_card_goes_on(tmp_path: Path) -> None:
    card = Card()
    card.transmit(issuer.SELECT)
    card.transmit(SET_LIMIT)
    path = tmp_path / "wallet.card"
    card.save(path)
    assert path.read_bytes() == card.memory
    with pytest.raises(CardFileError, match="exists already; nothing was written"):
        card.save(path)
    card.transmit("80DADF2004 FFFFFFFF")
    card.save(path, replace=True)
    assert path.read_bytes() == card.memory
    with Card(file=path) as again:
        again.transmit(issuer.SELECT)
        assert again.transmit(GET_LIMIT)[0] == b"\xff\xff\xff\xff"


def test_every_change_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new.card"
    with Card("default", file=path) as card:
        card.transmit(issuer.SELECT)
        card.transmit(SET_LIMIT)
        assert path.read_bytes() == card.memory
        with pytest.raises(CardFileError, match="is in use: another rfid-sim has it open"):
            Card(file=str(path))
        with pytest.raises(CardFileError, match="exists already"):
            Card("default", file=path)
    assert repr(card) == "<Card closed>"
    for use in (card.reset, lambda: card.transmit(issuer.SELECT)):
        with pytest.raises(NoAnswerError, match="the card has been closed"):
            use()
    with Card(file=path) as again:
        again.transmit(issuer.SELECT)
        assert again.transmit(GET_LIMIT) == (bytes.fromhex("00001388"), 0x90, 0x00)


def test_torn_write_is_torn_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "torn.card"
    with Card("default", file=path) as card:
        card.transmit(issuer.SELECT)
        before = card.memory
        card.cut_power(tear="half")
        with pytest.raises(NoAnswerError):
            card.transmit(SET_LIMIT)
        assert path.read_bytes() == card.memory != before
    with Card(file=path) as again:
        again.transmit(issuer.SELECT)
        assert again.transmit(GET_LIMIT)[0] != bytes.fromhex("00001388")


def test_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "full.card"
    with Card("default", file=path) as card:
        card.transmit(issuer.SELECT)
        before = path.read_bytes()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        try:
            with pytest.raises(CardFileError, match="cannot be written: File too large .*; open it again"):
                card.transmit(SET_LIMIT)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert path.read_bytes() == before
        for use in (card.reset, lambda: card.transmit(issuer.SELECT)):
            with pytest.raises(CardFileError, match="cannot be written"):
                use()
    with Card(file=path) as again:
        again.transmit(issuer.SELECT)
        assert again.transmit(GET_LIMIT)[0] == b"\xff\xff\xff\xff"


def test_wrong_arguments_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(CardFileError, match="there is no card file"):
        Card(file=tmp_path / "none.card")
    (tmp_path / "short.card").write_bytes(b"RFID-SIM")
    with pytest.raises(CardFileError, match="it holds 8 octets and a card's memory has 3072"):
        Card(file=tmp_path / "short.card")
    with pytest.raises(CardFileError, match="is a folder"):
        Card(file=tmp_path)
    with pytest.raises(ProfileError, match="none.toml"):
        Card(str(tmp_path / "none.toml"))
    profile = tmp_path / "wrong.toml"
    profile.write_text('[start]\nbalance = "much"\n')
    with pytest.raises(ProfileError, match="much"):
        Card(str(profile))
    card = Card()
    with pytest.raises(ValueError, match="writes are counted from 1"):
        card.cut_power(0)
    with pytest.raises(ValueError, match="names no way to tear a write"):
        card.cut_power(1, "gently")
    with pytest.raises(OverflowError):
        card.wait(-1)
    with pytest.raises(OverflowError):
        Card(seed=-1)


def test_profile_in_a_file_makes_its_card(tmp_path: Path) -> None:
    profile = tmp_path / "rich.toml"
    profile.write_text('[start]\nbalance = "12.34 yuan"\n' + CARDS)
    for name in ("", "#two"):
        card = Card(f"{profile}{name}")
        card.transmit(issuer.SELECT)
        assert card.transmit(issuer.GET_BALANCE)[0] == (1234).to_bytes(4, "big")
    with pytest.raises(ProfileError, match='"one", "two"'):
        Card(f"{profile}#three")


def test_threads_share_a_card() -> None:
    card = Card()
    card.transmit(issuer.SELECT)
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(200):
            answer = card.transmit(issuer.GET_BALANCE)
            if answer != (bytes(4), 0x90, 0x00):
                wrong.append(answer)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
