//! Link to a card in a reader of PC/SC. It is the only module that knows the library `pcsc`, which needs a library of
//! the system: the feature `pcsc` brings it.

use std::ffi::{CStr, CString};

use pcsc::{Card, Context, Disposition, Error, Protocols, Scope, ShareMode};

use super::{Link, LinkContext, LinkError, Transport};
use crate::reader::with_p3;

/// Most octets of an answer over T=0: 256 of data, and the status word.
const ANSWER_MAX: usize = 258;

/// Most octets of the names of all readers.
const NAMES_MAX: usize = 4096;

/// Reader with what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderState {
    /// Name of the reader.
    pub name: String,
    /// Answer to reset of the card in it; `None` without a card.
    pub atr: Option<Vec<u8>>,
}

/// Card in a reader, which this link has to itself.
pub struct PcscLink {
    context: Context,
    reader: CString,
    /// Connection to the card; `None` before its first power-on and after its power-off.
    card: Option<Card>,
}

impl std::fmt::Debug for PcscLink {
    /// Formats the name of the reader.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PcscLink").field("reader", &self.reader).finish_non_exhaustive()
    }
}

/// Error of a name that does not choose a reader.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReaderNameError {
    /// No reader has the name, or a name with it.
    #[error("there is no reader {name:?}; there are: {}", there.join(", "))]
    Unknown {
        /// Name that was asked for.
        name: String,
        /// Names of all readers.
        there: Vec<String>,
    },
    /// Several readers have names with the text in them.
    #[error("{name:?} may be {}", meant.join(" or "))]
    Ambiguous {
        /// Text that was asked for.
        name: String,
        /// Names with the text in them.
        meant: Vec<String>,
    },
    /// No reader is there at all.
    #[error("there is no reader of PC/SC")]
    None,
    /// PC/SC cannot be asked.
    #[error(transparent)]
    Link(#[from] LinkError),
}

impl From<Error> for LinkError {
    fn from(error: Error) -> LinkError {
        match error {
            Error::NoSmartcard | Error::RemovedCard => LinkError::Removed,
            Error::UnknownReader | Error::ReaderUnavailable | Error::NoReadersAvailable => LinkError::NoReader,
            Error::NoService | Error::ServiceStopped => LinkError::NoService,
            Error::SharingViolation => LinkError::Exclusive,
            Error::ProtoMismatch => LinkError::WrongProtocol,
            Error::UnresponsiveCard | Error::UnpoweredCard | Error::NotTransacted | Error::CommError => {
                LinkError::Silent
            }
            // The numbers of PC/SC are of 32 bits, whatever the type that the library gives them.
            other => LinkError::Fault(other as u32),
        }
    }
}

/// Returns every reader, with the card in it.
pub fn readers() -> Result<Vec<ReaderState>, LinkError> {
    let context = Context::establish(Scope::User)?;
    let names = match names(&context) {
        Err(LinkError::NoReader) => Vec::new(),
        names => names?,
    };
    let state = |name: CString| ReaderState { name: shown(&name), atr: atr_in(&context, &name) };
    Ok(names.into_iter().map(state).collect())
}

/// Returns the names of all readers.
fn names(context: &Context) -> Result<Vec<CString>, LinkError> {
    let mut buffer = [0; NAMES_MAX];
    Ok(context.list_readers(&mut buffer)?.map(CStr::to_owned).collect())
}

fn shown(name: &CStr) -> String {
    name.to_string_lossy().into_owned()
}

/// Returns the answer to reset of the card in a reader, without disturbing whoever uses the card.
fn atr_in(context: &Context, name: &CStr) -> Option<Vec<u8>> {
    let mut states = [pcsc::ReaderState::new(name, pcsc::State::UNAWARE)];
    context.get_status_change(std::time::Duration::ZERO, &mut states).ok()?;
    let [state] = &states;
    state.event_state().contains(pcsc::State::PRESENT).then(|| state.atr().to_vec())
}

/// Returns the reader of a name, or the only one with the text in its name.
fn chosen<'r>(there: &'r [CString], name: &str) -> Result<&'r CString, ReaderNameError> {
    let whole = there.iter().find(|reader| shown(reader) == name);
    let meant: Vec<&CString> = match whole {
        Some(reader) => vec![reader],
        None => there.iter().filter(|reader| shown(reader).contains(name)).collect(),
    };
    match meant.as_slice() {
        [] => {
            let there = there.iter().map(|reader| shown(reader)).collect();
            Err(ReaderNameError::Unknown { name: name.to_owned(), there })
        }
        [reader] => Ok(reader),
        several => {
            let meant = several.iter().map(|reader| shown(reader)).collect();
            Err(ReaderNameError::Ambiguous { name: name.to_owned(), meant })
        }
    }
}

