"""Opens exports with readers that others have written.

Reads pairs of a reader and a path as JSON, and writes for each all that a person would see as "text", or an "error". Readers and their
versions: requirements.txt.
"""

import json
import logging
import mailbox
import os
import pathlib
import sqlite3
import subprocess
import sys
import tarfile
import tempfile


def slack_export_viewer(path):
    from slackviewer.config import Config
    from slackviewer.reader import Reader

    reader = Reader(Config({"archive": path}))
    for channels in (reader.compile_channels(), reader.compile_groups(), reader.compile_dm_messages()):
        for name, messages in sorted(channels.items()):
            for message in messages:
                yield from (name, message.username, message.time, message.msg)
                for extra in message.attachments + message.files:
                    yield from (str(extra[key]) for key in ("title", "text", "name") if key in extra._raw)


def obsivault(name):
    def read(path):
        from obsivault import providers  # noqa: F401
        from obsivault.core.provider import ParseOpts, get
        from obsivault.core.render import MarkdownRenderer, RenderOpts

        everything = {"include_tools": True, "include_thinking": True, "branches": True}
        for conversation in get(name).parse(pathlib.Path(path), opts=ParseOpts(**everything)):
            yield MarkdownRenderer(conversation, RenderOpts(**everything)).render().text
            yield from (str(block) for message in conversation.messages for block in message.blocks)

    return read


def pages(generate):
    with tempfile.TemporaryDirectory() as directory:
        generate(pathlib.Path(directory))
        for page in sorted(pathlib.Path(directory).rglob("*.html")):
            yield page.read_text()


def claude_code_transcripts(path):
    from claude_code_transcripts import generate_html

    return pages(lambda directory: generate_html(path, directory))


def codex_transcripts(path):
    from codex_transcripts import generate_html

    return pages(lambda directory: generate_html(path, directory))


def chatpack(kind):
    def read(path):
        import chatpack

        for message in getattr(chatpack, f"parse_{kind}")(path):
            yield json.dumps(message.to_dict() if hasattr(message, "to_dict") else repr(message), default=str)

    return read


def python_sqlite3(path):
    database = sqlite3.connect(path)
    yield from (row[0] for row in database.execute("PRAGMA integrity_check"))
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for (table,) in tables.fetchall():
        for row in database.execute(f'SELECT * FROM "{table}" ORDER BY 1'):
            yield table
            yield from (cell.decode() if isinstance(cell, bytes) else str(cell) for cell in row)


def python_mailbox(path):
    for message in mailbox.mbox(path, create=False):
        yield from (f"{name}: {text}" for name, text in message.items())
        for part in message.walk():
            payload = part.get_payload(decode=True)
            if payload is not None:
                yield payload.decode(part.get_content_charset() or "utf-8")


def python_tarfile(path):
    with tarfile.open(path) as archive:
        for member in archive:
            text = archive.extractfile(member).read().decode()
            yield member.name
            yield str(json.loads(text)) if member.name.endswith(".json") else text


def zstd(path):
    text = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout.decode()
    yield from (str(json.loads(line)) for line in text.splitlines())


readers = {
    "slack-export-viewer": slack_export_viewer,
    "obsivault, ChatGPT": obsivault("chatgpt"),
    "obsivault, Claude.ai": obsivault("claude"),
    "obsivault, Gemini CLI": obsivault("gemini-cli"),
    "obsivault, Grok": obsivault("grok"),
    "claude-code-transcripts": claude_code_transcripts,
    "codex-transcripts": codex_transcripts,
    "chatpack, Telegram": chatpack("telegram"),
    "chatpack, WhatsApp": chatpack("whatsapp"),
    "chatpack, Discord": chatpack("discord"),
    "Python's sqlite3": python_sqlite3,
    "Python's mailbox": python_mailbox,
    "Python's tarfile": python_tarfile,
    "zstd": zstd,
}


def outcome(reader, path):
    try:
        os.chdir(os.path.dirname(path))
        return {"text": "\n".join(readers[reader](os.path.basename(path)))}
    except Exception as error:
        return {"error": repr(error)}


logging.disable()
answers, sys.stdout = sys.stdout, sys.stderr
json.dump([outcome(*job) for job in json.load(sys.stdin)], answers)
