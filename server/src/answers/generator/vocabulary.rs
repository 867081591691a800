//! What is answered: words, people, companies, towns.

pub(super) const WORDS: [&str; 16] = [
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
pub(super) const PEOPLE: [(&str, &str, &str); 12] = [
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

pub(super) const COMPANIES: [&str; 8] = [
    "Młyn Wodny Sp. z o.o.",
    "Northgate Dental",
    "Piekarnia Lis",
    "Карпатські меблі",
    "Brown & Sons",
    "Studio Ogrody",
    "Lviv Optics",
    "Hotel Pod Lipami",
];

pub(super) const POSITIONS: [&str; 4] = [
    "Owner",
    "Head of service",
    "Kierownik biura",
    "Керівниця продажів",
];

pub(super) const TOWNS: [&str; 5] = ["Warszawa", "Kraków", "Львів", "Gdańsk", "Leeds"];
