//! A server of this process, made of the stubs that come with the client: it writes down what it is asked, and fails when told to.
//! It knows nothing of how assets are ranked here.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};

use ::qdrant_client::qdrant::collections_server::{Collections, CollectionsServer};
use ::qdrant_client::qdrant::points_server::{Points, PointsServer};
use ::qdrant_client::qdrant::qdrant_server::{Qdrant, QdrantServer};
use ::qdrant_client::qdrant::*;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request, Response, Status};

use super::engine;

type Answered<A> = Result<Response<A>, Status>;
type Later<'a, A> = Pin<Box<dyn Future<Output = Answered<A>> + Send + 'a>>;

/// What it was asked.
#[derive(Debug, Clone)]
pub(super) enum Heard {
    Health,
    Exists,
    Info,
    Create(Box<CreateCollection>),
    Index(CreateFieldIndexCollection),
    Upsert(UpsertPoints),
    Delete(DeletePoints),
    Count(CountPoints),
    Queries(QueryBatchPoints),
}

/// How it fails.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    Says(Code, String),
    /// With a number of seconds to wait.
    After(u64),
    /// It never answers.
    Silence,
}

/// What it does to an answer before it leaves.
pub(super) type Tamper = Arc<dyn Fn(&mut Vec<ScoredPoint>) + Send + Sync>;

#[derive(Default)]
pub(super) struct State {
    pub(super) heard: Vec<Heard>,
    /// The keys that came along.
    pub(super) keys: Vec<Option<String>>,
    /// How the next requests fail.
    pub(super) failures: VecDeque<Failure>,
    /// How all of them fail.
    pub(super) always: Option<Failure>,
    /// How making a collection fails.
    pub(super) denied: Option<Failure>,
    pub(super) tamper: Option<Tamper>,
    pub(super) version: String,
    pub(super) collection: Option<CreateCollection>,
    pub(super) indexes: HashMap<String, PayloadSchemaInfo>,
    /// In the order in which they came.
    pub(super) points: Vec<PointStruct>,
}

#[derive(Clone)]
pub(super) struct Double {
    state: Arc<Mutex<State>>,
    address: SocketAddr,
}

impl Double {
    /// Starts one on a port of its own; it ends with the test's runtime.
    pub(super) fn start() -> Self {
        let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = incoming.local_addr().unwrap();
        let double =
            Self { state: Arc::new(Mutex::new(State { version: "1.20.1".into(), ..State::default() })), address };
        let server = Server::builder()
            .add_service(QdrantServer::new(double.clone()))
            .add_service(PointsServer::new(double.clone()).max_decoding_message_size(usize::MAX))
            .add_service(CollectionsServer::new(double.clone()))
            .serve_with_incoming(incoming);
        tokio::spawn(server);
        double
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// What it was asked since it was last looked at.
    pub(super) fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut self.state().heard)
    }

    pub(super) fn fails(&self, failures: impl IntoIterator<Item = Failure>) {
        self.state().failures = failures.into_iter().collect();
    }

    async fn hear<Q>(&self, request: Request<Q>, heard: impl FnOnce(&Q) -> Heard) -> Result<Q, Status> {
        let failure = {
            let mut state = self.state();
            let key = request.metadata().get("api-key").map(|key| key.to_str().unwrap().to_owned());
            state.keys.push(key);
            let heard = heard(request.get_ref());
            state.heard.push(heard);
            state.failures.pop_front().or_else(|| state.always.clone())
        };
        match failure {
            None => Ok(request.into_inner()),
            Some(Failure::Says(code, message)) => Err(Status::new(code, message)),
            Some(Failure::After(seconds)) => {
                let mut status = Status::resource_exhausted("slow down");
                status.metadata_mut().insert("retry-after", seconds.to_string().parse().unwrap());
                Err(status)
            }
            Some(Failure::Silence) => std::future::pending().await,
        }
    }
}

