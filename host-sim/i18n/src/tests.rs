//! Every variant of every value that a face renders, in both languages. A variant that is added without a sample here
//! does not compile; one without words of its language fails a test.

use applet::BlockState;
use sim_codec::ota::carriage::CarriageError as CarriageFault;
use sim_codec::ota::{KeyAlgorithm, RejectionError, SecureError};
use sim_codec::sms::TpduKind;
use sim_codec::time::Moment;
use sim_device::handset::SendError;
use sim_device::link::{LinkError, NoAnswerError};
use sim_device::memory::ManufactureError;
use sim_device::mobile_station::StationError;
use sim_device::pos::entry::{BatchTotals, PurchaseId};
use sim_device::pos::fault::PosPowerFailedError;
use sim_device::pos::line::{AcquirerError, AcquirerLineError, BatchEntryError, BatchResult, LineBrokenError};
use sim_device::pos::receipt::ReceiptField;
use sim_device::pos::sale::SaleError;
use sim_device::pos::take_back::{TakeBackError, TakenBack};
use sim_device::pos::tap::{TapError, TapRefusal, TapStep};
use sim_device::pos::terminal::OnlineError;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::{OperationKind, RequestFormatError};
use sim_wire::record::TransactionKind;
use sim_wire::secured_packet::{Check, Counter, Counting, PacketFormatError, ResponseStatus, Spi, Tar};
use sim_wire::status::StatusWord;
use sim_wire::udh::OverrunError;
use sim_world::action::{CardLoss, PosPlace, ReceiptPlace};
use sim_world::actor::{MenuError, RefusedError, TerminalError};
use sim_world::line::LineKeyError;
use sim_world::platform::account::NumberState;
use sim_world::platform::bank::{Bank, BankAnswer};
use sim_world::platform::card_file::{Asn, IssueError, UnbelievedError};
use sim_world::platform::code::CodePurpose;
use sim_world::platform::entry::{Book, BookedPurchase, Entry, EntryReason, LoadChannel};
use sim_world::platform::errand::ProofResult;
use sim_world::platform::error::PlatformError;
use sim_world::platform::hall::HallError;
use sim_world::platform::identity::{DocumentKind, IdentityError};
use sim_world::platform::ledger::LedgerError;
use sim_world::platform::notices::DeclinedError;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::PasswordError;
use sim_world::platform::payment_error::PaymentError;
use sim_world::platform::province::Province;
use sim_world::platform::request::{IgnoredError, MessageResult};
use sim_world::platform::serial::{BankOrderNumber, GoodsOrderNumber, WithdrawalNumber};
use sim_world::platform::top_up::TransferId;
use sim_world::radio_field::{CardPlace, FieldError};
use sim_world::smsc::{Fate, HandlingError, MessageId};
use sim_world::world::{
    CallError, DeliveryFailure, DeskService, Event, EventKind, Fault, MessageContent, MessageHandling, Party,
    ServiceRequest, ShopError, WorldError,
};

use super::{Language, card, entry, event, refusal};

/// Words of the field that stand in Chinese texts as they are.
const TERMS: &[&str] = &[
    "PIN", "MAC", "MAC1", "MAC2", "TAC", "POS", "SMS", "RP", "USSD", "DES", "SPI", "TAR", "KIc", "KID", "CHL", "PCNTR",
    "TP-FCS", "TP-UDL", "TP-UDHI", "RFID-SIM", "CX", "KT",
];

/// Lists samples of a type by variant. Every variant needs a pattern, and every pattern a sample.
macro_rules! samples {
    ($type:ty; $($pattern:pat => [$($sample:expr),+ $(,)?],)+) => {{
        let every: fn(&$type) = |sample| match sample { $($pattern => (),)+ };
        let mut samples: Vec<$type> = Vec::new();
        $(for sample in [$($sample),+] {
            every(&sample);
            assert!(matches!(&sample, $pattern), "a sample of another variant: {sample:?}");
            samples.push(sample);
        })+
        samples
    }};
}

/// Returns the words of letters, digits and dashes that begin with a letter or have one.
fn latin_words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| word.bytes().any(|octet| octet.is_ascii_alphabetic()))
}

/// Returns `true` if a word is octets in hexadecimal.
fn is_octets(word: &str) -> bool {
    word.len().is_multiple_of(2) && word.bytes().all(|octet| octet.is_ascii_digit() || (b'A'..=b'F').contains(&octet))
}

/// Returns `true` if a Chinese text has no other Latin words than the field's.
fn is_chinese(text: &str) -> bool {
    !text.is_empty() && !text.is_ascii() && latin_words(text).all(|word| TERMS.contains(&word) || is_octets(word))
}

/// Returns `true` if an English text has no Chinese but the handbook's terms in quotes or brackets.
fn is_english(text: &str) -> bool {
    let is_han = |c: char| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}');
    let mut depth = 0_i32;
    let mut is_clean = !text.is_empty();
    for character in text.chars() {
        match character {
            '【' | '“' => depth += 1,
            '】' | '”' => depth -= 1,
            other => is_clean &= depth > 0 || !is_han(other),
        }
    }
    is_clean
}

/// Renders a value in both languages and checks each.
fn check(what: &dyn std::fmt::Debug, render: impl Fn(Language) -> String) {
    let (chinese, english) = (render(Language::Chinese), render(Language::English));
    assert!(is_chinese(&chinese), "{what:?} in Chinese: {chinese}");
    assert!(is_english(&english), "{what:?} in English: {english}");
}

fn number() -> Msisdn {
    "13800000001".parse().unwrap()
}

fn at() -> Moment {
    "2009-11-18 10:30:00".parse().unwrap()
}

fn asn() -> Asn {
    Asn([0x01; 10])
}

fn contents() -> Vec<MessageContent> {
    samples! { MessageContent;
        MessageContent::Order(_) => [MessageContent::Order("CX".to_owned()), MessageContent::Order(String::new())],
        MessageContent::Text(_) => [MessageContent::Text(30)],
        MessageContent::TextPart { .. } => [MessageContent::TextPart { part: 1, total: 2 }],
        MessageContent::Packet { .. } => [MessageContent::Packet { part: None }, MessageContent::Packet { part: Some((1, 2)) }],
        MessageContent::Report(_) => [MessageContent::Report(0), MessageContent::Report(5)],
        MessageContent::Data(_) => [MessageContent::Data(7)],
    }
}

fn fates() -> Vec<Fate> {
    samples! { Fate;
        Fate::Lost => [Fate::Lost],
        Fate::Twice => [Fate::Twice],
        Fate::Late(_) => [Fate::Late(90_000)],
        Fate::Swapped => [Fate::Swapped],
    }
}

