//! Names that identify things inside a definition. Titles never do: they repeat, and they change.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdError(pub String);

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not an identifier: it takes 1 to 64 of a-z, 0-9, `_` and `-`, and starts with a letter",
            self.0.chars().take(80).collect::<String>()
        )
    }
}

impl std::error::Error for IdError {}

fn is_identifier(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// 1 to 64 of `a-z`, `0-9`, `_` and `-`, starting with a letter.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(!try_from))]
        #[serde(try_from = "String")]
        pub struct $name(
            #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^[a-z][a-z0-9_-]{0,63}$")))] pub(crate) String,
        );

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                if is_identifier(&text) { Ok(Self(text)) } else { Err(IdError(text)) }
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::try_from(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

identifier!(
    /// Names a form, in its address and in the API.
    FormId
);
identifier!(
    /// Names a question inside its form, also the name of its HTML field; or a calculated value.
    QuestionId
);
identifier!(
    /// Names a page or an ending inside its form.
    PageId
);
identifier!(
    /// Names an option, row or band inside its question or calculation; also the value that is stored.
    OptionId
);

identifier!(
    /// Names a target of a mapping: one CRM table that a form writes to.
    TargetId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_take_only_the_safe_alphabet() {
        for good in ["a", "request-a-demo", "q_1", "x9"] {
            assert!(good.parse::<FormId>().is_ok(), "{good}");
        }
        let long = "a".repeat(65);
        for bad in [
            "",
            "A",
            "1a",
            "_key",
            "a b",
            "a.comment",
            "ą",
            "a/b",
            "<script>",
            long.as_str(),
        ] {
            assert!(bad.parse::<QuestionId>().is_err(), "{bad}");
        }
    }
}
