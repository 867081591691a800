//! Files, and signatures.

use super::draft::Draft;
use super::node::Node;
use super::question::{Level, Reader};
use sonda_domain::Kind;

impl Reader<'_> {
    /// Files.
    pub(super) fn file(&mut self, mut node: Node<'_>, id: &str, level: Level) -> Option<Draft> {
        let mut draft = self.begin(&mut node, Kind::File, id)?;
        let losses = &mut self.losses;
        let several = node.flag(&["allowMultiple"], losses).unwrap_or(false);
        let most = node.count(&["maxFiles"], losses);
        if several {
            draft.question.max_files = Some(most.unwrap_or(20).clamp(1, 20));
            if most.is_some_and(|most| most > 20) {
                losses.add(&node.at("maxFiles"), "at most 20 files");
            }
        }
        let size = node
            .number(&["maxSize"], losses)
            .filter(|size| *size >= 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of a float to an integer stops at its ends"
        )]
        let size = size.map(|size| size as u64);
        draft.question.max_bytes = size;
        if size.is_none() {
            losses.add(
                &node.pointer,
                "a file has at most 10,000,000 bytes, as no `maxSize` says otherwise",
            );
        }
        match node.word(&["acceptedTypes"], losses) {
            Some(types) => {
                for one in types
                    .split(',')
                    .map(str::trim)
                    .filter(|one| !one.is_empty())
                {
                    match media_type(one) {
                        Some(known) if !draft.question.accept.contains(&known) => {
                            draft.question.accept.push(known);
                        }
                        Some(_) => {}
                        None => losses.add(
                            &node.at("acceptedTypes"),
                            format!("`{one}` is not a kind of file that is known"),
                        ),
                    }
                }
            }
            None => losses.add(
                &node.pointer,
                "only pictures and PDF are taken, as no `acceptedTypes` says otherwise",
            ),
        }
        node.pass(&["storeDataAsText", "waitForUpload"]);
        Some(self.end(draft, node, level))
    }

    /// A signature.
    pub(super) fn signature(
        &mut self,
        mut node: Node<'_>,
        id: &str,
        level: Level,
    ) -> Option<Draft> {
        let draft = self.begin(&mut node, Kind::Signature, id)?;
        node.pass(&[
            "dataFormat",
            "storeDataAsText",
            "waitForUpload",
            "allowClear",
        ]);
        Some(self.end(draft, node, level))
    }
}

/// The media type of a kind of file, as HTML's `accept` names it.
fn media_type(kind: &str) -> Option<String> {
    if kind.contains('/') {
        return Some(kind.to_ascii_lowercase());
    }
    let known = match kind.trim_start_matches('.').to_ascii_lowercase().as_str() {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "heic" => "image/heic",
        "svg" => "image/svg+xml",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "zip" => "application/zip",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        _ => return None,
    };
    Some(known.to_owned())
}
