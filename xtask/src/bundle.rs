//! The browser's files, from source to `widget/dist` and `admin/dist`: Trunk's bundles and the scripts and styles that
//! go with them, each made small and with a brotli copy beside it.
//!
//! Files keep their time when their content did not change, so that the server, which embeds them,
//! is not built again.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::Result;
use crate::npm;
use crate::process;
use crate::report::{note, step};
use crate::shrink::{Kind, Shrinker, brotli_name};
use crate::tools::Tool;
use crate::wasm;
use crate::workspace::Workspace;

/// One file of the bundle.
#[derive(Debug)]
struct Asset {
    source: PathBuf,
    /// Below the folder of what is built.
    name: PathBuf,
    kind: Kind,
}

/// One module with its glue.
#[derive(Debug, Clone, Copy)]
struct Bundle {
    /// The crate's folder.
    folder: &'static str,
    /// The page in it that Trunk builds from.
    page: &'static str,
    /// What Trunk calls its files, after the crate.
    built: &'static str,
    /// What they are called in the end.
    name: &'static str,
    /// How its module is made small.
    module: Kind,
}

/// The bundles of forms. The server names to a page the one that it needs.
const FORMS: [Bundle; 2] = [
    Bundle {
        folder: "widget",
        page: "index.html",
        built: "sonda-widget",
        name: "sonda-widget",
        module: Kind::Wasm,
    },
    Bundle {
        folder: "widget",
        page: "lean.html",
        built: "sonda-widget",
        name: "sonda-lean",
        module: Kind::Wasm,
    },
];

/// The programs of the console: the one that forms are built with, the one that they are mapped with, and the one for all
/// else. The server names to a page the one that it needs.
const CONSOLE: [Bundle; 3] = [
    Bundle {
        folder: "admin",
        page: "desk.html",
        built: "sonda-admin",
        name: "sonda-desk",
        module: Kind::LargeWasm,
    },
    Bundle {
        folder: "admin",
        page: "mapper.html",
        built: "sonda-admin",
        name: "sonda-mapper",
        module: Kind::LargeWasm,
    },
    Bundle {
        folder: "admin",
        page: "studio.html",
        built: "sonda-admin",
        name: "sonda-studio",
        module: Kind::LargeWasm,
    },
];

/// The folder of the console's crate.
const ADMIN: &str = "admin";

/// Builds `widget/dist` and `admin/dist`, as far as something changed.
pub(crate) fn build(workspace: &Workspace) -> Result {
    let bundles = || FORMS.iter().chain(&CONSOLE);
    step("trunk build", || {
        bundles().try_for_each(|bundle| bundle.trunk(workspace))
    })?;
    step("shrink the bundles", || {
        let shrinker = Shrinker::new(workspace, npm::ensure_build_tools(workspace)?)?;
        let (mut assets, mut console) = modules(workspace, &shrinker)?;
        let scripts = workspace.root.join("static");
        collect_static(&scripts, Path::new(""), &mut assets)?;
        collect_static(&scripts.join("parts"), Path::new("parts"), &mut assets)?;
        publish_all(&shrinker, &assets, &workspace.root.join("widget"))?;

        let admin = workspace.root.join(ADMIN);
        let modules = console.iter().filter(|asset| asset.kind == Kind::LargeWasm);
        let modules: Vec<PathBuf> = modules.map(|asset| asset.source.clone()).collect();
        let programs: Vec<(&str, PathBuf)> =
            CONSOLE.iter().map(|one| one.name).zip(modules).collect();
        collect_console(workspace, &programs, &mut console)?;
        publish_all(&shrinker, &console, &admin)
    })
}

/// The modules with their glue, of forms and of the console, made small side by side.
fn modules(workspace: &Workspace, shrinker: &Shrinker) -> Result<(Vec<Asset>, Vec<Asset>)> {
    // The large ones first: nobody waits for one of them at the end.
    let bundles: Vec<&Bundle> = CONSOLE.iter().chain(&FORMS).collect();
    let next = AtomicUsize::new(0);
    let made = Mutex::new(BTreeMap::new());
    let work = || {
        while let place = next.fetch_add(1, Ordering::Relaxed)
            && let Some(bundle) = bundles.get(place)
        {
            let assets = bundle.assets(workspace, shrinker);
            let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
            made.insert(place, assets);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(work);
        }
    });
    let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (mut forms, mut console) = (Vec::new(), Vec::new());
    for (place, assets) in made {
        let of = if place < CONSOLE.len() {
            &mut console
        } else {
            &mut forms
        };
        of.append(&mut assets?);
    }
    Ok((forms, console))
}

