"""A server of image generations in the OpenAI dialect that sends real photographs after a while; see ../check-images.sh.

The photographs are those that come with scikit-image. No more than PLACES are made at a time: what is over that is answered with
429. Asked for anything else it says, as JSON, how many were made, how many at most at a time, how many were refused, and for how
long each place stood free that another picture then took.
"""

import base64
import http.server
import io
import json
import random
import sys
import threading
import time

import numpy
from PIL import Image
from skimage import data, transform

PORT, PLACES, LEAST_S, MOST_S = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
PHOTOGRAPHS = {"coffee": data.coffee(), "rocket": data.rocket(), "space": data.astronaut(), "cat": data.chelsea()}

lock = threading.Lock()
now_running = most_running = made = refused = 0
chance = random.Random(7)
began, ended = [], []


def picture(prompt, number, size):
    """What the prompt speaks of, else one of the others; a model of any wit does as much."""
    width, height = size
    meant = [photograph for word, photograph in PHOTOGRAPHS.items() if word in prompt.lower()]
    source = (meant or list(PHOTOGRAPHS.values()))[number % len(meant or PHOTOGRAPHS)]
    rows, columns = source.shape[:2]
    share = min(columns / width, rows / height)
    wide, high = int(width * share), int(height * share)
    x, y = (columns - wide) // 2, (rows - high) // 2
    cut = source[y : y + high, x : x + wide]
    pixels = (transform.resize(cut, (height, width), anti_aliasing=True) * 255).astype(numpy.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_POST(self):
        global now_running, most_running, made, refused
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with lock:
            if now_running >= PLACES:
                refused += 1
                return self.answer(429, {"error": {"message": "too many at a time"}})
            now_running += 1
            most_running = max(most_running, now_running)
            made += 1
            number, wait = made, chance.uniform(LEAST_S, MOST_S)
            began.append(time.monotonic())
            print(json.dumps({"prompt": asked["prompt"], "size": asked["size"]}), flush=True)
        time.sleep(wait)
        encoded = base64.b64encode(picture(asked["prompt"], number, tuple(map(int, asked["size"].split("x"))))).decode()
        with lock:
            now_running -= 1
            ended.append(time.monotonic())
        self.answer(200, {"created": 0, "data": [{"b64_json": encoded}]})

    def do_GET(self):
        # Of the design since the last time that this was asked: every place that became free while a picture was still to come,
        # against the request that took it.
        with lock:
            later = sorted(began)[PLACES:]
            gaps = [1000 * (start - end) for end, start in zip(sorted(ended), later)]
            began.clear()
            ended.clear()
            self.answer(200, {"made": made, "most_at_once": most_running, "refused": refused, "gaps_ms": gaps})


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
