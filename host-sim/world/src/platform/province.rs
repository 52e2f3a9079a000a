//! The provinces (省) in which scratch cards are sold.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Generates the table of the provinces: variants, names, and the list of all.
macro_rules! provinces {
    ($($variant:ident = $chinese:literal, $english:literal;)+) => {
        /// Province, autonomous region or municipality with a subsidiary of China Mobile.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Province {
            $(#[doc = $chinese] $variant,)+
        }

        impl Province {
            /// All provinces.
            pub const ALL: &[Province] = &[$(Province::$variant),+];

            /// Returns the province's Chinese name.
            pub const fn chinese(self) -> &'static str {
                match self { $(Province::$variant => $chinese,)+ }
            }

            /// Returns the province's English name.
            pub const fn english(self) -> &'static str {
                match self { $(Province::$variant => $english,)+ }
            }
        }
    };
}

provinces! {
    Beijing = "北京", "Beijing";
    Tianjin = "天津", "Tianjin";
    Hebei = "河北", "Hebei";
    Shanxi = "山西", "Shanxi";
    InnerMongolia = "内蒙古", "Inner Mongolia";
    Liaoning = "辽宁", "Liaoning";
    Jilin = "吉林", "Jilin";
    Heilongjiang = "黑龙江", "Heilongjiang";
    Shanghai = "上海", "Shanghai";
    Jiangsu = "江苏", "Jiangsu";
    Zhejiang = "浙江", "Zhejiang";
    Anhui = "安徽", "Anhui";
    Fujian = "福建", "Fujian";
    Jiangxi = "江西", "Jiangxi";
    Shandong = "山东", "Shandong";
    Henan = "河南", "Henan";
    Hubei = "湖北", "Hubei";
    Hunan = "湖南", "Hunan";
    Guangdong = "广东", "Guangdong";
    Guangxi = "广西", "Guangxi";
    Hainan = "海南", "Hainan";
    Chongqing = "重庆", "Chongqing";
    Sichuan = "四川", "Sichuan";
    Guizhou = "贵州", "Guizhou";
    Yunnan = "云南", "Yunnan";
    Tibet = "西藏", "Tibet";
    Shaanxi = "陕西", "Shaanxi";
    Gansu = "甘肃", "Gansu";
    Qinghai = "青海", "Qinghai";
    Ningxia = "宁夏", "Ningxia";
    Xinjiang = "新疆", "Xinjiang";
}

/// Error of a name that is no province's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no province; one is called {example}", example = Province::Hunan.chinese())]
pub struct ProvinceError(String);

impl fmt::Display for Province {
    /// Writes the Chinese name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.chinese())
    }
}

impl FromStr for Province {
    type Err = ProvinceError;

    fn from_str(name: &str) -> Result<Province, ProvinceError> {
        let province = Province::ALL.iter().find(|province| province.chinese() == name);
        province.copied().ok_or_else(|| ProvinceError(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_province_is_known_by_its_name() {
        assert_eq!(Province::ALL.len(), 31);
        assert!(Province::ALL.iter().all(|province| province.chinese().parse() == Ok(*province)));
        assert_eq!("湖".parse::<Province>().unwrap_err().to_string(), "\"湖\" is no province; one is called 湖南");
    }
}
