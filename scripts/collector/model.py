"""A model that knows what it will say: an endpoint of the OpenAI dialect, whole answers or streams, with the tokens it counted."""

import http.server
import json
import threading

# As which it answers, whatever it was asked as.
ANSWERS_AS = "scripted-1"
# More designs than options, for not every one has to pass its gates.
DESIGNS, OPTIONS = 5, 3
# So long that the run keeps it apart from its log.
WORDS = "Thinking aloud. " * 400
# What it writes where it is given no tools.
VARIANTS = [{"headline": headline, "body": "", "cta": ""} for headline in ("Jazz tonight", "Hear jazz", "A night of jazz")]


class Model(http.server.ThreadingHTTPServer):
    """Answers on loopback; `counted` has the tokens in and out of every answer, in their order."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.begin(None)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"

    def begin(self, answers_left):
        """Forgets what was counted; after so many answers the model is gone, or never."""
        self.counted, self.answers_left = [], answers_left


def next_call(messages):
    """First designs are proposed, then those that passed first are presented."""
    told = []
    for message in messages:
        if message["role"] == "tool":
            told += json.loads(message["content"]).get("designs", [])
    passed = [design["design"] for design in told if design["passed"]]
    if len(passed) < OPTIONS:
        return "propose_designs", {"count": DESIGNS}
    return "present_options", {"designs": passed[:OPTIONS]}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.server.answers_left == 0:
            return self.reply(400, "application/json", json.dumps({"error": {"message": "the model is gone"}}))
        if self.server.answers_left is not None:
            self.server.answers_left -= 1
        asked = json.loads(body)
        if asked.get("tools"):
            (name, arguments), ends = next_call(asked["messages"]), "tool_calls"
            text, arguments = WORDS, json.dumps(arguments)
        else:
            text, name, arguments, ends = json.dumps({"variants": VARIANTS}), None, "", "stop"
        # Any count will do that is not that of another answer.
        tokens = len(body) // 4 + len(self.server.counted), len(text + arguments) // 4
        self.server.counted.append(tokens)
        usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}

        def said(part, first):
            """A part of the answer; names come with the first."""
            call = {"index": 0, "function": {"arguments": part}}
            if first:
                call |= {"id": f"call_{len(self.server.counted)}", "type": "function"}
                call["function"]["name"] = name
            words = {"role": "assistant", "content": text} if first else {}
            return words | ({"tool_calls": [call]} if name else {})

        if not asked.get("stream"):
            answer = self.answer([{"index": 0, "message": said(arguments, True), "finish_reason": ends}], usage)
            return self.reply(200, "application/json", json.dumps(answer))
        half = len(arguments) // 2
        pieces = [
            self.answer([{"index": 0, "delta": said(arguments[:half], True), "finish_reason": None}], None),
            self.answer([{"index": 0, "delta": said(arguments[half:], False), "finish_reason": ends}], None),
            self.answer([], usage),
        ]
        self.reply(200, "text/event-stream", "".join(f"data: {piece}\n\n" for piece in [*map(json.dumps, pieces), "[DONE]"]))

    def answer(self, choices, usage):
        return {"id": "answer", "object": "chat.completion", "created": 0, "model": ANSWERS_AS, "choices": choices, "usage": usage}

    def reply(self, status, kind, text):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass
