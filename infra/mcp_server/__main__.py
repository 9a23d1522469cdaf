"""Runs the MCP server on stdin and stdout: `python -m infra.mcp_server --url https://…`.

The key comes from WARMLINE_API_KEY, so that it is in no list of processes. One of the scope `write`
reads and drafts, one of the scope `read` reads.
"""

from __future__ import annotations

import argparse
import os
import sys

from infra.mcp_server.api_client import WarmlineApi
from infra.mcp_server.server import make_server


def main() -> int:
    """0 once the assistant has hung up."""
    parser = argparse.ArgumentParser(prog="python -m infra.mcp_server", description=__doc__)
    parser.add_argument("--url", required=True, help="the console's address")
    url = parser.parse_args().url
    key = os.environ.get("WARMLINE_API_KEY", "")
    if not key:
        print("Set WARMLINE_API_KEY to a key of the page “API keys”.", file=sys.stderr)
        return 2
    make_server(WarmlineApi(url, key)).run("stdio")
    return 0


if __name__ == "__main__":
    sys.exit(main())
