"""Runs a LiteLLM gateway on a free port of loopback, with no database.

Argument: its configuration file. Prints its URL when it takes requests, and ends with its standard input, so that it
does not outlive the test that started it. What it logs goes to standard error.
"""

import os
import socket
import sys
import threading

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

os.environ["CONFIG_FILE_PATH"] = sys.argv[1]
# Its list of prices would be fetched over the network.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import uvicorn  # noqa: E402
from litellm.proxy.proxy_server import app  # noqa: E402


class Gateway(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        host, port = sockets[0].getsockname()
        print(f"http://{host}:{port}", file=answers, flush=True)


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
Gateway(uvicorn.Config(app, log_level="info")).run(sockets=[listener])
