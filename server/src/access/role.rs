//! What people and programs may do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What a call of the API needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It looks.
    Read,
    /// It changes forms, links, connections or records.
    Write,
    /// It decides who may come in, people and tokens of programs, or what holds for the whole installation.
    People,
}

/// What a person is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May do everything.
    Owner,
    /// May do everything but decide who comes in, and what holds for the whole installation.
    Editor,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 2] = [Self::Owner, Self::Editor];

    /// Its name, as it is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
        }
    }

    /// Whether it bears that.
    #[must_use]
    pub fn allows(self, need: Need) -> bool {
        match (self, need) {
            (Self::Owner, _) | (Self::Editor, Need::Read | Need::Write) => true,
            (Self::Editor, Need::People) => false,
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| "a role is `owner` or `editor`".to_owned())
    }
}

/// What a token of a program may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// It may look.
    Read,
    /// It may look and change.
    Write,
}

impl Scope {
    /// Its name, as it is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// Whether it bears that. No program decides who comes in.
    #[must_use]
    pub fn allows(self, need: Need) -> bool {
        match (self, need) {
            (_, Need::Read) | (Self::Write, Need::Write) => true,
            (Self::Read, Need::Write) | (_, Need::People) => false,
        }
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let scopes = [Self::Read, Self::Write];
        let found = scopes.into_iter().find(|scope| scope.as_str() == text);
        found.ok_or_else(|| "a scope is `read` or `write`".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDS: [Need; 3] = [Need::Read, Need::Write, Need::People];

    #[test]
    fn each_role_and_scope_bears_what_the_table_says() {
        let may = |allows: &dyn Fn(Need) -> bool| NEEDS.map(allows);
        assert_eq!(may(&|need| Role::Owner.allows(need)), [true, true, true]);
        assert_eq!(may(&|need| Role::Editor.allows(need)), [true, true, false]);
        assert_eq!(may(&|need| Scope::Write.allows(need)), [true, true, false]);
        assert_eq!(may(&|need| Scope::Read.allows(need)), [true, false, false]);
    }

    #[test]
    fn names_are_read_back() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for scope in [Scope::Read, Scope::Write] {
            assert_eq!(scope.as_str().parse(), Ok(scope));
        }
        assert!("admin".parse::<Role>().is_err() && "people".parse::<Scope>().is_err());
    }
}
