//! One connection: octets in and out, around a conversation.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::conversation::{ConversationStep, SmppConversation};
use crate::desk::{DeskAnswer, DeskRequest, SmppClock, SmppDesk};
use crate::frame::SmppFrameReader;
use crate::pool::EsmePool;

/// Octets that are read at once.
const READ: usize = 16 * 1024;

/// Pause between two looks at the timers.
const TICK: Duration = Duration::from_millis(200);

/// Longest time in which a client takes what it is sent.
const WRITE: Duration = Duration::from_secs(30);

/// State of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// The connection goes on.
    Up,
    /// The connection ends when what is to be sent has been sent.
    Closing,
}

/// Connection of a client.
pub struct SmppSession {
    conversation: SmppConversation,
    reader: SmppFrameReader,
    desk: SmppDesk,
    pool: EsmePool,
    clock: SmppClock,
    sender: UnboundedSender<DeskAnswer>,
    answers: UnboundedReceiver<DeskAnswer>,
    /// Octets to be sent.
    output: Vec<u8>,
    /// Confirmations of the client that are not kept yet.
    confirming: usize,
    link: Link,
}

impl SmppSession {
    /// Begins a connection.
    pub fn new(conversation: SmppConversation, desk: SmppDesk, pool: EsmePool, clock: SmppClock) -> SmppSession {
        let (sender, answers) = unbounded_channel();
        let (reader, output) = (SmppFrameReader::default(), Vec::new());
        let (confirming, link) = (0, Link::Up);
        SmppSession { conversation, reader, desk, pool, clock, sender, answers, output, confirming, link }
    }

    /// Speaks with the client until the connection ends. What the client has not confirmed goes back to the pool.
    pub async fn run(
        mut self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        stopped: watch::Receiver<bool>,
    ) -> io::Result<()> {
        let ended = self.speak(stream, stopped).await;
        for message in self.conversation.end() {
            self.pool.give_back(message);
        }
        ended
    }

    async fn speak(
        &mut self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
        mut stopped: watch::Receiver<bool>,
    ) -> io::Result<()> {
        let mut changes = self.pool.changes();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut octets, mut is_stopping) = (vec![0; READ], false);
        loop {
            self.hear_frames();
            self.fill_window();
            // The end of a session is answered when everything that the client confirmed is kept.
            let is_held = self.link == Link::Closing && self.confirming > 0;
            if !self.output.is_empty() && !is_held {
                timeout(WRITE, stream.write_all(&self.output)).await.map_err(io::Error::other)??;
                self.output.clear();
            }
            if self.link == Link::Closing && !is_held {
                return stream.shutdown().await;
            }
            tokio::select! {
                read = stream.read(&mut octets), if self.link == Link::Up && self.conversation.has_request_room() => match read? {
                    0 => return Ok(()),
                    count => self.reader.push(octets.get(..count).unwrap_or_default()),
                },
                answer = self.answers.recv() => self.take_answers(answer),
                changed = changes.changed() => changed.map_err(io::Error::other)?,
                _ = ticks.tick() => {
                    let steps = self.conversation.tick((self.clock)());
                    self.take(steps);
                }
                // A stopper that is gone stops the server, too.
                _ = stopped.wait_for(|is_stopped| *is_stopped), if !is_stopping => {
                    is_stopping = true;
                    let steps = self.conversation.unbind((self.clock)());
                    self.take(steps);
                }
            }
        }
    }

    /// Takes the frames that have come, as long as there is room for requests.
    fn hear_frames(&mut self) {
        while self.link == Link::Up && self.conversation.has_request_room() {
            let steps = match self.reader.take() {
                Ok(Some(frame)) => self.conversation.hear(&frame, (self.clock)()),
                Ok(None) => return,
                Err(error) => self.conversation.hear_nonsense(error),
            };
            self.take(steps);
        }
    }

    /// Sends messages that wait, as long as there is room for them.
    fn fill_window(&mut self) {
        while self.link == Link::Up && self.conversation.has_delivery_room() {
            let now = (self.clock)();
            let Some(message) = self.pool.take(now) else { return };
            self.output.extend(self.conversation.deliver(message, now));
        }
    }

    /// Sends an answer of the desk, and all others that have come.
    fn take_answers(&mut self, first: Option<DeskAnswer>) {
        let mut next = first;
        while let Some(answer) = next {
            match answer {
                DeskAnswer::Submit(sequence, result) => {
                    self.output.extend(self.conversation.answer_submit(sequence, result));
                }
                DeskAnswer::Query(sequence, result) => {
                    self.output.extend(self.conversation.answer_query(sequence, result));
                }
                DeskAnswer::Cancel(sequence, result) => {
                    self.output.extend(self.conversation.answer_cancel(sequence, result));
                }
                DeskAnswer::Confirm => self.confirming = self.confirming.saturating_sub(1),
            }
            next = self.answers.try_recv().ok();
        }
    }

    /// Takes steps of the conversation.
    fn take(&mut self, steps: Vec<ConversationStep>) {
        for step in steps {
            let request = match step {
                ConversationStep::Send(octets) => {
                    self.output.extend(octets);
                    continue;
                }
                ConversationStep::GiveBack(number, message, until) => {
                    self.pool.give_back_until((number, message), until);
                    continue;
                }
                ConversationStep::Close => {
                    self.link = Link::Closing;
                    continue;
                }
                ConversationStep::Submit(sequence, order) => DeskRequest::Submit(sequence, order),
                ConversationStep::Query(sequence, number) => DeskRequest::Query(sequence, number),
                ConversationStep::Cancel(sequence, number) => DeskRequest::Cancel(sequence, number),
                ConversationStep::Confirm(number) => {
                    self.confirming = self.confirming.saturating_add(1);
                    DeskRequest::Confirm(number)
                }
            };
            if !self.desk.send(request, &self.sender) {
                // The desk has ended, and keeps nothing any more.
                (self.link, self.confirming) = (Link::Closing, 0);
            }
        }
    }
}
