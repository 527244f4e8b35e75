//! Models run by the ONNX Runtime, a library of the system.

use std::sync::{LazyLock, Mutex, PoisonError};

use ort::environment::Environment;
use ort::logging::LogLevel;
use ort::session::{Session, SessionInputValue};
use ort::value::Tensor as Dense;

use crate::model::{Engine, EngineError, Network, Numbers, Port, Tensor, guarded, told};

/// The library of this process, which has one for as long as it lives; or why there is none.
static LIBRARY: LazyLock<Result<OnnxRuntime, EngineError>> = LazyLock::new(|| {
    let absent = |error: &dyn std::fmt::Display| EngineError::Absent { reason: told(&error.to_string()) };
    // The crate panics when there is no library where it looks.
    let opened = guarded(|| {
        let environment = ort::init().with_name("maquette").with_telemetry(false).build();
        let environment = environment.map_err(|error| absent(&error))?;
        // What goes wrong is an error here, and nothing that a room prints.
        environment.set_log_level(LogLevel::Fatal);
        Ok((environment, ort::info()))
    });
    let (environment, info) = opened.map_err(|error| match error {
        EngineError::Panicked { reason } => EngineError::Absent { reason },
        other => other,
    })?;
    // "ORT Build Info: git-branch=…, git-commit-id=…, …"
    let commit = info.split_once("git-commit-id=").and_then(|(_, rest)| rest.split(',').next());
    Ok(OnnxRuntime { environment, name: format!("onnxruntime {}", told(commit.unwrap_or("unknown"))) })
});

/// Runs models by the ONNX Runtime (1.17 or later), on the thread of whoever asks.
#[derive(Clone)]
pub struct OnnxRuntime {
    environment: Environment,
    name: String,
}

impl OnnxRuntime {
    /// The runtime of this process. Its library is looked for when it is first asked for: where the variable `ORT_DYLIB_PATH` says,
    /// or by its usual name among the libraries of the system. It is told to send nothing anywhere.
    ///
    /// # Errors
    ///
    /// [`EngineError::Absent`] when the library is not there, or too old; asking again does not help.
    pub fn open() -> Result<Self, EngineError> {
        LIBRARY.clone()
    }

    fn session(&self, model: &[u8]) -> Result<Session, EngineError> {
        let refused = |error: &dyn std::fmt::Display| EngineError::Refused { reason: told(&error.to_string()) };
        let builder = Session::builder(&self.environment).map_err(|error| refused(&error))?;
        let builder = builder.with_intra_threads(1).map_err(|error| refused(&error))?;
        let builder = builder.with_inter_threads(1).map_err(|error| refused(&error))?;
        let mut builder = builder.with_log_level(LogLevel::Fatal).map_err(|error| refused(&error))?;
        builder.commit_from_memory(model).map_err(|error| refused(&error))
    }
}

impl Engine for OnnxRuntime {
    fn name(&self) -> &str {
        &self.name
    }

    fn load(&self, model: &[u8], port: &Port) -> Result<Box<dyn Network>, EngineError> {
        let session = Mutex::new(self.session(model)?);
        let inputs = port.inputs.iter().map(|feed| feed.name.clone()).collect();
        Ok(Box::new(Loaded { session, inputs, output: port.output.clone(), many: port.many }))
    }
}

struct Loaded {
    session: Mutex<Session>,
    inputs: Vec<String>,
    output: String,
    many: bool,
}

impl Network for Loaded {
    fn takes_many(&self) -> bool {
        self.many
    }

    fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<f32>, EngineError> {
        let failed = |error: &dyn std::fmt::Display| EngineError::Failed { reason: told(&error.to_string()) };
        let value = |Tensor { shape, data }| match data {
            Numbers::Floats(floats) => Dense::from_array((shape, floats)).map(SessionInputValue::from),
            Numbers::Whole(whole) => Dense::from_array((shape, whole)).map(SessionInputValue::from),
        };
        let named = self.inputs.iter().zip(inputs).map(|(name, tensor)| Ok((name.as_str(), value(tensor)?)));
        let named = named.collect::<ort::Result<Vec<_>>>().map_err(|error| failed(&error))?;
        // One that panicked left nothing behind that the next reads.
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = session.run(named).map_err(|error| failed(&error))?;
        let value = answer.get(&self.output).ok_or_else(|| failed(&"its output is not there"))?;
        let (_, numbers) = value.try_extract_tensor::<f32>().map_err(|error| failed(&error))?;
        Ok(numbers.to_vec())
    }
}
