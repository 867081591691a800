//! What is one word of a few.

use super::{Read, of_name};
use crate::{AddressPart, Autocomplete, Cells, Display, Icon, Kind, Layout, Refusal, Value};

impl Read for Kind {
    #[inline(never)]
    fn read(value: Value) -> Self {
        of_name(&Self::ALL.map(|one| (one.as_str(), one)), value)
    }
}

impl Read for Refusal {
    fn read(value: Value) -> Self {
        of_name(&Self::ALL.map(|one| (one.code(), one)), value)
    }
}

macro_rules! words {
    ($($kind:ident { $($variant:ident $name:literal),* })*) => {
        $(impl Read for $kind {
            fn read(value: Value) -> Self {
                of_name(&[$(($name, Self::$variant)),*], value)
            }
        })*

        #[cfg(test)]
        mod tests {
            use super::*;

            /// That the words are all there is of each kind, the compiler holds.
            #[test]
            fn words_are_those_that_serde_writes() {
                $(for one in [$($kind::$variant),*] {
                    let word = match one { $($kind::$variant => $name),* };
                    assert_eq!(serde_json::to_value(one).unwrap(), word);
                    assert_eq!($kind::read(word.into()), one);
                })*
                for kind in Kind::ALL {
                    assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
                    assert_eq!(Kind::read(kind.as_str().into()), kind);
                }
                for refusal in Refusal::ALL {
                    assert_eq!(serde_json::to_value(refusal).unwrap(), refusal.code());
                    assert_eq!(Refusal::read(refusal.code().into()), refusal);
                }
            }
        }
    };
}

words! {
    Layout { OnePage "one_page", Pages "pages", OneQuestion "one_question" }
    Cells {
        Single "single", Multiple "multiple", Rating "rating", Bipolar "bipolar", Weighted "weighted",
        Columns "columns"
    }
    Display { List "list", Dropdown "dropdown", Buttons "buttons", Pictures "pictures" }
    Icon { Star "star", Heart "heart", Smiley "smiley", Thumb "thumb", Number "number" }
    AddressPart {
        Street "street", PostalCode "postal_code", City "city", Region "region", Country "country"
    }
    Autocomplete {
        Name "name", GivenName "given-name", FamilyName "family-name", Organization "organization",
        OrganizationTitle "organization-title", AddressLevel2 "address-level2", PostalCode "postal-code"
    }
}