fn failures() -> Vec<DeliveryFailure> {
    samples! { DeliveryFailure;
        DeliveryFailure::Off => [DeliveryFailure::Off],
        DeliveryFailure::NoService => [DeliveryFailure::NoService],
        DeliveryFailure::Mute => [DeliveryFailure::Mute],
        DeliveryFailure::Busy(_) => [DeliveryFailure::Busy(0xD4)],
        DeliveryFailure::Silent => [DeliveryFailure::Silent],
        DeliveryFailure::Expired => [DeliveryFailure::Expired],
    }
}

fn packet_reasons() -> Vec<RejectionError> {
    let malformed = samples! { PacketFormatError;
        PacketFormatError::TooShort { .. } => [PacketFormatError::TooShort { present: 3 }],
        PacketFormatError::Identifier(_) => [PacketFormatError::Identifier(0x1F)],
        PacketFormatError::PacketLength { .. } => [PacketFormatError::PacketLength { announced: 3, present: 4 }],
        PacketFormatError::LengthForm => [PacketFormatError::LengthForm],
    };
    let keys = samples! { SecureError;
        SecureError::NoCipherKey => [SecureError::NoCipherKey],
        SecureError::NoChecksumKey => [SecureError::NoChecksumKey],
        SecureError::CipherAlgorithm { .. } => [SecureError::CipherAlgorithm { named: 0x11, key: KeyAlgorithm::Des }],
        SecureError::ChecksumAlgorithm { .. } => [
            SecureError::ChecksumAlgorithm { named: 0x11, key: KeyAlgorithm::Aes128 },
        ],
        SecureError::Redundancy(_) => [SecureError::Redundancy(2)],
        SecureError::Signature => [SecureError::Signature],
    };
    let counter = Counter::MAX;
    let mut reasons = samples! { RejectionError;
        RejectionError::Malformed(_) => [RejectionError::Malformed(PacketFormatError::LengthForm)],
        RejectionError::ProofReserved(_) => [RejectionError::ProofReserved(Spi { first: 0x1A, second: 0x03 })],
        RejectionError::TarUnknown(_) => [RejectionError::TarUnknown(Tar([0xBF, 0xFF, 0x01]))],
        RejectionError::Signature => [RejectionError::Signature],
        RejectionError::CheckTooWeak(..) => [
            RejectionError::CheckTooWeak(Check::None, Check::Cryptographic),
            RejectionError::CheckTooWeak(Check::Redundancy, Check::Signature),
        ],
        RejectionError::NotCiphered => [RejectionError::NotCiphered],
        RejectionError::CountingTooWeak(..) => [
            RejectionError::CountingTooWeak(Counting::None, Counting::Higher),
            RejectionError::CountingTooWeak(Counting::Available, Counting::Next),
        ],
        RejectionError::KeySetsDiffer(..) => [RejectionError::KeySetsDiffer(1, 2)],
        RejectionError::NoKeySet(_) => [RejectionError::NoKeySet(3)],
        RejectionError::Keys(_) => [RejectionError::Keys(SecureError::NoCipherKey)],
        RejectionError::SingleDes => [RejectionError::SingleDes],
        RejectionError::HeaderLength(..) => [RejectionError::HeaderLength(1, 2)],
        RejectionError::NotBlocks(..) => [RejectionError::NotBlocks(7, 8)],
        RejectionError::CheckWrong(_) => [RejectionError::CheckWrong(Check::Cryptographic)],
        RejectionError::CounterBlocked => [RejectionError::CounterBlocked],
        RejectionError::CounterLow(..) => [RejectionError::CounterLow(counter, counter)],
        RejectionError::CounterHigh(..) => [RejectionError::CounterHigh(counter, counter)],
        RejectionError::Padding(_) => [RejectionError::Padding(9)],
    };
    reasons.extend(malformed.into_iter().map(RejectionError::Malformed));
    reasons.extend(keys.into_iter().map(RejectionError::Keys));
    reasons
}

fn carriage_faults() -> Vec<CarriageFault> {
    samples! { CarriageFault;
        CarriageFault::NoUserData => [CarriageFault::NoUserData],
        CarriageFault::Type(_) => [CarriageFault::Type(TpduKind::StatusReport)],
        CarriageFault::Length { .. } => [CarriageFault::Length { announced: 3, present: 4 }],
        CarriageFault::TooLong(_) => [CarriageFault::TooLong(150)],
        CarriageFault::NoHeader => [CarriageFault::NoHeader],
        CarriageFault::Header(_) => [CarriageFault::Header(OverrunError)],
        CarriageFault::Pid(_) => [CarriageFault::Pid(0x40)],
        CarriageFault::Dcs(_) => [CarriageFault::Dcs(0x08)],
        CarriageFault::NoPacket => [CarriageFault::NoPacket],
        CarriageFault::TooManyParts { .. } => [CarriageFault::TooManyParts { total: 9, limit: 3 }],
        CarriageFault::TotalChanged { .. } => [CarriageFault::TotalChanged { before: 2, now: 3 }],
    }
}

fn ignored() -> Vec<IgnoredError> {
    let unbelieved = samples! { UnbelievedError;
        UnbelievedError::NoKeys => [UnbelievedError::NoKeys],
        UnbelievedError::Packet(_) => [UnbelievedError::Packet(RejectionError::NotCiphered)],
        UnbelievedError::Repeated(_) => [UnbelievedError::Repeated(RejectionError::CounterBlocked)],
    };
    let no_request = samples! { RequestFormatError;
        RequestFormatError::Version(_) => [RequestFormatError::Version(Some(1)), RequestFormatError::Version(None)],
        RequestFormatError::Operation(_) => [RequestFormatError::Operation(0x7F)],
        RequestFormatError::EndsEarly => [RequestFormatError::EndsEarly],
        RequestFormatError::Behind(_) => [RequestFormatError::Behind(2)],
    };
    let mut ignored = samples! { IgnoredError;
        IgnoredError::NotForPlatform => [IgnoredError::NotForPlatform],
        IgnoredError::Unreadable => [IgnoredError::Unreadable],
        IgnoredError::Carriage(_) => [IgnoredError::Carriage(CarriageFault::NoHeader)],
        IgnoredError::NoCard(_) => [IgnoredError::NoCard(number())],
        IgnoredError::Unbelieved(_) => [IgnoredError::Unbelieved(UnbelievedError::NoKeys)],
        IgnoredError::NoRequest(_) => [IgnoredError::NoRequest(RequestFormatError::EndsEarly)],
        IgnoredError::Forgotten(_) => [IgnoredError::Forgotten(at())],
        IgnoredError::OtherCard(_) => [IgnoredError::OtherCard(asn())],
        IgnoredError::Number { .. } => [IgnoredError::Number { number: 3, last: 4 }],
    };
    ignored.extend(carriage_faults().into_iter().map(IgnoredError::Carriage));
    ignored.extend(unbelieved.into_iter().map(IgnoredError::Unbelieved));
    ignored
        .extend(packet_reasons().into_iter().map(|reason| IgnoredError::Unbelieved(UnbelievedError::Packet(reason))));
    ignored.extend(no_request.into_iter().map(IgnoredError::NoRequest));
    ignored
}

