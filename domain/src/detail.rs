//! What a question may have beside its title and options.

use crate::{LocalText, Logic, OptionId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What must hold for an answer beside its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerRule {
    /// What must be true, once the question is answered; it may look at every question asked so far and on the same
    /// page. One without an answer is null there.
    pub valid_if: Logic,
    /// What is said where it is not.
    pub message: LocalText,
}

/// The right answers of a quiz question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    /// The options that are right: all of them, and no other, must be chosen. Of a `yes_no`, `yes` or `no`.
    pub correct: Vec<OptionId>,
    /// What a right answer is worth. Default: 1.
    #[serde(
        default,
        deserialize_with = "crate::bound::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub points: Option<Decimal>,
}

/// Where the value of a hidden question comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A parameter of the page's address.
    Url(String),
    /// An attribute `data-…` of the element that embeds the form, or what the host page sets.
    Host(String),
    /// A value that was given when the personal link was made.
    Link(String),
}

/// A part of a postal address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AddressPart {
    /// Street and number.
    Street,
    /// Postal code.
    PostalCode,
    /// Town.
    City,
    /// State, province or region.
    Region,
    /// Country.
    Country,
}

impl AddressPart {
    /// The name used in definitions, answers and field names.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::PostalCode => "postal_code",
            Self::City => "city",
            Self::Region => "region",
            Self::Country => "country",
        }
    }

    /// The token of HTML's `autocomplete`.
    #[must_use]
    pub fn autocomplete(self) -> &'static str {
        match self {
            Self::Street => "street-address",
            Self::PostalCode => "postal-code",
            Self::City => "address-level2",
            Self::Region => "address-level1",
            Self::Country => "country-name",
        }
    }
}

/// The comment of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// The label of the comment field. Default: the interface's word for a comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<LocalText>,
    /// The most characters. Default: 2,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
}

impl Comment {
    /// The most characters the comment may have.
    #[must_use]
    pub fn length_limit(&self) -> u32 {
        self.max_length.unwrap_or(2_000)
    }
}

/// What a browser may fill in by itself: tokens of HTML's `autocomplete`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Autocomplete {
    /// A full name.
    Name,
    /// A first name.
    GivenName,
    /// A last name.
    FamilyName,
    /// A company.
    Organization,
    /// A job title.
    OrganizationTitle,
    /// A town.
    AddressLevel2,
    /// A postal code.
    PostalCode,
}

impl Autocomplete {
    /// The token as HTML writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::Organization => "organization",
            Self::OrganizationTitle => "organization-title",
            Self::AddressLevel2 => "address-level2",
            Self::PostalCode => "postal-code",
        }
    }
}
