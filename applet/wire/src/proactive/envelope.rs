//! Kinds of ENVELOPE, by the outer tag (TS 102 223 §9.2, TS 31.111 §9.1).

use super::codes;

codes! {
    /// Kind of an envelope, by its outer tag.
    EnvelopeTag;
    SmsPpDownload = 0xD1, "SMS-PP download", "SMS_PP_DOWNLOAD";
    CbsPpDownload = 0xD2, "cell broadcast download", "CBS_PP_DOWNLOAD";
    MenuSelection = 0xD3, "menu selection", "MENU_SELECTION";
    CallControl = 0xD4, "call control", "CALL_CONTROL";
    MoSmsControl = 0xD5, "control of outgoing short messages", "MO_SMS_CONTROL";
    EventDownload = 0xD6, "event download", "EVENT_DOWNLOAD";
    TimerExpiration = 0xD7, "timer expiration", "TIMER_EXPIRATION";
    UssdDownload = 0xD9, "USSD download", "USSD_DOWNLOAD";
    MmsTransferStatus = 0xDA, "MMS transfer status", "MMS_TRANSFER_STATUS";
    MmsNotification = 0xDB, "MMS notification download", "MMS_NOTIFICATION";
    TerminalApplication = 0xDC, "terminal application", "TERMINAL_APPLICATION";
    GeographicalLocation = 0xDD, "geographical location reporting", "GEOGRAPHICAL_LOCATION";
    ProseReport = 0xDF, "ProSe report", "PROSE_REPORT";
}
