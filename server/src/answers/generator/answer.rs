//! What is answered to a question of each type.

use super::Generator;
use super::vocabulary::{COMPANIES, POSITIONS, TOWNS, WORDS};
use sonda_domain::{AddressPart, Autocomplete, Cells, Entries, Kind, Question, part_field};

impl Generator<'_> {
    /// A step of a scale: most people are content.
    fn step(&mut self, low: u8, high: u8) -> u8 {
        let span = u64::from(high - low) + 1;
        let one = self.chance.below(span);
        let another = self.chance.below(span);
        let step = if self.chance.percent(80) {
            one.max(another)
        } else {
            one.min(another)
        };
        low + u8::try_from(step).unwrap_or(0)
    }

    fn words(&mut self, question: &Question) -> String {
        let words = self.chance.one(&WORDS);
        words
            .chars()
            .take(question.length_limit() as usize)
            .collect()
    }

    fn day(&mut self, question: &Question) -> String {
        match (&question.earliest, &question.latest) {
            (Some(earliest), _) => earliest.clone(),
            (None, Some(latest)) => latest.clone(),
            (None, None) => format!(
                "2026-{:02}-{:02}",
                1 + self.chance.below(12),
                1 + self.chance.below(28)
            ),
        }
    }

    fn number(&mut self, question: &Question) -> String {
        let (low, high) = match question.kind {
            Kind::Slider => question.range(),
            _ => {
                let low = question.min.unwrap_or_default();
                (
                    low,
                    question
                        .max
                        .unwrap_or(low + rust_decimal::Decimal::from(100)),
                )
            }
        };
        let part = rust_decimal::Decimal::from(self.chance.below(1_001))
            / rust_decimal::Decimal::from(1_000);
        let places = question.decimal_places().min(2);
        (low + (high - low) * part)
            .round_dp(places)
            .clamp(low, high)
            .to_string()
    }

    /// What the browser of whoever answers would fill in.
    fn filled_in(&mut self, autocomplete: Autocomplete) -> String {
        let (first, last, _) = self.person;
        match autocomplete {
            Autocomplete::Name => format!("{first} {last}"),
            Autocomplete::GivenName => first.to_owned(),
            Autocomplete::FamilyName => last.to_owned(),
            Autocomplete::Organization => self.chance.one(&COMPANIES).to_owned(),
            Autocomplete::OrganizationTitle => self.chance.one(&POSITIONS).to_owned(),
            Autocomplete::AddressLevel2 => self.chance.one(&TOWNS).to_owned(),
            Autocomplete::PostalCode => "00-950".to_owned(),
        }
    }

    pub(super) fn question(
        &mut self,
        question: &Question,
        kind: Kind,
        name: &str,
        entries: &mut Entries,
    ) {
        let own = name.to_owned();
        match kind {
            Kind::Text => {
                let value = match question.autocomplete {
                    Some(autocomplete) => self.filled_in(autocomplete),
                    None => self.words(question),
                };
                entries.push(
                    own,
                    value
                        .chars()
                        .take(question.length_limit() as usize)
                        .collect(),
                );
            }
            Kind::LongText => {
                let words = self.words(question);
                entries.push(own, words);
            }
            Kind::Email => {
                let (begin, number) = (self.person.2, self.chance.below(1_000));
                entries.push(own, format!("{begin}{number}@example.com"));
            }
            Kind::Phone => {
                let number = self.chance.below(1_000_000);
                entries.push(own, format!("+48601{number:06}"));
            }
            Kind::Url => entries.push(own, "https://www.example.com/".to_owned()),
            Kind::Number | Kind::Slider => {
                let number = self.number(question);
                entries.push(own, number);
            }
            Kind::SingleChoice | Kind::MultipleChoice => self.choice(question, kind, name, entries),
            Kind::YesNo => {
                let yes = if self.chance.percent(60) { "yes" } else { "no" };
                entries.push(own, yes.to_owned());
            }
            Kind::Consent => entries.push(own, "yes".to_owned()),
            Kind::Rating | Kind::Nps | Kind::Csat | Kind::Ces | Kind::Agreement | Kind::Bipolar => {
                let (low, high) = question.scale().unwrap_or((1, 5));
                let step = self.step(low, high);
                entries.push(own, step.to_string());
            }
            Kind::Ranking => {
                let by = self.chance.below(question.options.len() as u64);
                for (place, option) in question.options.iter().enumerate() {
                    let place = (place as u64 + by) % question.options.len() as u64 + 1;
                    entries.push(part_field(name, option.id.as_str()), place.to_string());
                }
            }
            Kind::Date => {
                let day = self.day(question);
                entries.push(own, day);
            }
            Kind::Time => {
                let hour = 8 + self.chance.below(10);
                entries.push(own, format!("{hour:02}:30"));
            }
            Kind::DateTime => {
                let day = self.day(question);
                entries.push(own, format!("{day}T10:15"));
            }
            Kind::DateRange => {
                let day = self.day(question);
                entries.push(part_field(name, "from"), day.clone());
                entries.push(part_field(name, "to"), day);
            }
            Kind::Address => {
                for part in question.address_parts() {
                    let value = match part {
                        AddressPart::Street => format!("Polna {}", 1 + self.chance.below(90)),
                        AddressPart::PostalCode => "00-950".to_owned(),
                        AddressPart::City => self.chance.one(&TOWNS).to_owned(),
                        AddressPart::Region => "Mazowieckie".to_owned(),
                        AddressPart::Country => "Polska".to_owned(),
                    };
                    entries.push(part_field(name, part.as_str()), value);
                }
            }
            Kind::Signature => {
                let typed = self.filled_in(Autocomplete::Name);
                entries.push(part_field(name, "name"), typed);
            }
            Kind::Matrix => self.matrix(question, name, entries),
            Kind::Group => {
                let (fewest, most) = question.entry_limits();
                let count =
                    u64::from(fewest) + self.chance.below(u64::from(most - fewest).min(2) + 1);
                for entry in 0..count {
                    let field = part_field(name, &entry.to_string());
                    for inner in &question.questions {
                        let field = part_field(&field, inner.id.as_str());
                        self.question(inner, inner.kind, &field, entries);
                    }
                }
            }
            Kind::File | Kind::Hidden | Kind::Statement => {}
        }
    }

    fn choice(&mut self, question: &Question, kind: Kind, name: &str, entries: &mut Entries) {
        let options = &question.options;
        let fewest = question.min_chosen.unwrap_or(1).max(1);
        let most = question.max_chosen.unwrap_or(3).max(fewest);
        let wanted = match kind {
            Kind::MultipleChoice => {
                u64::from(fewest) + self.chance.below(u64::from(most - fewest) + 1)
            }
            _ => 1,
        };
        let first = self.chance.below(options.len() as u64);
        for step in 0..wanted.min(options.len() as u64) {
            let place = usize::try_from((first + step) % options.len() as u64).unwrap_or(0);
            let option = &options[place];
            // One that excludes the others stands alone.
            if option.exclusive && step > 0 {
                continue;
            }
            entries.push(name.to_owned(), option.id.to_string());
            if option.text {
                let words = self.chance.one(&WORDS);
                entries.push(part_field(name, option.id.as_str()), words.to_owned());
            }
            if option.exclusive {
                break;
            }
        }
    }

    fn matrix(&mut self, question: &Question, name: &str, entries: &mut Entries) {
        let cells = question.cells.unwrap_or(Cells::Single);
        let fixed = question.rows.iter().any(|row| row.weight.is_some());
        for (index, row) in question.rows.iter().enumerate() {
            let field = part_field(name, row.id.as_str());
            match cells {
                Cells::Single => self.choice(question, Kind::SingleChoice, &field, entries),
                Cells::Multiple => self.choice(question, Kind::MultipleChoice, &field, entries),
                Cells::Columns => {
                    for column in &question.questions {
                        let field = part_field(&field, column.id.as_str());
                        self.question(column, column.kind, &field, entries);
                    }
                }
                Cells::Rating | Cells::Bipolar | Cells::Weighted => {
                    let (low, high) = question.scale().unwrap_or((1, 5));
                    let step = self.step(low, high);
                    entries.push(field.clone(), step.to_string());
                    if cells == Cells::Weighted && !fixed {
                        // All the weight on the first row: a sum of 1.
                        let weight = if index == 0 { "1" } else { "0" };
                        entries.push(part_field(&field, "weight"), weight.to_owned());
                    }
                }
            }
        }
    }
}