/// Puts the console into `admin/dist` as the development profile builds it, and its scripts and styles as they are.
/// One program does the work of all. [`build`] puts the small ones back.
pub(crate) fn draft_console(workspace: &Workspace) -> Result {
    let dist = workspace.root.join(ADMIN).join("dist");
    step("build the console's draft", || {
        let mut command = process::cargo(&workspace.root);
        command.args([
            "build",
            "--package",
            "sonda-admin",
            "--target",
            wasm::TARGET,
        ]);
        command
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_ENCODED_RUSTFLAGS", wasm::ERASED);
        process::run(&mut command)?;
        let built = workspace.target.join(wasm::TARGET).join("debug");
        let bindgen = Tool::wasm_bindgen(workspace)?.program(workspace);
        for bundle in &CONSOLE {
            process::run(
                process::command(&bindgen, &workspace.root)
                    .args(["--target", "web", "--no-typescript", "--out-dir"])
                    .arg(dist.join("pkg"))
                    .arg(built.join("sonda_admin.wasm"))
                    .args(["--out-name", bundle.name]),
            )?;
        }
        Ok(())
    })?;
    let mut assets = Vec::new();
    let module = |name: &str| dist.join("pkg").join(format!("{name}_bg.wasm"));
    let programs = CONSOLE.iter().map(|one| (one.name, module(one.name)));
    collect_console(workspace, &programs.collect::<Vec<_>>(), &mut assets)?;
    for asset in &assets {
        replace(&asset.source, &dist.join(&asset.name))?;
    }
    remove_compressed(&dist)
}

/// Removes the brotli copies, which are of another build.
fn remove_compressed(folder: &Path) -> Result {
    for path in entries(folder)? {
        if path.is_dir() {
            remove_compressed(&path)?;
        } else if path.extension().is_some_and(|end| end == "br") {
            fs::remove_file(&path)
                .map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
        }
    }
    Ok(())
}

impl Bundle {
    /// Where Trunk leaves it.
    fn staging(&self, workspace: &Workspace) -> PathBuf {
        let folder = workspace.target.join("sonda-bundle");
        folder.join("trunk").join(self.name)
    }

    fn trunk(&self, workspace: &Workspace) -> Result {
        let staging = self.staging(workspace);
        let trunk = Tool::trunk();
        let bindgen = Tool::wasm_bindgen(workspace)?;
        let path = process::path_with(&[bindgen.folder(workspace), trunk.folder(workspace)])?;
        fs::create_dir_all(&staging)
            .map_err(|error| format!("cannot make {}: {error}", staging.display()))?;
        let mut command = process::command(trunk.program(workspace), &workspace.root);
        command
            .args(["build", "--skip-version-check", "--config", "trunk.toml"])
            .arg("--dist")
            .arg(staging)
            .arg(workspace.root.join(self.folder).join(self.page))
            .env("PATH", path)
            // Trunk takes NO_COLOR=1, as others set it, for a mistake.
            .env_remove("NO_COLOR");
        process::run(wasm::small(&mut command))
    }

    /// The module and its glue, under the names that they are served by.
    fn assets(&self, workspace: &Workspace, shrinker: &Shrinker) -> Result<Vec<Asset>> {
        let mut assets = Vec::new();
        collect(&self.staging(workspace), Path::new("pkg"), &mut assets)?;
        for asset in assets.iter_mut().filter(|asset| asset.kind == Kind::Wasm) {
            asset.kind = self.module;
        }
        rename(shrinker, &mut assets, self.module)?;
        for asset in &mut assets {
            let name = asset.name.to_string_lossy().replace(self.built, self.name);
            asset.name = PathBuf::from(name);
        }
        Ok(assets)
    }
}

/// Puts the assets into the folder `dist` of a crate's, and removes what was there before.
fn publish_all(shrinker: &Shrinker, assets: &[Asset], folder: &Path) -> Result {
    let dist = folder.join("dist");
    let mut kept = Vec::new();
    for asset in assets {
        publish(shrinker, asset, &dist, &mut kept)?;
    }
    remove_others(&dist, &kept)
}

