"""The bare Flask app that the search is measured beside."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> dict[str, str]:
    """Answer at once."""
    return {"hello": "world"}