fn proofs() -> Vec<ProofResult> {
    let mut proofs = samples! { ProofResult;
        ProofResult::Answered => [ProofResult::Answered],
        ProofResult::NotRun(_) => [ProofResult::NotRun(ResponseStatus(0xC0))],
        ProofResult::Stale => [ProofResult::Stale],
        ProofResult::Nothing => [ProofResult::Nothing],
    };
    proofs.extend(ResponseStatus::ALL.iter().copied().map(ProofResult::NotRun));
    proofs
}

fn results() -> Vec<MessageResult> {
    let mut results = samples! { MessageResult;
        MessageResult::Request(_) => [MessageResult::Request(OperationKind::Open)],
        MessageResult::Proof(_) => [MessageResult::Proof(ProofResult::Stale)],
        MessageResult::Order => [MessageResult::Order],
        MessageResult::Part { .. } => [MessageResult::Part { part: 1, total: 2 }],
        MessageResult::Repeated => [MessageResult::Repeated],
        MessageResult::Ignored(_) => [MessageResult::Ignored(IgnoredError::Unreadable)],
    };
    results.extend(OperationKind::ALL.map(MessageResult::Request));
    results.extend(proofs().into_iter().map(MessageResult::Proof));
    results.extend(ignored().into_iter().map(MessageResult::Ignored));
    results
}

fn payment_errors() -> Vec<PaymentError> {
    let (withdrawal, bank, order) = (WithdrawalNumber(1), BankOrderNumber(1), GoodsOrderNumber(1));
    samples! { PaymentError;
        PaymentError::WithdrawalsInARow { .. } => [PaymentError::WithdrawalsInARow { most: 2 }],
        PaymentError::NoWithdrawal => [PaymentError::NoWithdrawal],
        PaymentError::WithdrawalUnknown(_) => [PaymentError::WithdrawalUnknown(withdrawal)],
        PaymentError::WithdrawalOver(_) => [PaymentError::WithdrawalOver(withdrawal)],
        PaymentError::BankOrderOpen(_) => [PaymentError::BankOrderOpen(bank)],
        PaymentError::BankOrderUnknown(_) => [PaymentError::BankOrderUnknown(bank)],
        PaymentError::BankOrderOver(_) => [PaymentError::BankOrderOver(bank)],
        PaymentError::NoMerchant(_) => [PaymentError::NoMerchant("898430154110001".parse().unwrap())],
        PaymentError::GoodsOrderUnknown(_) => [PaymentError::GoodsOrderUnknown(order)],
        PaymentError::GoodsOrderLapsed(_) => [PaymentError::GoodsOrderLapsed(order)],
        PaymentError::GoodsOrderPaid(_) => [PaymentError::GoodsOrderPaid(order)],
        PaymentError::GoodsOrderUnpaid(_) => [PaymentError::GoodsOrderUnpaid(order)],
        PaymentError::RefundTooLarge(_) => [PaymentError::RefundTooLarge(99)],
    }
}

fn refusals() -> Vec<PlatformError> {
    samples! { PlatformError;
        PlatformError::NoAccount => [PlatformError::NoAccount],
        PlatformError::AlreadyOpen => [PlatformError::AlreadyOpen],
        PlatformError::AccountClosing => [PlatformError::AccountClosing],
        PlatformError::NumberState(_) => [
            PlatformError::NumberState(NumberState::Lost),
            PlatformError::NumberState(NumberState::Barred),
            PlatformError::NumberState(NumberState::Cancelled),
        ],
        PlatformError::CancelledForGood => [PlatformError::CancelledForGood],
        PlatformError::PasswordInitial => [PlatformError::PasswordInitial],
        PlatformError::PasswordWrong { .. } => [PlatformError::PasswordWrong { left: 4 }],
        PlatformError::PasswordLocked { .. } => [PlatformError::PasswordLocked { until: at() }],
        PlatformError::PasswordSame => [PlatformError::PasswordSame],
        PlatformError::PasswordHash => [PlatformError::PasswordHash],
        PlatformError::PasswordReplaced => [PlatformError::PasswordReplaced],
        PlatformError::PasswordChanged => [PlatformError::PasswordChanged],
        PlatformError::QuestionsMissing => [PlatformError::QuestionsMissing],
        PlatformError::QuestionTwice => [PlatformError::QuestionTwice],
        PlatformError::AnswerWrong { .. } => [PlatformError::AnswerWrong { left: 2 }],
        PlatformError::AnswersUsedUp => [PlatformError::AnswersUsedUp],
        PlatformError::SecurityPhoneMissing => [PlatformError::SecurityPhoneMissing],
        PlatformError::CodeWrong { .. } => [
            PlatformError::CodeWrong { left: 2 },
            PlatformError::CodeWrong { left: 0 },
        ],
        PlatformError::CodeMissing => [PlatformError::CodeMissing],
        PlatformError::CodeCount { .. } => [PlatformError::CodeCount { most: 5 }],
        PlatformError::AmountZero => [PlatformError::AmountZero],
        PlatformError::CashShort(_) => [PlatformError::CashShort(5000)],
        PlatformError::RechargeCardShort(_) => [PlatformError::RechargeCardShort(5000)],
        PlatformError::AccountShort(_) => [PlatformError::AccountShort(5000)],
        PlatformError::WalletShort(_) => [PlatformError::WalletShort(5000)],
        PlatformError::TopUpCount { .. } => [PlatformError::TopUpCount { most: 5 }],
        PlatformError::TopUpSum { .. } => [PlatformError::TopUpSum { most: Fen(50_000), left: Fen(100) }],
        PlatformError::CardUnknown => [PlatformError::CardUnknown],
        PlatformError::CardGuesses { .. } => [PlatformError::CardGuesses { most: 5 }],
        PlatformError::CardUsed => [PlatformError::CardUsed],
        PlatformError::CardProvince(_) => [PlatformError::CardProvince(Province::InnerMongolia)],
        PlatformError::CardKnown => [PlatformError::CardKnown],
        PlatformError::BillCancelled(_) => [PlatformError::BillCancelled(number())],
        PlatformError::NotEmpty(_) => [PlatformError::NotEmpty(5)],
        PlatformError::InFlight(_) => [PlatformError::InFlight(5)],
        PlatformError::WalletOpen => [PlatformError::WalletOpen],
        PlatformError::AgreementMissing => [PlatformError::AgreementMissing],
        PlatformError::AlreadyRealName => [PlatformError::AlreadyRealName],
        PlatformError::IdentityIncomplete => [PlatformError::IdentityIncomplete],
        PlatformError::NotRealName => [PlatformError::NotRealName],
        PlatformError::BankCardMissing => [PlatformError::BankCardMissing],
        PlatformError::BankCardOwner => [PlatformError::BankCardOwner],
        PlatformError::BankCardBindings { .. } => [PlatformError::BankCardBindings { most: 3 }],
        PlatformError::Payment(_) => [PlatformError::Payment(PaymentError::NoWithdrawal)],
        PlatformError::AliasTaken => [PlatformError::AliasTaken],
        PlatformError::AliasNeeded => [PlatformError::AliasNeeded],
        PlatformError::AliasTooEarly => [PlatformError::AliasTooEarly],
        PlatformError::TransferKnown(_) => [PlatformError::TransferKnown(1)],
        PlatformError::TransferUnknown(_) => [PlatformError::TransferUnknown(1)],
        PlatformError::TransferOver(_) => [PlatformError::TransferOver(1)],
        PlatformError::Ledger(_) => [PlatformError::Ledger(LedgerError::Nothing)],
    }
}

