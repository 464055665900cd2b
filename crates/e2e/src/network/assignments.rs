//! Builds a tenant's answer to `GetUPData` for a journey: few members for each app, and what the journey is about.

use serde_json::{Map, Value, json};

/// Rows of `GetUPData`, in the order of the portal.
#[derive(Clone, Default)]
pub struct Assignments(Vec<Value>);

impl Assignments {
    /// Apps in one category, without further members.
    pub fn in_category(category: &str, names: &[&str]) -> Self {
        names.iter().fold(Self::default(), |all, name| all.with_app(name, json!({ "Category": category })))
    }

    /// Adds an app with these members. Its key is made from its name.
    #[must_use]
    pub fn with_app(mut self, name: &str, members: Value) -> Self {
        let mut row = Map::new();
        row.insert("AppKey".to_owned(), Self::app_key(name).into());
        row.insert("DisplayName".to_owned(), name.into());
        row.insert("AppType".to_owned(), "Web".into());
        if let Value::Object(members) = members {
            row.extend(members);
        }
        self.0.push(row.into());
        self
    }

    #[must_use]
    pub fn without_app(mut self, name: &str) -> Self {
        self.0.retain(|row| row["DisplayName"] != name);
        self
    }

    pub fn app_key(name: &str) -> String {
        format!("key-{}", name.to_lowercase().replace(' ', "-"))
    }

    /// The whole response.
    pub fn to_json(&self) -> String {
        json!({ "success": true, "Result": { "Apps": self.0 }, "Message": null }).to_string()
    }
}
