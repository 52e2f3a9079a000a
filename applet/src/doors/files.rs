//! The elementary files as views of the wallet: nothing is stored twice, and the log is read only.

use crate::doors::secure_messaging::Seal;
use crate::refusal::Refusal;
use crate::session::{Directory, Session};
use crate::wallet::Context;
use crate::wallet::change::Change;
use crate::wallet::decision::Decision;
use crate::wallet::history::HISTORY_MAX;
use sim_wire::apdu::Header;
use sim_wire::record::RECORD_LENGTH;

/// An elementary file of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ElementaryFile {
    /// EF ICCID under the master file (GSM 11.11 §10.1.1).
    Iccid,
    /// Public application data (公共应用基本数据文件).
    PublicData,
    /// Holder's data (持卡人基本数据文件).
    Holder,
    /// Application records.
    Records,
    /// The log (交易明细).
    Log,
}

/// Structure of a file (ISO 7816-4 §5.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Structure {
    Transparent { size: u8 },
    Linear { record: u8, count: u8 },
    Cyclic { record: u8, count: u8 },
}

impl ElementaryFile {
    const ALL: [ElementaryFile; 5] = [
        ElementaryFile::Iccid,
        ElementaryFile::PublicData,
        ElementaryFile::Holder,
        ElementaryFile::Records,
        ElementaryFile::Log,
    ];

    /// Returns the file identifier.
    pub(crate) const fn identifier(self) -> u16 {
        match self {
            ElementaryFile::Iccid => 0x2FE2,
            ElementaryFile::PublicData => 0x0015,
            ElementaryFile::Holder => 0x0016,
            ElementaryFile::Records => 0x0017,
            ElementaryFile::Log => 0x0018,
        }
    }

    /// Returns the short file identifier: the low five bits of the identifier.
    pub(crate) const fn short_identifier(self) -> u8 {
        let [_, low] = self.identifier().to_be_bytes();
        low & 0x1F
    }

    /// Returns the directory that holds the file.
    const fn directory(self) -> Directory {
        match self {
            ElementaryFile::Iccid => Directory::Master,
            _ => Directory::Wallet,
        }
    }

    /// Returns the structure of the file.
    pub(crate) const fn structure(self) -> Structure {
        match self {
            ElementaryFile::Iccid => Structure::Transparent { size: 10 },
            ElementaryFile::PublicData => Structure::Transparent { size: 30 },
            ElementaryFile::Holder => Structure::Transparent { size: 55 },
            ElementaryFile::Records => Structure::Linear { record: 24, count: 8 },
            ElementaryFile::Log => Structure::Cyclic { record: RECORD_LENGTH as u8, count: HISTORY_MAX as u8 },
        }
    }

    /// Returns the file of an identifier in a directory; `None` if there is none.
    pub(crate) fn find(directory: Directory, identifier: u16) -> Option<ElementaryFile> {
        Self::ALL.into_iter().find(|file| file.directory() == directory && file.identifier() == identifier)
    }

    fn find_short(directory: Directory, short: u8) -> Option<ElementaryFile> {
        Self::ALL.into_iter().find(|file| file.directory() == directory && file.short_identifier() == short)
    }

    /// Returns the index of the maintenance key that guards writing the file.
    const fn maintenance_index(self) -> u8 {
        match self {
            ElementaryFile::Records => 1,
            _ => 0,
        }
    }
}

/// Reference of a command to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Current,
    Short(u8),
}

impl Place {
    /// Parses P1 P2 of READ and UPDATE BINARY (ISO 7816-4 §11.2.2). With bit 8 of P1 set, they are a short identifier
    /// and an offset of eight bits. Otherwise they are an offset of fifteen bits in the current file.
    pub(crate) fn of_binary(header: Header) -> Result<(Place, u16), Refusal> {
        let Header { cla, p1, p2, .. } = header;
        match p1 {
            0x80..=0x9F if cla != 0xA0 => Ok((Place::Short(p1 & 0x1F), u16::from(p2))),
            0x00..=0x7F => Ok((Place::Current, u16::from_be_bytes([p1, p2]))),
            _ => Err(Refusal::WrongParameters),
        }
    }

    /// Parses P2 of READ and UPDATE RECORD: a short identifier in the upper five bits, 100 in the lower, which makes P1
    /// a record number.
    pub(crate) fn of_record(header: Header) -> Result<Place, Refusal> {
        match (header.p2 >> 3, header.p2 & 0x07) {
            (0, 4) => Ok(Place::Current),
            (short @ 1..=30, 4) => Ok(Place::Short(short)),
            _ => Err(Refusal::WrongParameters),
        }
    }

    fn file(self, session: &Session) -> Result<ElementaryFile, Refusal> {
        match self {
            Place::Current => {
                let identifier = session.file.ok_or(Refusal::NoCurrentFile)?;
                ElementaryFile::find(session.directory, identifier).ok_or(Refusal::NoCurrentFile)
            }
            Place::Short(short) => ElementaryFile::find_short(session.directory, short).ok_or(Refusal::FileNotFound),
        }
    }
}