fn at_hall() -> Vec<HallError> {
    let asn = Asn([0x31; 10]);
    samples! { HallError;
        HallError::Identity(_) => [
            HallError::Identity(IdentityError::NameForm),
            HallError::Identity(IdentityError::NumberForm(DocumentKind::Passport)),
            HallError::Identity(IdentityError::OtherName),
            HallError::Identity(IdentityError::OtherKind),
            HallError::Identity(IdentityError::OtherNumber)
        ],
        HallError::ModelListed(_) => [HallError::ModelListed("6300".to_owned())],
        HallError::Issue(_) => [HallError::Issue(IssueError::NoKeySet)],
        HallError::OtherCard(_) => [HallError::OtherCard(asn)],
        HallError::NoKey => [HallError::NoKey],
        HallError::Unproved(_) => [HallError::Unproved(TransferId(5))],
        HallError::Unresolved(_) => [HallError::Unresolved(TransferId(5))],
        HallError::ReceiptWrong(_) => [HallError::ReceiptWrong(TransferId(5))],
        HallError::NotTheRest => [HallError::NotTheRest],
        HallError::NotTakenBack => [HallError::NotTakenBack],
        HallError::NotEmptied => [HallError::NotEmptied],
        HallError::NotRegistered { .. } => [HallError::NotRegistered { rest: Fen(3000) }],
        HallError::SwapRegistered(_) => [HallError::SwapRegistered(asn)],
        HallError::NoSwap => [HallError::NoSwap],
    }
}

fn declined() -> Vec<DeclinedError> {
    let mut declined = samples! { DeclinedError;
        DeclinedError::Books(_) => [DeclinedError::Books(PlatformError::NoAccount)],
        DeclinedError::NoCard => [DeclinedError::NoCard],
        DeclinedError::NotOpened => [DeclinedError::NotOpened],
        DeclinedError::Suspended => [DeclinedError::Suspended],
        DeclinedError::BankRefuses => [DeclinedError::BankRefuses],
        DeclinedError::UnderWay => [DeclinedError::UnderWay],
        DeclinedError::BeingClosed => [DeclinedError::BeingClosed],
        DeclinedError::Overtaken => [DeclinedError::Overtaken],
        DeclinedError::MacWrong => [DeclinedError::MacWrong],
        DeclinedError::CardFull => [DeclinedError::CardFull],
        DeclinedError::CardRefuses => [DeclinedError::CardRefuses],
        DeclinedError::NoPinReload => [DeclinedError::NoPinReload],
        DeclinedError::NoDigits => [DeclinedError::NoDigits],
        DeclinedError::Hall(_) => [DeclinedError::Hall(HallError::NoKey)],
    };
    declined.extend(at_hall().into_iter().map(DeclinedError::Hall));
    declined.extend(refusals().into_iter().map(DeclinedError::Books));
    declined.extend(payment_errors().into_iter().map(PlatformError::Payment).map(DeclinedError::Books));
    declined
}

fn handlings() -> Vec<MessageHandling> {
    samples! { MessageHandling;
        MessageHandling::Held => [MessageHandling::Held],
        MessageHandling::Released => [MessageHandling::Released],
        MessageHandling::Dropped => [MessageHandling::Dropped],
        MessageHandling::Repeated { .. } => [MessageHandling::Repeated { copy: MessageId(12) }],
        MessageHandling::Delayed { .. } => [MessageHandling::Delayed { until: at() }],
    }
}

fn requests() -> Vec<ServiceRequest> {
    samples! { ServiceRequest;
        ServiceRequest::OperationPinReset => [ServiceRequest::OperationPinReset],
        ServiceRequest::PayPasswordReset => [ServiceRequest::PayPasswordReset],
        ServiceRequest::TopUp { .. } => [ServiceRequest::TopUp { amount: Fen(5000) }],
        ServiceRequest::BankTopUp { .. } => [ServiceRequest::BankTopUp { bank: Bank::ALL[0], amount: Fen(5000) }],
        ServiceRequest::BankRecharge { .. } => [ServiceRequest::BankRecharge { bank: Bank::ALL[0], amount: Fen(5000) }],
        ServiceRequest::BankAnswer { .. } => [
            ServiceRequest::BankAnswer { order: BankOrderNumber(1), answer: BankAnswer::Pays },
            ServiceRequest::BankAnswer { order: BankOrderNumber(1), answer: BankAnswer::Refuses },
        ],
        ServiceRequest::GoodsOrder { .. } => [ServiceRequest::GoodsOrder { amount: Fen(5000) }],
        ServiceRequest::GoodsPayment { .. } => [ServiceRequest::GoodsPayment { order: GoodsOrderNumber(1) }],
        ServiceRequest::GoodsRefund { .. } => [
            ServiceRequest::GoodsRefund { order: GoodsOrderNumber(1), amount: Fen(5000) },
        ],
        ServiceRequest::SignIn => [ServiceRequest::SignIn],
        ServiceRequest::AliasChoice => [ServiceRequest::AliasChoice],
        ServiceRequest::CardRecharge => [ServiceRequest::CardRecharge],
        ServiceRequest::BalanceQuery => [ServiceRequest::BalanceQuery],
        ServiceRequest::TransactionsQuery => [ServiceRequest::TransactionsQuery],
        ServiceRequest::PayPasswordChange => [ServiceRequest::PayPasswordChange],
        ServiceRequest::Advice => [ServiceRequest::Advice],
        ServiceRequest::CallerVerification => [ServiceRequest::CallerVerification],
        ServiceRequest::SecurityQuestions => [ServiceRequest::SecurityQuestions],
        ServiceRequest::SecurityPhone => [ServiceRequest::SecurityPhone],
        ServiceRequest::PayPasswordResetByQuestion => [ServiceRequest::PayPasswordResetByQuestion],
        ServiceRequest::InitialPayPassword => [ServiceRequest::InitialPayPassword],
        ServiceRequest::LoginPasswordChange => [ServiceRequest::LoginPasswordChange],
        ServiceRequest::Bill { .. } => [ServiceRequest::Bill { whose: Msisdn::SOLE, amount: Fen(5000) }],
        ServiceRequest::BankCardBinding => [ServiceRequest::BankCardBinding],
        ServiceRequest::Withdrawal { .. } => [ServiceRequest::Withdrawal { amount: Fen(5000) }],
        ServiceRequest::CodeSending(_) => [
            ServiceRequest::CodeSending(CodePurpose::Registration),
            ServiceRequest::CodeSending(CodePurpose::LoginReset),
            ServiceRequest::CodeSending(CodePurpose::RealName),
            ServiceRequest::CodeSending(CodePurpose::Payment(7)),
        ],
        ServiceRequest::Registration => [ServiceRequest::Registration],
        ServiceRequest::LoginPasswordReset => [ServiceRequest::LoginPasswordReset],
        ServiceRequest::RealNameUpgrade => [ServiceRequest::RealNameUpgrade],
        ServiceRequest::AccountClosing => [ServiceRequest::AccountClosing],
        ServiceRequest::NumberState(_) => [ServiceRequest::NumberState(NumberState::Normal)],
        ServiceRequest::TerminalLoad => [ServiceRequest::TerminalLoad],
        ServiceRequest::TerminalLoadUndone => [ServiceRequest::TerminalLoadUndone],
        ServiceRequest::Hall(_) => [ServiceRequest::Hall(DeskService::Load)],
    }
}

