"""Runs llama.cpp's own server from PyPI `xllamacpp` for the benchmark of the engine.

Arguments: the GGUF file, the window in tokens, the number of threads. Each line of standard input is a JSON object
{"prompt", "tokens"}; the answer is one line of JSON with the server's own timings.
"""

import json
import os
import sys
import urllib.request

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
server = xllamacpp.Server(parameters)

for line in sys.stdin:
    asked = json.loads(line)
    body = {
        "prompt": asked["prompt"],
        "n_predict": asked["tokens"],
        "temperature": 0,
        "cache_prompt": False,
    }
    request = urllib.request.Request(
        server.listening_address + "/completion",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        answer = json.loads(response.read())
    print(json.dumps({"text": answer["content"], **answer["timings"]}), file=answers, flush=True)
