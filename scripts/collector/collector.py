"""Phoenix as a collector, what stands before it, and what it says of a trace."""

import base64
import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

JSON, PROTOBUF = "application/json", "application/x-protobuf"
# Seconds until it answers, and until what it took can be read.
STARTED_WITHIN, STORED_WITHIN = 120, 30


def fetch(url, body=None, kind=JSON):
    headers = {} if body is None else {"content-type": kind}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as answer:
        return answer.read()


def protobuf(request):
    """A request in the JSON of OTLP as protobuf. A field that OTLP does not have is an error."""
    for resource in request["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                # OTLP writes ids in hex where protobuf's own JSON has base64.
                for name in {"traceId", "spanId", "parentSpanId"} & span.keys():
                    span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()
    return json_format.ParseDict(request, ExportTraceServiceRequest()).SerializeToString()


class Phoenix:
    """A server with its data in `folder`, for as long as the block takes; `takes` is where spans are sent."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url, self.log = f"http://127.0.0.1:{port}", folder / "phoenix.log"
        # Settings of another Phoenix on this machine are not this one's.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PHOENIX_", "OTEL_"))}
        self.environment = kept | {
            "PHOENIX_HOST": "127.0.0.1",
            "PHOENIX_PORT": str(port),
            "PHOENIX_WORKING_DIR": str(folder),
            "PHOENIX_LOG_MIGRATIONS": "false",
            # Nothing of it asks a server elsewhere.
            "PHOENIX_TELEMETRY_ENABLED": "false",
            "PHOENIX_ALLOW_EXTERNAL_RESOURCES": "false",
            "PHOENIX_DISABLE_AGENT_ASSISTANT": "true",
            "PHOENIX_ENABLE_MCP_SERVER": "false",
            "PHOENIX_ALLOWED_SANDBOX_PROVIDERS": "NONE",
        }

    def __enter__(self):
        serve = pathlib.Path(__file__).with_name("serve.py")
        with self.log.open("w") as log:
            self.process = subprocess.Popen([sys.executable, serve], env=self.environment, stdout=log, stderr=log)
        try:
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        self.takes = Before(self.url).url
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def wait_until_ready(self):
        end = time.monotonic() + STARTED_WITHIN
        while self.process.poll() is None and time.monotonic() < end:
            try:
                return fetch(f"{self.url}/healthz")
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"Phoenix does not start:\n{self.log.read_text()[-2000:]}")

    def ask(self, query, **variables):
        answer = json.loads(fetch(f"{self.url}/graphql", json.dumps({"query": query, "variables": variables}).encode()))
        if answer.get("errors"):
            raise SystemExit(f"Phoenix does not say: {answer['errors']}")
        return answer["data"]

    def price(self, model, usd_a_million):
        """Tells it what a model costs, so that it reckons for itself."""
        kinds = [("input", "PROMPT"), ("output", "COMPLETION")]
        costs = [{"tokenType": name, "kind": kind, "costPerMillionTokens": usd_a_million[name]} for name, kind in kinds]
        mutation = "mutation ($input: CreateModelMutationInput!) { createModel(input: $input) { model { id } } }"
        self.ask(mutation, input={"name": model, "namePattern": f"^{model}$", "costs": costs})
        # It looks for new prices every five seconds.
        time.sleep(7)

    def spans(self, trace, at_least):
        """The spans of a trace, which can be read a while after they were taken."""
        end = time.monotonic() + STORED_WITHIN
        while True:
            page = json.loads(fetch(f"{self.url}/v1/projects/default/spans?limit=1000&trace_id={trace}"))
            if len(page["data"]) >= at_least or time.monotonic() > end:
                return page["data"]
            time.sleep(0.2)

    def tokens(self, trace):
        """Tokens in and out of a whole trace, as it adds them up."""
        traces = json.loads(fetch(f"{self.url}/v1/projects/default/traces?limit=1000"))["data"]
        found = next(one for one in traces if one["trace_id"] == trace)
        return found["token_count_prompt"], found["token_count_completion"]

    def costs(self, spans):
        """What it reckons that these spans cost, nano-USD."""
        query = "query ($id: ID!) { node(id: $id) { ... on Span { costSummary { total { cost } } } } }"
        end = time.monotonic() + STORED_WITHIN
        while True:
            summaries = [self.ask(query, id=span["id"])["node"]["costSummary"] for span in spans]
            costs = [summary and summary["total"]["cost"] for summary in summaries]
            if None not in costs or time.monotonic() > end:
                return [None if cost is None else round(cost * 1e9) for cost in costs]
            time.sleep(0.2)


class Before(http.server.ThreadingHTTPServer):
    """Stands before a collector that takes protobuf alone: what comes as JSON goes on as protobuf, all else as it is."""

    def __init__(self, collector):
        super().__init__(("127.0.0.1", 0), Relay)
        self.collector, self.url = collector, f"http://127.0.0.1:{self.server_port}/v1/traces"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Relay(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body, kind = self.rfile.read(int(self.headers["content-length"])), self.headers["content-type"]
        try:
            goes_on = (protobuf(json.loads(body)), PROTOBUF) if kind == JSON else (body, kind)
            answer = fetch(self.server.collector + self.path, *goes_on)
            # Collectors answer in the words in which they were asked.
            status, answer = 200, b"{}" if kind == JSON else answer
        except urllib.error.HTTPError as error:
            status, answer = error.code, error.read()
        except (ValueError, KeyError, json_format.ParseError) as error:
            print(f"that is no request of OTLP: {error}", file=sys.stderr)
            status, answer = 400, b""
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass
