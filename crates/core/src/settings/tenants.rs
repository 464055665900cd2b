//! What the files say of tenants: where to sign in, how, and what a sign-in that worked taught.

use toml_edit::{ArrayOfTables, Item, Table, value};

use super::{Form, Settings, form, put};
use crate::account::Account;
use crate::problem::{Code, Result};
use crate::registration::Registration;
use crate::settings::form::Word;
use crate::tenant::TenantUrl;
use crate::view::SignInWay;

impl Settings {
    /// The tenant to sign in to, and whether policy fixes it.
    pub fn registration(&self) -> Option<(Registration, bool)> {
        match (self.policy.tenants.first(), self.own.tenants.first()) {
            (Some(fixed), _) => Some((self.with_own_way(fixed), true)),
            (None, Some(own)) => Some((own.clone(), false)),
            (None, None) => None,
        }
    }

    /// What a file says of the tenant at that address, if anything. Where policy names tenants, there
    /// are no others.
    pub fn known(&self, tenant: &TenantUrl) -> Option<Registration> {
        let find = |form: &Form| form.tenants.iter().find(|one| one.tenant == *tenant).cloned();
        if self.policy.tenants.is_empty() {
            find(&self.own)
        } else {
            find(&self.policy).map(|it| self.with_own_way(&it))
        }
    }

    /// How an account signs in: as the files say or, for a tenant that they no longer name, as for a
    /// typed address. `None` where policy knows no such tenant.
    pub fn for_account(&self, account: &Account) -> Option<Registration> {
        let known = self.known(&account.tenant);
        known.or_else(|| (!self.fixes_tenants()).then(|| Registration::of(account.tenant.clone())))
    }

    /// The tenants that policy names; where it names any, there are no others.
    pub fn fixed_tenants(&self) -> Vec<Registration> {
        self.policy.tenants.iter().map(|fixed| self.with_own_way(fixed)).collect()
    }

    /// Policy names the tenants.
    pub const fn fixes_tenants(&self) -> bool {
        !self.policy.tenants.is_empty()
    }

    /// A policy that leaves the way open lets the person's file say it, and so with a client secret.
    fn with_own_way(&self, fixed: &Registration) -> Registration {
        let Some(own) = self.own.tenants.iter().find(|own| own.tenant == fixed.tenant) else { return fixed.clone() };
        let way = if own.way_is_set && !fixed.way_is_set { own.way } else { fixed.way };
        Registration { confidential: fixed.confidential || own.confidential, ..fixed.by(way) }
    }

    /// Whether policy says how to sign in to that tenant.
    pub fn holds_way(&self, tenant: &TenantUrl) -> bool {
        self.policy.tenants.iter().any(|fixed| fixed.tenant == *tenant && fixed.way_is_set)
    }

    /// Writes down how to sign in to a tenant: chosen, or learnt from a sign-in that worked.
    ///
    /// # Errors
    /// `E-MANAGED` where policy says it; the disk's problem as for [`Self::change`].
    pub fn set_way(&mut self, tenant: &TenantUrl, way: SignInWay) -> Result<()> {
        if self.holds_way(tenant) {
            return Err(Code::Managed.into());
        }
        self.set_of_tenant(tenant, "sign_in", way.word())
    }

    /// Writes down that the tenant gave us a client secret.
    pub fn set_confidential(&mut self, tenant: &TenantUrl) -> Result<()> {
        self.set_of_tenant(tenant, "client_type", "confidential")
    }

    fn set_of_tenant(&mut self, tenant: &TenantUrl, key: &str, word: &str) -> Result<()> {
        let tables = self.document.entry("tenant").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        let Some(tables) = tables.as_array_of_tables_mut() else { return Err(Code::DiskReadOnly.into()) };
        let is_its = |table: &Table| form::tenant_url(table).as_ref() == Some(tenant);
        if !tables.iter().any(is_its) {
            let mut table = Table::new();
            table["url"] = value(tenant.as_str());
            tables.push(table);
        }
        for table in tables.iter_mut().filter(|table| is_its(table)) {
            put(table, key, word);
        }
        self.save()
    }

    /// Takes a tenant out of the person's file, unless the person wrote more than Portico does.
    pub fn forget_tenant(&mut self, tenant: &TenantUrl) -> Result<()> {
        let Some(tables) = self.document.get_mut("tenant").and_then(Item::as_array_of_tables_mut) else {
            return Ok(());
        };
        let ours = |table: &Table| {
            let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
            !prefix.contains('#')
                && form::tenant_url(table).as_ref() == Some(tenant)
                && table.iter().all(|(key, _)| matches!(key, "url" | "sign_in" | "client_type"))
        };
        tables.retain(|table| !ours(table));
        self.save()
    }

    /// Makes a tenant the first in the file, since the first is the one that is used. What the file
    /// says of it already stays; of a new one only the address is written down.
    pub fn add_tenant(&mut self, registration: &Registration) -> Result<()> {
        let tenants = self.document.get("tenant").and_then(Item::as_array_of_tables).cloned().unwrap_or_default();
        let (mut all, others): (Vec<Table>, Vec<Table>) =
            tenants.into_iter().partition(|table| form::tenant_url(table).as_ref() == Some(&registration.tenant));
        if all.is_empty() {
            let mut table = Table::new();
            table["url"] = value(registration.tenant.as_str());
            all.push(table);
        }
        all.extend(others);
        for (position, table) in (1..).zip(&mut all) {
            table.set_position(Some(position));
        }
        self.document["tenant"] = Item::ArrayOfTables(all.into_iter().collect());
        self.save()
    }
}
