//! The dirt of real ledgers, kind by kind. A row that is to be dirty gets one kind; each kind does one thing
//! to one cell, so that a wrong count can be traced to the kind that causes it.

mod amounts;
mod choices;
mod dates;
mod ids;
mod keys;
mod texts;

pub(super) use ids::is_valid;

use super::rng::Rng;
use super::row::Row;
use super::vocab::Vocab;

/// What a kind of dirt may know besides the row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) vocab: &'a Vocab,
    /// The county of the row occurs once in its province.
    pub(super) county_is_unique: bool,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $loss:ident $apply:path;)+) => {
        /// One kind of dirt.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(super) enum Dirt { $($(#[$doc])* $kind,)+ }

        impl Dirt {
            pub(super) const ALL: &[Dirt] = &[$(Dirt::$kind,)+];

            pub(super) const fn loss(self) -> Loss {
                match self { $(Dirt::$kind => Loss::$loss,)+ }
            }

            /// Dirties the row; false, and the row as it was, where this kind has nothing to work on.
            pub(super) fn apply(self, row: &mut Row, rng: &mut Rng, context: Context<'_>) -> bool {
                match self { $(Dirt::$kind => $apply(self, row, rng, context),)+ }
            }
        }
    };
}

/// What a reader can still make of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// Every value can still be read.
    None,
    /// A value is lost or changed, the row stands.
    Value,
    /// The row has to be rejected.
    Row,
}

kinds! {
    IdMissing Row ids::reject;
    IdWordForMissing Row ids::reject;
    IdExponent Row ids::reject;
    IdFloat Row ids::reject;
    IdTooShort Row ids::reject;
    IdTooLong Row ids::reject;
    IdLetter Row ids::reject;
    IdMasked Row ids::reject;
    IdRegion Row ids::reject;
    IdImpossibleBirth Row ids::reject;
    IdFutureBirth Row ids::reject;
    IdChecksum Row ids::reject;
    IdSwapped Row ids::reject;
    IdFullWidth None ids::repairable;
    IdLowerX None ids::repairable;
    IdTimesX None ids::repairable;
    IdCyrillicX None ids::repairable;
    IdRomanX None ids::repairable;
    IdApostrophe None ids::repairable;
    IdCurlyQuote None ids::repairable;
    IdFormula None ids::repairable;
    IdSpaces None ids::repairable;
    IdNoBreakSpace None ids::repairable;
    IdIdeographicSpace None ids::repairable;
    IdZeroWidth None ids::repairable;
    IdTab None ids::repairable;
    IdLineBreak None ids::repairable;
    Id15 None ids::repairable;
    IdDisabilityCard None ids::repairable;
    /// Another document of the same person, so another person to every reader.
    IdResidencePermit Value ids::other_document;
    IdForeignerCard Value ids::other_document;

    UnitMissing Row keys::unit;
    UnitWordForMissing Row keys::unit;
    UnitUnknown Row keys::unit;
    UnitAmbiguousCounty Row keys::unit;
    UnitByCountyOnly None keys::unit;
    UnitAlias None keys::unit;
    UnitSpaces None keys::unit;
    ProvinceMissing None keys::unit;
    BrandMissing Row keys::key;
    BrandWordForMissing Row keys::key;
    BrandSpaces None keys::key;
    ClassMissing Row keys::key;
    ClassWordForMissing Row keys::key;
    /// Keys are never narrowed: this is another class.
    ClassFullWidth Value keys::key;
    ClassSpaces None keys::key;

    DateSlash None dates::readable;
    DateDot None dates::readable;
    DateCompact None dates::readable;
    DateChinese None dates::readable;
    DateChinesePadded None dates::readable;
    DateWithTime None dates::readable;
    DateSlashWithTime None dates::readable;
    DateFullWidth None dates::readable;
    DateSpaces None dates::readable;
    DateSerial None dates::readable;
    DateMonthOnly Value dates::unreadable;
    DateChineseMonthOnly Value dates::unreadable;
    DateTwoDigitYear Value dates::unreadable;
    DateAmbiguousOrder Value dates::unreadable;
    DateImpossible Value dates::unreadable;
    DateMixedSeparators Value dates::unreadable;
    DateOutOfRange Value dates::unreadable;
    DateWord Value dates::unreadable;

    AmountThousands None amounts::readable;
    AmountYuan None amounts::readable;
    AmountSign None amounts::readable;
    AmountTenThousands None amounts::readable;
    AmountPerPerson None amounts::readable;
    AmountDecimals None amounts::readable;
    AmountFullWidth None amounts::readable;
    AmountNegative Value amounts::unreadable;
    AmountThreeDecimals Value amounts::unreadable;
    AmountWord Value amounts::unreadable;
    AmountInWords Value amounts::unreadable;

    ChoiceYes None choices::employed;
    ChoiceNo None choices::employed;
    ChoiceCircled Value choices::employed;
    ChoiceContradiction Value choices::employed;
    ChoiceWithoutDate Value choices::employed;
    CertificateNone None choices::certificate;
    CertificateUnknown Value choices::certificate;
    CertificateSpaces None choices::certificate;
    CategorySynonym None choices::category;
    CategoryUnknown Value choices::category;
    SexCode None choices::sex;

    NameOther Value texts::name;
    NameSpaces None texts::name;
    NameDot None texts::name;
    WordForEmpty None texts::word_for_empty;
    RemarkComma None texts::remark;
    RemarkQuotes None texts::remark;
    RemarkLineBreak None texts::remark;
    /// The whole row once more; the caller writes it twice.
    Duplicate None texts::nothing;
}

