//! Stream of vpcd's messages, answered one after the other.

use std::io::{self, Read, Write};

use super::{VpcdDecoder, VpcdMessage, frame};

/// Most octets that are read at once.
const CHUNK: usize = 4096;

/// Stream to vpcd.
pub trait VpcdStream: Read + Write {
    /// Prepares the next read. vpcd sends length and octets apart and waits for an acknowledgement between them. A
    /// socket that acknowledges at once makes an exchange a thousand times shorter.
    fn prepare_read(&mut self) -> io::Result<()>;
}

/// Reply to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotReply {
    /// Octets of the answer.
    Answer(Vec<u8>),
    /// No answer; vpcd waits for none.
    Nothing,
    /// The card is no longer in the slot: the stream ends.
    Gone,
}

/// Handler of the messages: a slot, with whatever stands around it.
pub trait SlotHandler {
    /// Returns the reply to a message.
    fn reply(&mut self, message: &VpcdMessage) -> SlotReply;

    /// Does what can wait until the reply is on its way. The client's next command takes a while to come.
    fn after_reply(&mut self) {}
}

impl<F: FnMut(&VpcdMessage) -> SlotReply> SlotHandler for F {
    fn reply(&mut self, message: &VpcdMessage) -> SlotReply {
        self(message)
    }
}

/// Answers every message of a stream until vpcd closes it or the card is gone. A frame that is no message is an error,
/// after which the stream is not to be used.
pub fn serve(stream: &mut impl VpcdStream, handler: &mut impl SlotHandler) -> io::Result<()> {
    let mut decoder = VpcdDecoder::default();
    let mut chunk = [0; CHUNK];
    loop {
        while let Some(octets) = decoder.next_frame() {
            let message = VpcdMessage::parse(&octets);
            let message = message.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            let reply = handler.reply(&message);
            let written = match &reply {
                // Length and octets in one write, so that they are one segment.
                SlotReply::Answer(answer) => stream.write_all(&frame(answer)),
                SlotReply::Nothing | SlotReply::Gone => Ok(()),
            };
            handler.after_reply();
            written?;
            if reply == SlotReply::Gone {
                return Ok(());
            }
        }
        stream.prepare_read()?;
        match stream.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(count) => decoder.push(chunk.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
