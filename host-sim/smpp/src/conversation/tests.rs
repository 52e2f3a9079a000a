//! Tests of the conversation: every answer and every error, the windows and the timers, without a socket.

use rusmpp::pdus::{BindReceiver, BindTransceiver, BindTransmitter, DeliverSmResp, ReplaceSm, SubmitSm};
use rusmpp::tlvs::MessageSubmissionRequestTlvValue as TlvValue;
use rusmpp::types::{AnyOctetString, OctetString};
use rusmpp::values::{MessagePayload, Ton};
use sim_world::esme::{EsmeMessageKind, EsmeTime, ReceiptRequest, SmppAddress, SubmissionState};

use super::*;
use crate::frame::SmppFrameReader;

fn settings() -> SmppSettings {
    let listen = "127.0.0.1:0".parse().unwrap();
    SmppSettings::new(listen, "bank".parse().unwrap(), "secret", vec!["10659999".to_owned()])
}

fn begin() -> SmppConversation {
    SmppConversation::new(Arc::new(settings()), 0)
}

fn frame_of(octets: &[u8]) -> SmppFrame {
    let mut reader = SmppFrameReader::default();
    reader.push(octets);
    reader.take().unwrap().unwrap()
}

fn frame(sequence: u32, pdu: impl Into<Pdu>) -> SmppFrame {
    frame_of(&frame::encode(&Command::new(CommandStatus::EsmeRok, sequence, pdu), &Tlvs::default()))
}

/// Returns a frame that is a header alone.
fn header(id: impl Into<u32>, status: CommandStatus, sequence: u32) -> SmppFrame {
    frame_of(&frame::header_alone(id.into(), status, sequence))
}

fn bind_as(system_id: &str, password: &str) -> BindTransceiver {
    let builder = BindTransceiver::builder().system_id(system_id.parse().unwrap());
    builder.password(password.parse().unwrap()).build()
}

fn bound() -> SmppConversation {
    let mut conversation = begin();
    let steps = conversation.hear(&frame(1, bind_as("bank", "secret")), 0);
    assert_eq!(status(&steps), (CommandId::BindTransceiverResp, CommandStatus::EsmeRok, 1));
    conversation
}

/// Returns identifier, status and sequence number of the answer among steps.
fn status(steps: &[ConversationStep]) -> (CommandId, CommandStatus, u32) {
    let Some(ConversationStep::Send(octets)) = steps.first() else { panic!("{steps:?}") };
    let answer = frame_of(octets);
    (answer.id.into(), answer.status.into(), answer.sequence)
}

fn submit() -> SubmitSm {
    SubmitSm::builder()
        .source_addr("10659999".parse().unwrap())
        .dest_addr_ton(Ton::International)
        .destination_addr("8613800000001".parse().unwrap())
        .esm_class(0.into())
        .short_message(OctetString::from_slice(b"hello").unwrap())
        .build()
}

/// Returns the order of a submission.
fn order(submit: SubmitSm) -> Result<EsmeOrder, CommandStatus> {
    let steps = bound().hear(&frame(2, submit), 0);
    match &steps[..] {
        [ConversationStep::Submit(2, order)] => Ok((**order).clone()),
        steps => Err(status(steps).1),
    }
}

fn message(number: u64) -> (MessageId, Arc<EsmeMessage>) {
    let submission = EsmeSubmission {
        esme: "bank".parse().unwrap(),
        from: SmppAddress { ton: 0, npi: 1, digits: "10659999".to_owned() },
        to: SmppAddress { ton: 1, npi: 1, digits: "8613800000001".to_owned() },
        person: "13800000001".parse().unwrap(),
        at: "2009-11-18 10:30:00".parse().unwrap(),
        until: "2009-11-20 10:30:00".parse().unwrap(),
        receipt: ReceiptRequest::Always,
        reference: Some(0x0102),
        text: "hello".to_owned(),
        state: SubmissionState::Undeliverable,
        ended: Some("2009-11-18 10:31:00".parse().unwrap()),
        error: 0xD3,
    };
    let kind = EsmeMessageKind::Receipt { number: MessageId(7), submission };
    (MessageId(number), Arc::new(EsmeMessage { esme: "bank".parse().unwrap(), kind }))
}

