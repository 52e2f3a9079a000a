//! The provinces (省) in which scratch cards are sold.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Writes the table once: the provinces, their Chinese names, and all of them.
macro_rules! provinces {
    ($($variant:ident = $chinese:literal;)+) => {
        /// A province, autonomous region or city of its own, with a subsidiary of China Mobile.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Province {
            $(#[doc = $chinese] $variant,)+
        }

        impl Province {
            /// Every one.
            pub const ALL: &[Province] = &[$(Province::$variant),+];

            /// Its name.
            pub const fn chinese(self) -> &'static str {
                match self { $(Province::$variant => $chinese,)+ }
            }
        }
    };
}

provinces! {
    Beijing = "北京";
    Tianjin = "天津";
    Hebei = "河北";
    Shanxi = "山西";
    InnerMongolia = "内蒙古";
    Liaoning = "辽宁";
    Jilin = "吉林";
    Heilongjiang = "黑龙江";
    Shanghai = "上海";
    Jiangsu = "江苏";
    Zhejiang = "浙江";
    Anhui = "安徽";
    Fujian = "福建";
    Jiangxi = "江西";
    Shandong = "山东";
    Henan = "河南";
    Hubei = "湖北";
    Hunan = "湖南";
    Guangdong = "广东";
    Guangxi = "广西";
    Hainan = "海南";
    Chongqing = "重庆";
    Sichuan = "四川";
    Guizhou = "贵州";
    Yunnan = "云南";
    Tibet = "西藏";
    Shaanxi = "陕西";
    Gansu = "甘肃";
    Qinghai = "青海";
    Ningxia = "宁夏";
    Xinjiang = "新疆";
}

/// A name that is no province's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no province; one is called {example}", example = Province::Hunan.chinese())]
pub struct ProvinceError(String);

impl fmt::Display for Province {
    /// The Chinese name.
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
