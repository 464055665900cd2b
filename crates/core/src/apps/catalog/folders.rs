//! The answer of `/Folder/GetFolders` (tenant-api §6.4): how the person grouped their apps there.
//!
//! Documented by one client only, so anything may be missing, and a list without folders is whole.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::error::Result;
use crate::net::json::{Members, parse_envelope};
use crate::text;

/// More folders than a portal holds (100 by 100), with room.
const MAX_FOLDERS: usize = 1000;

const MAX_APPS_PER_FOLDER: usize = 5000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    pub name: String,
    /// Keys, of which some may not be in the list.
    pub apps: Vec<String>,
}

/// # Errors
/// As [`parse_envelope`].
pub fn read(body: &str) -> Result<Vec<Folder>> {
    let Some(result) = parse_envelope(body)? else { return Ok(Vec::new()) };
    let rows = match Members::parse(result) {
        Some(object) => ["Folders", "Results"].iter().find_map(|name| object.get(name)),
        None => Some(result),
    };
    let rows: Vec<&RawValue> = rows.and_then(|rows| serde_json::from_str(rows.get()).ok()).unwrap_or_default();
    Ok(rows.into_iter().take(MAX_FOLDERS).filter_map(read_folder).collect())
}

fn read_folder(json: &RawValue) -> Option<Folder> {
    let row = Members::parse(json)?;
    let name = row.display_text("Name", text::MAX_NAME_GRAPHEMES)?;
    let apps: Vec<&RawValue> = row.get("Apps").and_then(|apps| serde_json::from_str(apps.get()).ok())?;
    let app_key = |app: &&RawValue| match serde_json::from_str::<String>(app.get()) {
        Ok(key) => Some(key),
        Err(_) => Members::parse(app)?.text("AppKey"),
    };
    let apps: Vec<String> = apps.iter().take(MAX_APPS_PER_FOLDER).filter_map(app_key).collect();
    (!apps.is_empty()).then_some(Folder { name, apps })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folders_are_read_in_all_known_shapes() {
        let folder = |name: &str, keys: &[&str]| Folder {
            name: name.into(),
            apps: keys.iter().map(|key| (*key).to_owned()).collect(),
        };
        let folders = read(
            r#"{"success":true,"Result":[{"FolderUuid":"1","Name":"Mine","ShareOption":"NotShared","Apps":["a",{"AppKey":"b"},7],
                "SecuredItems":["x"]},{"Name":"Empty","Apps":[]},{"Apps":["a"]},{"Name":"No apps"},7]}"#,
        );
        assert_eq!(folders.unwrap(), [folder("Mine", &["a", "b"])]);
        let folders = read(r#"{"success":true,"Result":{"Folders":[{"name":"M","apps":["a"]}]}}"#);
        assert_eq!(folders.unwrap(), [folder("M", &["a"])]);
        for empty in ["null", "{}", "[]", "7", r#""x""#] {
            assert_eq!(read(&format!(r#"{{"success":true,"Result":{empty}}}"#)).unwrap(), [], "{empty}");
        }
        assert!(read(r#"{"success":false}"#).is_err() && read("<html>").is_err());
    }

    proptest! {
        #[test]
        fn folders_read_never_panics_on_arbitrary_text(body in ".{0,200}") {
            let _ = read(&body);
        }
    }
}
