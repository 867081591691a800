//! The check of one column.

use super::target::{TargetCheck, pointer};
use crate::crm::{Catalogue, Column, ColumnType, TextFormat};
use crate::mapping::arrival::Arrival;
use crate::mapping::column::{ColumnSource, Mode, PipedSource};
use crate::mapping::document::{Context, Source, Target};
use crate::mapping::nearest::choose;
use crate::mapping::promise::{Promise, Promiser};
use crate::mapping::transform::Transform;
use sonda_domain::{Content, Kind};

impl TargetCheck<'_> {
    /// Judges one column; false if all is well but a response may have no value for it.
    pub(super) fn check_column(&mut self, name: &str, source: &ColumnSource) -> bool {
        let place = format!("columns/{}", pointer(name));
        let table = self.table;
        let (column, kind) = if name == "id" {
            if let Some(reason) = self.id_fault(&source.value) {
                self.error(&place, reason);
                return true;
            }
            let table = table.name.clone();
            (None, Some(ColumnType::Lookup { table }))
        } else {
            match table.column(name) {
                Some(column) if column.read_only => {
                    let reason = format!("the CRM alone writes the column `{name}`: leave it out");
                    self.error(&place, &reason);
                    return true;
                }
                Some(column) => (Some(column), Some(column.kind.clone())),
                None if table.open => (None, None),
                None => {
                    let names = table.columns.iter().map(|column| column.name.as_str());
                    let near = choose(name, names);
                    let reason = format!("`{}` has no column `{name}`{near}", table.name);
                    self.error(&place, &reason);
                    return true;
                }
            }
        };
        self.check_mode(&place, name, source.mode, column);
        if let Some(ColumnType::Text { format, .. }) = &kind
            && !gives_format(&source.value, *format, self.content)
        {
            let what = match format {
                TextFormat::Phone => "telephone numbers",
                _ => "e-mail addresses",
            };
            let reason = format!(
                "the column `{name}` is of {what}, and the CRM may refuse what is none: use a question of that type"
            );
            self.warning(&place, &reason);
        }
        self.check_contact(&place, name, &source.value);
        let mut promiser = self.promiser(self.arrival);
        let promised = promiser.piped(&source.value);
        for path in promiser.unreached {
            let reason = "the source before this one always has a value, and this one is never reached: leave it out";
            self.warning(&format!("{place}{path}"), reason);
        }
        let promise = match promised {
            Ok(promise) => promise,
            Err(wrong) => {
                self.error(&format!("{place}{}", wrong.path), &wrong.reason);
                return true;
            }
        };
        let Some(kind) = kind else {
            return !promise.can_be_empty;
        };
        if let Err(reason) = promise.shape.fit(&kind) {
            self.error(&place, &format!("the column `{name}` {reason}"));
            return true;
        }
        always_fills(&promise, &kind)
    }

    fn promiser(&self, arrival: Arrival) -> Promiser<'_> {
        Promiser {
            content: self.content,
            arrival,
            targets: self.targets,
            place: self.place,
            unreached: Vec::new(),
        }
    }

    /// Whether a column that can be empty never would be, if all responses came by personal links.
    pub(super) fn is_filled_by_links(&self, name: &str) -> bool {
        let Some((source, column)) = self.target.columns.get(name).zip(self.table.column(name))
        else {
            return false;
        };
        let promised = self.promiser(Arrival::ByLink).piped(&source.value);
        promised.is_ok_and(|promise| always_fills(&promise, &column.kind))
    }

    /// Why that is no source of a record's own id.
    fn id_fault(&self, source: &PipedSource) -> Option<&'static str> {
        let find = self.target.find.as_ref();
        if !find.is_some_and(|find| find.by.iter().any(|by| by == "id")) {
            return Some(
                "the `id` of a record can only be found by, not written: name it among the columns that \
                         records are found by (`find`)",
            );
        }
        (!names_a_record(source)).then_some(
            "an id comes from the link's contact or an earlier target, never from an answer: use one of the two",
        )
    }

    /// A link is made for a contact of one table of one CRM.
    fn check_contact(&mut self, place: &str, name: &str, source: &PipedSource) {
        let find = self.target.find.as_ref();
        let finds_otherwise = name == "id" && find.is_some_and(|find| !find.only_by_id());
        if source.source != Source::Context(Context::Contact) || finds_otherwise {
            return;
        }
        let catalogue = self.catalogue;
        let Some(own) = contact_of(self.target, name, catalogue) else {
            return;
        };
        let mut others = self.targets.iter().flat_map(|target| {
            let takes = target.columns.iter();
            let takes = takes.filter(|(_, column)| takes_contact(&column.value));
            takes.filter_map(move |(name, _)| contact_of(target, name, catalogue))
        });
        if let Some(other) = others.find(|other| *other != own) {
            let reason = format!(
                "a link is made for one contact, but this column takes one of `{}/{}` and another column one of \
                 `{}/{}`: where it is the other's, this target fails; add another source for where it is empty \
                 (`first_of`), or find by a further column",
                own.0, own.1, other.0, other.1
            );
            self.warning(place, &reason);
        }
    }

    fn finds_by(&self, name: &str) -> bool {
        let find = self.target.find.as_ref();
        find.is_some_and(|find| find.by.iter().any(|by| by == name))
    }

    fn check_mode(&mut self, place: &str, name: &str, mode: Mode, column: Option<&Column>) {
        let place = format!("{place}/mode");
        let can_grow = column.is_none_or(|column| {
            matches!(
                column.kind,
                ColumnType::Text { .. } | ColumnType::MultiChoice { .. }
            )
        });
        if mode == Mode::Append && !can_grow {
            let takes = column
                .map(|column| column.kind.describe())
                .unwrap_or_default();
            let reason = format!(
                "lines and choices can be added (`append`) to texts and to several choices alone, but the column \
                 `{name}` takes {takes}: write it always (`overwrite`) or only where it is empty (`only_if_empty`)"
            );
            self.error(&place, &reason);
            return;
        }
        if mode == Mode::Append
            && (self.finds_by(name) || column.is_some_and(|column| !is_plain(&column.kind)))
        {
            let reason = format!(
                "what is added to a text (`append`) is a line of its own, but the column `{name}` holds one address \
                 or number, or records are found by it: write it always (`overwrite`) or only where it is empty \
                 (`only_if_empty`)"
            );
            self.error(&place, &reason);
            return;
        }
        if mode == Mode::Overwrite {
            let writes_once = column.is_some_and(|column| column.write_once);
            if writes_once && self.updates() && !self.finds_by(name) {
                let reason = format!(
                    "the column `{name}` is written when a record is created, and never after: say so by writing it \
                     only in new records (`on_create`)"
                );
                self.warning(&place, &reason);
            }
            return;
        }
        if self.target.find.is_none() {
            let reason = "every record is new, for existing ones are not looked for (`find`), and this setting has no \
                 effect: leave it out";
            self.warning(&place, reason);
        } else if !self.updates() {
            let reason = "a record that was found is left as it is (`on_match: link`), and this setting has no \
                          effect: leave it out";
            self.warning(&place, reason);
        } else if column.is_some_and(|column| column.write_once) {
            let reason = format!(
                "the column `{name}` is written when a record is created, and never after: write it only in new \
                 records (`on_create`)"
            );
            match mode {
                Mode::OnCreate => {}
                Mode::Append => self.error(&place, &reason),
                _ => self.warning(&place, &reason),
            }
        } else if mode == Mode::OnCreate && !self.creates() {
            let reason = "this target never creates a record, so that the column is never written: leave it out, or \
                          use another mode";
            self.warning(&place, reason);
        }
    }
}

