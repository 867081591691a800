//! What the column `type` says, in its old and new words.

/// What a row of the sheet `survey` is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowKind {
    Text,
    Phone,
    Integer,
    /// A whole number between two limits, one of the old types.
    Between(u32, u32),
    Decimal,
    Range,
    /// A choice from a list; several may be chosen; an own text may be given.
    Select {
        list: String,
        several: bool,
        other: bool,
    },
    Rank {
        list: String,
    },
    Note,
    Date,
    Time,
    DateTime,
    Acknowledge,
    Calculate,
    Hidden,
    /// A file, with the media type it has.
    File(&'static str),
    BeginGroup,
    BeginRepeat,
    EndGroup,
    EndRepeat,
    /// Something that Sonda does not have, and why.
    Foreign(String),
}

const PLACE: &str = "Sonda asks for no position on the map";
const DEVICE: &str = "Sonda knows nothing of the visitor's device";

impl RowKind {
    pub(super) fn of(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        let lower = text.to_ascii_lowercase();
        if let Some(kind) = Self::simple(lower.trim_start_matches("q ")) {
            return kind;
        }
        let line = |of: &str| lower == format!("begin {of}") || lower == format!("begin_{of}");
        let end = |of: &str| lower == format!("end {of}") || lower == format!("end_{of}");
        if line("group") {
            return Self::BeginGroup;
        }
        if line("repeat") || line("lgroup") || line("looped group") {
            return Self::BeginRepeat;
        }
        if end("group") {
            return Self::EndGroup;
        }
        if end("repeat") || end("lgroup") || end("looped group") {
            return Self::EndRepeat;
        }
        Self::select(&text, &lower)
            .unwrap_or_else(|| Self::Foreign(format!("the type `{text}` is not known")))
    }

    fn simple(lower: &str) -> Option<Self> {
        let foreign = |reason: &str| Self::Foreign(format!("`{lower}`: {reason}"));
        Some(match lower {
            "text" | "string" | "add text prompt" => Self::Text,
            "phone number" => Self::Phone,
            "integer" | "int" | "add integer prompt" => Self::Integer,
            "percentage" => Self::Between(0, 100),
            "number of days in last month" => Self::Between(0, 31),
            "number of days in last six months" => Self::Between(0, 183),
            "number of days in last year" => Self::Between(0, 365),
            "decimal" | "add decimal prompt" => Self::Decimal,
            "range" => Self::Range,
            "note" | "add note prompt" => Self::Note,
            "date" | "add date prompt" => Self::Date,
            "time" => Self::Time,
            "datetime" | "date time" | "add date time prompt" | "add datetime prompt" => {
                Self::DateTime
            }
            "acknowledge" | "trigger" | "add acknowledge prompt" => Self::Acknowledge,
            "calculate" | "add calculate prompt" => Self::Calculate,
            "hidden" => Self::Hidden,
            "image" | "photo" | "picture" | "add image prompt" | "add photo prompt" => {
                Self::File("image/*")
            }
            "audio" | "add audio prompt" => Self::File("audio/*"),
            "video" | "add video prompt" => Self::File("video/*"),
            "file" | "add file prompt" => Self::File("application/*"),
            "geopoint"
            | "geotrace"
            | "geoshape"
            | "location"
            | "gps"
            | "start-geopoint"
            | "background-geopoint"
            | "add location prompt"
            | "osm" => foreign(PLACE),
            "barcode" | "add barcode prompt" => foreign("Sonda scans no codes"),
            "background-audio" => foreign("Sonda records nothing"),
            "audit" => foreign("Sonda keeps no log of what a visitor does"),
            "start" | "start time" | "get start time" | "end" | "end time" | "get end time"
            | "today" | "get today" => {
                foreign("the moment of submission is stored with every response")
            }
            "deviceid" | "device id" | "get device id" | "imei" | "subscriberid"
            | "subscriber id" | "get subscriber id" | "simserial" | "sim id" | "get sim id"
            | "phonenumber" | "get phone number" | "username" | "email" | "uri:deviceid"
            | "uri:subscriberid" | "uri:simserial" | "uri:phonenumber" | "uri:username"
            | "uri:email" => foreign(DEVICE),
            "xml-external" | "csv-external" => foreign("lists in other files are not read"),
            "set form title" | "set form id" => foreign("settings stand in a sheet of their own"),
            _ => return None,
        })
    }

    fn select(text: &str, lower: &str) -> Option<Self> {
        let after = |words: &[&str]| {
            words.iter().find_map(|words| {
                let rest = lower.strip_prefix(words)?;
                rest.strip_prefix(' ')
                    .map(|rest| &text[text.len() - rest.len()..])
            })
        };
        if after(&[
            "select_one_from_file",
            "select_multiple_from_file",
            "select one from file",
            "select multiple from file",
            "select_one_external",
        ])
        .is_some()
        {
            return Some(Self::Foreign(
                "lists in other files are not read".to_owned(),
            ));
        }
        let one = &[
            "select_one",
            "select one from",
            "select one using",
            "select one",
            "select1",
            "add select one prompt using",
        ];
        let several = &[
            "select_multiple",
            "select all that apply from",
            "select all that apply",
            "select multiple from",
            "select multiple using",
            "add select multiple prompt using",
        ];
        if let Some(list) = after(&["rank"]) {
            let list = list.to_owned();
            return Some(Self::Rank { list });
        }
        let (rest, several) = match (after(one), after(several)) {
            (Some(rest), _) => (rest, false),
            (None, Some(rest)) => (rest, true),
            _ => return None,
        };
        let list = ["or specify other", "or_other", "or other"]
            .iter()
            .find_map(|words| rest.strip_suffix(words));
        Some(Self::Select {
            list: list.unwrap_or(rest).trim().to_owned(),
            several,
            other: list.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_old_and_new_are_understood() {
        let select = |list: &str, several, other| RowKind::Select {
            list: list.to_owned(),
            several,
            other,
        };
        for (text, kind) in [
            ("select_one yes_no", select("yes_no", false, false)),
            (
                "select_multiple  Happy_sad",
                select("Happy_sad", true, false),
            ),
            (
                "select one from sexes or specify other",
                select("sexes", false, true),
            ),
            ("select_one a or_other", select("a", false, true)),
            (
                "select all that apply from list",
                select("list", true, false),
            ),
            (
                "rank goods",
                RowKind::Rank {
                    list: "goods".to_owned(),
                },
            ),
            ("dateTime", RowKind::DateTime),
            ("Q Int", RowKind::Integer),
            ("begin_group", RowKind::BeginGroup),
            ("end  repeat", RowKind::EndRepeat),
        ] {
            assert_eq!(RowKind::of(text), kind, "{text}");
        }
        for text in [
            "geopoint",
            "unknown",
            "select_one_from_file a.csv",
            "",
            "select_one",
        ] {
            assert!(matches!(RowKind::of(text), RowKind::Foreign(_)), "{text}");
        }
    }
}
