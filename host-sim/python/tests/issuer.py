"""The issuer's and the terminal's side, with arithmetic of PyCryptodome's: keys of the default profile, session keys,
MACs and TACs (JR/T 0025.2)."""

from __future__ import annotations

import struct

from Crypto.Cipher import DES, DES3

LOAD_KEY = bytes.fromhex("1909C3A10BCAAC670C88E1BCDA28EA32")
PURCHASE_KEY = bytes.fromhex("6DD7F631B4CA88DE5CC3E209702FFCB6")
TAC_KEY = bytes.fromhex("18D5F7382D46E5DEF255380E2F5B64AF")

AUTHENTICATION_KEY = b"@ABCDEFGHIJKLMNO"

AID = bytes.fromhex("D1560001018003800000000100000000")
TERMINAL = bytes.fromhex("112233445566")
WHEN = bytes.fromhex("20091118103000")

SELECT = bytes.fromhex("00A4040010") + AID
GET_BALANCE = bytes.fromhex("805C000204")


def session_key(key: bytes, random: bytes, counter: int, last: bytes) -> bytes:
    """Derives the key of one transaction from a card's key."""
    return DES3.new(key, DES3.MODE_ECB).encrypt(random + struct.pack(">H", counter) + last)


def mac(key: bytes, data: bytes) -> bytes:
    """Computes a MAC of four octets: DES in CBC from zero, always padded."""
    padded = data + b"\x80"
    padded += bytes(-len(padded) % 8)
    return DES.new(key, DES.MODE_CBC, bytes(8)).encrypt(padded)[-8:-4]


def tac(data: bytes) -> bytes:
    """Computes a TAC: a MAC under the halves of the TAC key, one xor the other."""
    left, right = TAC_KEY[:8], TAC_KEY[8:]
    return mac(bytes(one ^ other for one, other in zip(left, right)), data)


def initialize_for_load(fen: int) -> bytes:
    return bytes.fromhex("805000020B01") + struct.pack(">I", fen) + TERMINAL + b"\x10"


def initialize_for_purchase(fen: int) -> bytes:
    return bytes.fromhex("805001020B03") + struct.pack(">I", fen) + TERMINAL + b"\x0f"


def external_authenticate(challenge: bytes) -> bytes:
    """Proves to the card that the terminal is the issuer's."""
    proof = DES3.new(AUTHENTICATION_KEY, DES3.MODE_ECB).encrypt(challenge + bytes(8 - len(challenge)))
    return bytes.fromhex("0082000108") + proof
