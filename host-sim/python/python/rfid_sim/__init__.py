"""A simulated RFID-SIM mobile wallet card (手机钱包) of 2009.

>>> from rfid_sim import Card
>>> card = Card()
>>> card.atr.hex()
'3b6e00008031807396210066524653494d01'
>>> data, sw1, sw2 = card.transmit("00A40400 10 D1560001018003800000000100000000")
>>> f"{sw1:02X}{sw2:02X}"
'9000'
>>> card.transmit("80 5C 00 02 04")
(b'\\x00\\x00\\x00\\x00', 144, 0)
"""

from ._card import (
    Card,
    CardError,
    CardFileError,
    NoAnswerError,
    OctetsError,
    ProfileError,
    explain,
)
from .reader import CardConnection, Reader

__all__ = [
    "Card",
    "CardConnection",
    "CardError",
    "CardFileError",
    "NoAnswerError",
    "OctetsError",
    "ProfileError",
    "Reader",
    "explain",
]
