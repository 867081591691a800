//! What is set for the whole installation, and the pictures it shows.

use super::{Store, StoreError};
use crate::installation::{Branding, Installation, Languages, Picture};
use serde::de::DeserializeOwned;
use sqlx::Row;

/// A picture that is shown no more is kept this long for pages under way.
const SPARED_MS: i64 = 24 * 60 * 60 * 1_000;

/// What can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// How the installation presents itself.
    Branding,
    /// Which languages it speaks.
    Languages,
}

impl Setting {
    fn as_str(self) -> &'static str {
        match self {
            Self::Branding => "branding",
            Self::Languages => "languages",
        }
    }
}

/// What is set, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSetting<T> {
    /// What is set.
    pub value: T,
    /// The number of the newest save; 0: none yet.
    pub revision: i64,
}

/// A save of a setting.
#[derive(Debug, Clone, Copy)]
pub struct SettingSave<'a> {
    /// What is set.
    pub setting: Setting,
    /// The revision that it follows.
    pub follows: i64,
    /// The value as JSON.
    pub value: &'a str,
    /// The account that saves.
    pub by: Option<&'a str>,
    /// When, in milliseconds since the epoch.
    pub now_ms: i64,
}

impl Store {
    /// All that is set for the installation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn installation(&self) -> Result<Installation, StoreError> {
        Ok(Installation {
            branding: self.branding().await?.value,
            languages: self.languages().await?.value,
        })
    }

    /// How the installation presents itself.
    ///
    /// # Errors
    /// The database failed.
    pub async fn branding(&self) -> Result<StoredSetting<Branding>, StoreError> {
        self.setting(Setting::Branding).await
    }

    /// Which languages the installation speaks.
    ///
    /// # Errors
    /// The database failed.
    pub async fn languages(&self) -> Result<StoredSetting<Languages>, StoreError> {
        self.setting(Setting::Languages).await
    }

    async fn setting<T: DeserializeOwned + Default>(
        &self,
        setting: Setting,
    ) -> Result<StoredSetting<T>, StoreError> {
        let row = sqlx::query("SELECT value, revision FROM setting WHERE name = $1")
            .bind(setting.as_str())
            .fetch_optional(self.reader())
            .await?;
        let Some(row) = row else {
            return Ok(StoredSetting {
                value: T::default(),
                revision: 0,
            });
        };
        Ok(StoredSetting {
            value: super::read_json("a setting", row.try_get("value")?)?,
            revision: row.try_get("revision")?,
        })
    }

    /// Keeps a save, and the picture that it names; `None`: somebody has saved since the revision that it follows.
    ///
    /// # Errors
    /// The database failed.
    pub async fn save_setting(
        &self,
        save: SettingSave<'_>,
        picture: Option<&Picture>,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.begin().await?;
        let name = save.setting.as_str();
        let saved = sqlx::query(
            "UPDATE setting SET value = $3, revision = revision + 1, changed_at_ms = $4, changed_by = $5 \
             WHERE name = $1 AND revision = $2",
        )
        .bind(name)
        .bind(save.follows)
        .bind(save.value)
        .bind(save.now_ms)
        .bind(save.by)
        .execute(&mut *tx)
        .await?;
        let mut is_kept = saved.rows_affected() == 1;
        if !is_kept && save.follows == 0 {
            let first = sqlx::query(
                "INSERT INTO setting (name, value, revision, changed_at_ms, changed_by) \
                 VALUES ($1, $2, 1, $3, $4) ON CONFLICT DO NOTHING",
            )
            .bind(name)
            .bind(save.value)
            .bind(save.now_ms)
            .bind(save.by)
            .execute(&mut *tx)
            .await?;
            is_kept = first.rows_affected() == 1;
        }
        if !is_kept {
            return Ok(None);
        }
        if let Some(picture) = picture {
            // Of those before only what pages under way may show: the newest, and those of this day.
            sqlx::query(
                "DELETE FROM brand_picture WHERE kept_at_ms < $1 \
                 AND kept_at_ms < (SELECT MAX(kept_at_ms) FROM brand_picture)",
            )
            .bind(save.now_ms - SPARED_MS)
            .execute(&mut *tx)
            .await?;
            sqlx::query(
                "INSERT INTO brand_picture (file, content, kept_at_ms) VALUES ($1, $2, $3) \
                 ON CONFLICT (file) DO UPDATE SET kept_at_ms = excluded.kept_at_ms",
            )
            .bind(picture.file())
            .bind(picture.content())
            .bind(save.now_ms)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(Some(save.follows + 1))
    }

    /// A picture in base64, by its file's name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn brand_picture(&self, file: &str) -> Result<Option<String>, StoreError> {
        let found = sqlx::query_scalar("SELECT content FROM brand_picture WHERE file = $1")
            .bind(file)
            .fetch_optional(self.reader())
            .await?;
        Ok(found)
    }
}
