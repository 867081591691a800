//! A colour, and how it stands out from another.

use serde::{Deserialize, Serialize};

/// An opaque colour as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", schemars(with = "String", extend("pattern" = "^#[0-9a-fA-F]{6}$")))]
pub struct Colour(pub [u8; 3]);

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parse = || {
            let sound =
                |digits: &&str| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
            let digits = text.strip_prefix('#').filter(sound)?;
            let number = u32::from_str_radix(digits, 16).ok()?;
            let [_, red, green, blue] = number.to_be_bytes();
            Some(Self([red, green, blue]))
        };
        parse().ok_or_else(|| "a colour is written as #rrggbb".to_owned())
    }
}

impl From<Colour> for String {
    fn from(Colour([red, green, blue]): Colour) -> Self {
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Colour {
    /// The relative luminance of WCAG 2.2, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Whether white is read better on it than black.
    #[must_use]
    pub fn is_dark(self) -> bool {
        self.contrast(Self([0xff; 3])) > self.contrast(Self([0; 3]))
    }

    /// The contrast ratio of WCAG 2.2 to another colour, 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// A mixture with so much of another colour, from 0 to 255.
    #[must_use]
    pub fn mixed(self, other: Self, much: u8) -> Self {
        let much = u16::from(much);
        let part = |index: usize| {
            let (one, other) = (u16::from(self.0[index]), u16::from(other.0[index]));
            let mixed = (one * (255 - much) + other * much + 127) / 255;
            mixed.try_into().unwrap_or(u8::MAX)
        };
        Self([part(0), part(1), part(2)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        text.to_owned().try_into().unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let ratio = |one, other| colour(one).contrast(colour(other));
        assert!((ratio("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((ratio("#ffffff", "#ffffff") - 1.0).abs() < 1e-9);
        // The grey that is known to pass AA on white by a hair, and the one that fails.
        assert!(ratio("#767676", "#ffffff") >= 4.5);
        assert!(ratio("#777777", "#ffffff") < 4.5);
    }

    #[test]
    fn a_mixture_lies_between_both() {
        let (dark, light) = (colour("#102030"), colour("#ffffff"));
        assert_eq!(dark.mixed(light, 0), dark);
        assert_eq!(dark.mixed(light, 255), light);
        assert_eq!(colour("#000000").mixed(light, 128), colour("#808080"));
    }

    #[test]
    fn what_is_not_a_colour_is_refused() {
        for bad in [
            "red",
            "#fff",
            "#12345g",
            "#+12345",
            "rgb(0,0,0)",
            "#0000000",
            "",
        ] {
            assert!(Colour::try_from(bad.to_owned()).is_err(), "{bad}");
        }
        assert_eq!(String::from(colour("#0B5CAD")), "#0b5cad");
    }
}