#[test]
fn client_binds_in_three_ways() {
    let (system_id, password) = ("bank".parse().unwrap(), "secret".parse().unwrap());
    let transmitter = BindTransmitter::builder().system_id(system_id).password(password);
    let (system_id, password) = ("bank".parse().unwrap(), "secret".parse().unwrap());
    let receiver = BindReceiver::builder().system_id(system_id).password(password);
    let kinds: [(Pdu, CommandId, bool, bool); 3] = [
        (transmitter.build().into(), CommandId::BindTransmitterResp, true, false),
        (receiver.build().into(), CommandId::BindReceiverResp, false, true),
        (bind_as("bank", "secret").into(), CommandId::BindTransceiverResp, true, true),
    ];
    for (pdu, id, transmits, receives) in kinds {
        let mut conversation = begin();
        let steps = conversation.hear(&frame(5, pdu), 0);
        assert_eq!(status(&steps), (id, CommandStatus::EsmeRok, 5));
        let ConversationStep::Send(octets) = &steps[0] else { panic!("{steps:?}") };
        assert!(octets.ends_with(b"bank\0\x02\x10\x00\x01\x34"), "{octets:02X?}");
        assert_eq!(conversation.has_delivery_room(), receives);
        let steps = conversation.hear(&frame(6, submit()), 0);
        assert_eq!(matches!(steps[..], [ConversationStep::Submit(6, _)]), transmits, "{steps:?}");
        if !transmits {
            assert_eq!(status(&steps), (CommandId::SubmitSmResp, CommandStatus::EsmeRinvbndsts, 6));
        }
    }
}

#[test]
fn wrong_bind_is_refused_and_ends() {
    for (name, password, expected) in [
        ("bank", "wrong", CommandStatus::EsmeRinvpaswd),
        ("bank", "", CommandStatus::EsmeRinvpaswd),
        ("other", "secret", CommandStatus::EsmeRinvsysid),
    ] {
        let steps = begin().hear(&frame(1, bind_as(name, password)), 0);
        assert_eq!(status(&steps), (CommandId::BindTransceiverResp, expected, 1));
        assert_eq!(steps[1..], [ConversationStep::Close]);
    }
    // A password longer than SMPP's nine octets.
    let mut octets =
        frame::encode(&Command::new(CommandStatus::EsmeRok, 1, bind_as("bank", "secret12")), &Tlvs::default());
    let end = octets.windows(8).position(|part| part == b"secret12").unwrap() + 8;
    octets.insert(end, b'3');
    octets[3] += 1;
    assert_eq!(status(&begin().hear(&frame_of(&octets), 0)).1, CommandStatus::EsmeRinvpaswd);
}

#[test]
fn second_bind_is_refused() {
    let mut conversation = bound();
    let steps = conversation.hear(&frame(2, bind_as("bank", "secret")), 0);
    assert_eq!(status(&steps), (CommandId::BindTransceiverResp, CommandStatus::EsmeRalybnd, 2));
    assert_eq!(steps.len(), 1, "the session goes on");
}

#[test]
fn unbound_client_may_only_ask_for_link() {
    let mut conversation = begin();
    for (pdu, id) in [
        (Pdu::from(submit()), CommandId::SubmitSmResp),
        (QuerySm::default().into(), CommandId::QuerySmResp),
        (CancelSm::default().into(), CommandId::CancelSmResp),
        (Pdu::Unbind, CommandId::UnbindResp),
    ] {
        assert_eq!(status(&conversation.hear(&frame(3, pdu), 0)), (id, CommandStatus::EsmeRinvbndsts, 3));
    }
    let steps = conversation.hear(&frame(4, Pdu::EnquireLink), 0);
    assert_eq!(status(&steps), (CommandId::EnquireLinkResp, CommandStatus::EsmeRok, 4));
}

#[test]
fn unknown_command_is_refused() {
    let mut conversation = bound();
    let nack = |steps: &[ConversationStep]| {
        assert_eq!(status(steps), (CommandId::GenericNack, CommandStatus::EsmeRinvcmdid, 9))
    };
    nack(&conversation.hear(&header(0x0000_0042_u32, CommandStatus::EsmeRok, 9), 0));
    nack(&conversation.hear(&header(CommandId::Outbind, CommandStatus::EsmeRok, 9), 0));
    let steps = conversation.hear(&frame(9, ReplaceSm::default()), 0);
    assert_eq!(status(&steps), (CommandId::ReplaceSmResp, CommandStatus::EsmeRinvcmdid, 9));
}

