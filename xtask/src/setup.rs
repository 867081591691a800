//! What each command needs, installed in one order: the system's parts first, because they may be
//! the ones that somebody else has to install.

use crate::Result;
use crate::npm;
use crate::pip;
use crate::system::{self, Part};
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// Something that a command cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// clippy and rustfmt.
    Components,
    /// The standard library for WASM and its source.
    Wasm,
    /// Trunk, wasm-bindgen, wasm-opt, esbuild, Node.js, and what `Wasm` is.
    Bundle,
    /// cargo-deny.
    CargoDeny,
    /// PostgreSQL's server.
    Postgres,
    /// Chromium and the packages of the end-to-end tests.
    Browser,
    /// What judges the importers: survey-core for SurveyJS, pyxform for XLSForm; and the connectors: Tryton, SAP CAP
    /// for OData, and Standard Webhooks' own packages; and the API: Schemathesis.
    Judges,
}

impl Need {
    /// Everything there is.
    pub(crate) const ALL: &[Self] = &[
        Self::Components,
        Self::Bundle,
        Self::CargoDeny,
        Self::Postgres,
        Self::Browser,
        Self::Judges,
    ];

    fn parts(self) -> &'static [Part] {
        match self {
            Self::Components | Self::Wasm | Self::CargoDeny => &[Part::Compiler],
            Self::Bundle => &[Part::Compiler, Part::Node, Part::Npm],
            Self::Postgres => &[Part::Postgres],
            Self::Browser => &[Part::Node, Part::Npm, Part::Chromium],
            Self::Judges => &[Part::Node, Part::Npm, Part::Python],
        }
    }
}

/// Installs what is missing.
pub(crate) fn ensure(workspace: &Workspace, needs: &[Need]) -> Result {
    let mut parts: Vec<Part> = Vec::new();
    for part in needs.iter().flat_map(|need| need.parts()) {
        if !parts.contains(part) {
            parts.push(*part);
        }
    }
    system::ensure(&parts)?;
    for need in needs {
        match need {
            Need::Components => tools::ensure_components(workspace)?,
            Need::Wasm => tools::ensure_wasm(workspace)?,
            Need::Bundle => {
                tools::ensure_wasm(workspace)?;
                npm::ensure_build_tools(workspace)?;
                Tool::wasm_bindgen(workspace)?.ensure(workspace)?;
                Tool::trunk().ensure(workspace)?;
            }
            Need::CargoDeny => Tool::cargo_deny().ensure(workspace)?,
            Need::Postgres => {}
            Need::Browser => npm::ensure_modules(&workspace.root.join("e2e"))?,
            Need::Judges => {
                npm::ensure_modules(&workspace.survey_core())?;
                npm::ensure_modules(&workspace.cap())?;
                npm::ensure_modules(&workspace.standard_webhooks())?;
                pip::PYXFORM.ensure(workspace)?;
                pip::TRYTON.ensure(workspace)?;
                pip::STANDARD_WEBHOOKS.ensure(workspace)?;
                pip::SCHEMATHESIS.ensure(workspace)?;
            }
        }
    }
    Ok(())
}