fn kinds() -> Vec<EventKind> {
    let (message, letter, amount) = (MessageId(5), 7, Fen(5000));
    let content = || MessageContent::Order("CX".to_owned());
    let handed = |content, fate| EventKind::Handed { message, content, letter: Some(letter), fate };
    let asked = |request, refused| EventKind::Asked { request, refused };
    let delivered = |result| EventKind::Delivered { message, content: content(), result };
    let reported = |result| EventKind::Reported { message, letter, acknowledged: true, result };
    let failed = |why| EventKind::Failed { message, why, again: None };
    let mut kinds = samples! { EventKind;
        EventKind::SwitchedOn => [EventKind::SwitchedOn],
        EventKind::SwitchedOff => [EventKind::SwitchedOff],
        EventKind::Fell => [EventKind::Fell],
        EventKind::Handed { .. } => [handed(content(), None)],
        EventKind::NotTaken { .. } => [EventKind::NotTaken { content: content() }],
        EventKind::Delivered { .. } => [delivered(None)],
        EventKind::Brought { .. } => [EventKind::Brought { message }],
        EventKind::Refused { .. } => [
            EventKind::Refused { message, cause: Some(0xD5) },
            EventKind::Refused { message, cause: None },
        ],
        EventKind::Failed { .. } => [
            EventKind::Failed { message, why: DeliveryFailure::Off, again: Some(at()) },
        ],
        EventKind::Reported { .. } => [
            EventKind::Reported { message, letter, acknowledged: false, result: ProofResult::Nothing },
        ],
        EventKind::Unreadable { .. } => [EventKind::Unreadable { message }],
        EventKind::Woke => [EventKind::Woke],
        EventKind::ByHand { .. } => [EventKind::ByHand { message, handling: MessageHandling::Held }],
        EventKind::Deposited { .. } => [EventKind::Deposited { amount }],
        EventKind::Printed { .. } => [EventKind::Printed { value: amount }],
        EventKind::CardLost(_) => [EventKind::CardLost(CardLoss::Lost), EventKind::CardLost(CardLoss::Broken)],
        EventKind::Tapped { .. } => [
            EventKind::Tapped { amount, completed: None, failed: None },
            EventKind::Tapped { amount, completed: Some(amount), failed: None },
        ],
        EventKind::TakenBack { .. } => [
            EventKind::TakenBack { amount, how: Some(TakenBack::Voided), failed: None },
            EventKind::TakenBack { amount, how: Some(TakenBack::Returned), failed: None },
        ],
        EventKind::Uploaded { .. } => [EventKind::Uploaded { batch: 1, result: Some(batch_result()), failed: None }],
        EventKind::ParametersTaken { .. } => [EventKind::ParametersTaken { version: 2, failed: None }],
        EventKind::Asked { .. } => [asked(ServiceRequest::OperationPinReset, None)],
        EventKind::CallBegan => [EventKind::CallBegan],
        EventKind::CallEnded => [EventKind::CallEnded],
        EventKind::Stopped { .. } => [EventKind::Stopped { at: Fault::BeforeKeeping }],
    };
    for why in shop_errors() {
        kinds.push(EventKind::Tapped { amount, completed: None, failed: Some(why.clone()) });
        kinds.push(EventKind::TakenBack { amount, how: None, failed: Some(why.clone()) });
        kinds.push(EventKind::Uploaded { batch: 1, result: None, failed: Some(why.clone()) });
        kinds.push(EventKind::ParametersTaken { version: 0, failed: Some(why) });
    }
    kinds.extend(contents().into_iter().map(|content| handed(content, None)));
    kinds.extend(fates().into_iter().map(|fate| handed(content(), Some(fate))));
    kinds.extend(results().into_iter().map(|result| delivered(Some(result))));
    kinds.extend(failures().into_iter().map(failed));
    kinds.extend(proofs().into_iter().map(reported));
    kinds.extend(handlings().into_iter().map(|handling| EventKind::ByHand { message, handling }));
    kinds.extend(requests().into_iter().map(|request| asked(request, None)));
    kinds.extend(DeskService::ALL.map(|service| asked(ServiceRequest::Hall(service), None)));
    kinds.extend(declined().into_iter().map(|why| asked(ServiceRequest::TopUp { amount }, Some(why))));
    kinds.extend(Fault::ALL.map(|at| EventKind::Stopped { at }));
    kinds
}

/// Returns a result of an upload in which an entry of every kind settled nothing.
fn batch_result() -> BatchResult {
    let settled = BatchTotals { sold: 2, sum: 1350, voided: 1, voided_sum: 100 };
    let refusals = samples! { BatchEntryError;
        BatchEntryError::WrongTac => [BatchEntryError::WrongTac],
        BatchEntryError::UnknownCard => [BatchEntryError::UnknownCard],
        BatchEntryError::Repeated => [BatchEntryError::Repeated],
        BatchEntryError::Foreign => [BatchEntryError::Foreign],
        BatchEntryError::VoidUnknown => [BatchEntryError::VoidUnknown],
        BatchEntryError::NotCovered => [BatchEntryError::NotCovered],
    };
    BatchResult { settled, refused: (4..).zip(refusals).collect(), commission: 7 }
}

