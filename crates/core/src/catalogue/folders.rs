//! The answer of `/Folder/GetFolders` (tenant-api §6.4): how the person grouped their apps there.
//!
//! Documented by one client only, so anything may be missing, and a list without folders is whole.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::json::{Members, envelope};
use crate::problem::Result;
use crate::text;

/// More folders than a portal holds (100 by 100), with room.
const MOST: usize = 1000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    pub name: String,
    /// Keys, of which some may not be in the list.
    pub apps: Vec<String>,
}

/// # Errors
/// As [`envelope`].
pub fn read(body: &str) -> Result<Vec<Folder>> {
    let Some(result) = envelope(body)? else { return Ok(Vec::new()) };
    let rows = match Members::of(result) {
        Some(object) => ["Folders", "Results"].iter().find_map(|name| object.get(name)),
        None => Some(result),
    };
    let rows: Vec<&RawValue> = rows.and_then(|rows| serde_json::from_str(rows.get()).ok()).unwrap_or_default();
    Ok(rows.into_iter().take(MOST).filter_map(folder).collect())
}

fn folder(json: &RawValue) -> Option<Folder> {
    let row = Members::of(json)?;
    let name = row.shown("Name", text::NAME)?;
    let apps: Vec<&RawValue> = row.get("Apps").and_then(|apps| serde_json::from_str(apps.get()).ok())?;
    let key = |app: &&RawValue| match serde_json::from_str::<String>(app.get()) {
        Ok(key) => Some(key),
        Err(_) => Members::of(app)?.text("AppKey"),
    };
    let apps: Vec<String> = apps.iter().filter_map(key).collect();
    (!apps.is_empty()).then_some(Folder { name, apps })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folders_in_the_shapes_that_were_seen() {
        let one = |name: &str, keys: &[&str]| Folder {
            name: name.into(),
            apps: keys.iter().map(|key| (*key).to_owned()).collect(),
        };
        let folders = read(
            r#"{"success":true,"Result":[{"FolderUuid":"1","Name":"Mine","ShareOption":"NotShared","Apps":["a",{"AppKey":"b"},7],
                "SecuredItems":["x"]},{"Name":"Empty","Apps":[]},{"Apps":["a"]},{"Name":"No apps"},7]}"#,
        );
        assert_eq!(folders.unwrap(), [one("Mine", &["a", "b"])]);
        let folders = read(r#"{"success":true,"Result":{"Folders":[{"name":"M","apps":["a"]}]}}"#);
        assert_eq!(folders.unwrap(), [one("M", &["a"])]);
        for nothing in ["null", "{}", "[]", "7", r#""x""#] {
            assert_eq!(read(&format!(r#"{{"success":true,"Result":{nothing}}}"#)).unwrap(), [], "{nothing}");
        }
        assert!(read(r#"{"success":false}"#).is_err() && read("<html>").is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(body in ".{0,200}") {
            let _ = read(&body);
        }
    }
}
