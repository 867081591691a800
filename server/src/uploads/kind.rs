//! What a file is, by its content: names and what browsers say of them prove nothing.

use super::office;
use std::io::{self, Read, Seek, SeekFrom};

const TEXT: &str = "text/plain";
const ZIP: &str = "application/zip";
const UNKNOWN: &str = "application/octet-stream";
/// More than the marks of any format but those of [`office`] take.
const HEAD: usize = 8 * 1024;

/// The media type of a file's content; of a text without marks of a format, plain text. Blocks.
///
/// # Errors
/// It cannot be read.
pub fn media_type(mut file: impl Read + Seek) -> io::Result<&'static str> {
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let found = infer::get(&head).map(|found| found.mime_type());
    if head.starts_with(b"PK\x03\x04") {
        let office = office::of_zip(&mut file)?;
        return Ok(office.or(found).unwrap_or(ZIP));
    }
    if let Some(office) = office::of_compound(&mut file, &head)? {
        return Ok(office);
    }
    file.seek(SeekFrom::Start(0))?;
    match found {
        Some(found) => Ok(found),
        None if is_text(file)? => Ok(TEXT),
        None => Ok(UNKNOWN),
    }
}

/// Whether all of it is UTF-8 without control characters, read piece by piece.
fn is_text(mut file: impl Read) -> io::Result<bool> {
    let strange = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t');
    let mut piece = vec![0; 64 * 1024];
    let mut held = 0;
    loop {
        let read = file.read(&mut piece[held..])?;
        let filled = &piece[..held + read];
        if filled.iter().any(strange) {
            return Ok(false);
        }
        let cut = match std::str::from_utf8(filled) {
            Ok(_) => filled.len(),
            // A character may go on in the next piece.
            Err(error) if error.error_len().is_none() && read > 0 => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        if read == 0 {
            return Ok(true);
        }
        let end = filled.len();
        piece.copy_within(cut..end, 0);
        held = end - cut;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    fn of(content: &[u8]) -> &'static str {
        media_type(Cursor::new(content)).unwrap()
    }

    fn iso(brand: &[u8; 4]) -> Vec<u8> {
        [b"\0\0\0\x18ftyp", brand.as_slice(), b"\0\0\0\0mif1", brand].concat()
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        assert_eq!(of(PNG), "image/png");
        assert_eq!(of(b"%PDF-1.7 ..."), "application/pdf");
        assert_eq!(of("zażółć\n".as_bytes()), "text/plain");
        assert_eq!(of(b"a,b\n1,2\n"), "text/plain");
        assert_eq!(of(b"\0\x01\x02"), "application/octet-stream");
        assert_ne!(of(b"<html><script>alert(1)</script></html>"), "image/png");
    }

    #[test]
    fn pictures_of_phones_are_recognised() {
        assert_eq!(of(&iso(b"heic")), "image/heif");
        assert_eq!(of(&iso(b"avif")), "image/avif");
        assert_eq!(of(b"II*\0\x08\0\0\0\x01\0\0\x01"), "image/tiff");
        assert_eq!(of(b"BM\x46\0\0\0\0\0\0\0\x36\0"), "image/bmp");
    }

    #[test]
    fn a_long_text_is_read_to_its_end() {
        let mut text = "ż".repeat(100_000).into_bytes();
        assert_eq!(of(&text), "text/plain");
        text.insert(0, b'a');
        assert_eq!(of(&text), "text/plain");
        text.push(0xff);
        assert_eq!(of(&text), "application/octet-stream");
        text.pop();
        text.pop();
        assert_eq!(of(&text), "application/octet-stream");
    }
}