pub(in crate::mapping) fn takes_contact(piped: &PipedSource) -> bool {
    match &piped.source {
        Source::Context(Context::Contact) => true,
        Source::FirstOf(of) => of.iter().any(takes_contact),
        _ => false,
    }
}

/// The connector and table whose record a column of a target takes.
pub(in crate::mapping) fn contact_of<'t>(
    target: &'t Target,
    name: &str,
    catalogue: &'t Catalogue,
) -> Option<(&'t str, &'t str)> {
    let table = match name {
        "id" => target.table.as_str(),
        name => {
            let table = catalogue.table(&target.connector, &target.table)?;
            match &table.column(name)?.kind {
                ColumnType::Lookup { table } => table.as_str(),
                _ => return None,
            }
        }
    };
    Some((target.connector.as_str(), table))
}

fn is_plain(kind: &ColumnType) -> bool {
    match kind {
        ColumnType::Text { format, .. } => *format == TextFormat::Plain,
        _ => true,
    }
}

/// Whether a source gives addresses or numbers as the column holds them. Those of links and of the mapping itself
/// were written by somebody who knew.
fn gives_format(piped: &PipedSource, format: TextFormat, content: &Content) -> bool {
    let kind = match format {
        TextFormat::Plain => return true,
        TextFormat::Email => Kind::Email,
        TextFormat::Phone => Kind::Phone,
    };
    let gives = match &piped.source {
        Source::Answer(id) => content.question(id.as_str()).is_none_or(|question| {
            question.kind == kind || matches!(question.source, Some(sonda_domain::Source::Link(_)))
        }),
        Source::Link(_) | Source::Contact(_) | Source::Constant(_) | Source::Choice(_) => true,
        Source::FirstOf(of) => of.iter().all(|one| gives_format(one, format, content)),
        _ => false,
    };
    let keeps = |transform: &Transform| {
        matches!(
            transform,
            Transform::Trim
                | Transform::Lower
                | Transform::Upper
                | Transform::Phone(_)
                | Transform::Table(_)
                | Transform::Default(_)
        )
    };
    gives && piped.through.iter().all(keeps)
}

fn names_a_record(piped: &PipedSource) -> bool {
    let named = match &piped.source {
        Source::Record(_) | Source::Context(Context::Contact) => true,
        Source::FirstOf(of) => of.iter().all(names_a_record),
        _ => false,
    };
    named && piped.through.is_empty()
}

fn always_fills(promise: &Promise, kind: &ColumnType) -> bool {
    !promise.can_be_empty && !promise.shape.can_vanish(kind)
}
