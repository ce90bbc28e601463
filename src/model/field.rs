//! The fields of a real-name training ledger.

use serde::Deserialize;

macro_rules! fields {
    ($($variant:ident $key:literal $doc:literal;)*) => {
        /// A field that a ledger column can carry; its headers stand in `schemas/ledger/fields.toml`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[repr(u8)]
        pub enum Field {
            $(#[doc = $doc] #[serde(rename = $key)] $variant,)*
        }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name in data files and diagnostics.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The field with this stable name.
            #[must_use]
            pub fn of_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

fields! {
    Seq "seq" "序号";
    Province "province" "省";
    City "city" "市(州)";
    County "county" "县(市、区)";
    HukouRegion "hukou_region" "户籍地区: never the reporting unit";
    Township "township" "乡镇";
    Village "village" "村";
    Brand "brand" "品牌名称";
    BrandType "brand_type" "品牌类型";
    BrandLevel "brand_level" "级别";
    Provider "provider" "基地名称/培训机构";
    ClassNo "class_no" "班级编号";
    ClassName "class_name" "班级名称";
    Occupation "occupation" "职业（工种）";
    Level "level" "等级";
    TrainingMode "training_mode" "培训方式";
    Hours "hours" "培训课时";
    StartDate "start_date" "开班日期";
    EndDate "end_date" "结业日期";
    DateRange "date_range" "培训起止时间";
    Name "name" "姓名";
    Sex "sex" "性别";
    EthnicGroup "ethnic_group" "民族";
    IdType "id_type" "证件类型";
    IdNumber "id_number" "身份证号";
    BirthDate "birth_date" "出生日期";
    Age "age" "年龄";
    Education "education" "文化程度";
    HukouType "hukou_type" "户籍性质";
    HukouAddress "hukou_address" "户籍地址";
    Category "category" "人员类别";
    Phone "phone" "联系电话";
    CertType "cert_type" "证书类型";
    CertNumber "cert_number" "证书编号";
    CertLevel "cert_level" "证书等级";
    CertDate "cert_date" "发证日期";
    Score "score" "成绩";
    Result "result" "考核结果";
    Employed "employed" "是否就业";
    EmploymentForm "employment_form" "就业形式";
    Employer "employer" "就业单位";
    EmployerCode "employer_code" "统一社会信用代码";
    EmploymentPlace "employment_place" "就业地";
    EmploymentDate "employment_date" "就业日期";
    LeaveDate "leave_date" "离职日期";
    Wage "wage" "月工资";
    SocialInsurance "social_insurance" "社会保险";
    SubsidyStandard "subsidy_standard" "补贴标准";
    SubsidyAmount "subsidy_amount" "补贴金额";
    SubsidyDate "subsidy_date" "补贴发放日期";
    Bank "bank" "开户银行";
    AccountName "account_name" "户名";
    Account "account" "账号";
    Remark "remark" "备注";
    Signature "signature" "签字";
    Origin "origin" "来源: the row that a returned row corrects";
}

impl Field {
    /// What holds for a whole class, so that it may stand above a table instead of in a column.
    pub const OF_CLASS: [Self; 8] = [
        Self::Brand,
        Self::Provider,
        Self::ClassNo,
        Self::Occupation,
        Self::TrainingMode,
        Self::StartDate,
        Self::EndDate,
        Self::DateRange,
    ];
}
