//! QR codes of addresses, as SVG and PNG.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// The widest picture, in pixels.
pub const MOST_PIXELS: u32 = 4_096;
/// The widest margin, in modules.
pub const MOST_MARGIN: u32 = 20;
/// The longest address: what fits in a code that a telephone still reads from paper.
pub const LONGEST_TEXT: usize = 1_000;

/// How much of a code may be dirty or torn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Correction {
    /// 7 %.
    #[serde(rename = "L", alias = "l")]
    Low,
    /// 15 %.
    #[default]
    #[serde(rename = "M", alias = "m")]
    Medium,
    /// 25 %.
    #[serde(rename = "Q", alias = "q")]
    Quartile,
    /// 30 %: a logo may stand in its middle.
    #[serde(rename = "H", alias = "h")]
    High,
}

/// A text that no code has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address is too long for a QR code: at most {LONGEST_TEXT} bytes")]
pub struct TooLong;

/// A code, with its margin.
pub struct Qr {
    code: QrCode,
    margin: i32,
}

impl Qr {
    /// The code of a text; the margin is in modules, four are what readers are promised.
    ///
    /// # Errors
    /// A text that is too long.
    pub fn of(text: &str, correction: Correction, margin: u32) -> Result<Self, TooLong> {
        if text.len() > LONGEST_TEXT {
            return Err(TooLong);
        }
        let level = match correction {
            Correction::Low => QrCodeEcc::Low,
            Correction::Medium => QrCodeEcc::Medium,
            Correction::Quartile => QrCodeEcc::Quartile,
            Correction::High => QrCodeEcc::High,
        };
        let segments = QrSegment::make_segments(text);
        // Not more correction than was asked for: the same request is the same picture in every version of the library.
        let code = QrCode::encode_segments_advanced(
            &segments,
            level,
            Version::MIN,
            Version::MAX,
            None,
            false,
        );
        Ok(Self {
            code: code.map_err(|_| TooLong)?,
            margin: i32::try_from(margin.min(MOST_MARGIN)).unwrap_or_default(),
        })
    }

    /// How many modules it is wide, margin included.
    fn modules(&self) -> i32 {
        self.code.size() + 2 * self.margin
    }

    fn is_dark(&self, x: i32, y: i32) -> bool {
        self.code.get_module(x - self.margin, y - self.margin)
    }

    /// The code as SVG, `size` pixels wide where nothing else says how wide it is.
    #[must_use]
    pub fn svg(&self, size: u32) -> String {
        let modules = self.modules();
        let mut path = String::new();
        for y in 0..modules {
            let mut x = 0;
            while x < modules {
                let run = (x..modules).take_while(|x| self.is_dark(*x, y)).count();
                let run = i32::try_from(run).unwrap_or_default();
                if run > 0 {
                    let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
                }
                x += run.max(1);
            }
        }
        let size = size.clamp(1, MOST_PIXELS);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" \
             height=\"{size}\" viewBox=\"0 0 {modules} {modules}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{modules}v{modules}H0z\"/><path d=\"{path}\"/></svg>\n"
        )
    }

    /// The code as PNG, as wide as whole pixels for each module allow within `size`: at least one.
    ///
    /// # Errors
    /// The picture could not be written.
    pub fn png(&self, size: u32) -> Result<Vec<u8>, png::EncodingError> {
        let modules = u32::try_from(self.modules()).unwrap_or(1);
        let scale = (size.min(MOST_PIXELS) / modules).max(1);
        let width = modules * scale;
        let row_bytes = width.div_ceil(8) as usize;
        let mut pixels = Vec::with_capacity(row_bytes * width as usize);
        for y in 0..self.modules() {
            let mut row = vec![0_u8; row_bytes];
            for x in 0..width {
                let module = i32::try_from(x / scale).unwrap_or_default();
                // One bit a pixel, the left one first; 1 is white.
                if !self.is_dark(module, y) {
                    row[(x / 8) as usize] |= 0x80 >> (x % 8);
                }
            }
            for _ in 0..scale {
                pixels.extend_from_slice(&row);
            }
        }
        let mut picture = Vec::new();
        let mut encoder = png::Encoder::new(&mut picture, width, width);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()?;
        Ok(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What another implementation reads in a picture of grey values.
    fn read(width: usize, grey: impl FnMut(usize, usize) -> u8) -> String {
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, width, grey);
        let codes = image.detect_grids();
        assert_eq!(codes.len(), 1, "there is one code");
        codes[0].decode().unwrap().1
    }

    fn read_png(picture: &[u8]) -> String {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(picture));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let width = reader.next_frame(&mut pixels).unwrap().width as usize;
        read(width, |x, y| pixels[y * width + x])
    }

    /// Paints the runs of the path.
    fn read_svg(svg: &str) -> String {
        const SCALE: usize = 4;
        let side: usize = svg
            .split("viewBox=\"0 0 ")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let path = svg
            .rsplit_once("<path d=\"")
            .unwrap()
            .1
            .split('"')
            .next()
            .unwrap();
        let mut dark = vec![false; side * side];
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let length: usize = rest.split('v').next().unwrap().parse().unwrap();
            dark[y * side + x..y * side + x + length].fill(true);
        }
        read(side * SCALE, |x, y| {
            if dark[y / SCALE * side + x / SCALE] {
                0
            } else {
                255
            }
        })
    }

    #[test]
    fn another_implementation_reads_the_address() {
        let long = format!(
            "https://sonda.example/f/visit?{}",
            "answer.name=Za%C5%BC%C3%B3%C5%82%C4%87&".repeat(12)
        );
        for text in [
            "https://sonda.example/s/4Jk8mNpQrStU",
            "https://sonda.example/f/visit?utm_source=ulotka&lang=pl",
            &long,
        ] {
            for correction in [
                Correction::Low,
                Correction::Medium,
                Correction::Quartile,
                Correction::High,
            ] {
                let qr = Qr::of(text, correction, 4).unwrap();
                assert_eq!(read_png(&qr.png(600).unwrap()), text);
                assert_eq!(read_svg(&qr.svg(600)), text);
            }
        }
    }

    #[test]
    fn pictures_are_bounded() {
        assert_eq!(
            Qr::of(&"x".repeat(LONGEST_TEXT + 1), Correction::Low, 4).err(),
            Some(TooLong)
        );
        let qr = Qr::of("x", Correction::Low, 10_000).unwrap();
        assert_eq!(qr.modules(), 21 + 40);
        let picture = qr.png(1_000_000).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(&picture))
            .read_info()
            .unwrap();
        assert!(reader.info().width <= MOST_PIXELS);
        assert!(qr.png(0).is_ok());
    }
}
