//! Credentials of what is written: who signs it, and where they go.

use std::path::Path;

use maquette::{DesignFile, OutputFormat};

use crate::args::RenderArgs;
use crate::failure::Failure;

/// A file as it is written, and what goes beside it.
pub(crate) type Written = (Vec<u8>, Option<Vec<u8>>);

#[cfg(feature = "c2pa")]
pub(crate) use self::signing::{Credentials, CredentialsTable};

/// None: this build signs nothing.
#[cfg(not(feature = "c2pa"))]
pub(crate) struct Credentials;

#[cfg(not(feature = "c2pa"))]
impl Credentials {
    #[expect(clippy::unnecessary_wraps, reason = "a build that signs may fail to")]
    pub(crate) fn of(_: &RenderArgs, _: &DesignFile) -> Result<Self, Failure> {
        Ok(Self)
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "a build that signs needs it, and may fail to")]
    pub(crate) fn given(&self, _: OutputFormat, _: &Path, bytes: Vec<u8>) -> Result<Written, Failure> {
        Ok((bytes, None))
    }
}

#[cfg(feature = "c2pa")]
mod signing {
    use std::path::PathBuf;

    use maquette::credentials::{Origins, PEM_BYTES_MAX, Signer};
    use serde::Deserialize;

    use super::{DesignFile, Failure, OutputFormat, Path, RenderArgs, Written};
    use crate::configuration::Configuration;
    use crate::failure::chain;
    use crate::file;

    /// `[credentials]` of maquette.toml.
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct CredentialsTable {
        /// The chain of certificates, PEM, that of the key first.
        certificates: Option<PathBuf>,
        /// The file of the key, PEM.
        key: Option<PathBuf>,
        /// Or the variable of the environment that holds it.
        key_env: Option<String>,
        /// Whether to sign with a key that is made for the occasion, and that nobody trusts.
        #[serde(default)]
        untrusted: bool,
    }

    /// Who signs, where somebody does, and what they say.
    pub(crate) struct Credentials(Option<(Signer, Origins)>);

    impl Credentials {
        /// Those that were asked for.
        pub(crate) fn of(args: &RenderArgs, file: &DesignFile) -> Result<Self, Failure> {
            if !args.credentials {
                return Ok(Self(None));
            }
            let table = Configuration::read(Path::new("."))?.credentials();
            let table = table.ok_or_else(|| wrong("there is none, and so nobody to sign"))?;
            Ok(Self(Some((table.signer()?, file.origins()))))
        }

        /// The file with its credentials, where there are to be any.
        pub(crate) fn given(&self, form: OutputFormat, path: &Path, bytes: Vec<u8>) -> Result<Written, Failure> {
            let Some((signer, origins)) = &self.0 else { return Ok((bytes, None)) };
            let title = path.file_name().unwrap_or_default().to_string_lossy();
            let credited = signer.credit(form, &design::shown(&title), origins, bytes);
            let credited = credited.map_err(|error| Failure::usage(chain(&error)))?;
            Ok((credited.bytes, credited.sidecar))
        }
    }

    impl CredentialsTable {
        fn signer(&self) -> Result<Signer, Failure> {
            let signer = match (&self.certificates, &self.key, &self.key_env, self.untrusted) {
                (None, None, None, true) => Signer::untrusted(),
                (Some(chain), Some(key), None, false) => Signer::from_pem(&read(chain)?, &read(key)?),
                (Some(chain), None, Some(name), false) => {
                    let key = std::env::var(name).map_err(|_| wrong(&format!("there is no key in {name}")))?;
                    Signer::from_pem(&read(chain)?, key.as_bytes())
                }
                _ => return Err(wrong("it needs `certificates`, and `key` or `key_env`; or `untrusted = true` alone")),
            };
            signer.map_err(|error| wrong(&chain(&error)))
        }
    }

    fn wrong(why: &str) -> Failure {
        Failure::usage(format!("maquette.toml: [credentials]: {why}"))
            .hint("[credentials] with certificates = \"chain.pem\" and key = \"key.pem\"")
    }

    fn read(path: &Path) -> Result<Vec<u8>, Failure> {
        file::bytes(path, PEM_BYTES_MAX).map_err(|failure| wrong(&failure.message))
    }
}
