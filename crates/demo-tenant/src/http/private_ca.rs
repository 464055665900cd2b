//! Generates a private certificate authority at the start, and the PEM file by which clients trust it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::random;

pub(crate) struct PrivateCa {
    pub(crate) path: PathBuf,
    pub(crate) server_config: Arc<ServerConfig>,
    dir: PathBuf,
}

impl PrivateCa {
    pub(crate) fn create() -> Result<Self, String> {
        let (pem, server) =
            generate_certificates().map_err(|error| format!("The certificates cannot be made: {error}."))?;
        let dir = std::env::temp_dir().join(format!("demo-tenant-{}", random::transaction_id()));
        let path = dir.join("ca.pem");
        fs::create_dir_all(&dir).map_err(|error| format!("The folder {} cannot be made: {error}.", dir.display()))?;
        fs::write(&path, pem).map_err(|error| format!("The file {} cannot be written: {error}.", path.display()))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // Any user may run a client, so the file is readable for all; it holds no secret.
            for (path, mode) in [(&dir, 0o755), (&path, 0o644)] {
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(|error| error.to_string())?;
            }
        }
        Ok(Self { path, server_config: Arc::new(server), dir })
    }
}

impl Drop for PrivateCa {
    fn drop(&mut self) {
        // Left behind, it would only be a small file in the temporary folder.
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn generate_certificates() -> Result<(String, ServerConfig), Box<dyn std::error::Error>> {
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, "demo tenant CA");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages =
        vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    let authority_key = KeyPair::generate()?;
    let pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let mut server = CertificateParams::new(["localhost", "127.0.0.1", "::1"].map(String::from).to_vec())?;
    server.distinguished_name.push(DnType::CommonName, "localhost");
    // Python and OpenSSL 3 want both; Apple wants the extended usage.
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    let server_key = KeyPair::generate()?;
    let certificate = server.signed_by(&server_key, &issuer)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((pem, config))
}
