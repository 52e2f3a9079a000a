"""Explanations as dictionaries."""

from __future__ import annotations

import pytest

from rfid_sim import OctetsError, explain


def test_command_is_explained_by_its_fields() -> None:
    command = explain("805000020B 01 00002710 112233445566 10")
    assert command["kind"] == "command"
    assert command["name"] == "INITIALIZE FOR LOAD"
    assert command["lc"] == 11
    assert command["fields"]["amount"]["value"] == 10000
    assert command["fields"]["terminal"]["offset"] == 10


def test_answer_is_explained_by_its_command() -> None:
    answer = explain(bytes.fromhex("000013889000"), command="805C000204")
    assert answer["name"] == "answer to GET BALANCE"
    assert {name: field["value"] for name, field in answer["fields"].items()} == {"balance": 5000}
    assert answer["status_word"]["meaning"] == "success"


def test_kind_can_be_said() -> None:
    assert explain("9000")["kind"] == "status"
    assert explain("9000", kind="answer")["kind"] == "answer"
    with pytest.raises(ValueError, match='unknown kind "letter"; there are command, answer, '):
        explain("9000", kind="letter")
    with pytest.raises(ValueError, match="has no other `kind`"):
        explain("9000", kind="answer", command="805C000204")


def test_wrong_octets_are_refused_and_odd_ones_explained() -> None:
    with pytest.raises(OctetsError):
        explain("xyz")
    for octets in (b"", b"\xff", bytes(300), bytes(range(256)) * 16):
        assert isinstance(explain(octets)["kind"], str)