#[test]
fn bad_length_is_refused_and_ends() {
    for octets in [&[0, 0, 0, 15][..], &[0, 0, 0x20, 0x01, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 9], &[0xFF; 4]] {
        let mut reader = SmppFrameReader::default();
        reader.push(octets);
        let steps = bound().hear_nonsense(reader.take().unwrap_err());
        let sequence = if octets.len() > 4 { 9 } else { 0 };
        assert_eq!(status(&steps), (CommandId::GenericNack, CommandStatus::EsmeRinvcmdlen, sequence));
        assert_eq!(steps[1..], [ConversationStep::Close]);
    }
}

#[test]
fn cut_and_changed_commands_never_panic() {
    let whole = frame::encode(&Command::new(CommandStatus::EsmeRok, 2, submit()), &Tlvs::default());
    let mut statuses = std::collections::BTreeSet::new();
    for length in 16..whole.len() {
        let mut octets = whole[..length].to_vec();
        octets[..4].copy_from_slice(&u32::try_from(length).unwrap().to_be_bytes());
        let steps = bound().hear(&frame_of(&octets), 0);
        assert_eq!((status(&steps).0, status(&steps).2), (CommandId::SubmitSmResp, 2), "{length} octets");
        statuses.insert(status(&steps).1);
    }
    assert!(statuses.contains(&CommandStatus::EsmeRinvdstadr), "{statuses:?}");
    let mut dice = 1_u64;
    for _ in 0..20_000 {
        let mut octets = whole.clone();
        for _ in 0..3 {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = 16 + usize::try_from(dice >> 33).unwrap() % (octets.len() - 16);
            octets[place] = dice.to_be_bytes()[0];
        }
        bound().hear(&frame_of(&octets), 0);
    }
}

#[test]
fn submission_becomes_order() {
    let order = order(submit()).unwrap();
    assert_eq!((order.from.digits.as_str(), order.to.ton, order.to.digits.as_str()), ("10659999", 1, "8613800000001"));
    assert_eq!((order.dcs, order.pid, order.has_header, order.text.as_str()), (0, 0, false, "hello"));
    assert_eq!((order.receipt, order.reference, order.schedule), (ReceiptRequest::Never, None, None));
}

#[test]
fn secured_packet_becomes_order() {
    let mut packet = submit();
    (packet.esm_class, packet.protocol_id, packet.data_coding) = (0x40.into(), 0x7F, 0xF6.into());
    packet.registered_delivery = 1.into();
    packet.validity_period = "000000000100000R".parse().unwrap();
    packet.set_short_message(OctetString::from_slice(&[0x02, 0x70, 0x00, 1, 2, 3]).unwrap());
    let order = order(packet).unwrap();
    assert_eq!((order.dcs, order.pid, order.has_header), (0xF6, 0x7F, true));
    assert_eq!(order.user.octets(0xF6).unwrap(), [0x02, 0x70, 0x00, 1, 2, 3]);
    assert_eq!((order.receipt, order.validity), (ReceiptRequest::Always, Some(EsmeTime::After(60_000))));
}

#[test]
fn parameters_take_the_place_of_fields() {
    let mut long = submit();
    long.set_short_message(OctetString::empty());
    long.push_tlv(TlvValue::MessagePayload(MessagePayload::new(AnyOctetString::from_slice(b"payload"))));
    long.push_tlv(TlvValue::SarMsgRefNum(0x0304));
    long.push_tlv(TlvValue::SarTotalSegments(2));
    long.push_tlv(TlvValue::SarSegmentSeqnum(1));
    let order = order(long).unwrap();
    assert_eq!((order.has_header, order.text.as_str()), (true, "payload"));
    assert!(order.user.octets(0).unwrap().starts_with(&[6, 8, 4, 3, 4, 2, 1]));
}

