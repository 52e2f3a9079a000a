//! stub until cards are lost
impl super::World {
    pub(crate) fn lose_card(
        &mut self,
        _: &crate::platform::number::Msisdn,
        _: crate::action::CardLoss,
    ) -> Result<(), super::WorldError> {
        Ok(())
    }
    pub(crate) fn lost_card_of(&self, _: &crate::platform::number::Msisdn) -> Option<crate::platform::card_file::Asn> {
        None
    }
}