/// Returns every way in which a receipt may be altered.
fn receipt_fields() -> Vec<ReceiptField> {
    samples! { ReceiptField;
        ReceiptField::MerchantName => [ReceiptField::MerchantName],
        ReceiptField::Merchant => [ReceiptField::Merchant],
        ReceiptField::Pos => [ReceiptField::Pos],
        ReceiptField::Terminal => [ReceiptField::Terminal],
        ReceiptField::Batch => [ReceiptField::Batch],
        ReceiptField::Voucher => [ReceiptField::Voucher],
        ReceiptField::CardNumber => [ReceiptField::CardNumber],
        ReceiptField::TerminalCounter => [ReceiptField::TerminalCounter],
        ReceiptField::CardCounter => [ReceiptField::CardCounter],
        ReceiptField::Amount => [ReceiptField::Amount],
        ReceiptField::Balance => [ReceiptField::Balance],
        ReceiptField::Time => [ReceiptField::Time],
        ReceiptField::Tac => [ReceiptField::Tac],
    }
}

/// Returns every refusal of the platform to a terminal.
fn acquirer_refusals() -> Vec<AcquirerError> {
    let mut refusals = samples! { AcquirerError;
        AcquirerError::UnknownTerminal => [AcquirerError::UnknownTerminal],
        AcquirerError::UnknownCard => [AcquirerError::UnknownCard],
        AcquirerError::WrongTac => [AcquirerError::WrongTac],
        AcquirerError::Altered(_) => [AcquirerError::Altered(ReceiptField::Amount)],
        AcquirerError::Foreign => [AcquirerError::Foreign],
        AcquirerError::UnknownPurchase => [AcquirerError::UnknownPurchase],
        AcquirerError::TakenBack => [AcquirerError::TakenBack],
        AcquirerError::Uploaded => [AcquirerError::Uploaded],
        AcquirerError::NotUploaded => [AcquirerError::NotUploaded],
        AcquirerError::NoAccount => [AcquirerError::NoAccount],
        AcquirerError::NotCovered => [AcquirerError::NotCovered],
        AcquirerError::BatchNotOpen(_) => [AcquirerError::BatchNotOpen(2)],
        AcquirerError::BatchSettled(_) => [AcquirerError::BatchSettled(2)],
        AcquirerError::Missing(_) => [AcquirerError::Missing(3)],
        AcquirerError::Twice(_) => [AcquirerError::Twice(3)],
        AcquirerError::TotalsDiffer => [AcquirerError::TotalsDiffer],
        AcquirerError::TooMany => [AcquirerError::TooMany],
    };
    refusals.extend(receipt_fields().into_iter().map(AcquirerError::Altered));
    refusals
}

fn tap_errors() -> Vec<TapError> {
    let status = [0x9401, 0x6985, 0x9302, 0x9402, 0x9403, 0x9303, 0x6A82];
    let refused = status.map(|status| TapRefusal { step: TapStep::Debit, status: StatusWord(status) });
    let mut errors = samples! { TapError;
        TapError::NoAnswer(_) => [TapError::NoAnswer(NoAnswerError)],
        TapError::NoWallet => [TapError::NoWallet],
        TapError::Refused(_) => [TapError::Refused(refused[0])],
        TapError::Malformed(_) => [TapError::Malformed(TapStep::Initialize)],
    };
    errors.extend(refused.map(TapError::Refused));
    errors
}

/// Returns every reason for which a shop does not do what is asked.
fn shop_errors() -> Vec<ShopError> {
    let (place, fen) = (ReceiptPlace { pos: PosPlace::FIRST, batch: 2, voucher: 3 }, sim_wire::Fen(500));
    let lines = samples! { AcquirerLineError;
        AcquirerLineError::Broken(_) => [AcquirerLineError::Broken(LineBrokenError)],
        AcquirerLineError::Refused(_) => [AcquirerLineError::Refused(AcquirerError::WrongTac)],
        AcquirerLineError::UnexpectedAnswer => [AcquirerLineError::UnexpectedAnswer],
    };
    let lines: Vec<_> =
        lines.into_iter().chain(acquirer_refusals().into_iter().map(AcquirerLineError::Refused)).collect();
    let mut sales = samples! { SaleError;
        SaleError::NoAmount => [SaleError::NoAmount],
        SaleError::OverCeiling(_) => [SaleError::OverCeiling(fen)],
        SaleError::BatchFull(_) => [SaleError::BatchFull(10)],
        SaleError::BatchClosing => [SaleError::BatchClosing],
        SaleError::BlackListed => [SaleError::BlackListed],
        SaleError::Card(_) => [SaleError::Card(TapError::NoWallet)],
        SaleError::Unfinished => [SaleError::Unfinished],
        SaleError::WrongMac2 => [SaleError::WrongMac2],
        SaleError::Unproved(_) => [SaleError::Unproved(fen)],
        SaleError::Psam(_) => [SaleError::Psam(StatusWord(0x6A88))],
        SaleError::Line(_) => [SaleError::Line(AcquirerLineError::UnexpectedAnswer)],
        SaleError::PowerFailed(_) => [SaleError::PowerFailed(PosPowerFailedError)],
    };
    sales.extend(lines.iter().cloned().map(SaleError::Line));
    let mut back = samples! { TakeBackError;
        TakeBackError::Foreign => [TakeBackError::Foreign],
        TakeBackError::Unknown { .. } => [TakeBackError::Unknown { batch: 2, voucher: 3 }],
        TakeBackError::Altered(_) => [TakeBackError::Altered(ReceiptField::Tac)],
        TakeBackError::TakenBack => [TakeBackError::TakenBack],
        TakeBackError::BatchClosing => [TakeBackError::BatchClosing],
        TakeBackError::Line(_) => [TakeBackError::Line(AcquirerLineError::UnexpectedAnswer)],
        TakeBackError::PowerFailed(_) => [TakeBackError::PowerFailed(PosPowerFailedError)],
    };
    back.extend(receipt_fields().into_iter().map(TakeBackError::Altered));
    let fields = samples! { FieldError;
        FieldError::NoCard => [FieldError::NoCard],
        FieldError::Collision(_) => [FieldError::Collision(vec![CardPlace::Person(number()); 2])],
        FieldError::NoSuchCard(_) => [FieldError::NoSuchCard(CardPlace::Person(number()))],
    };
    let mut errors = samples! { ShopError;
        ShopError::NoSuchPos(_) => [ShopError::NoSuchPos(PosPlace(3))],
        ShopError::Field(_) => [ShopError::Field(FieldError::NoCard)],
        ShopError::Sale(_) => [ShopError::Sale(SaleError::NoAmount)],
        ShopError::Card(_) => [ShopError::Card(TapError::NoWallet)],
        ShopError::NoReceipt(_) => [ShopError::NoReceipt(place)],
        ShopError::TakeBack(_) => [ShopError::TakeBack(TakeBackError::Foreign)],
        ShopError::Online(_) => [ShopError::Online(OnlineError::PowerFailed(PosPowerFailedError))],
    };
    errors.extend(fields.into_iter().map(ShopError::Field));
    errors.extend(tap_errors().into_iter().map(ShopError::Card));
    errors.extend(sales.into_iter().map(ShopError::Sale));
    errors.extend(back.into_iter().map(ShopError::TakeBack));
    errors.extend(lines.into_iter().map(|why| ShopError::Online(OnlineError::Line(why))));
    errors
}