#[test]
fn wrong_field_has_its_status() {
    type Change = fn(&mut SubmitSm);
    let changes: [(Change, CommandStatus); 17] = [
        (|s| s.esm_class = 0x02.into(), CommandStatus::EsmeRinvesmclass),
        (|s| s.esm_class = 0x04.into(), CommandStatus::EsmeRinvesmclass),
        (|s| s.esm_class = 0x40.into(), CommandStatus::EsmeRinvesmclass),
        (|s| s.source_addr_ton = Ton::Alphanumeric, CommandStatus::EsmeRinvsrcton),
        (|s| s.source_addr_npi = 9.into(), CommandStatus::EsmeRinvsrcnpi),
        (|s| s.dest_addr_ton = Ton::Alphanumeric, CommandStatus::EsmeRinvdstton),
        (|s| s.dest_addr_npi = 9.into(), CommandStatus::EsmeRinvdstnpi),
        (|s| s.priority_flag = 4.into(), CommandStatus::EsmeRinvprtflg),
        (|s| s.replace_if_present_flag = 1.into(), CommandStatus::EsmeRinvrepflag),
        (|s| s.sm_default_msg_id = 1, CommandStatus::EsmeRinvdftmsgid),
        (|s| s.registered_delivery = 3.into(), CommandStatus::EsmeRinvregdlvflg),
        (|s| s.schedule_delivery_time = "0000000001x0000R".parse().unwrap(), CommandStatus::EsmeRinvsched),
        (|s| s.validity_period = "0000000001x0000R".parse().unwrap(), CommandStatus::EsmeRinvexpiry),
        (|s| s.set_short_message(OctetString::from_slice(&[0; 161]).unwrap()), CommandStatus::EsmeRinvmsglen),
        (|s| s.data_coding = 0x55.into(), CommandStatus::EsmeRsubmitfail),
        (|s| s.push_tlv(TlvValue::SarTotalSegments(2)), CommandStatus::EsmeRmissingtlv),
        (
            |s| s.push_tlv(TlvValue::MessagePayload(MessagePayload::new(AnyOctetString::from_slice(b"x")))),
            CommandStatus::EsmeRtlvnotallwd,
        ),
    ];
    for (place, (change, expected)) in changes.into_iter().enumerate() {
        let mut wrong = submit();
        change(&mut wrong);
        assert_eq!(order(wrong).unwrap_err(), expected, "change {place}");
    }
    let mut part = submit();
    part.push_tlv(TlvValue::SarMsgRefNum(1));
    part.push_tlv(TlvValue::SarTotalSegments(2));
    part.push_tlv(TlvValue::SarSegmentSeqnum(3));
    assert_eq!(order(part).unwrap_err(), CommandStatus::EsmeRinvtlvval);
    let mut cut = Tlvs::default();
    cut.add(tag::USER_MESSAGE_REFERENCE, &[1, 2, 3]);
    let octets = frame::encode(&Command::new(CommandStatus::EsmeRok, 2, submit()), &cut);
    assert_eq!(status(&bound().hear(&frame_of(&octets), 0)).1, CommandStatus::EsmeRinvtlvlen);
}

#[test]
fn answer_comes_with_message_id() {
    let mut conversation = bound();
    conversation.hear(&frame(2, submit()), 0);
    let octets = conversation.answer_submit(2, Ok(MessageId(12)));
    assert!(octets.ends_with(b"0000000012\0"), "{octets:02X?}");
    conversation.hear(&frame(3, submit()), 0);
    let octets = conversation.answer_submit(3, Err(CommandStatus::EsmeRmsgqful));
    assert_eq!(octets.len(), 16, "no body with an error");
}

#[test]
fn submissions_are_asked_for_and_cancelled() {
    let mut conversation = bound();
    let query = QuerySm::builder().message_id("0000000012".parse().unwrap()).build();
    assert_eq!(conversation.hear(&frame(2, query), 0), [ConversationStep::Query(2, MessageId(12))]);
    let (_, message) = message(1);
    let EsmeMessageKind::Receipt { submission, .. } = message.kind.clone() else { panic!() };
    let octets = conversation.answer_query(2, Ok((MessageId(12), submission)));
    assert!(octets.ends_with(b"0000000012\x00091118103100032+\0\x05\xD3"), "{octets:02X?}");
    let cancel = CancelSm::builder().message_id("12".parse().unwrap()).build();
    assert_eq!(conversation.hear(&frame(3, cancel), 0), [ConversationStep::Cancel(3, MessageId(12))]);
    let sent = [ConversationStep::Send(conversation.answer_cancel(3, Ok(())))];
    assert_eq!(status(&sent), (CommandId::CancelSmResp, CommandStatus::EsmeRok, 3));
    let wrong = QuerySm::builder().message_id("twelve".parse().unwrap()).build();
    assert_eq!(status(&conversation.hear(&frame(4, wrong), 0)).1, CommandStatus::EsmeRinvmsgid);
}

