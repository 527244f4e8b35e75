"""Phoenix as a collector for this machine alone: over HTTP on loopback, without its gRPC port, which it would open to everybody.

Usage: serve.py; the rest is said by the environment, PHOENIX_….
"""

import sys

from phoenix.server import app, main


class NoGrpc(app.GrpcServer):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "disabled": True})


if __name__ == "__main__":
    app.GrpcServer = NoGrpc
    sys.argv = ["phoenix", "serve", "--no-ui"]
    main.main()
