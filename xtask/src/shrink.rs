//! Making one file of the bundle small, once per content: results are kept under their input's hash.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::Result;
use crate::npm;
use crate::process;
use crate::workspace::{Workspace, read};

/// What every browser since Chrome 96, Firefox 90 and Safari 15 can do: what rustc emits by itself.
///
/// wasm-opt prints the short names it gives to what passes between module and glue.
///
/// Once taken apart and put together anew, the code is 1.3 KB smaller compressed than after any number of `-Oz`. That the
/// first kilobyte of the memory is unused holds because the stack is there, which would be all but full.
const THOROUGHLY: [&str; 5] = ["-Oz", "--flatten", "--rereloop", "-Oz", "-Oz"];

/// A large program would have a hundredth less for twice the time.
const ONCE: [&str; 1] = ["-Oz"];

/// What every module is told.
const WASM_OPTIONS: [&str; 11] = [
    "--low-memory-unused",
    "--minify-imports-and-exports-and-modules",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The same browsers, for scripts and styles.
const TEXT_OPTIONS: [&str; 5] = [
    "--minify",
    "--tree-shaking=true",
    "--legal-comments=none",
    "--log-level=warning",
    "--target=es2020,chrome96,firefox90,safari15",
];

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// The compiled widget.
    Wasm,
    /// A compiled program of the console.
    LargeWasm,
    /// An ES module.
    Script,
    /// A style sheet.
    Style,
    /// Texts, as JSON that is small already.
    Words,
}

impl Kind {
    /// The kind by the end of the file's name.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "wasm" => Some(Self::Wasm),
            "js" => Some(Self::Script),
            "css" => Some(Self::Style),
            "json" => Some(Self::Words),
            _ => None,
        }
    }
}

/// The tools, and where results are kept.
#[derive(Debug)]
pub(crate) struct Shrinker {
    modules: PathBuf,
    compress: PathBuf,
    names: PathBuf,
    seal: PathBuf,
    /// The script that the module calls.
    host: PathBuf,
    /// The scripts that make what is kept.
    scripts: String,
    /// The texts of `embed.js`, as JSON, which the scripts know as `SONDA_TEXTS`.
    texts: String,
    cache: PathBuf,
}

impl Shrinker {
    /// Takes the `node_modules` with the tools.
    pub(crate) fn new(workspace: &Workspace, modules: PathBuf) -> Result<Self> {
        let cache = workspace.target.join("sonda-bundle").join("cache");
        fs::create_dir_all(&cache)
            .map_err(|error| format!("cannot make {}: {error}", cache.display()))?;
        let scripts = workspace.root.join("xtask").join("npm");
        let locales = workspace.root.join("domain").join("locales");
        let texts = process::output(npm::node(&scripts.join("texts.mjs"))?.arg(locales))?;
        let (compress, seal) = (scripts.join("compress.mjs"), scripts.join("seal.mjs"));
        Ok(Self {
            modules,
            scripts: read(&compress)? + &read(&seal)?,
            compress,
            names: scripts.join("names.mjs"),
            seal,
            host: workspace.root.join("static").join("host.js"),
            texts,
            cache,
        })
    }

    /// What esbuild is told about a kind beyond `TEXT_OPTIONS`.
    fn options_of(&self, kind: Kind) -> Vec<String> {
        match kind {
            Kind::Script => vec![
                "--format=esm".to_owned(),
                // A module is UTF-8 by the standard: letters need not be escaped.
                "--charset=utf8".to_owned(),
                format!("--define:SONDA_TEXTS={}", self.texts),
            ],
            Kind::Wasm | Kind::LargeWasm | Kind::Style | Kind::Words => Vec::new(),
        }
    }

    /// The glue of a module, with the names that the small form of the module has.
    pub(crate) fn rename(&self, glue: &Path, module: &Path, kind: Kind) -> Result<PathBuf> {
        let names = names_of(&self.shrink(module, kind)?);
        let text = process::output(
            npm::node(&self.names)?
                .arg(&names)
                .arg(glue)
                .arg(&self.host),
        )?;
        let renamed = names.with_extension("glue.js");
        write(&renamed, &text)?;
        Ok(renamed)
    }

    /// The small form of a file; its brotli copy has the same name and `.br`.
    pub(crate) fn shrink(&self, source: &Path, kind: Kind) -> Result<PathBuf> {
        let content = fs::read(source)
            .map_err(|error| format!("cannot read {}: {error}", source.display()))?;
        let mut hasher = DefaultHasher::new();
        (kind, &content, &self.modules, &self.scripts).hash(&mut hasher);
        (THOROUGHLY, ONCE, WASM_OPTIONS, TEXT_OPTIONS).hash(&mut hasher);
        let options = self.options_of(kind);
        options.hash(&mut hasher);
        let extension = source.extension().unwrap_or_default().to_string_lossy();
        let name = format!("{:016x}.{extension}", hasher.finish());
        let result = self.cache.join(&name);
        let compressed = brotli_name(&result);
        if result.is_file() && compressed.is_file() {
            return Ok(result);
        }
        let unfinished = self.cache.join(format!("unfinished-{name}"));
        match kind {
            Kind::Wasm | Kind::LargeWasm => {
                let passes = if kind == Kind::Wasm {
                    &THOROUGHLY[..]
                } else {
                    &ONCE
                };
                let names = process::output(
                    npm::node(&self.modules.join("binaryen").join("bin").join("wasm-opt"))?
                        .args(passes)
                        .args(WASM_OPTIONS)
                        .arg(source)
                        .arg("-o")
                        .arg(&unfinished),
                )?;
                let names_file = names_of(&result);
                write(&names_file, &names)?;
                process::run(npm::node(&self.seal)?.arg(&unfinished).arg(names_file))?;
            }
            Kind::Script | Kind::Style => process::run(
                npm::node(&self.modules.join("esbuild").join("bin").join("esbuild"))?
                    .arg(source)
                    .args(TEXT_OPTIONS)
                    .args(options)
                    .arg(format!("--outfile={}", unfinished.display())),
            )?,
            Kind::Words => fs::write(&unfinished, &content)
                .map_err(|error| format!("cannot write {}: {error}", unfinished.display()))?,
        }
        process::run(npm::node(&self.compress)?.arg(&unfinished))?;
        for (from, to) in [
            (brotli_name(&unfinished), &compressed),
            (unfinished, &result),
        ] {
            fs::rename(&from, to)
                .map_err(|error| format!("cannot rename {}: {error}", from.display()))?;
        }
        Ok(result)
    }
}

/// Where the short names are of what a small module imports and exports.
fn names_of(module: &Path) -> PathBuf {
    module.with_extension("names.json")
}

fn write(path: &Path, text: &str) -> Result {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// The name of the brotli copy.
pub(crate) fn brotli_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    PathBuf::from(name)
}
