//! Answers that a form might get, by the form's own rules: the same for the same seed.

use sonda_domain::{
    AddressPart, Autocomplete, Cells, Content, Entries, Judged, Kind, Known, Locale, Question,
    comment_field, part_field, validate,
};

/// So often answers are made anew that the form's rules refuse.
const TRIES: u32 = 60;

const WORDS: [&str; 16] = [
    "Very friendly technician",
    "We waited longer than promised",
    "Wszystko zgodnie z umową",
    "Зв’язалися швидко, дякуємо",
    "Please call before you come",
    "Cena była wyższa niż w ofercie",
    "Good work, left everything tidy",
    "Spare part was missing",
    "Polecam, szybko i sprawnie",
    "Nothing to add",
    "Майстер усе пояснив",
    "The invoice came twice",
    "Proszę o kontakt w sprawie umowy",
    "Easy to arrange, on time",
    "Could be cheaper",
    "Drugi raz już bez problemów",
];
/// People: first name, last name, and how their e-mail addresses begin.
const PEOPLE: [(&str, &str, &str); 12] = [
    ("Anna", "Nowak", "anna.nowak"),
    ("Piotr", "Wójcik", "piotr.wojcik"),
    ("Оксана", "Шевченко", "oksana.shevchenko"),
    ("Maria", "Zielińska", "maria.zielinska"),
    ("Jan", "Lis", "jan.lis"),
    ("Тарас", "Коваль", "taras.koval"),
    ("Ewa", "Kowalska", "ewa.kowalska"),
    ("Helen", "Ward", "helen.ward"),
    ("Katarzyna", "Mazur", "katarzyna.mazur"),
    ("Олена", "Бондар", "olena.bondar"),
    ("Tom", "Brown", "tom.brown"),
    ("Tomasz", "Król", "tomasz.krol"),
];
const COMPANIES: [&str; 8] = [
    "Młyn Wodny Sp. z o.o.",
    "Northgate Dental",
    "Piekarnia Lis",
    "Карпатські меблі",
    "Brown & Sons",
    "Studio Ogrody",
    "Lviv Optics",
    "Hotel Pod Lipami",
];
const POSITIONS: [&str; 4] = [
    "Owner",
    "Head of service",
    "Kierownik biura",
    "Керівниця продажів",
];
const TOWNS: [&str; 5] = ["Warszawa", "Kraków", "Львів", "Gdańsk", "Leeds"];

/// Chance that a seed decides (SplitMix64).
#[derive(Debug, Clone)]
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another, which is not 0.
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    fn percent(&mut self, of_hundred: u64) -> bool {
        self.below(100) < of_hundred
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap_or(0)]
    }
}

/// A response that might have come.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// What was answered, and what follows from it.
    pub judged: Judged,
    /// The language it was filled in.
    pub locale: Locale,
    /// The page it came from.
    pub page: &'static str,
    /// The campaign it came by.
    pub campaign: Option<&'static str>,
    /// Ten bytes for its id.
    pub random: [u8; 10],
    /// Where between two moments it came, in thousandths.
    pub moment: u64,
}

/// Makes answers to one version of a form.
#[derive(Debug)]
pub struct Generator<'c> {
    content: &'c Content,
    chance: Chance,
    /// Whoever answers now.
    person: (&'static str, &'static str, &'static str),
}

impl<'c> Generator<'c> {
    /// Answers to this content, decided by a seed.
    #[must_use]
    pub fn new(content: &'c Content, seed: u64) -> Self {
        Self {
            content,
            chance: Chance(seed),
            person: PEOPLE[0],
        }
    }

    /// Another response; `None` where the form's rules refuse all that is tried, as where it wants a file.
    pub fn generate(&mut self) -> Option<Generated> {
        let locale = self.content.locales.clone();
        let place = self.chance.below(locale.len() as u64 * 2);
        // The first language is spoken by most.
        let place = usize::try_from(place).unwrap_or(0);
        let locale = locale.get(place).or(locale.first())?.clone();
        let known = Known::of(&locale);
        let judged = (0..TRIES).find_map(|_| {
            let entries = self.entries();
            self.judge(entries, &known)
        })?;
        let mut random = [0; 10];
        for byte in &mut random {
            *byte = self.chance.next().to_le_bytes()[0];
        }
        Some(Generated {
            judged,
            locale,
            page: self.chance.one(&[
                "https://www.example.com/",
                "https://www.example.com/offer",
                "https://shop.example.com/thanks",
            ]),
            campaign: self.chance.percent(30).then_some("spring"),
            random,
            moment: self.chance.below(1_000),
        })
    }

    /// Judges answers; what is wrong with questions that may be left out is left out.
    fn judge(&self, mut entries: Entries, known: &Known) -> Option<Judged> {
        for _ in 0..3 {
            match validate(self.content, &entries, known) {
                Ok(judged) => return Some(judged),
                Err(errors) => {
                    for error in errors {
                        let question = error.field.split('.').next().unwrap_or_default();
                        let names: Vec<String> = entries
                            .iter()
                            .map(|(name, _)| name)
                            .filter(|name| name.split('.').next() == Some(question))
                            .map(str::to_owned)
                            .collect();
                        for name in names {
                            entries.remove(&name);
                        }
                    }
                }
            }
        }
        None
    }

    fn entries(&mut self) -> Entries {
        let mut entries = Entries::default();
        let content = self.content;
        self.person = self.chance.one(&PEOPLE);
        for question in content.questions() {
            if question.required || self.chance.percent(82) {
                self.question(question, question.kind, question.id.as_str(), &mut entries);
            }
            if question.comment.is_some() && self.chance.percent(25) {
                let words = self.chance.one(&WORDS);
                entries.push(comment_field(question.id.as_str()), words.to_owned());
            }
        }
        entries
    }

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

    fn question(&mut self, question: &Question, kind: Kind, name: &str, entries: &mut Entries) {
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