/// Lines that are no data, between the rows of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Noise {
    Subtotal,
    SpacedTotal,
    GrandTotal,
    BlankLine,
    BlankCells,
    EndMark,
    Signature,
    HeaderAgain,
}

impl Noise {
    pub(super) const ALL: &[Noise] = &[
        Noise::Subtotal,
        Noise::SpacedTotal,
        Noise::GrandTotal,
        Noise::BlankLine,
        Noise::BlankCells,
        Noise::EndMark,
        Noise::Signature,
        Noise::HeaderAgain,
    ];

    /// Whether the line states sums.
    pub(super) fn is_total(self) -> bool {
        matches!(self, Noise::Subtotal | Noise::SpacedTotal | Noise::GrandTotal)
    }

    /// Writes the line; `yuan` is the sum of the amounts above, for the lines that state one.
    pub(super) fn write(self, row: &mut Row, yuan: &str) {
        use super::row::Column;
        row.clear();
        row.pad();
        match self {
            Noise::Subtotal => row.set(Column::Seq, "小计"),
            Noise::SpacedTotal => row.set(Column::Seq, "合 计"),
            Noise::GrandTotal => row.set(Column::Province, "总计"),
            Noise::EndMark => row.set(Column::Seq, "以下空白"),
            Noise::Signature => {
                row.set(Column::Seq, "制表人：周某某");
                row.set(Column::Base, "审核人：吴某某");
            }
            Noise::HeaderAgain => row.header(),
            Noise::BlankLine | Noise::BlankCells => {}
        }
        if self.is_total() {
            row.set(Column::Amount, yuan);
        }
    }
}

/// Dirties the row with a kind drawn at random among those that apply; the kind, for the tally.
pub(super) fn any(row: &mut Row, rng: &mut Rng, context: Context<'_>) -> Option<Dirt> {
    // X forms need an ID that ends in X: such an ID is used for them often, or they would hardly occur.
    if row.get(super::row::Column::Id).ends_with('X') && rng.per_mille(250) {
        let kind =
            [Dirt::IdLowerX, Dirt::IdTimesX, Dirt::IdCyrillicX, Dirt::IdRomanX][rng.index(4)];
        return kind.apply(row, rng, context).then_some(kind);
    }
    // Likewise the few names with a dot.
    if row.get(super::row::Column::Name).contains('·') && rng.per_mille(250) {
        return Dirt::NameDot.apply(row, rng, context).then_some(Dirt::NameDot);
    }
    (0..20).find_map(|_| {
        let kind = *Dirt::ALL.get(rng.index(Dirt::ALL.len()))?;
        kind.apply(row, rng, context).then_some(kind)
    })
}

/// Digits and ASCII signs as their full-width twins.
fn widen(text: &str) -> String {
    text.chars()
        .map(
            |c| {
                if c.is_ascii_graphic() {
                    char::from_u32(c as u32 + 0xfee0).unwrap_or(c)
                } else {
                    c
                }
            },
        )
        .collect()
}
