//! The platform against a plain card, over a network that loses, repeats and reorders messages. The card here is the
//! terminal's arithmetic turned round and shares no code with the card of the project.

mod card;
mod net;

mod acquiring;
mod bank_top_up;
mod beginning;
mod calibration;
mod exactly_once;
mod hostile;
mod life;
mod lock;
mod random;
mod requests;
mod stored;
mod top_up;