fn done() -> Answered<PointsOperationResponse> {
    let result = UpdateResult { operation_id: Some(1), status: UpdateStatus::Completed as i32 };
    Ok(Response::new(PointsOperationResponse { result: Some(result), ..Default::default() }))
}

/// Calls that nobody here makes.
macro_rules! never_asked {
    ($($name:ident($asked:ident) -> $answer:ident,)*) => {$(
        fn $name<'a, 'b>(&'a self, _: Request<$asked>) -> Later<'b, $answer> where 'a: 'b, Self: 'b {
            Box::pin(async { Err(Status::unimplemented(stringify!($name))) })
        }
    )*};
}

#[tonic::async_trait]
impl Qdrant for Double {
    async fn health_check(&self, request: Request<HealthCheckRequest>) -> Answered<HealthCheckReply> {
        self.hear(request, |_| Heard::Health).await?;
        let version = self.state().version.clone();
        Ok(Response::new(HealthCheckReply { title: "a double".into(), version, commit: None }))
    }
}

#[tonic::async_trait]
impl Collections for Double {
    async fn collection_exists(&self, request: Request<CollectionExistsRequest>) -> Answered<CollectionExistsResponse> {
        self.hear(request, |_| Heard::Exists).await?;
        let result = Some(CollectionExists { exists: self.state().collection.is_some() });
        Ok(Response::new(CollectionExistsResponse { result, ..Default::default() }))
    }

    async fn create(&self, request: Request<CreateCollection>) -> Answered<CollectionOperationResponse> {
        let asked = self.hear(request, |asked| Heard::Create(Box::new(asked.clone()))).await?;
        if let Some(Failure::Says(code, message)) = self.state().denied.clone() {
            return Err(Status::new(code, message));
        }
        if self.state().collection.replace(asked).is_some() {
            return Err(Status::already_exists("there is one"));
        }
        Ok(Response::new(CollectionOperationResponse { result: true, time: 0.0 }))
    }

    async fn get(&self, request: Request<GetCollectionInfoRequest>) -> Answered<GetCollectionInfoResponse> {
        self.hear(request, |_| Heard::Info).await?;
        let state = self.state();
        let made = state.collection.clone().ok_or_else(|| Status::not_found("no such collection"))?;
        let params = CollectionParams {
            vectors_config: made.vectors_config,
            sparse_vectors_config: made.sparse_vectors_config,
            ..CollectionParams::default()
        };
        let config = CollectionConfig { params: Some(params), ..CollectionConfig::default() };
        let payload_schema = state.indexes.clone();
        let info = CollectionInfo { config: Some(config), payload_schema, ..CollectionInfo::default() };
        Ok(Response::new(GetCollectionInfoResponse { result: Some(info), time: 0.0 }))
    }

    never_asked! {
        list(ListCollectionsRequest) -> ListCollectionsResponse,
        update(UpdateCollection) -> CollectionOperationResponse,
        delete(DeleteCollection) -> CollectionOperationResponse,
        update_aliases(ChangeAliases) -> CollectionOperationResponse,
        list_collection_aliases(ListCollectionAliasesRequest) -> ListAliasesResponse,
        list_aliases(ListAliasesRequest) -> ListAliasesResponse,
        collection_cluster_info(CollectionClusterInfoRequest) -> CollectionClusterInfoResponse,
        update_collection_cluster_setup(UpdateCollectionClusterSetupRequest) -> UpdateCollectionClusterSetupResponse,
        create_shard_key(CreateShardKeyRequest) -> CreateShardKeyResponse,
        delete_shard_key(DeleteShardKeyRequest) -> DeleteShardKeyResponse,
        list_shard_keys(ListShardKeysRequest) -> ListShardKeysResponse,
    }
}

#[tonic::async_trait]
impl Points for Double {
    async fn create_field_index(
        &self,
        request: Request<CreateFieldIndexCollection>,
    ) -> Answered<PointsOperationResponse> {
        let asked = self.hear(request, |asked| Heard::Index(asked.clone())).await?;
        self.state().indexes.insert(asked.field_name, PayloadSchemaInfo::default());
        done()
    }

