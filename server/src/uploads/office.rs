//! Documents of office programs: what lies in a ZIP or in a compound file is said by its directory, wherever that is.

use std::io::{self, Read, Seek, SeekFrom};

const DOC: &str = "application/msword";
const XLS: &str = "application/vnd.ms-excel";
const PPT: &str = "application/vnd.ms-powerpoint";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

/// The end of a ZIP: 22 bytes and a comment of at most 65,535.
const LONGEST_END: u64 = 22 + 65_535;
/// The most bytes of a directory that are looked at.
const MOST_DIRECTORY: u64 = 1024 * 1024;

/// The document of Office Open XML that a ZIP is, by the names in its directory.
pub(super) fn of_zip(file: &mut (impl Read + Seek)) -> io::Result<Option<&'static str>> {
    let length = file.seek(SeekFrom::End(0))?;
    let end = read_at(file, length.saturating_sub(LONGEST_END), LONGEST_END)?;
    let Some(at) = end.windows(4).rposition(|bytes| bytes == b"PK\x05\x06") else {
        return Ok(None);
    };
    let (Some(size), Some(start)) = (number(&end, at + 12, 4), number(&end, at + 16, 4)) else {
        return Ok(None);
    };
    let directory = read_at(file, start, size.min(MOST_DIRECTORY))?;
    let (mut at, mut has_types, mut found) = (0, false, None);
    while directory.get(at..at + 4) == Some(b"PK\x01\x02") {
        let lengths = [28, 30, 32].map(|field| number(&directory, at + field, 2).unwrap_or(0));
        let [name, extra, comment] = lengths.map(|length| length as usize);
        let name = directory.get(at + 46..at + 46 + name).unwrap_or_default();
        has_types |= name == b"[Content_Types].xml";
        let main: [(&[u8], _); 3] = [(b"word/", DOCX), (b"xl/", XLSX), (b"ppt/", PPTX)];
        let of_name = main.iter().find(|(folder, _)| name.starts_with(folder));
        found = found.or(of_name.map(|(_, kind)| *kind));
        at += 46 + name.len() + extra + comment;
    }
    Ok(found.filter(|_| has_types))
}

/// The document that a compound file (MS-CFB) is, by the first names in its directory.
pub(super) fn of_compound(
    file: &mut (impl Read + Seek),
    head: &[u8],
) -> io::Result<Option<&'static str>> {
    if !head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Ok(None);
    }
    let (Some(shift @ (9 | 12)), Some(first)) = (number(head, 30, 2), number(head, 48, 4)) else {
        return Ok(None);
    };
    // One sector of it: its entries have 128 bytes each, the name in UTF-16 first.
    let directory = read_at(file, (first + 1) << shift, 1 << shift)?;
    let main = [
        ("WordDocument", DOC),
        ("Workbook", XLS),
        ("Book", XLS),
        ("PowerPoint Document", PPT),
    ];
    Ok(directory.chunks(128).find_map(|entry| {
        let of_name = |name: &str| {
            let name: Vec<u8> = name
                .encode_utf16()
                .chain([0])
                .flat_map(u16::to_le_bytes)
                .collect();
            entry.starts_with(&name)
        };
        let found = main.iter().find(|(name, _)| of_name(name));
        found.map(|(_, kind)| *kind)
    }))
}

fn read_at(file: &mut (impl Read + Seek), start: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The number of so many bytes at a place, the lowest first.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + width)?;
    let digits = bytes.iter().rev();
    Some(digits.fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::super::media_type;
    use super::*;
    use std::io::Cursor;

    /// A ZIP of empty files.
    fn zip(names: &[&str]) -> Vec<u8> {
        let (mut body, mut directory) = (Vec::new(), Vec::new());
        for name in names {
            let length = u16::try_from(name.len()).unwrap().to_le_bytes();
            body.extend(b"PK\x03\x04\x14\0");
            body.extend([0; 20]);
            body.extend(length);
            body.extend([0; 2]);
            body.extend(name.as_bytes());
            directory.extend(b"PK\x01\x02");
            directory.extend([0; 24]);
            directory.extend(length);
            directory.extend([0; 16]);
            directory.extend(name.as_bytes());
        }
        let start = u32::try_from(body.len()).unwrap().to_le_bytes();
        let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
        body.extend(directory);
        body.extend(b"PK\x05\x06");
        body.extend([0; 8]);
        body.extend(size);
        body.extend(start);
        body.extend([0; 2]);
        body
    }

    #[test]
    fn a_document_is_recognised_wherever_its_main_part_lies() {
        let late = [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/app.xml",
            "docProps/core.xml",
            "docProps/custom.xml",
            "word/document.xml",
        ];
        assert_eq!(media_type(Cursor::new(zip(&late))).unwrap(), DOCX);
        let first = ["xl/workbook.xml", "[Content_Types].xml"];
        assert_eq!(media_type(Cursor::new(zip(&first))).unwrap(), XLSX);
        let slides = ["[Content_Types].xml", "ppt/presentation.xml"];
        assert_eq!(media_type(Cursor::new(zip(&slides))).unwrap(), PPTX);
        let others = zip(&["word/of/mouth.txt", "a.txt"]);
        assert_eq!(of_zip(&mut Cursor::new(others)).unwrap(), None);
    }

    #[test]
    fn an_old_document_is_recognised_by_its_streams() {
        let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        file.resize(512 * 3, 0);
        file[30] = 9;
        file[48] = 1;
        for (index, name) in ["Root Entry", "1Table", "WordDocument"].iter().enumerate() {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let at = 512 * 2 + index * 128;
            file[at..at + name.len()].copy_from_slice(&name);
        }
        assert_eq!(media_type(Cursor::new(file)).unwrap(), DOC);
    }

    #[test]
    fn a_directory_that_lies_is_none() {
        for end in [[0xff; 18], [0; 18], [1; 18]] {
            let file = [b"PK\x03\x04PK\x05\x06".as_slice(), &end].concat();
            assert_eq!(of_zip(&mut Cursor::new(file)).unwrap(), None);
        }
        let broken = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].repeat(80);
        assert!(media_type(Cursor::new(broken)).is_ok());
    }
}
