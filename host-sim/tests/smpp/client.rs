//! Client of SMPP for tests: blocking, on the codec of rusmpp.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rusmpp::decode::DecodeWithLength as _;
use rusmpp::encode::owned::Encode as _;
use rusmpp::pdus::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm};
use rusmpp::types::OctetString;
use rusmpp::{Command, CommandStatus, Pdu};

/// Receipt that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub id: String,
    pub state: String,
    pub text: String,
}

/// Client that is bound.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    sequence: u32,
    /// Answers to submissions that nobody has taken, by sequence number.
    answers: Vec<(u32, Result<String, u32>)>,
    receipts: VecDeque<Receipt>,
    texts: VecDeque<(String, String)>,
    answers_deliveries: bool,
}

impl Client {
    pub fn bind(port: u16) -> Client {
        Client::try_bind(port, "bank", "secret").unwrap()
    }

    /// Binds, or returns the status of the refusal.
    pub fn try_bind(port: u16, system_id: &str, password: &str) -> Result<Client, u32> {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut client = Client {
            stream,
            buffer: Vec::new(),
            sequence: 0,
            answers: Vec::new(),
            receipts: VecDeque::new(),
            texts: VecDeque::new(),
            answers_deliveries: true,
        };
        let bind = BindTransceiver::builder().system_id(system_id.parse().unwrap());
        client.request(bind.password(password.parse().unwrap()).build());
        let answer = client.read(Duration::from_secs(10)).expect("an answer to the bind");
        match answer.status() {
            CommandStatus::EsmeRok => Ok(client),
            status => Err(status.into()),
        }
    }

    /// Returns the sequence number of the last request.
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// Takes messages from now on without answering them.
    pub fn leave_unanswered(&mut self) {
        self.answers_deliveries = false;
    }

    fn request(&mut self, pdu: impl Into<Pdu>) {
        self.sequence += 1;
        self.send(&Command::new(CommandStatus::EsmeRok, self.sequence, pdu));
    }

    /// Sends a command. A server that was killed takes nothing.
    fn send(&mut self, command: &Command) {
        let mut octets = BytesMut::new();
        command.encode(&mut octets);
        let length = u32::try_from(octets.len() + 4).unwrap();
        drop(self.stream.write_all(&[&length.to_be_bytes(), &octets[..]].concat()));
    }

    /// Reads a command; `None` if none comes in time, or the server has gone.
    fn read(&mut self, within: Duration) -> Option<Command> {
        let end = Instant::now() + within;
        loop {
            if let Some(length) = self.buffer.first_chunk::<4>() {
                let length = usize::try_from(u32::from_be_bytes(*length)).unwrap();
                if self.buffer.len() >= length {
                    let frame: Vec<u8> = self.buffer.drain(..length).collect();
                    let mut octets = BytesMut::from(&frame[4..]);
                    return Some(Command::decode(&mut octets, length - 4).unwrap().0);
                }
            }
            let left = end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            self.stream.set_read_timeout(Some(left)).unwrap();
            let mut octets = [0; 4096];
            match self.stream.read(&mut octets) {
                Ok(0) | Err(_) => return None,
                Ok(count) => self.buffer.extend_from_slice(&octets[..count]),
            }
        }
    }

    /// Reads one command and notes it. Returns `false` if none comes in time.
    fn step(&mut self, within: Duration) -> bool {
        let Some(command) = self.read(within) else { return false };
        let (sequence, status) = (command.sequence_number(), command.status());
        match command.pdu() {
            Some(Pdu::SubmitSmResp(response)) => {
                self.answers.push((sequence, Ok(response.message_id().as_str().to_owned())));
            }
            Some(Pdu::DeliverSm(deliver)) => {
                let deliver = deliver.clone();
                self.take(&deliver);
                if self.answers_deliveries {
                    self.send(&Command::new(CommandStatus::EsmeRok, sequence, DeliverSmResp::default()));
                }
            }
            None => self.answers.push((sequence, Err(status.into()))),
            other => panic!("{other:?}"),
        }
        true
    }

    fn take(&mut self, deliver: &DeliverSm) {
        let text = String::from_utf8(deliver.short_message().to_vec()).unwrap();
        if u8::from(deliver.esm_class) & 0x3C == 0 {
            return self.texts.push_back((deliver.source_addr.as_str().to_owned(), text));
        }
        let field = |name: &str| text.split(name).nth(1).and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
        let (id, state) = (field("id:"), field("stat:"));
        self.receipts.push_back(Receipt { id, state, text });
    }

    pub fn submit_without_waiting(&mut self, to: &str, text: &str) {
        let submit = SubmitSm::builder()
            .source_addr(super::OWN.parse().unwrap())
            .destination_addr(to.parse().unwrap())
            .esm_class(0.into())
            .registered_delivery(1.into())
            .short_message(OctetString::from_slice(text.as_bytes()).unwrap())
            .build();
        self.request(submit);
    }

    /// Submits a text; returns the identifier of the message, or the status of the refusal.
    pub fn submit(&mut self, to: &str, text: &str) -> Result<String, u32> {
        self.submit_without_waiting(to, text);
        loop {
            if let Some(place) = self.answers.iter().position(|(sequence, _)| *sequence == self.sequence) {
                return self.answers.remove(place).1;
            }
            assert!(self.step(Duration::from_secs(10)), "no answer");
        }
    }

    /// Reads what comes within a while.
    pub fn read_answers(&mut self, within: Duration) {
        let end = Instant::now() + within;
        while self.step(end.saturating_duration_since(Instant::now())) {}
    }

    /// Takes the accepted submissions, by sequence number.
    pub fn take_accepted(&mut self) -> Vec<(u32, String)> {
        let answers = std::mem::take(&mut self.answers).into_iter();
        answers.filter_map(|(sequence, answer)| Some((sequence, answer.ok()?))).collect()
    }

    pub fn take_receipts(&mut self) -> Vec<Receipt> {
        self.receipts.drain(..).collect()
    }

    /// Returns the next receipt, if one comes within a second.
    pub fn receive(&mut self) -> Option<Receipt> {
        let end = Instant::now() + Duration::from_secs(1);
        while self.receipts.is_empty() && self.step(end.saturating_duration_since(Instant::now())) {}
        self.receipts.pop_front()
    }

    /// Returns the next receipt, which must come.
    pub fn receive_soon(&mut self) -> Receipt {
        (0..30).find_map(|_| self.receive()).expect("a receipt")
    }

    /// Returns sender and text of the next message of a person, which must come.
    pub fn receive_text(&mut self) -> (String, String) {
        while self.texts.is_empty() {
            assert!(self.step(Duration::from_secs(30)), "a text");
        }
        self.texts.pop_front().unwrap()
    }

    /// Ends the session in good order.
    pub fn unbind(mut self) {
        self.request(Pdu::Unbind);
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end {
            match self.read(Duration::from_secs(1)).and_then(|command| command.pdu().cloned()) {
                Some(Pdu::UnbindResp) | None => return,
                Some(_) => {}
            }
        }
    }
}
