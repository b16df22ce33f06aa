"""A small real server that turns speech into text, on Debian's aiortc and pocketsphinx.

Routes: POST /offer, /webrtc/offer and /api/offer take JSON offers, as `aiortc_peer.py` has them, and text comes on a
data channel: the client's one named `text`, else one that this server opens. POST /v1/audio/transcriptions is
OpenAI's: multipart, `response_format` json (the default), verbose_json or text.

A text is `{"type": "transcript", "text", "final", "start", "end", "id"}`: seconds of the sound that the connection
brought, by its RTP timestamps; what was said before with the same id is replaced.
"""

import asyncio
import json
import sys
from pathlib import Path

import numpy
from aiohttp import web

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support" / "peers"))
from aiortc_peer import SAMPLE_RATE, Connection, Server, arguments, serve  # noqa: E402
from recogniser import HEADER  # noqa: E402

RECOGNISER = str(Path(__file__).with_name("recogniser.py"))
LARGEST_FILE = 25 * 1024 * 1024
"""OpenAI's own limit."""
LONGEST_BACKLOG = 60 * SAMPLE_RATE * 2
"""Bytes of sound that may wait for the recogniser; what is more is dropped."""


def start_recogniser(mode, words):
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, RECOGNISER, mode, "--words", words]
    return asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)


class SpeechConnection(Connection):
    """A connection whose sound becomes text."""

    def __init__(self, variant, name, ice_servers, words, number):
        super().__init__(variant, name, ice_servers)
        self.number = number
        self.own_channel = None
        self.recogniser = asyncio.ensure_future(start_recogniser("--live", words))
        self.recogniser.add_done_callback(lambda started: asyncio.ensure_future(self._tell(started.result())))

    def hear(self, frame, samples):
        """Hands on 20 ms of sound, 16 bit mono, with their place by the RTP timestamp."""
        if not self.recogniser.done():
            return
        pipe = self.recogniser.result().stdin
        if pipe.is_closing() or pipe.transport.get_write_buffer_size() > LONGEST_BACKLOG:
            return
        pipe.write(HEADER.pack(frame.pts / SAMPLE_RATE, len(samples)) + samples)

    def ended(self):
        self.recogniser.add_done_callback(lambda started: started.result().stdin.close())

    async def _tell(self, recogniser):
        async for line in recogniser.stdout:
            result = json.loads(line)
            print(result["text"] if result["final"] else f"... {result['text']}", flush=True)
            channel = self._channel()
            if channel is None or channel.readyState != "open":
                continue
            text_id = f"{self.number}-{result.pop('utterance')}"
            channel.send(json.dumps({"type": "transcript", **result, "id": text_id}))

    def _channel(self):
        """The client's channel `text`; without, one is opened, if the offer had a place for data at all."""
        theirs = self.channels.get("text")
        if theirs is not None and self.own_channel is None:
            return theirs
        if self.own_channel is None and self.pc.sctp is not None and self.pc.connectionState == "connected":
            self.own_channel = self.pc.createDataChannel("text")
        return self.own_channel


class SpeechServer(Server):
    protected = (*Server.protected, "/v1/audio/transcriptions")
    largest_request = LARGEST_FILE + 64 * 1024

    def __init__(self, options):
        super().__init__(options)
        self.one_at_a_time = asyncio.Semaphore(1)

    def app(self):
        app = super().app()
        app.router.add_post("/v1/audio/transcriptions", self.transcribe)
        return app

    def make_connection(self, variant, name):
        number = len(self.connections) + 1
        return SpeechConnection(variant, name, self.ice_servers, self.options.words, number)

    async def transcribe(self, request):
        if not request.content_type.startswith("multipart/"):
            return refused(400, "multipart/form-data is expected", "invalid_request")
        form = await request.post()
        file = form.get("file")
        form_of_answer = form.get("response_format", "json")
        if not isinstance(file, web.FileField):
            return refused(400, "file is missing", "missing_file")
        if form_of_answer not in ("json", "verbose_json", "text"):
            return refused(400, f"response_format {form_of_answer} is not known here", "unknown_format")
        async with self.one_at_a_time:
            recogniser = await start_recogniser("--file", self.options.words)
            try:
                line, _ = await recogniser.communicate(file.file.read())
            finally:
                if recogniser.returncode is None:
                    recogniser.kill()
        if not line:
            return refused(500, "the recogniser ended", "recogniser")
        result = json.loads(line)
        if "undecodable" in result:
            return refused(400, f"the file could not be read: {result['undecodable']}", "undecodable")
        text = " ".join(segment["text"] for segment in result["segments"])
        print(f"file of {result['duration']:.1f} s: {text}", flush=True)
        if form_of_answer == "text":
            return web.Response(text=text + "\n")
        if form_of_answer == "json":
            return web.json_response({"text": text})
        segments = [
            {"id": index, "start": segment["start"], "end": segment["end"], "text": segment["text"]}
            for index, segment in enumerate(result["segments"])
        ]
        whole = {"task": "transcribe", "language": "english", "duration": result["duration"], "text": text}
        return web.json_response({**whole, "segments": segments})


def refused(status, message, code):
    error = {"message": message, "type": "invalid_request_error" if status < 500 else "server_error", "code": code}
    return web.json_response({"error": error}, status=status)


if __name__ == "__main__":
    parser = arguments()
    parser.add_argument("--words", default="", help="the only words that are recognised; without, English")
    parsed = parser.parse_args()
    asyncio.run(serve(lambda: SpeechServer(parsed)))
