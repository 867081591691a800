//! What the owners set for the whole installation: how it presents itself, and which languages it speaks.
//!
//! Forms say first how they look and what they speak; this is for where they say nothing.

mod branding;
mod languages;
mod picture;

pub use branding::{Branding, BrandingFault};
pub use languages::{Languages, LanguagesFault};
pub use picture::{MOST_PICTURE_BYTES, Picture, PictureFault, PictureType};

/// What is set for the whole installation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installation {
    /// How it presents itself.
    pub branding: Branding,
    /// Which languages it speaks where nothing else decides.
    pub languages: Languages,
}
