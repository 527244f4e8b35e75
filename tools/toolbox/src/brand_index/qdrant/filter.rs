//! What may be found, as a server reads it. Every filter begins with whose assets are meant; there is none without.

use std::collections::BTreeSet;

use qdrant_client::qdrant::condition::ConditionOneOf;
use qdrant_client::qdrant::{Condition, Filter, PointId, Range};

use super::point::{field, point_id};
use crate::brand_index::{BrandIndexError, TenantScope};

/// Most values of one list of a filter.
pub(super) const VALUES_MAX: usize = 1_000;

/// Everything of a tenant.
pub(super) fn of_tenant(scope: &TenantScope) -> Filter {
    Filter::must([Condition::matches(field::TENANT, scope.tenant().name().to_owned())])
}

/// Those of a tenant's assets that have these ids.
pub(super) fn of_ids(scope: &TenantScope, ids: &[String]) -> Filter {
    let ids = ids.iter().map(|id| PointId::from(point_id(scope, id)));
    let mut filter = of_tenant(scope);
    filter.must.push(Condition::has_id(ids));
    filter
}

/// The same as [`retrieval::Filter::lets`], among a tenant's assets.
pub(super) fn wire(scope: &TenantScope, filter: &retrieval::Filter) -> Result<Filter, BrandIndexError> {
    let lists = [
        (field::ROLE, &filter.roles),
        (field::ORIENTATION, &filter.orientations),
        (field::LICENCE, &filter.licences),
        (field::CAMPAIGN, &filter.campaigns),
        (field::KIT, &filter.kits),
    ];
    let unsaid = [(field::ON, &filter.on), (field::LANGUAGE, &filter.languages)];
    if lists.iter().chain(&unsaid).any(|(_, values)| values.len() > VALUES_MAX) {
        return Err(BrandIndexError::SetUp(format!("a filter has at most {VALUES_MAX} values of one facet")));
    }
    let mut wire = of_tenant(scope);
    if !filter.kinds.is_empty() {
        let kinds: Vec<String> = filter.kinds.iter().map(|kind| kind.name().to_owned()).collect();
        wire.must.push(Condition::matches(field::KIND, kinds));
    }
    wire.must.extend(lists.into_iter().filter_map(|(field, values)| any_of(field, values)));
    wire.must.extend(unsaid.into_iter().filter_map(|(field, values)| Some(or_unsaid(field, any_of(field, values)?))));
    if let Some(day) = filter.usable_on {
        let from = Range { gte: Some(f64::from(day.0)), ..Range::default() };
        wire.must.push(or_unsaid(field::EXPIRES, Condition::range(field::EXPIRES, from)));
    }
    Ok(wire)
}

fn any_of(field: &str, values: &BTreeSet<String>) -> Option<Condition> {
    let values: Vec<String> = values.iter().cloned().collect();
    (!values.is_empty()).then(|| Condition::matches(field, values))
}

/// What holds also where the field is not there.
fn or_unsaid(field: &str, condition: Condition) -> Condition {
    let either = Filter::should([condition, Condition::is_empty(field)]);
    Condition { condition_one_of: Some(ConditionOneOf::Filter(either)) }
}
