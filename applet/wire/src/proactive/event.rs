//! Events that a card may ask the terminal to report (TS 102 223 §8.25).

use super::codes;

codes! {
    /// An event of the terminal.
    Event;
    MtCall = 0x00, "incoming call", "MT_CALL";
    CallConnected = 0x01, "call connected", "CALL_CONNECTED";
    CallDisconnected = 0x02, "call disconnected", "CALL_DISCONNECTED";
    LocationStatus = 0x03, "location status", "LOCATION_STATUS";
    UserActivity = 0x04, "user activity", "USER_ACTIVITY";
    IdleScreenAvailable = 0x05, "idle screen available", "IDLE_SCREEN_AVAILABLE";
    CardReaderStatus = 0x06, "card reader status", "CARD_READER_STATUS";
    LanguageSelection = 0x07, "language selection", "LANGUAGE_SELECTION";
    BrowserTermination = 0x08, "browser termination", "BROWSER_TERMINATION";
    DataAvailable = 0x09, "data available", "DATA_AVAILABLE";
    ChannelStatus = 0x0A, "channel status", "CHANNEL_STATUS";
    AccessTechnologyChange = 0x0B, "access technology change", "ACCESS_TECHNOLOGY_CHANGE";
    DisplayParametersChanged = 0x0C, "display parameters changed", "DISPLAY_PARAMETERS_CHANGED";
    LocalConnection = 0x0D, "local connection", "LOCAL_CONNECTION";
    NetworkSearchModeChange = 0x0E, "network search mode change", "NETWORK_SEARCH_MODE_CHANGE";
    BrowsingStatus = 0x0F, "browsing status", "BROWSING_STATUS";
    FramesInformationChange = 0x10, "frames information change", "FRAMES_INFORMATION_CHANGE";
    IWlanAccessStatus = 0x11, "I-WLAN access status", "I_WLAN_ACCESS_STATUS";
    NetworkRejection = 0x12, "network rejection", "NETWORK_REJECTION";
    HciConnectivity = 0x13, "HCI connectivity", "HCI_CONNECTIVITY";
    AccessTechnologyChangeMultiple = 0x14, "access technology change, several at once", "ACCESS_TECHNOLOGY_CHANGE_MULTIPLE";
    CsgCellSelection = 0x15, "CSG cell selection", "CSG_CELL_SELECTION";
    ContactlessStateRequest = 0x16, "contactless state request", "CONTACTLESS_STATE_REQUEST";
    ImsRegistration = 0x17, "IMS registration", "IMS_REGISTRATION";
    IncomingImsData = 0x18, "incoming IMS data", "INCOMING_IMS_DATA";
    ProfileContainer = 0x19, "profile container", "PROFILE_CONTAINER";
    SecuredProfileContainer = 0x1B, "secured profile container", "SECURED_PROFILE_CONTAINER";
    PollIntervalNegotiation = 0x1C, "poll interval negotiation", "POLL_INTERVAL_NEGOTIATION";
}
