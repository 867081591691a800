//! Deliveries of a form, or to a connector, together.

use sonda_domain::FormId;
use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;

/// Which deliveries are replayed or called off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplayScope {
    /// Only those of this form.
    pub form: Option<FormId>,
    /// Only those to this connector.
    pub connector: Option<String>,
    /// Only those to this target.
    pub target: Option<String>,
    /// Only those that failed last for this reason; none is told as an empty one.
    pub reason: Option<String>,
}

impl ReplayScope {
    fn columns(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let form = self.form.as_ref().map(|form| ("form_id", form.as_str()));
        let connector = self.connector.as_deref();
        let connector = connector.map(|connector| ("connector", connector));
        let target = self.target.as_deref().map(|target| ("target", target));
        let reason = self.reason.as_deref();
        let reason = reason.map(|reason| ("COALESCE(last_error, '')", reason));
        form.into_iter()
            .chain(connector)
            .chain(target)
            .chain(reason)
    }

    /// How many parameters [`ReplayScope::condition`] has.
    pub(super) fn parameters(&self) -> usize {
        self.columns().count()
    }

    /// The condition, after others, with its parameters numbered from `first`.
    pub(super) fn condition(&self, first: usize) -> String {
        let conditions = self.columns().enumerate();
        conditions
            .map(|(place, (column, _))| format!(" AND {column} = ${}", first + place))
            .collect()
    }

    /// Binds its parameters.
    pub(super) fn bind<'q>(
        &self,
        query: Query<'q, Any, AnyArguments>,
    ) -> Query<'q, Any, AnyArguments> {
        self.columns()
            .fold(query, |query, (_, value)| query.bind(value.to_owned()))
    }
}
