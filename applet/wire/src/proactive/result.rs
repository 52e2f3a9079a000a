//! General results of a command (TS 102 223 §8.12).

use super::codes;

codes! {
    /// General result of a command.
    GeneralResult;
    Success = 0x00, "performed", "SUCCESS";
    PartialComprehension = 0x01, "performed, not all of it understood", "PARTIAL_COMPREHENSION";
    MissingInfo = 0x02, "performed, with information missing", "MISSING_INFO";
    RefreshWithEfs = 0x03, "performed, with more files read again", "REFRESH_WITH_EFS";
    NoIcon = 0x04, "performed, the icon could not be shown", "NO_ICON";
    CallControl = 0x05, "performed, but modified by call control", "CALL_CONTROL";
    NoService = 0x06, "performed, limited service", "NO_SERVICE";
    Modified = 0x07, "performed with modification", "MODIFIED";
    RefreshNoNaa = 0x08, "REFRESH performed, the application was not active", "REFRESH_NO_NAA";
    NoTone = 0x09, "performed, the tone was not played", "NO_TONE";
    UserTerminated = 0x10, "the user ended the session", "USER_TERMINATED";
    GoBack = 0x11, "the user went back", "GO_BACK";
    NoResponse = 0x12, "no response from the user", "NO_RESPONSE";
    HelpRequested = 0x13, "the user asks for help", "HELP_REQUESTED";
    UssdOrSsUserTermination = 0x14, "the user ended the USSD or SS transaction", "USSD_OR_SS_USER_TERMINATION";
    TerminalBusy = 0x20, "the terminal cannot do it now", "TERMINAL_BUSY";
    NetworkUnavailable = 0x21, "the network cannot do it now", "NETWORK_UNAVAILABLE";
    UserReject = 0x22, "the user refused", "USER_REJECT";
    UserCancel = 0x23, "the user cleared down the call before it was connected", "USER_CANCEL";
    TimerConflict = 0x24, "contradicts the timer's state", "TIMER_CONFLICT";
    CallControlTemporary = 0x25, "call control, for a time", "CALL_CONTROL_TEMPORARY";
    BrowserTemporary = 0x26, "the browser failed", "BROWSER_TEMPORARY";
    MmsTemporary = 0x27, "the multimedia message failed", "MMS_TEMPORARY";
    NotCapable = 0x30, "beyond the terminal's capabilities", "NOT_CAPABLE";
    CommandNotUnderstood = 0x31, "the type of command is not understood", "COMMAND_NOT_UNDERSTOOD";
    DataNotUnderstood = 0x32, "the command's data is not understood", "DATA_NOT_UNDERSTOOD";
    NumberNotUnderstood = 0x33, "the command number is not known", "NUMBER_NOT_UNDERSTOOD";
    SsReturnError = 0x34, "SS return error", "SS_RETURN_ERROR";
    SmsRpError = 0x35, "SMS RP-ERROR", "SMS_RP_ERROR";
    MinimumNotMet = 0x36, "required values are missing", "MINIMUM_NOT_MET";
    UssdReturnError = 0x37, "USSD return error", "USSD_RETURN_ERROR";
    MultipleCardError = 0x38, "multiple card command error", "MULTIPLE_CARD_ERROR";
    CallControlPermanent = 0x39, "call control or short message control, for good", "CALL_CONTROL_PERMANENT";
    BipError = 0x3A, "bearer independent protocol error", "BIP_ERROR";
    AccessTechnologyError = 0x3B, "the access technology cannot do it", "ACCESS_TECHNOLOGY_ERROR";
    FramesError = 0x3C, "frames error", "FRAMES_ERROR";
    MmsError = 0x3D, "multimedia message error", "MMS_ERROR";
}

impl GeneralResult {
    /// Returns whether the command was performed, in full or in part.
    pub const fn is_success(self) -> bool {
        self.code() < 0x10
    }

    /// Returns whether an octet with the cause must follow.
    pub const fn has_cause(self) -> bool {
        matches!(self.code(), 0x20 | 0x21 | 0x26 | 0x38 | 0x39 | 0x3A | 0x3C | 0x3D)
    }
}

/// Returns the meaning of the octet behind a general result; `None` if the standard has no such code.
pub const fn additional(result: GeneralResult, cause: u8) -> Option<&'static str> {
    match (result, cause) {
        (GeneralResult::TerminalBusy | GeneralResult::MultipleCardError | GeneralResult::BipError, 0x00)
        | (GeneralResult::BrowserTemporary | GeneralResult::CallControlPermanent, 0x00) => Some("no specific cause"),
        (GeneralResult::TerminalBusy, _) => busy(cause),
        (GeneralResult::BrowserTemporary, _) => browser(cause),
        (GeneralResult::MultipleCardError, _) => card(cause),
        (GeneralResult::CallControlPermanent, 0x01) => Some("the action is not allowed"),
        (GeneralResult::CallControlPermanent, 0x02) => Some("the type of request has changed"),
        (GeneralResult::BipError, _) => bearer(cause),
        _ => None,
    }
}

const fn busy(cause: u8) -> Option<&'static str> {
    Some(match cause {
        0x01 => "the screen is busy",
        0x02 => "busy on a call",
        0x03 => "busy with an SS transaction",
        0x04 => "no service",
        0x05 => "access class barred",
        0x06 => "no radio resource",
        0x07 => "not in a speech call",
        0x08 => "busy with a USSD transaction",
        0x09 => "busy with SEND DTMF",
        0x0A => "no network access application is active",
        _ => return None,
    })
}

const fn browser(cause: u8) -> Option<&'static str> {
    Some(match cause {
        0x01 => "the bearer is unavailable",
        0x02 => "the browser is unavailable",
        0x03 => "the terminal cannot read the provisioning data",
        0x04 => "the default address is missing",
        _ => return None,
    })
}

const fn card(cause: u8) -> Option<&'static str> {
    Some(match cause {
        0x01 => "the card reader was removed",
        0x02 => "the card was removed",
        0x03 => "the card reader is busy",
        0x04 => "the card is powered off",
        0x05 => "the APDU is malformed",
        0x06 => "the card is mute",
        0x07 => "transmission error",
        0x08 => "the protocol is not supported",
        0x09 => "the card reader is not valid",
        _ => return None,
    })
}

const fn bearer(cause: u8) -> Option<&'static str> {
    Some(match cause {
        0x01 => "no channel is available",
        0x02 => "the channel is closed",
        0x03 => "the channel identifier is not valid",
        0x04 => "the buffer size is not available",
        0x05 => "security error",
        0x06 => "the transport level is not available",
        0x07 => "the remote device is not reachable",
        0x08 => "service error",
        0x09 => "the service identifier is unknown",
        0x10 => "the port is not available",
        _ => return None,
    })
}
