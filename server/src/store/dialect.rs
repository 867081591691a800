//! The few strings that differ between SQLite and PostgreSQL. Everything else is one SQL text.

use super::StoreError;

/// The database engine behind a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, in WAL mode, every commit synced to disk.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// Reads the engine from the scheme of a database URL.
    ///
    /// # Errors
    /// A scheme that is neither `sqlite:` nor `postgres:` / `postgresql:`.
    pub fn of(url: &str) -> Result<Self, StoreError> {
        match url.split(':').next() {
            Some("sqlite") => Ok(Self::Sqlite),
            Some("postgres" | "postgresql") => Ok(Self::Postgres),
            _ => Err(StoreError::UnknownEngine),
        }
    }

    /// Starts a transaction that will write. SQLite takes its write lock at once: a transaction that
    /// takes it later fails with "database is locked" instead of waiting.
    #[must_use]
    pub fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// Ends a SELECT whose rows the transaction is going to change.
    #[must_use]
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// Ends a SELECT that claims rows nobody else is claiming.
    #[must_use]
    pub fn for_claim(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Waits for a name (`$1`) and holds it until the transaction ends; none where the transaction
    /// already holds the whole database.
    #[must_use]
    pub fn lock_name(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            // The cast: the Any driver knows no `void`.
            Self::Postgres => {
                Some("SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT)")
            }
        }
    }

    /// How many bytes the database has, as `bytes`.
    #[must_use]
    pub(crate) fn size(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()"
            }
            Self::Postgres => "SELECT pg_database_size(current_database()) AS bytes",
        }
    }

    /// The newest migration, as `version`, and when it was applied, as `at_ms`.
    #[must_use]
    pub(crate) fn newest_migration(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT version, CAST(strftime('%s', installed_on) AS BIGINT) * 1000 AS at_ms \
                 FROM _sqlx_migrations ORDER BY version DESC LIMIT 1"
            }
            Self::Postgres => {
                "SELECT version, CAST(EXTRACT(EPOCH FROM installed_on) * 1000 AS BIGINT) AS at_ms \
                 FROM _sqlx_migrations ORDER BY version DESC LIMIT 1"
            }
        }
    }

    /// Whether a column holds what the pattern of [`Dialect::any_case_pattern`], parameter `place`, says.
    #[must_use]
    pub fn any_case(self, column: &str, place: usize) -> String {
        match self {
            Self::Sqlite => format!("{column} GLOB ${place}"),
            Self::Postgres => format!("{column} ~ ${place}"),
        }
    }

    /// A pattern for texts that hold this one in whatever case, letter by letter: of the two engines neither knows more
    /// than ASCII's cases without being told.
    #[must_use]
    pub fn any_case_pattern(self, text: &str) -> String {
        let (any, edge) = match self {
            Self::Sqlite => ("*", "*"),
            Self::Postgres => (".*", ""),
        };
        let mut pattern = String::from(edge);
        for letter in text.chars() {
            let (lower, upper) = (letter.to_lowercase(), letter.to_uppercase());
            if lower.len() > 1 || upper.len() > 1 {
                pattern.push_str(any);
                continue;
            }
            let mut cases: Vec<char> = std::iter::once(letter).chain(lower).chain(upper).collect();
            cases.sort_unstable();
            cases.dedup();
            match &cases[..] {
                // A sign that means something to patterns stands in a class of its own, but for what no class takes.
                ['^' | '\\'] if self == Self::Postgres => {
                    pattern.push('\\');
                    pattern.push(letter);
                }
                [one] if one.is_alphanumeric() || *one == ' ' || !one.is_ascii() => {
                    pattern.push(*one);
                }
                ['^' | ']' | '\\'] if self == Self::Sqlite => pattern.push(letter),
                [']'] => pattern.push_str("\\]"),
                cases => {
                    pattern.push('[');
                    pattern.extend(cases);
                    pattern.push(']');
                }
            }
        }
        pattern.push_str(edge);
        pattern
    }
}
