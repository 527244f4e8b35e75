"""A made-up corpus in Qdrant's own engine, and our questions as it reads them: lane by lane as a server is asked."""

import json
from pathlib import Path

import numpy as np
from qdrant_edge import (
    Distance,
    EdgeConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    FieldCondition,
    Filter,
    Fusion,
    HnswIndexConfig,
    IdfParams,
    IntegerIndexParams,
    IsEmptyCondition,
    KeywordIndexParams,
    MatchAny,
    MatchValue,
    Modifier,
    MultiVectorComparator,
    MultiVectorConfig,
    Point,
    Prefetch,
    Query,
    QueryRequest,
    RangeFloat,
    SearchParams,
    SparseVector,
    UpdateOperation,
)

# As `retrieval` has them.
LOOK = 116
LIFTED = 4
RRF_K = 2
WORDS_FLOOR = 0.6
KEYWORDS = ["kind", "role", "on", "orientation", "licence", "language", "campaign", "kit"]


class Corpus:
    """What the example `corpus` has written to a folder."""

    def __init__(self, folder):
        folder = Path(folder)
        self.points = [json.loads(line) for line in (folder / "points.jsonl").open()]
        self.questions = [json.loads(line) for line in (folder / "questions.jsonl").open()]
        self.embeddings = np.fromfile(folder / "embeddings.f32", "<f4").reshape(len(self.points), -1)
        ends = np.cumsum([point["terms"] for point in self.points])[:-1]
        self.terms = np.split(np.fromfile(folder / "terms.u32", "<u4"), ends)
        self.weights = np.split(np.fromfile(folder / "weights.f32", "<f4"), ends)

    def point(self, number):
        """An asset as it is uploaded."""
        own = self.points[number]
        vectors = {
            "words": SparseVector(self.terms[number].tolist(), self.weights[number].tolist()),
            "embedding": self.embeddings[number].tolist(),
        }
        if own["colors"]:
            vectors["colors"] = own["colors"]
        if own["look"]:
            vectors["look"] = own["look"]
        return Point(number, vectors, own["payload"])


def shard(folder, corpus):
    """The corpus in an engine: every facet indexed, the graph one of each tenant, then optimised."""
    multi = MultiVectorConfig(MultiVectorComparator.MaxSim)
    engine = EdgeShard.create(
        str(folder),
        EdgeConfig(
            vectors={
                "embedding": EdgeVectorParams(corpus.embeddings.shape[1], Distance.Cosine),
                "look": EdgeVectorParams(LOOK, Distance.Dot),
                "colors": EdgeVectorParams(LIFTED, Distance.Dot, multivector_config=multi),
            },
            sparse_vectors={"words": EdgeSparseVectorParams(modifier=Modifier.Idf)},
            hnsw_config=HnswIndexConfig(m=0, ef_construct=100, full_scan_threshold=10_000, payload_m=16),
        ),
    )
    engine.update(UpdateOperation.create_field_index("tenant", KeywordIndexParams(is_tenant=True)))
    engine.update(UpdateOperation.create_field_index("expires", IntegerIndexParams(lookup=False, range=True)))
    for field in KEYWORDS:
        engine.update(UpdateOperation.create_field_index(field, KeywordIndexParams()))
    for start in range(0, len(corpus.points), 500):
        numbers = range(start, min(start + 500, len(corpus.points)))
        engine.update(UpdateOperation.upsert_points([corpus.point(number) for number in numbers]))
    while engine.optimize():
        pass
    return engine


def of_tenant(question):
    return FieldCondition("tenant", match=MatchValue(question["tenant"]))


def allowed(question):
    """The filter: what must be said, and what may be unsaid."""
    must = [of_tenant(question)]
    for field, values, unsaid in question["filter"]:
        if isinstance(values, list):
            condition = FieldCondition(field, match=MatchAny(values))
        else:
            condition = FieldCondition(field, range=RangeFloat(gte=values))
        must.append(Filter(should=[condition, IsEmptyCondition(field)]) if unsaid else condition)
    return Filter(must=must)


class Lane:
    """An order of what is kept: by what, and among what."""

    def __init__(self, query, limit, params=None, least=None, among=()):
        self.query, self.limit, self.params, self.least, self.among = query, limit, params, least, list(among)

    def prefetch(self, filter):
        among = [lane.prefetch(filter) for lane in self.among]
        return Prefetch(self.limit, self.query, among, self.params, filter, self.least)

    def request(self, filter, limit):
        among = [lane.prefetch(filter) for lane in self.among]
        return QueryRequest(
            limit, query=self.query, prefetches=among, filter=filter, score_threshold=self.least, params=self.params
        )


class Asked:
    """One question; `exact` compares all embeddings, without the graph."""

    def __init__(self, engine, question, exact=True):
        self.engine, self.question, self.filter = engine, question, allowed(question)
        self.dense = SearchParams(exact=exact)

    def words(self, words, limit, least=None):
        idf = IdfParams(corpus=Filter(must=[of_tenant(self.question)]))
        return Lane(Query.Nearest(SparseVector(*words), using="words"), limit, SearchParams(idf=idf), least)

    def run(self, lane, limit):
        return [(point.id, point.score) for point in self.engine.query(lane.request(self.filter, limit))]

    def floor(self):
        """Where colours order anew what words find: what finds the best of these, whose score decides."""
        question = self.question
        return self.words(question["words"], 1) if question["words"] and question["colors"] else None

    def lane(self):
        """All lanes as one; asks for the floor where there is one."""
        question = self.question
        limit, found, floor = question["prefetched"], [], self.floor()
        if question["words"]:
            best = self.run(floor, 1) if floor else []
            least = best[0][1] * WORDS_FLOOR if best else None
            found.append(self.words(question["words"], limit, least))
        if question["embedding"]:
            found.append(self.embedding(limit))
        if question["look"]:
            found.append(Lane(Query.Nearest(question["look"], using="look"), limit, self.dense))
        if len(found) > 1:
            found = [Lane(Fusion.Rrf(k=RRF_K), limit, among=found)]
        if question["colors"]:
            found = [Lane(Query.Nearest(question["colors"], using="colors"), limit, self.dense, among=found)]
        return found[0] if found else None

    def embedding(self, limit):
        return Lane(Query.Nearest(self.question["embedding"], using="embedding"), limit, self.dense)

    def answer(self, limit, names=None):
        """Ids and scores, best first. `names` are those of all assets: what is called as a colour comes before all others."""
        lane = self.lane()
        found = self.run(lane, limit) if lane else []
        first = self.question["first"]
        if first:
            called = self.run(self.words(first["words"], self.question["prefetched"]), self.question["prefetched"])
            called = [(number, float("inf")) for number, _ in called if first["name"] in names[number]]
            ids = {number for number, _ in called}
            found = (called + [hit for hit in found if hit[0] not in ids])[:limit]
        return found