/// Gives the glue the names that the module will have.
fn rename(shrinker: &Shrinker, bundle: &mut [Asset], module_kind: Kind) -> Result {
    let source = |kind| {
        let asset = bundle.iter().find(|asset| asset.kind == kind);
        asset.map(|asset| asset.source.clone())
    };
    let (Some(module), Some(glue)) = (source(module_kind), source(Kind::Script)) else {
        return Err("Trunk left no module with its glue".to_owned());
    };
    let renamed = shrinker.rename(&glue, &module, module_kind)?;
    for asset in bundle.iter_mut().filter(|asset| asset.source == glue) {
        asset.source.clone_from(&renamed);
    }
    Ok(())
}

/// Adds what a folder holds, except the page that Trunk writes: the server writes its own.
fn collect(folder: &Path, name: &Path, assets: &mut Vec<Asset>) -> Result {
    for source in entries(folder)? {
        let Some(file_name) = source.file_name() else {
            continue;
        };
        let name = name.join(file_name);
        if source.is_dir() {
            collect(&source, &name, assets)?;
        } else if let Some(kind) = Kind::of(&source) {
            assets.push(Asset { source, name, kind });
        } else if file_name != "index.html" {
            return Err(format!(
                "{} is of a kind that the bundle does not know",
                source.display()
            ));
        }
    }
    Ok(())
}

/// The script that goes into the module's glue.
const HOST: &str = "host.js";

/// Adds the scripts and styles of a folder, without its folders and other files, and without what goes into the glue.
fn collect_static(folder: &Path, name: &Path, assets: &mut Vec<Asset>) -> Result {
    for source in entries(folder)? {
        if source.ends_with(HOST) {
            continue;
        }
        if let (Some(kind), Some(file_name)) = (Kind::of(&source), source.file_name()) {
            let name = name.join(file_name);
            assets.push(Asset { source, name, kind });
        }
    }
    Ok(())
}

/// Adds the scripts and styles of the console to its programs, and their words, a file for each program and language.
fn collect_console(
    workspace: &Workspace,
    programs: &[(&str, PathBuf)],
    assets: &mut Vec<Asset>,
) -> Result {
    let admin = workspace.root.join(ADMIN);
    collect_static(&admin.join("static"), Path::new(""), assets)?;
    let words = workspace.target.join("sonda-bundle").join("words");
    let script = workspace.root.join("xtask").join("npm").join("words.mjs");
    let mut command = npm::node(&script)?;
    command.arg(admin.join("locales")).arg(&words);
    for (program, module) in programs {
        command.arg(format!("{program}={}", module.display()));
    }
    process::run(&mut command)?;
    collect(&words, Path::new("words"), assets)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error| format!("cannot read the folder {}: {error}", folder.display());
    let mut paths = fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()).map_err(failed))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// Puts the small form and its brotli copy into `dist`, and prints their sizes.
fn publish(shrinker: &Shrinker, asset: &Asset, dist: &Path, kept: &mut Vec<PathBuf>) -> Result {
    let small = shrinker.shrink(&asset.source, asset.kind)?;
    let target = dist.join(&asset.name);
    let mut sizes = Vec::new();
    for (from, to) in [(brotli_name(&small), brotli_name(&target)), (small, target)] {
        sizes.push(replace(&from, &to)?);
        kept.push(to);
    }
    note(&format!(
        "{:<32} {:>8} bytes, {:>7} brotli",
        asset.name.display(),
        sizes[1],
        sizes[0]
    ));
    Ok(())
}

/// Copies a file unless the target has the same content; returns the number of bytes.
fn replace(from: &Path, to: &Path) -> Result<usize> {
    let failed = |error| format!("cannot write {}: {error}", to.display());
    let content = fs::read(from).map_err(failed)?;
    if fs::read(to).is_ok_and(|old| old == content) {
        return Ok(content.len());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(to, &content).map_err(failed)?;
    Ok(content.len())
}

/// Removes files of earlier builds.
fn remove_others(folder: &Path, kept: &[PathBuf]) -> Result {
    for path in entries(folder)? {
        if path.is_dir() {
            remove_others(&path, kept)?;
        } else if !kept.contains(&path) {
            fs::remove_file(&path)
                .map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
        }
    }
    Ok(())
}