#[test]
fn full_windows_stop_both_directions() {
    let mut conversation = bound();
    let window = u32::try_from(SmppSettings::WINDOW).unwrap();
    for sequence in 0..window {
        assert!(conversation.has_request_room() && conversation.has_delivery_room(), "{sequence}");
        conversation.hear(&frame(2 + sequence, submit()), 0);
        conversation.deliver(message(sequence.into()), 0);
    }
    assert!(!conversation.has_request_room() && !conversation.has_delivery_room());
    conversation.answer_submit(2, Ok(MessageId(1)));
    conversation.hear(&frame(1, DeliverSmResp::default()), 0);
    assert!(conversation.has_request_room() && conversation.has_delivery_room());
}

#[test]
fn rate_is_throttled() {
    let settings = SmppSettings { rate: Some(2), ..settings() };
    let mut conversation = SmppConversation::new(Arc::new(settings), 0);
    conversation.hear(&frame(1, bind_as("bank", "secret")), 0);
    let mut is_throttled = |now| {
        let steps = conversation.hear(&frame(2, submit()), now);
        matches!(steps[..], [ConversationStep::Send(_)])
            .then(|| assert_eq!(status(&steps), (CommandId::SubmitSmResp, CommandStatus::EsmeRthrottled, 2)))
            .is_some()
    };
    assert_eq!([0, 0, 0, 499, 500, 501].map(&mut is_throttled), [false, false, true, true, false, true]);
}

#[test]
fn receipt_is_written_as_in_appendix_b() {
    let octets = bound().deliver(message(9), 0);
    let expected = "id:0000000007 sub:001 dlvrd:000 submit date:0911181030 done date:0911181031 stat:UNDELIV err:211 \
                    text:hello";
    let text = String::from_utf8_lossy(&octets).into_owned();
    assert!(text.contains(expected), "{text}");
    let command = frame_of(&octets).command().unwrap();
    let Some(Pdu::DeliverSm(deliver)) = command.pdu() else { panic!("{command:?}") };
    assert_eq!(u8::from(deliver.esm_class), 0x04);
    assert_eq!((deliver.source_addr.as_str(), deliver.destination_addr.as_str()), ("8613800000001", "10659999"));
    let expected = [
        &[0x00, 0x1E, 0, 11][..],
        b"0000000007\0",
        &[0x02, 0x04, 0, 2, 1, 2, 0x04, 0x27, 0, 1, 5, 0x04, 0x23, 0, 3, 3, 0, 0xD3],
    ];
    assert!(octets.ends_with(&expected.concat()), "{octets:02X?}");
}

#[test]
fn message_of_subscriber_keeps_its_reference() {
    let (from, taken) = ("13800000001".parse().unwrap(), "2009-11-18 10:30:00".parse().unwrap());
    // SMS-SUBMIT with a header, octets, TP-PID 7F and TP-DCS F6.
    let tpdu = vec![0x41, 1, 8, 0x81, 0x01, 0x56, 0x99, 0x99, 0x7F, 0xF6, 4, 2, 0x71, 0, 9];
    let kind = EsmeMessageKind::Submit { from, to: "10659999".to_owned(), taken, tpdu };
    let message = Arc::new(EsmeMessage { esme: "bank".parse().unwrap(), kind });
    let mut conversation = bound();
    let sent = [0, 1].map(|_| conversation.deliver((MessageId(0x1_2345), Arc::clone(&message)), 0));
    assert_eq!(sent[0][16..], sent[1][16..], "a repetition differs by its sequence number alone");
    assert!(sent[0].ends_with(&[4, 2, 0x71, 0, 9, 0x02, 0x04, 0, 2, 0x23, 0x45]), "{:02X?}", sent[0]);
    let command = frame_of(&sent[0]).command().unwrap();
    let Some(Pdu::DeliverSm(deliver)) = command.pdu() else { panic!("{command:?}") };
    assert_eq!((u8::from(deliver.esm_class), deliver.protocol_id, deliver.data_coding.into()), (0x40, 0x7F, 0xF6_u8));
    assert_eq!((deliver.source_addr.as_str(), deliver.destination_addr.as_str()), ("13800000001", "10659999"));
}