fn parties() -> Vec<Party> {
    samples! { Party;
        Party::Person(_) => [Party::Person(number()), Party::Person("13800000002".parse().unwrap())],
        Party::Platform => [Party::Platform],
        Party::Centre => [Party::Centre],
        Party::Hall => [Party::Hall],
        Party::Pos(_) => [Party::Pos(PosPlace::FIRST)],
        Party::Care => [Party::Care],
        Party::VoiceLine => [Party::VoiceLine],
        Party::Website => [Party::Website],
        Party::Bank => [Party::Bank],
        Party::Merchant(_) => [Party::Merchant("898430154110001".parse().unwrap())],
        Party::Attacker => [Party::Attacker],
        Party::Esme(_) => [Party::Esme("901234".parse().unwrap())],
        Party::Nobody(_) => [Party::Nobody("10650000".to_owned())],
    }
}

#[test]
fn every_event_reads_in_its_language() {
    let line = |language, event: &Event| event::line(language, number(), event);
    for kind in kinds() {
        let event = Event { number: 1, at: at(), from: Party::Platform, to: None, kind };
        check(&event, |language| line(language, &event));
        assert!(is_english(&event.to_string()), "{event}");
    }
    for party in parties() {
        let (from, to) = (party.clone(), Some(party));
        let event = Event { number: 1, at: at(), from, to, kind: EventKind::Woke };
        check(&event, |language| line(language, &event));
    }
}

#[test]
fn every_event_round_trips_as_json() {
    let parties = parties().into_iter().map(|from| (from, EventKind::Woke));
    for (from, kind) in kinds().into_iter().map(|kind| (Party::Platform, kind)).chain(parties) {
        let event = Event { number: 1, at: at(), to: Some(from.clone()), from, kind };
        let document = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&document).unwrap(), event, "{document}");
    }
}

#[test]
fn every_refusal_reads_in_its_language() {
    for why in declined() {
        check(&why, |language| refusal::declined(language, &why));
    }
    let not_sent = samples! { SendError;
        SendError::Number(_) => [SendError::Number("12".to_owned())],
        SendError::Empty => [SendError::Empty],
        SendError::TooLong(_) => [SendError::TooLong(300)],
        SendError::NoService => [SendError::NoService],
        SendError::CentreRefuses(_) => [SendError::CentreRefuses(21)],
        SendError::NetworkUnable(_) => [SendError::NetworkUnable(47)],
    };
    let not_handled = samples! { HandlingError;
        HandlingError::NoSuchMessage(_) => [HandlingError::NoSuchMessage(MessageId(3))],
        HandlingError::Held(_) => [HandlingError::Held(MessageId(3))],
        HandlingError::NotHeld(_) => [HandlingError::NotHeld(MessageId(3))],
        HandlingError::AtHandset(_) => [HandlingError::AtHandset(MessageId(3))],
    };
    let unrest = samples! { StationError;
        StationError::Card(_) => [
            StationError::Card(LinkError::Silent),
            StationError::Card(LinkError::Removed),
            StationError::Card(LinkError::NoReader),
            StationError::Card(LinkError::NoService),
            StationError::Card(LinkError::Exclusive),
            StationError::Card(LinkError::WrongProtocol),
            StationError::Card(LinkError::Withheld),
            StationError::Card(LinkError::Fault(1)),
        ],
        StationError::Endless => [StationError::Endless],
    };
    for unrest in unrest {
        check(&unrest, |language| refusal::station(language, unrest).to_owned());
    }
    let mut world = samples! { WorldError;
        WorldError::NoSuchPerson(_) => [WorldError::NoSuchPerson(number())],
        WorldError::TwiceThere(_) => [WorldError::TwiceThere(number())],
        WorldError::NoSuchModel(_) => [WorldError::NoSuchModel("7".to_owned())],
        WorldError::NoCard(_) => [WorldError::NoCard(ManufactureError(applet::CardManufactureError::InitialPin))],
        WorldError::NotIssued(_) => [WorldError::NotIssued(IssueError::NoKeySet)],
        WorldError::PhoneOff(_) => [WorldError::PhoneOff(number())],
        WorldError::Call(_) => [
            WorldError::Call(CallError::NoService(number())),
            WorldError::Call(CallError::InCall(number())),
            WorldError::Call(CallError::NumberState(number(), NumberState::Lost)),
            WorldError::Call(CallError::NoCall(number()))
        ],
        WorldError::CardGone(..) => [
            WorldError::CardGone(number(), CardLoss::Lost),
            WorldError::CardGone(number(), CardLoss::Broken),
        ],
        WorldError::OutOfReach(_) => [WorldError::OutOfReach(number())],
        WorldError::Unrest { .. } => [WorldError::Unrest { number: number(), unrest: StationError::Card(LinkError::Silent) }],
        WorldError::NotSent(_) => [WorldError::NotSent(SendError::Empty)],
        WorldError::Handling(_) => [WorldError::Handling(HandlingError::Held(MessageId(3)))],
        WorldError::Refused(_) => [WorldError::Refused(DeclinedError::NoCard)],
        WorldError::NoLooseCard(_) => [WorldError::NoLooseCard(Asn([0x31; 10]))],
        WorldError::LooseCardSilent(_) => [WorldError::LooseCardSilent(Asn([0x31; 10]))],
        WorldError::LineBroken => [WorldError::LineBroken],
    };
    world.extend(not_sent.into_iter().map(WorldError::NotSent));
    world.extend(not_handled.into_iter().map(WorldError::Handling));
    for why in world {
        check(&why, |language| refusal::world(language, &why));
    }
}

