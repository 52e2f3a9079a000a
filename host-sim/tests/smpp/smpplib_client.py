"""Sends texts to the SMS centre of a world by smpplib, and counts what comes back.

    python smpplib_client.py PORT COUNT PEOPLE [BREAKS]

The connection is broken off so many times in the middle, without a word. Prints one line of JSON: the identifier of each
text that was accepted, the texts without an answer, and the number of receipts by identifier.
"""

import collections
import json
import sys

import smpplib.client
import smpplib.consts

PORT, COUNT, PEOPLE = (int(argument) for argument in sys.argv[1:4])
BREAKS = int(sys.argv[4]) if len(sys.argv) > 4 else 0
WINDOW = 30

accepted, receipts, texts = {}, collections.Counter(), {}
# Identifiers of accepted texts whose receipt has not come.
awaited = set()


def bind():
    """Opens a connection, and binds as a transceiver."""
    client = smpplib.client.Client("127.0.0.1", PORT, timeout=60)
    client.set_message_sent_handler(sent)
    client.set_message_received_handler(received)
    client.connect()
    client.bind_transceiver(system_id="bank", password="secret")
    return client


def sent(pdu):
    """Notes the identifier of a text that was accepted."""
    assert not pdu.is_error(), pdu.status
    number = pdu.message_id.decode()
    accepted[texts.pop(pdu.sequence)] = number
    if number not in receipts:
        awaited.add(number)


def received(pdu):
    """Counts a receipt; smpplib answers it."""
    assert pdu.esm_class & 0x04, pdu.short_message
    assert b"stat:DELIVRD" in pdu.short_message, pdu.short_message
    number = pdu.receipted_message_id.decode()
    receipts[number] += 1
    awaited.discard(number)


def main():
    """Sends all texts and waits for all receipts."""
    client = bind()
    breaks = {COUNT * (place + 1) // (BREAKS + 1) for place in range(BREAKS)}
    unanswered = []
    for place in range(COUNT):
        if place in breaks:
            # What was sent and not answered may have been accepted or not.
            client._socket.close()
            client.state = smpplib.consts.SMPP_CLIENT_STATE_CLOSED
            unanswered.extend(texts.values())
            texts.clear()
            client = bind()
        text = f"text {place}"
        pdu = client.send_message(
            source_addr="10659999",
            destination_addr=str(13800000001 + place % PEOPLE),
            short_message=text.encode(),
            registered_delivery=smpplib.consts.SMPP_SMSC_DELIVERY_RECEIPT_BOTH,
        )
        texts[pdu.sequence] = text
        while len(texts) >= WINDOW:
            client.read_once()
    while texts or awaited:
        client.read_once()
    client.unbind()
    client.disconnect()
    print(json.dumps({"accepted": accepted, "unanswered": unanswered, "receipts": receipts}))


main()