#[test]
fn message_is_removed_on_response_alone() {
    let mut conversation = bound();
    for number in 1..=5 {
        conversation.deliver(message(number), 0);
    }
    let mut answer = |id: CommandId, status, sequence| conversation.hear(&header(id, status, sequence), 100);
    let resp = CommandId::DeliverSmResp;
    assert_eq!(answer(resp, CommandStatus::EsmeRok, 1), [ConversationStep::Confirm(MessageId(1))]);
    assert_eq!(answer(resp, CommandStatus::EsmeRok, 1), [], "the same answer again");
    assert_eq!(answer(resp, CommandStatus::EsmeRxRAppn, 2), [ConversationStep::Confirm(MessageId(2))]);
    let later = |number| {
        let (number, message) = message(number);
        [ConversationStep::GiveBack(number, message, 100 + AGAIN_MS)]
    };
    assert_eq!(answer(resp, CommandStatus::EsmeRxTAppn, 3), later(3));
    assert_eq!(answer(CommandId::GenericNack, CommandStatus::EsmeRinvcmdid, 4), later(4));
    let left: Vec<MessageId> = conversation.end().into_iter().map(|(number, _)| number).collect();
    assert_eq!(left, [MessageId(5)], "what was not answered is sent again");
}

#[test]
fn silent_client_is_asked_and_left() {
    let silence = SmppSettings::SILENCE_S * 1000;
    let mut conversation = bound();
    assert_eq!(conversation.tick(silence - 1), []);
    assert_eq!(status(&conversation.tick(silence)).0, CommandId::EnquireLink);
    assert_eq!(conversation.tick(silence + RESPONSE_MS - 1), []);
    assert_eq!(conversation.tick(silence + RESPONSE_MS), [ConversationStep::Close]);
    let mut conversation = bound();
    let (_, _, sequence) = status(&conversation.tick(silence));
    conversation.hear(&header(CommandId::EnquireLinkResp, CommandStatus::EsmeRok, sequence), silence + 5);
    assert_eq!(conversation.tick(silence + RESPONSE_MS), []);
    assert_eq!(status(&conversation.tick(2 * silence + 5)).0, CommandId::EnquireLink, "and asked again");
}

#[test]
fn client_that_does_not_answer_is_left() {
    assert_eq!(begin().tick(BIND_MS - 1), []);
    assert_eq!(begin().tick(BIND_MS), [ConversationStep::Close], "it has not bound");
    let mut conversation = bound();
    conversation.deliver(message(1), 0);
    assert_eq!(conversation.tick(RESPONSE_MS - 1), []);
    assert_eq!(conversation.tick(RESPONSE_MS), [ConversationStep::Close]);
}

#[test]
fn both_sides_may_unbind() {
    let mut conversation = bound();
    let steps = conversation.hear(&frame(2, Pdu::Unbind), 0);
    assert_eq!(status(&steps), (CommandId::UnbindResp, CommandStatus::EsmeRok, 2));
    assert_eq!(steps[1..], [ConversationStep::Close]);
    let mut conversation = bound();
    let (id, _, sequence) = status(&conversation.unbind(0));
    assert_eq!(id, CommandId::Unbind);
    assert!(!conversation.has_delivery_room());
    assert_eq!(status(&conversation.hear(&frame(2, submit()), 0)).1, CommandStatus::EsmeRinvbndsts);
    let steps = conversation.hear(&header(CommandId::UnbindResp, CommandStatus::EsmeRok, sequence), 0);
    assert_eq!(steps, [ConversationStep::Close]);
    assert_eq!(begin().unbind(0), [ConversationStep::Close]);
}
