//! Models run by `tract`, which is built along with the room.

use std::sync::Arc;

use tract_onnx::prelude::{
    Datum, Framework, InferenceFact, InferenceModelExt, IntoRunnable, IntoTValue, TDim, Tensor as Dense, ToDim,
    TractError, TractResult, TypedRunnableModel,
};

use crate::model::{Element, Engine, EngineError, Network, Numbers, Port, Tensor, told};

/// Runs models by `tract`: no library of the system, one thread, the operators of a model made into one plan when it is loaded.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tract;

impl Engine for Tract {
    fn name(&self) -> &str {
        "tract 0.23"
    }

    fn load(&self, model: &[u8], port: &Port) -> Result<Box<dyn Network>, EngineError> {
        if port.many
            && let Ok(plan) = planned(model, port, true)
        {
            return Ok(Box::new(Plan { plan, many: true }));
        }
        // Some operators have to know how many pictures there are, and are planned for one.
        let plan = planned(model, port, false).map_err(|error| EngineError::Refused { reason: chain(&error) })?;
        Ok(Box::new(Plan { plan, many: false }))
    }
}

struct Plan {
    plan: Arc<TypedRunnableModel>,
    many: bool,
}

fn planned(mut model: &[u8], port: &Port, many: bool) -> TractResult<Arc<TypedRunnableModel>> {
    // What a file says of the sides in between names sides by words, and none of them is known to be how many there are.
    let reader = tract_onnx::onnx().with_ignore_value_info(true);
    let mut graph = reader.model_for_read(&mut model)?;
    graph.select_outputs_by_name([&port.output])?;
    // Its inputs come in the order of the port.
    graph.select_inputs_by_name(port.inputs.iter().map(|feed| &feed.name))?;
    let count = if many { graph.symbols.sym("pictures").to_dim() } else { TDim::from(1) };
    for (at, feed) in port.inputs.iter().enumerate() {
        let sides = std::iter::once(count.clone()).chain(feed.shape.iter().map(|side| side.to_dim()));
        let element = match feed.element {
            Element::Float => f32::datum_type(),
            Element::Whole => i64::datum_type(),
        };
        graph.set_input_fact(at, InferenceFact::dt_shape(element, sides.collect::<Vec<TDim>>()))?;
    }
    graph.into_optimized()?.into_runnable()
}

impl Network for Plan {
    fn takes_many(&self) -> bool {
        self.many
    }

    fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<f32>, EngineError> {
        let dense = |Tensor { shape, data }: &Tensor| match data {
            Numbers::Floats(floats) => Dense::from_shape(shape, floats),
            Numbers::Whole(whole) => Dense::from_shape(shape, whole),
        };
        let answer = || -> TractResult<Vec<f32>> {
            let inputs: TractResult<_> = inputs.iter().map(|tensor| Ok(dense(tensor)?.into_tvalue())).collect();
            let answer = self.plan.run(inputs?)?.swap_remove(0);
            Ok(answer.cast_to::<f32>()?.try_as_plain_ram()?.as_slice::<f32>()?.to_vec())
        };
        answer().map_err(|error| EngineError::Failed { reason: chain(&error) })
    }
}

fn chain(error: &TractError) -> String {
    told(&format!("{error:#}"))
}
