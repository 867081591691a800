//! What names mean in expressions.

use std::collections::BTreeMap;
use std::rc::Rc;

/// A list of choices as logic knows it: the names of the workbook, and the ids they became.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::xlsform) struct List {
    pub(in crate::xlsform) ids: BTreeMap<String, String>,
}

impl List {
    /// The id of a choice.
    pub(super) fn id(&self, name: &str) -> Option<&str> {
        self.ids.get(name).map(String::as_str)
    }

    /// Whether names that both lists have are the same ids, and no others are.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let shared = self.ids.keys().any(|name| other.ids.contains_key(name));
        let same = |(name, id): (&String, &String)| match other.ids.get(name) {
            Some(others) => others == id,
            None => !other.ids.values().any(|others| others == id),
        };
        shared && self.ids.iter().all(same)
    }
}

/// What logic sees of a question or calculation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::xlsform) enum Of {
    Text,
    Number,
    Choice(Rc<List>),
    Choices(Rc<List>),
    Date,
    Time,
    DateTime,
    /// True or false, and what the workbook calls them.
    Bool(&'static str, &'static str),
    /// Something that is only there or not, such as files.
    Presence,
    /// The entries of a repeat.
    Entries,
    /// The empty text, which a note has for an answer.
    Empty,
    /// Nothing that logic can look at, and why.
    Nothing(String),
}

/// Something with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::xlsform) struct Entry {
    pub(in crate::xlsform) id: String,
    pub(in crate::xlsform) of: Of,
    /// The id of the repeat it is in.
    pub(in crate::xlsform) repeat: Option<String>,
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::xlsform) struct Context<'s> {
    /// The repeat it is in.
    pub(in crate::xlsform) repeat: Option<&'s str>,
    /// What `.` is: its name in logic, and what it is.
    pub(in crate::xlsform) this: Option<(&'s str, &'s Entry)>,
}

/// All names of a workbook.
#[derive(Debug, Default)]
pub(in crate::xlsform) struct Scope {
    entries: BTreeMap<String, Vec<Entry>>,
}

impl Scope {
    pub(in crate::xlsform) fn add(&mut self, name: &str, entry: Entry) {
        self.entries.entry(name.to_owned()).or_default().push(entry);
    }

    /// Says what the entry of that id is after all.
    pub(in crate::xlsform) fn set(&mut self, id: &str, of: &Of) {
        let entries = self.entries.values_mut().flatten();
        for entry in entries.filter(|entry| entry.id == id && entry.repeat.is_none()) {
            entry.of = of.clone();
        }
    }

    /// What a name means at a place: its name in logic, and what it is.
    pub(super) fn find(
        &self,
        name: &str,
        context: &Context<'_>,
    ) -> Result<(String, &Entry), String> {
        let entry = self.entry(name)?;
        match (entry.repeat.as_deref(), context.repeat) {
            (None, _) => Ok((entry.id.clone(), entry)),
            (Some(of), Some(here)) if of == here => Ok((entry.id.clone(), entry)),
            (Some(_), _) => Err(format!(
                "`${{{name}}}` is asked for every entry of a repeat, and cannot be looked at from outside"
            )),
        }
    }

    /// What a name means, wherever it is looked at from.
    pub(in crate::xlsform) fn entry(&self, name: &str) -> Result<&Entry, String> {
        let entry = match self.entries.get(name).map(Vec::as_slice) {
            Some([entry]) => entry,
            Some(_) => return Err(format!("more than one question is called `{name}`")),
            None => return Err(format!("there is no question `{name}`")),
        };
        match &entry.of {
            Of::Nothing(reason) => Err(format!("`${{{name}}}`: {reason}")),
            _ => Ok(entry),
        }
    }
}
