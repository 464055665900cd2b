//! What the files say of tenants: where to sign in, how, and what a sign-in that worked taught.

use toml_edit::{ArrayOfTables, Item, Table, value};

use super::{FileSettings, Settings, file_format, set_value};
use crate::accounts::account::Account;
use crate::error::{Code, Result};
use crate::settings::file_format::Keyword;
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::TenantUrl;
use crate::view::SignInMethod;

impl Settings {
    /// The tenant to sign in to, and whether policy fixes it.
    pub fn registration(&self) -> Option<(ClientRegistration, bool)> {
        match (self.policy.tenants.first(), self.user.tenants.first()) {
            (Some(managed), _) => Some((self.with_user_method(managed), true)),
            (None, Some(user)) => Some((user.clone(), false)),
            (None, None) => None,
        }
    }

    /// What a file says of the tenant at that address, if anything. Where policy names tenants, there
    /// are no others.
    pub fn find_registration(&self, tenant: &TenantUrl) -> Option<ClientRegistration> {
        let find_in = |settings: &FileSettings| {
            settings.tenants.iter().find(|registration| registration.tenant == *tenant).cloned()
        };
        if self.policy.tenants.is_empty() {
            find_in(&self.user)
        } else {
            find_in(&self.policy).map(|registration| self.with_user_method(&registration))
        }
    }

    /// How an account signs in: as the files say or, for a tenant that they no longer name, as for a
    /// typed address. `None` where policy knows no such tenant.
    pub fn registration_for_account(&self, account: &Account) -> Option<ClientRegistration> {
        let registration = self.find_registration(&account.tenant);
        registration.or_else(|| {
            (!self.has_managed_tenants()).then(|| ClientRegistration::with_defaults(account.tenant.clone()))
        })
    }

    /// Every tenant that the files name.
    pub fn registrations(&self) -> Vec<ClientRegistration> {
        if self.policy.tenants.is_empty() { self.user.tenants.clone() } else { self.managed_tenants() }
    }

    /// The tenants that policy names; where it names any, there are no others.
    pub fn managed_tenants(&self) -> Vec<ClientRegistration> {
        self.policy.tenants.iter().map(|managed| self.with_user_method(managed)).collect()
    }

    /// Policy names the tenants.
    pub const fn has_managed_tenants(&self) -> bool {
        !self.policy.tenants.is_empty()
    }

    /// A policy that leaves the way open lets the person's file say it, and so with a client secret.
    fn with_user_method(&self, managed: &ClientRegistration) -> ClientRegistration {
        let Some(user) = self.user.tenants.iter().find(|own| own.tenant == managed.tenant) else {
            return managed.clone();
        };
        let method = if user.is_sign_in_method_set && !managed.is_sign_in_method_set {
            user.sign_in_method
        } else {
            managed.sign_in_method
        };
        ClientRegistration {
            is_confidential: managed.is_confidential || user.is_confidential,
            ..managed.with_sign_in_method(method)
        }
    }

    /// Whether policy says how to sign in to that tenant.
    pub fn is_method_managed(&self, tenant: &TenantUrl) -> bool {
        self.policy.tenants.iter().any(|managed| managed.tenant == *tenant && managed.is_sign_in_method_set)
    }

    /// Writes down how to sign in to a tenant: chosen, or learnt from a sign-in that worked.
    ///
    /// # Errors
    /// `E-MANAGED` where policy says it.
    pub fn set_sign_in_method(&mut self, tenant: &TenantUrl, method: SignInMethod) -> Result<()> {
        if self.is_method_managed(tenant) {
            return Err(Code::Managed.into());
        }
        self.set_tenant_value(tenant, "sign_in", method.keyword())
    }

    /// Writes down that the tenant gave us a client secret.
    pub fn set_confidential(&mut self, tenant: &TenantUrl) -> Result<()> {
        self.set_tenant_value(tenant, "client_type", "confidential")
    }

    fn set_tenant_value(&mut self, tenant: &TenantUrl, key: &str, text: &str) -> Result<()> {
        let tables = self.document.entry("tenant").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        let Some(tables) = tables.as_array_of_tables_mut() else { return Err(Code::DiskReadOnly.into()) };
        let is_for_tenant = |table: &Table| file_format::tenant_url(table).as_ref() == Some(tenant);
        if !tables.iter().any(is_for_tenant) {
            let mut table = Table::new();
            table["url"] = value(tenant.as_str());
            tables.push(table);
        }
        for table in tables.iter_mut().filter(|table| is_for_tenant(table)) {
            set_value(table, key, text);
        }
        self.read_document();
        Ok(())
    }

    /// Takes a tenant out of the person's file, unless the person wrote more than Portico does.
    pub fn remove_tenant(&mut self, tenant: &TenantUrl) {
        let Some(tables) = self.document.get_mut("tenant").and_then(Item::as_array_of_tables_mut) else { return };
        let is_removable = |table: &Table| {
            let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
            !prefix.contains('#')
                && file_format::tenant_url(table).as_ref() == Some(tenant)
                && table.iter().all(|(key, _)| matches!(key, "url" | "sign_in" | "client_type"))
        };
        tables.retain(|table| !is_removable(table));
        self.read_document();
    }

    /// Makes a tenant the first in the file, since the first is the one that is used. What the file
    /// says of it already stays; of a new one only the address is written down.
    pub fn put_tenant_first(&mut self, registration: &ClientRegistration) {
        let tenants = self.document.get("tenant").and_then(Item::as_array_of_tables).cloned().unwrap_or_default();
        let (mut tables, others): (Vec<Table>, Vec<Table>) = tenants
            .into_iter()
            .partition(|table| file_format::tenant_url(table).as_ref() == Some(&registration.tenant));
        if tables.is_empty() {
            let mut table = Table::new();
            table["url"] = value(registration.tenant.as_str());
            tables.push(table);
        }
        tables.extend(others);
        for (position, table) in (1..).zip(&mut tables) {
            table.set_position(Some(position));
        }
        self.document["tenant"] = Item::ArrayOfTables(tables.into_iter().collect());
        self.read_document();
    }
}
