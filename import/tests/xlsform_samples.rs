//! The sample workbooks of the XLSForm project, where they are at hand.

use sonda_domain::check_content;
use sonda_import::xlsform;
use std::path::Path;

#[test]
fn show() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/xlsform"
    ));
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !name.contains(".xls") {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        println!("== {name}");
        match xlsform::import(&bytes) {
            Ok(imported) => {
                println!("{}", serde_json::to_string(&imported.content).unwrap());
                for loss in &imported.losses {
                    println!("  {}: {}", loss.place, loss.reason);
                }
                println!("{:?}", check_content(&imported.content));
            }
            Err(error) => println!("ERR {error}"),
        }
    }
}
