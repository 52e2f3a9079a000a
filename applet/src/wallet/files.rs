//! The elementary files that hold data of their own; the log is a view of [`super::history`].

/// Contents of the wallet's files besides the purse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Files {
    /// File 15, public application data (公共应用基本数据文件).
    pub(crate) public_data: [u8; 30],
    /// File 16, holder's data (持卡人基本数据文件).
    pub(crate) holder: [u8; 55],
    /// File 17, eight application records of 24 octets.
    pub(crate) records: [[u8; 24]; 8],
}

impl Files {
    /// Returns the application serial number (应用序列号, ASN): octets 11 to 20 of file 15.
    pub(crate) const fn asn(&self) -> [u8; 10] {
        let [_, _, _, _, _, _, _, _, _, _, asn @ .., _, _, _, _, _, _, _, _, _, _] = self.public_data;
        asn
    }
}
