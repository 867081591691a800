//! The logo's picture: read from a `data:` URL, judged by its content, named by it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// The most bytes of a picture.
pub const MOST_PICTURE_BYTES: usize = 100_000;

/// How far into an SVG file its root is looked for: after its prologue and comments.
const ROOT_WITHIN: usize = 4_000;

/// What a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureType {
    /// PNG.
    Png,
    /// SVG.
    Svg,
    /// WebP.
    Webp,
}

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// It is no `data:` URL in base64.
    #[error("a new logo is a `data:` URL in base64")]
    Unreadable,
    /// It has too many bytes.
    #[error("a logo has at most 100,000 bytes")]
    TooLarge,
    /// It is no picture of a type that is taken.
    #[error("a logo is a PNG, SVG or WebP picture")]
    Type,
    /// It holds what no picture needs.
    #[error("an SVG logo holds no script")]
    Active,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is.
    pub kind: PictureType,
    /// The file.
    pub bytes: Vec<u8>,
}

impl PictureType {
    const ALL: [Self; 3] = [Self::Png, Self::Svg, Self::Webp];

    /// How names of its files end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Webp => "webp",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Webp => "image/webp",
        }
    }

    /// What a file of that name is.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        Self::ALL.into_iter().find(|kind| kind.extension() == end)
    }

    /// What a file is, by its content alone.
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Some(Self::Webp);
        }
        let text = std::str::from_utf8(bytes).ok()?;
        is_svg(text).then_some(Self::Svg)
    }
}

/// Whether the first element of a text is `svg`.
fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while text.len() - rest.len() < ROOT_WITHIN {
        let end = match rest {
            rest if rest.starts_with("<!--") => "-->",
            rest if rest.starts_with("<?") => "?>",
            rest if rest.starts_with("<!") => ">",
            rest => {
                let name = rest.strip_prefix("<svg");
                return name.is_some_and(|after| {
                    after.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
                });
            }
        };
        let Some(place) = rest.find(end) else {
            return false;
        };
        rest = rest[place + end.len()..].trim_start();
    }
    false
}

impl Picture {
    /// Reads a picture from a `data:` URL. What the URL says of its type does not matter: the content does.
    ///
    /// # Errors
    /// It is not taken.
    pub fn read(url: &str) -> Result<Self, PictureFault> {
        let rest = url.strip_prefix("data:").ok_or(PictureFault::Unreadable)?;
        let (about, content) = rest.split_once(',').ok_or(PictureFault::Unreadable)?;
        if !about.ends_with(";base64") {
            return Err(PictureFault::Unreadable);
        }
        // A third more by its writing.
        if content.len() > MOST_PICTURE_BYTES / 3 * 4 + 8 {
            return Err(PictureFault::TooLarge);
        }
        let bytes = STANDARD.decode(content);
        let bytes = bytes.map_err(|_| PictureFault::Unreadable)?;
        if bytes.len() > MOST_PICTURE_BYTES {
            return Err(PictureFault::TooLarge);
        }
        let kind = PictureType::of(&bytes).ok_or(PictureFault::Type)?;
        if kind == PictureType::Svg {
            // As a picture it could do nothing anyway; whoever opens it alone is not to depend on that.
            let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
            if ["<script", ":script", "javascript:", "<foreignobject"]
                .iter()
                .any(|sign| text.contains(sign))
            {
                return Err(PictureFault::Active);
            }
        }
        Ok(Self { kind, bytes })
    }

    /// The name of its file, which its content gives it.
    #[must_use]
    pub fn file(&self) -> String {
        let digest = Sha256::digest(&self.bytes);
        let name = URL_SAFE_NO_PAD.encode(&digest[..12]);
        format!("{name}.{}", self.kind.extension())
    }

    /// The file in base64.
    #[must_use]
    pub fn content(&self) -> String {
        STANDARD.encode(&self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(media_type: &str, bytes: &[u8]) -> String {
        format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
    }

    fn svg(text: &str) -> Result<PictureType, PictureFault> {
        Picture::read(&url("image/svg+xml", text.as_bytes())).map(|picture| picture.kind)
    }

    #[test]
    fn a_picture_is_what_its_content_says() {
        let png = Picture::read(&url("text/html", b"\x89PNG\r\n\x1a\nrest")).unwrap();
        assert_eq!(png.kind, PictureType::Png);
        assert_eq!(PictureType::of_file(&png.file()), Some(PictureType::Png));
        let webp = Picture::read(&url("image/png", b"RIFF\x01\0\0\0WEBPVP8 ")).unwrap();
        assert_eq!(webp.kind, PictureType::Webp);
        for sound in [
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "\u{feff}<?xml version='1.0'?>\n<!-- <html> -->\n<!DOCTYPE svg PUBLIC 'a' 'b'>\n<svg>\n</svg>",
        ] {
            assert_eq!(svg(sound), Ok(PictureType::Svg), "{sound}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for (text, fault) in [
            ("<html><svg/></html>", PictureFault::Type),
            ("<svgx/>", PictureFault::Type),
            ("<!-- never ends", PictureFault::Type),
            ("", PictureFault::Type),
            ("<svg><script>1</script></svg>", PictureFault::Active),
            ("<svg xmlns:s='x'><s:SCRIPT/></svg>", PictureFault::Active),
            ("<svg><a href='JavaScript:1'/></svg>", PictureFault::Active),
            ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", PictureFault::Type),
        ] {
            assert_eq!(svg(text), Err(fault), "{text}");
        }
        let large = url("image/png", &[0; MOST_PICTURE_BYTES + 1]);
        assert_eq!(Picture::read(&large), Err(PictureFault::TooLarge));
        for unread in [
            "https://a.example/a.png",
            "data:image/png,abc",
            "data:image/png;base64,%%",
        ] {
            assert_eq!(
                Picture::read(unread),
                Err(PictureFault::Unreadable),
                "{unread}"
            );
        }
    }
}