#[test]
fn every_refused_action_reads_in_its_language() {
    let actions = samples! { RefusedError;
        RefusedError::World(_) => [RefusedError::World(WorldError::PhoneOff(number()))],
        RefusedError::Menu(_) => [RefusedError::Menu(MenuError::NoMainMenu)],
        RefusedError::Terminal(_) => [RefusedError::Terminal(TerminalError::World(WorldError::PhoneOff(number())))],
        RefusedError::NoInitialPassword => [RefusedError::NoInitialPassword],
        RefusedError::NoInitialLogin => [RefusedError::NoInitialLogin],
        RefusedError::NoCode => [RefusedError::NoCode],
        RefusedError::PayPassword(_) => [RefusedError::PayPassword(PasswordError::Pay)],
        RefusedError::NoScratchCard(_) => [RefusedError::NoScratchCard(2)],
        RefusedError::Keys(_) => [RefusedError::Keys(LineKeyError)],
        RefusedError::Placeholder(_) => [RefusedError::Placeholder("0".to_owned())],
        RefusedError::Shop(_) => [RefusedError::Shop(ShopError::NoSuchPos(PosPlace(3)))],
        RefusedError::NothingFound(_) => [RefusedError::NothingFound(number())],
        RefusedError::NoLoadHere => [RefusedError::NoLoadHere],
        RefusedError::NothingSeen => [RefusedError::NothingSeen],
        RefusedError::FewerPackets(_) => [RefusedError::FewerPackets(2)],
        RefusedError::NotTampered => [RefusedError::NotTampered],
        RefusedError::NothingUnderWay => [RefusedError::NothingUnderWay],
        RefusedError::NothingOvertakes => [RefusedError::NothingOvertakes],
        RefusedError::NoCall => [RefusedError::NoCall],
        RefusedError::UnknownCard(_) => [RefusedError::UnknownCard(number())],
    };
    for why in actions.into_iter().chain(shop_errors().into_iter().map(RefusedError::Shop)) {
        check(&why, |language| refusal::action(language, &why));
    }
}

#[test]
fn every_entry_reads_in_its_language() {
    let (number, whose) = (number(), "13800000002".parse().unwrap());
    let card = serde_json::from_str(&format!("{:?}", "0".repeat(32))).unwrap();
    let channel = LoadChannel::OverTheAir;
    let (asn, merchant) = (Asn([0x31; 10]), "898430154110001".parse().unwrap());
    let purchase = PurchaseId { terminal: [0x11; 6], counter: 1 };
    let withdrawal = WithdrawalNumber(1);
    let booked = BookedPurchase { number, asn, merchant, purchase, batch: 1 };
    let reasons = samples! { EntryReason;
        EntryReason::HallCash { .. } => [EntryReason::HallCash { number }],
        EntryReason::WebBank { .. } => [EntryReason::WebBank { number, bank: Bank::ALL[0], order: BankOrderNumber(1) }],
        EntryReason::RemotePurchase { .. } => [EntryReason::RemotePurchase { number, merchant, order: GoodsOrderNumber(1) }],
        EntryReason::RemoteRefund { .. } => [EntryReason::RemoteRefund { number, merchant, order: GoodsOrderNumber(1) }],
        EntryReason::WithdrawalFrozen { .. } => [EntryReason::WithdrawalFrozen { number, withdrawal }],
        EntryReason::WithdrawalPaid { .. } => [EntryReason::WithdrawalPaid { number, withdrawal, bank: Bank::ALL[0] }],
        EntryReason::WithdrawalReturned { .. } => [EntryReason::WithdrawalReturned { number, withdrawal }],
        EntryReason::ScratchCard { .. } => [EntryReason::ScratchCard { number, card }],
        EntryReason::LoadReserved { .. } => [EntryReason::LoadReserved { number, transfer: 1, channel }],
        EntryReason::LoadSettled { .. } => [EntryReason::LoadSettled { number, transfer: 1 }],
        EntryReason::LoadRefunded { .. } => [EntryReason::LoadRefunded { number, transfer: 1 }],
        EntryReason::OwnBill { .. } => [EntryReason::OwnBill { number }],
        EntryReason::AnothersBill { .. } => [EntryReason::AnothersBill { number, whose }],
        EntryReason::Purchase(_) => [EntryReason::Purchase(booked)],
        EntryReason::Void(_) => [EntryReason::Void(booked)],
        EntryReason::Return(_) => [EntryReason::Return(booked)],
        EntryReason::CardReplaced { .. } => [EntryReason::CardReplaced { number, asn: Asn([0x31; 10]) }],
        EntryReason::BroughtIn { .. } => [EntryReason::BroughtIn { number }],
        EntryReason::UnloadReserved { .. } => [EntryReason::UnloadReserved { number, transfer: 1 }],
        EntryReason::UnloadSettled { .. } => [EntryReason::UnloadSettled { number, transfer: 1 }],
        EntryReason::UnloadUndone { .. } => [EntryReason::UnloadUndone { number, transfer: 1 }],
    };
    let books = samples! { Book;
        Book::Cash(_) => [Book::Cash(number), Book::Cash(whose)],
        Book::RechargeCard(_) => [Book::RechargeCard(number)],
        Book::Wallet(_) => [Book::Wallet(number)],
        Book::InFlight(_) => [Book::InFlight(number)],
        Book::Frozen(_) => [Book::Frozen(number)],
        Book::RetiredWallet(_) => [Book::RetiredWallet(asn)],
        Book::Merchant(_) => [Book::Merchant(merchant)],
        Book::Commission => [Book::Commission],
        Book::Bank => [Book::Bank],
        Book::ScratchCards => [Book::ScratchCards],
        Book::PhoneBills => [Book::PhoneBills],
        Book::HallCash => [Book::HallCash],
        Book::Outside => [Book::Outside],
    };
    for why in reasons {
        let legs: Vec<(Book, i64)> = books.iter().map(|book| (*book, -100)).chain([(Book::Bank, 1300)]).collect();
        let entry = Entry { id: 1, at: at(), why, legs };
        check(&entry, |language| entry::line(language, number, &entry));
    }
}

#[test]
fn every_card_fact_reads_in_its_language() {
    for state in LifeCycle::ALL {
        check(&state, |language| card::life_cycle(language, state).to_owned());
    }
    let blocks = samples! { BlockState;
        BlockState::None => [BlockState::None],
        BlockState::Temporary => [BlockState::Temporary],
        BlockState::Permanent => [BlockState::Permanent],
        BlockState::Card => [BlockState::Card],
    };
    for block in blocks {
        check(&block, |language| card::block(language, block).to_owned());
    }
    for code in 0..=u8::MAX {
        let kind = TransactionKind::from_code(code);
        check(&kind, |language| card::transaction(language, kind).to_owned());
    }
    for is_on in [true, false] {
        check(&is_on, |language| card::pin(language, is_on, 3));
    }
}

#[test]
fn languages_are_told_apart() {
    assert!(is_chinese("短信 5:文字 CX") && is_chinese("拒收(TP-FCS D4)") && is_chinese("协议标识为 7F"));
    for text in ["短信 is held", "request top up", "", "50.00 yuan 元"] {
        assert!(!is_chinese(text), "{text}");
    }
    assert!(is_english("message 5 is held") && is_english("the menu “手机钱包” and 【手机钱包】"));
    for text in ["50.00 元", "scratch cards of 湖南", ""] {
        assert!(!is_english(text), "{text}");
    }
}

mod world;