    async fn upsert(&self, request: Request<UpsertPoints>) -> Answered<PointsOperationResponse> {
        let asked = self.hear(request, |asked| Heard::Upsert(asked.clone())).await?;
        let mut state = self.state();
        for point in asked.points {
            state.points.retain(|one| one.id != point.id);
            state.points.push(point);
        }
        done()
    }

    async fn delete(&self, request: Request<DeletePoints>) -> Answered<PointsOperationResponse> {
        let asked = self.hear(request, |asked| Heard::Delete(asked.clone())).await?;
        let selector = asked.points.and_then(|points| points.points_selector_one_of);
        let Some(points_selector::PointsSelectorOneOf::Filter(filter)) = selector else {
            return Err(Status::invalid_argument("only by a filter"));
        };
        self.state().points.retain(|point| !engine::lets(Some(&filter), point));
        done()
    }

    async fn count(&self, request: Request<CountPoints>) -> Answered<CountResponse> {
        let asked = self.hear(request, |asked| Heard::Count(asked.clone())).await?;
        let state = self.state();
        let count = state.points.iter().filter(|point| engine::lets(asked.filter.as_ref(), point)).count() as u64;
        Ok(Response::new(CountResponse { result: Some(CountResult { count }), ..Default::default() }))
    }

    async fn query_batch(&self, request: Request<QueryBatchPoints>) -> Answered<QueryBatchResponse> {
        let asked = self.hear(request, |asked| Heard::Queries(asked.clone())).await?;
        let state = self.state();
        let made = state.collection.as_ref().ok_or_else(|| Status::not_found("no such collection"))?;
        let answer = |query: &QueryPoints| {
            let mut result = engine::answer(made, &state.points, query);
            if let Some(tamper) = &state.tamper {
                tamper(&mut result);
            }
            BatchResult { result }
        };
        let result = asked.query_points.iter().map(answer).collect();
        Ok(Response::new(QueryBatchResponse { result, ..Default::default() }))
    }

    never_asked! {
        get(GetPoints) -> GetResponse,
        update_vectors(UpdatePointVectors) -> PointsOperationResponse,
        delete_vectors(DeletePointVectors) -> PointsOperationResponse,
        set_payload(SetPayloadPoints) -> PointsOperationResponse,
        overwrite_payload(SetPayloadPoints) -> PointsOperationResponse,
        delete_payload(DeletePayloadPoints) -> PointsOperationResponse,
        clear_payload(ClearPayloadPoints) -> PointsOperationResponse,
        delete_field_index(DeleteFieldIndexCollection) -> PointsOperationResponse,
        create_vector_name(CreateVectorNameRequest) -> PointsOperationResponse,
        delete_vector_name(DeleteVectorNameRequest) -> PointsOperationResponse,
        search(SearchPoints) -> SearchResponse,
        search_batch(SearchBatchPoints) -> SearchBatchResponse,
        search_groups(SearchPointGroups) -> SearchGroupsResponse,
        scroll(ScrollPoints) -> ScrollResponse,
        recommend(RecommendPoints) -> RecommendResponse,
        recommend_batch(RecommendBatchPoints) -> RecommendBatchResponse,
        recommend_groups(RecommendPointGroups) -> RecommendGroupsResponse,
        discover(DiscoverPoints) -> DiscoverResponse,
        discover_batch(DiscoverBatchPoints) -> DiscoverBatchResponse,
        update_batch(UpdateBatchPoints) -> UpdateBatchResponse,
        query(QueryPoints) -> QueryResponse,
        query_groups(QueryPointGroups) -> QueryGroupsResponse,
        facet(FacetCounts) -> FacetResponse,
        search_matrix_pairs(SearchMatrixPoints) -> SearchMatrixPairsResponse,
        search_matrix_offsets(SearchMatrixPoints) -> SearchMatrixOffsetsResponse,
    }
}