/// Carries out READ BINARY. Le = 00 is the rest of the file; a greater Le than the rest is refused with the right one.
pub(crate) fn read_binary(context: Context<'_>, place: Place, offset: u16, le: u8) -> Result<Decision, Refusal> {
    let file = place.file(context.session)?;
    let octets: &[u8] = match file {
        ElementaryFile::Iccid => &context.identity.iccid,
        ElementaryFile::PublicData => &context.wallet.files.public_data,
        ElementaryFile::Holder => &context.wallet.files.holder,
        ElementaryFile::Records | ElementaryFile::Log => return Err(Refusal::WrongFileType),
    };
    let rest = octets.get(usize::from(offset)..).filter(|rest| !rest.is_empty()).ok_or(Refusal::OffsetOutsideFile)?;
    let length = if le == 0 { rest.len() } else { usize::from(le) };
    // No file here is longer than 255 octets, so the right length always fits.
    let right = u8::try_from(rest.len()).unwrap_or(u8::MAX);
    let part = rest.get(..length).ok_or(Refusal::WrongAnswerLength(right))?;
    Ok(Decision::answering(now_current(context.next, file), part))
}

/// Carries out READ RECORD by number. A record that was never written does not exist.
pub(crate) fn read_record(context: Context<'_>, place: Place, number: u8) -> Result<Decision, Refusal> {
    let file = place.file(context.session)?;
    let record: Option<&[u8]> = match file {
        ElementaryFile::Log => context.wallet.history.record(number).map(<[u8; RECORD_LENGTH]>::as_slice),
        ElementaryFile::Records => {
            let index = number.checked_sub(1).ok_or(Refusal::RecordNotFound)?;
            context.wallet.files.records.get(usize::from(index)).map(<[u8; 24]>::as_slice)
        }
        _ => return Err(Refusal::WrongFileType),
    };
    let record = record.ok_or(Refusal::RecordNotFound)?;
    Ok(Decision::answering(now_current(context.next, file), record))
}

/// Carries out UPDATE BINARY under secure messaging.
pub(crate) fn update_binary(
    context: Context<'_>,
    place: Place,
    offset: u16,
    data: &[u8],
    seal: Option<Seal<'_>>,
) -> Result<Decision, Refusal> {
    let file = writable(&context, place, seal)?;
    let change = match file {
        ElementaryFile::PublicData => Change::PublicData(overwritten(context.wallet.files.public_data, offset, data)?),
        ElementaryFile::Holder => Change::Holder(overwritten(context.wallet.files.holder, offset, data)?),
        _ => return Err(Refusal::WrongFileType),
    };
    authentic(&context, file, seal)?;
    Ok(Decision::committing(now_current(context.next, file), change))
}

/// Carries out UPDATE RECORD under secure messaging. It writes a whole record; shorter data is filled with zeros.
pub(crate) fn update_record(
    context: Context<'_>,
    place: Place,
    number: u8,
    data: &[u8],
    seal: Option<Seal<'_>>,
) -> Result<Decision, Refusal> {
    let file = writable(&context, place, seal)?;
    if file != ElementaryFile::Records {
        return Err(Refusal::WrongFileType);
    }
    let index = usize::from(number.checked_sub(1).ok_or(Refusal::RecordNotFound)?);
    let record = context.wallet.files.records.get(index).ok_or(Refusal::RecordNotFound)?;
    Refusal::first([(data.len() > record.len(), Refusal::NotEnoughSpace)])?;
    authentic(&context, file, seal)?;
    let change = Change::Record { index, record: sim_wire::concat(&[data]) };
    Ok(Decision::committing(now_current(context.next, file), change))
}

/// Returns the file that a command is to write. No file of this card is written without secure messaging.
fn writable(context: &Context<'_>, place: Place, seal: Option<Seal<'_>>) -> Result<ElementaryFile, Refusal> {
    Refusal::first([
        (seal.is_none(), Refusal::ProtectionMismatch),
        (context.session.challenge.is_none(), Refusal::NoChallenge),
    ])?;
    place.file(context.session)
}

fn authentic(context: &Context<'_>, file: ElementaryFile, seal: Option<Seal<'_>>) -> Result<(), Refusal> {
    let key = context.identity.maintenance_key(file.maintenance_index()).ok_or(Refusal::KeyNotFound)?;
    seal.ok_or(Refusal::ProtectionMismatch)?.check(context.session, &key.key)
}

fn now_current(session: Session, file: ElementaryFile) -> Session {
    Session { file: Some(file.identifier()), ..session }
}

/// Returns the file's octets with the data written from the offset on.
fn overwritten<const N: usize>(mut file: [u8; N], offset: u16, data: &[u8]) -> Result<[u8; N], Refusal> {
    let room = file.get_mut(usize::from(offset)..).filter(|room| !room.is_empty()).ok_or(Refusal::OffsetOutsideFile)?;
    let place = room.get_mut(..data.len()).ok_or(Refusal::NotEnoughSpace)?;
    place.iter_mut().zip(data).for_each(|(to, from)| *to = *from);
    Ok(file)
}
