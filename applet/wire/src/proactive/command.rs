//! Types of proactive command (TS 102 223 §9.4).

use super::codes;

codes! {
    /// Type of a proactive command.
    CommandType;
    Refresh = 0x01, "REFRESH", "REFRESH";
    MoreTime = 0x02, "MORE TIME", "MORE_TIME";
    PollInterval = 0x03, "POLL INTERVAL", "POLL_INTERVAL";
    PollingOff = 0x04, "POLLING OFF", "POLLING_OFF";
    SetupEventList = 0x05, "SET UP EVENT LIST", "SETUP_EVENT_LIST";
    SetupCall = 0x10, "SET UP CALL", "SETUP_CALL";
    SendSs = 0x11, "SEND SS", "SEND_SS";
    SendUssd = 0x12, "SEND USSD", "SEND_USSD";
    SendSms = 0x13, "SEND SHORT MESSAGE", "SEND_SMS";
    SendDtmf = 0x14, "SEND DTMF", "SEND_DTMF";
    LaunchBrowser = 0x15, "LAUNCH BROWSER", "LAUNCH_BROWSER";
    PlayTone = 0x20, "PLAY TONE", "PLAY_TONE";
    DisplayText = 0x21, "DISPLAY TEXT", "DISPLAY_TEXT";
    GetInkey = 0x22, "GET INKEY", "GET_INKEY";
    GetInput = 0x23, "GET INPUT", "GET_INPUT";
    SelectItem = 0x24, "SELECT ITEM", "SELECT_ITEM";
    SetupMenu = 0x25, "SET UP MENU", "SETUP_MENU";
    ProvideLocalInfo = 0x26, "PROVIDE LOCAL INFORMATION", "PROVIDE_LOCAL_INFO";
    TimerManagement = 0x27, "TIMER MANAGEMENT", "TIMER_MANAGEMENT";
    SetupIdleModeText = 0x28, "SET UP IDLE MODE TEXT", "SETUP_IDLE_MODE_TEXT";
    PerformCardApdu = 0x30, "PERFORM CARD APDU", "PERFORM_CARD_APDU";
    PowerOnCard = 0x31, "POWER ON CARD", "POWER_ON_CARD";
    PowerOffCard = 0x32, "POWER OFF CARD", "POWER_OFF_CARD";
    GetReaderStatus = 0x33, "GET READER STATUS", "GET_READER_STATUS";
    RunAtCommand = 0x34, "RUN AT COMMAND", "RUN_AT_COMMAND";
    LanguageNotification = 0x35, "LANGUAGE NOTIFICATION", "LANGUAGE_NOTIFICATION";
    OpenChannel = 0x40, "OPEN CHANNEL", "OPEN_CHANNEL";
    CloseChannel = 0x41, "CLOSE CHANNEL", "CLOSE_CHANNEL";
    ReceiveData = 0x42, "RECEIVE DATA", "RECEIVE_DATA";
    SendData = 0x43, "SEND DATA", "SEND_DATA";
    GetChannelStatus = 0x44, "GET CHANNEL STATUS", "GET_CHANNEL_STATUS";
    ServiceSearch = 0x45, "SERVICE SEARCH", "SERVICE_SEARCH";
    GetServiceInfo = 0x46, "GET SERVICE INFORMATION", "GET_SERVICE_INFO";
    DeclareService = 0x47, "DECLARE SERVICE", "DECLARE_SERVICE";
    SetFrames = 0x50, "SET FRAMES", "SET_FRAMES";
    GetFramesStatus = 0x51, "GET FRAMES STATUS", "GET_FRAMES_STATUS";
    RetrieveMms = 0x60, "RETRIEVE MULTIMEDIA MESSAGE", "RETRIEVE_MMS";
    SubmitMms = 0x61, "SUBMIT MULTIMEDIA MESSAGE", "SUBMIT_MMS";
    DisplayMms = 0x62, "DISPLAY MULTIMEDIA MESSAGE", "DISPLAY_MMS";
    Activate = 0x70, "ACTIVATE", "ACTIVATE";
}
