//! The words of the choice columns.

use super::text::choice;

/// The four certificate types in the order of the table's columns.
pub const CERTIFICATES: [&[&str]; 4] = [
    &["职业资格证书", "职业资格"],
    &["职业技能等级证书", "职业技能等级", "技能等级证书", "技能等级"],
    &["专项职业能力证书", "专项职业能力", "专项能力证书", "专项能力"],
    &["培训合格证书", "培训合格证", "培训合格"],
];

const KEY_CATEGORIES: [&str; 22] = [
    "农村转移劳动力",
    "农村转移就业劳动者",
    "农村劳动力",
    "脱贫人口",
    "贫困劳动力",
    "登记失业人员",
    "城镇登记失业人员",
    "高校毕业生",
    "毕业年度高校毕业生",
    "城乡未继续升学的初高中毕业生",
    "退役军人",
    "残疾人",
    "就业困难人员",
    "零就业家庭",
    "低保",
    "监狱服刑人员",
    // Further spellings that the vocabulary knows.
    "两后生",
    "退役士兵",
    "残疾人员",
    "零就业家庭成员",
    "低保人员",
    "服刑人员",
];
const OTHER_CATEGORIES: [&str; 4] = ["企业职工", "企业在职职工", "在校学生", "在校生"];

/// Index into [`CERTIFICATES`].
pub fn certificate(text: &str) -> Option<usize> {
    let word = choice(text);
    CERTIFICATES.iter().position(|words| words.contains(&word.as_str()))
}

/// Whether a 人员类别 is a key group; an unknown word is missing.
pub fn is_key_group(text: &str) -> Option<bool> {
    let word = choice(text);
    if KEY_CATEGORIES.contains(&word.as_str()) {
        return Some(true);
    }
    OTHER_CATEGORIES.contains(&word.as_str()).then_some(false)
}

/// Whether a 人员类别 is 脱贫人口.
pub fn is_poverty(text: &str) -> bool {
    ["脱贫人口", "贫困劳动力", "脱贫劳动力", "建档立卡贫困劳动力", "脱贫户"]
        .contains(&choice(text).as_str())
}

/// Whether a 培训方式 is 订单, 定岗 or 定向; an unknown word is missing.
pub fn is_targeted(text: &str) -> Option<bool> {
    let word = choice(text);
    for (kind, targeted) in [("订单", true), ("定岗", true), ("定向", true), ("普通", false)]
    {
        for ending in ["", "式", "培训", "式培训"] {
            if word == format!("{kind}{ending}") {
                return Some(targeted);
            }
        }
    }
    None
}

/// What 是否就业 says; an unknown word says nothing.
pub fn says_employed(text: &str) -> Option<bool> {
    if says_not_employed(text) {
        return Some(false);
    }
    ["是", "√", "1", "有", "Y", "已就业", "就业"].contains(&choice(text).as_str()).then_some(true)
}

/// 是否就业 says no; here 无 is a word.
pub fn says_not_employed(text: &str) -> bool {
    ["否", "×", "0", "无", "N", "未就业"].contains(&choice(text).as_str())
}
