"""Runs llama.cpp's own server from PyPI `xllamacpp` for the benchmarks.

Arguments: the GGUF file, the window in tokens, the number of threads, and `llama.vim` where it is to be set up as that
plugin wants it. Each line of standard input is a JSON object: {"prompt", "tokens"}, and the answer is one line of
JSON with the text and the server's own timings; or {"path", "body"}, and the answer is the server's own with the
milliseconds that it took, `took_ms`.
"""

import http.client
import json
import os
import sys
import time
import urllib.parse

# The server logs to both outputs; only the answers should come out.
answers = os.fdopen(os.dup(1), "w")
silence = os.open(os.devnull, os.O_WRONLY)
os.dup2(silence, 1)
os.dup2(silence, 2)

import xllamacpp  # noqa: E402

model, window, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
parameters = xllamacpp.CommonParams()
parameters.model.path = model
parameters.n_ctx = window
parameters.cpuparams.n_threads = threads
parameters.cpuparams_batch.n_threads = threads
parameters.n_parallel = 1
parameters.warmup = True
if sys.argv[4:] == ["llama.vim"]:
    parameters.n_ubatch = 1024
    # `/infill` cuts the text to this many tokens. The presets have 1,024: then a longer file's text moves in the window
    # at each key, and all of it is read again.
    parameters.n_batch = 4096
    parameters.n_cache_reuse = 256
server = xllamacpp.Server(parameters)
address = urllib.parse.urlsplit(server.listening_address)


def post(path, body):
    """The server's answer to a request, and how long it took in milliseconds."""
    connection = http.client.HTTPConnection(address.hostname, address.port)
    start = time.perf_counter()
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    text = response.read()
    took = (time.perf_counter() - start) * 1000
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status} {text.decode()}")
    return json.loads(text), took


for line in sys.stdin:
    asked = json.loads(line)
    if "path" in asked:
        answer, took = post(asked["path"], asked["body"])
        answer = {"content": answer["content"], "timings": answer["timings"], "took_ms": took}
    else:
        body = {
            "prompt": asked["prompt"],
            "n_predict": asked["tokens"],
            "temperature": 0,
            "cache_prompt": False,
        }
        answer, _ = post("/completion", body)
        answer = {"text": answer["content"], **answer["timings"]}
    print(json.dumps(answer), file=answers, flush=True)