impl PcscLink {
    /// Chooses a reader by its name, or by a part of its name that no other reader's has.
    pub fn open(name: &str) -> Result<PcscLink, ReaderNameError> {
        let context = Context::establish(Scope::User).map_err(LinkError::from)?;
        let there = match names(&context) {
            Err(LinkError::NoReader) => return Err(ReaderNameError::None),
            names => names?,
        };
        Ok(PcscLink { reader: chosen(&there, name)?.clone(), context, card: None })
    }

    /// Returns the name of the reader.
    pub fn name(&self) -> String {
        shown(&self.reader)
    }

    /// Begins anew with the card that is connected, or connects to the one in the reader.
    fn connect(&mut self, disposition: Disposition) -> Result<Card, LinkError> {
        if let Some(mut card) = self.card.take()
            && card.reconnect(ShareMode::Exclusive, Protocols::T0, disposition).is_ok()
        {
            return Ok(card);
        }
        // A card that was taken out meanwhile is connected to anew.
        let mut card = self.context.connect(&self.reader, ShareMode::Exclusive, Protocols::T0)?;
        // Somebody may have used the card before.
        card.reconnect(ShareMode::Exclusive, Protocols::T0, Disposition::ResetCard)?;
        Ok(card)
    }

    /// Begins anew with the card, and returns its answer to reset.
    fn begin(&mut self, disposition: Disposition) -> Result<Vec<u8>, LinkError> {
        let card = self.connect(disposition)?;
        let atr = card.status2_owned()?.atr().to_vec();
        self.card = Some(card);
        Ok(atr)
    }
}

impl Link for PcscLink {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.begin(Disposition::ResetCard)
    }

    /// Takes the power from the card and gives it back, and lets no other program have the card meanwhile.
    fn reset(&mut self) -> Result<Vec<u8>, LinkError> {
        self.begin(Disposition::UnpowerCard)
    }

    fn power_off(&mut self) {
        if let Some(card) = self.card.take()
            && let Err((card, _)) = card.disconnect(Disposition::UnpowerCard)
        {
            // A card that is gone has no power either.
            drop(card);
        }
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        let Some(card) = self.card.as_ref().filter(|_| situation.way == Transport::Contacts) else {
            return Err(LinkError::Silent);
        };
        let mut buffer = [0; ANSWER_MAX];
        let answer = card.transmit(&with_p3(command), &mut buffer)?;
        // vpcd tells of a card that is gone by an answer without octets.
        if answer.len() < 2 { Err(LinkError::Silent) } else { Ok(answer.to_vec()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reader_is_chosen_by_name_or_part() {
        let there = ["ACR 00", "ACR 00 01", "OMNI"].map(|name| CString::new(name).unwrap());
        let name = |text: &str| chosen(&there, text).map(|reader| shown(reader)).map_err(|why| why.to_string());
        assert_eq!(name("ACR 00"), Ok("ACR 00".to_owned()), "a whole name goes before a part");
        assert_eq!(name("00 01"), Ok("ACR 00 01".to_owned()));
        assert_eq!(name("MN"), Ok("OMNI".to_owned()));
        assert_eq!(name("ACR"), Err("\"ACR\" may be ACR 00 or ACR 00 01".to_owned()));
        assert_eq!(name("X"), Err("there is no reader \"X\"; there are: ACR 00, ACR 00 01, OMNI".to_owned()));
    }

    #[test]
    fn fault_of_the_reader_is_told_from_silence() {
        for (error, expected) in [
            (Error::NoSmartcard, LinkError::Removed),
            (Error::RemovedCard, LinkError::Removed),
            (Error::UnknownReader, LinkError::NoReader),
            (Error::ReaderUnavailable, LinkError::NoReader),
            (Error::NoReadersAvailable, LinkError::NoReader),
            (Error::NoService, LinkError::NoService),
            (Error::ServiceStopped, LinkError::NoService),
            (Error::SharingViolation, LinkError::Exclusive),
            (Error::ProtoMismatch, LinkError::WrongProtocol),
            (Error::UnresponsiveCard, LinkError::Silent),
            (Error::UnpoweredCard, LinkError::Silent),
            (Error::NotTransacted, LinkError::Silent),
            (Error::CommError, LinkError::Silent),
            (Error::InternalError, LinkError::Fault(0x8010_0001)),
            (Error::ResetCard, LinkError::Fault(0x8010_0068)),
        ] {
            assert_eq!(LinkError::from(error), expected, "{error}");
        }
    }
}
