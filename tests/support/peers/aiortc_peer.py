"""A JSON offer/answer server on aiortc: a WebRTC stack nobody here wrote, as the far end of browser tests.

Routes of the product's protocols: POST /offer (aiortc's own example), POST /webrtc/offer (FastRTC),
POST and PATCH /api/offer (Pipecat SmallWebRTC). Routes for the tests: GET /status, GET /recording, POST /send,
POST /close. Prints `ready PORT` when it listens and ends when its standard input does.
"""

import argparse
import asyncio
import io
import json
import os
import signal
import sys
import threading
import time
import uuid
import wave

import numpy
from aiohttp import web
from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from aiortc.sdp import candidate_from_sdp

SAMPLE_RATE = 48_000
LONGEST_RECORDING_SECONDS = 900
PING_WINDOW_SECONDS = 3


class Connection:
    """One peer connection and what was received over it."""

    def __init__(self, variant, name, ice_servers, kept_in=""):
        self.variant = variant
        self.name = name
        self.kept_in = kept_in
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=ice_servers))
        self.states = ["new"]
        self.channels = {}
        self.own_channels = {}
        self.messages = []
        self.frames_received = 0
        self.track_ended = False
        self.candidates_added = 0
        self.pcm = bytearray()
        self.pinged_at = None
        self.selected = None
        self.pc.on("connectionstatechange", self._state_changed)
        self.pc.on("datachannel", self._channel_opened)
        self.pc.on("track", self._track_received)

    async def answer(self, sdp):
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="offer"))
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        return {"sdp": self.pc.localDescription.sdp, "type": self.pc.localDescription.type}

    async def add_candidate(self, line, mid, index):
        if not line:
            return
        candidate = candidate_from_sdp(line.removeprefix("candidate:"))
        candidate.sdpMid = mid
        candidate.sdpMLineIndex = index
        await self.pc.addIceCandidate(candidate)
        self.candidates_added += 1

    async def status(self):
        self._note_selected()
        return {
            "name": self.name,
            "variant": self.variant,
            "connectionState": self.pc.connectionState,
            "iceConnectionState": self.pc.iceConnectionState,
            "states": self.states,
            "packetsReceived": await self._packets_received(),
            "framesReceived": self.frames_received,
            "trackEnded": self.track_ended,
            "recordedSeconds": len(self.pcm) / 2 / SAMPLE_RATE,
            "candidatesAdded": self.candidates_added,
            "selectedRemote": self.selected,
            "channels": list(self.channels),
            "messages": self.messages,
            "pinged": self.pinged_at is not None and time.monotonic() - self.pinged_at < PING_WINDOW_SECONDS,
        }

    def hear(self, frame, mono):
        """Called with each frame, and with its sound as 16 bit mono samples at SAMPLE_RATE."""

    def ended(self):
        """Called when no frame will follow."""

    def wav(self):
        file = io.BytesIO()
        with wave.open(file, "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(2)
            writer.setframerate(SAMPLE_RATE)
            writer.writeframes(bytes(self.pcm))
        return file.getvalue()

    def _state_changed(self):
        self.states.append(self.pc.connectionState)
        self._note_selected()

    def _note_selected(self):
        """aiortc 1.4 has no public way to the selected pair; it lives in aioice's connection."""
        for transceiver in self.pc.getTransceivers():
            transport = transceiver.receiver.transport
            nominated = transport.transport._connection._nominated if transport else {}
            for pair in nominated.values():
                remote = pair.remote_candidate
                self.selected = {
                    "type": remote.type,
                    "address": remote.host,
                    "port": remote.port,
                    "protocol": remote.transport,
                }

    def _channel_opened(self, channel):
        self.channels[channel.label] = channel

        def received(message):
            text = message if isinstance(message, str) else message.decode("utf-8", "replace")
            self.messages.append({"label": channel.label, "text": text})
            del self.messages[:-1000]
            if not text.startswith("ping"):
                return
            self.pinged_at = time.monotonic()
            if self.variant == "aiortc":
                channel.send("pong" + text[4:])

        channel.on("message", received)

    async def channels_for(self, label):
        """All channels of the client, or the one of this label that the server itself opens, when it is open."""
        if label is None:
            return self.channels.values()
        if label not in self.own_channels:
            self.own_channels[label] = self.pc.createDataChannel(label)
        channel = self.own_channels[label]
        while channel.readyState == "connecting":
            await asyncio.sleep(0.01)
        return [channel]

    def _track_received(self, track):
        if track.kind == "audio":
            asyncio.ensure_future(self._record(track))

    async def _record(self, track):
        file = self._kept_file()
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                self.track_ended = True
                self.ended()
                return
            self.frames_received += 1
            samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels)).mean(axis=1)
            mono = samples.astype(numpy.int16).tobytes()
            self.hear(frame, mono)
            self.pcm += mono
            if file:
                file.write(mono)
            del self.pcm[: -LONGEST_RECORDING_SECONDS * SAMPLE_RATE * 2]

    def _kept_file(self):
        """A file that has what was received also when this process is killed; None where nothing is to be kept."""
        if not self.kept_in:
            return None
        return open(os.path.join(self.kept_in, f"{time.time_ns() // 1_000_000}.pcm"), "wb", buffering=0)

    async def _packets_received(self):
        received = 0
        for transceiver in self.pc.getTransceivers():
            if transceiver.receiver.transport is None:
                continue
            for entry in (await transceiver.receiver.getStats()).values():
                if entry.type == "inbound-rtp":
                    received += entry.packetsReceived
        return received


class Server:
    protected = ("/offer", "/webrtc/offer", "/api/offer")
    """The routes that need the token, where there is one."""
    largest_request = 1024 * 1024

    def __init__(self, options):
        self.options = options
        self.ice_servers = [RTCIceServer(**server) for server in json.loads(options.ice_servers)]
        self.connections = []

    def app(self):
        app = web.Application(middlewares=[self._authorise], client_max_size=self.largest_request)
        app.router.add_post("/offer", self.offer_aiortc)
        app.router.add_post("/webrtc/offer", self.offer_fastrtc)
        app.router.add_post("/api/offer", self.offer_pipecat)
        app.router.add_patch("/api/offer", self.trickle_pipecat)
        app.router.add_get("/status", self.status)
        app.router.add_get("/recording", self.recording)
        app.router.add_post("/send", self.send)
        app.router.add_post("/close", self.close)
        app.router.add_get("/", self.page)
        return app

    @web.middleware
    async def _authorise(self, request, handler):
        protected = request.path in self.protected and request.method != "OPTIONS"
        token = self.options.token
        if protected and token and request.headers.get("Authorization") != f"Bearer {token}":
            return web.json_response({"detail": "Not authenticated"}, status=401)
        return await handler(request)

    async def offer_aiortc(self, request):
        body = await request.json()
        connection = self._connect("aiortc", str(uuid.uuid4()))
        return web.json_response(await connection.answer(body["sdp"]))

    async def offer_fastrtc(self, request):
        body = await request.json()
        name = body["webrtc_id"]
        if body.get("type") == "ice-candidate":
            connection = self._find("fastrtc", name)
            if connection is None:
                return web.json_response({"status": "failed", "meta": {"error": "connection_not_found"}})
            candidate = body["candidate"] or {}
            await connection.add_candidate(
                candidate.get("candidate"), candidate.get("sdpMid"), candidate.get("sdpMLineIndex")
            )
            return web.json_response({"status": "success"})
        limit = self.options.concurrency_limit
        alive = [each for each in self.connections if each.pc.connectionState not in ("closed", "failed")]
        if limit and len(alive) >= limit:
            meta = {"error": "concurrency_limit_reached", "limit": limit}
            return web.json_response({"status": "failed", "meta": meta})
        connection = self._connect("fastrtc", name)
        return web.json_response(await connection.answer(body["sdp"]))

    async def offer_pipecat(self, request):
        body = await request.json()
        if body.get("restart_pc") and body.get("pc_id"):
            previous = self._find("pipecat", body["pc_id"])
            if previous is not None:
                await previous.pc.close()
        connection = self._connect("pipecat", body.get("pc_id") or f"SmallWebRTCConnection#{len(self.connections)}")
        return web.json_response({**await connection.answer(body["sdp"]), "pc_id": connection.name})

    async def trickle_pipecat(self, request):
        body = await request.json()
        connection = self._find("pipecat", body["pc_id"])
        if connection is None:
            return web.json_response({"detail": "Peer connection not found"}, status=404)
        for candidate in body["candidates"]:
            await connection.add_candidate(
                candidate["candidate"], candidate["sdp_mid"], candidate["sdp_mline_index"]
            )
        return web.json_response({"status": "success"})

    async def status(self, _request):
        return web.json_response({"connections": [await each.status() for each in self.connections]})

    async def recording(self, request):
        return web.Response(body=self._nth(request).wav(), content_type="audio/wav")

    async def send(self, request):
        said = await request.json()
        connection = self._nth(request)
        for channel in await connection.channels_for(said.get("channel")):
            for _ in range(said.get("times", 1)):
                channel.send(said["text"].encode() if said.get("isBinary") else said["text"])
        return web.json_response({})

    async def close(self, request):
        await self._nth(request).pc.close()
        return web.json_response({})

    async def page(self, _request):
        return web.Response(text="<!doctype html><title>aiortc peer</title>", content_type="text/html")

    async def close_all(self, _app=None):
        await asyncio.gather(*(each.pc.close() for each in self.connections))

    def _connect(self, variant, name):
        self.connections.append(self.make_connection(variant, name))
        return self.connections[-1]

    def make_connection(self, variant, name):
        return Connection(variant, name, self.ice_servers, self.options.kept_in)

    def _find(self, variant, name):
        found = [each for each in self.connections if each.variant == variant and each.name == name]
        return found[-1] if found else None

    def _nth(self, request):
        try:
            return self.connections[int(request.query.get("connection", "-1"))]
        except IndexError as no_connection:
            raise web.HTTPNotFound(text="no connection yet") from no_connection


async def until_told_to_end():
    """The tests hold the other end of standard input: it closes however they end, so no server outlives them."""
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, told.set)
    threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(told.set)), daemon=True).start()
    await told.wait()


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default="")
    parser.add_argument("--ice-servers", default="[]", help="JSON list of {urls, username, credential}")
    parser.add_argument("--concurrency-limit", type=int, default=0)
    parser.add_argument("--kept-in", default="", help="a folder for what is received, which outlives the process")
    return parser


async def serve(make_server):
    server = make_server()
    runner = web.AppRunner(server.app())
    await runner.setup()
    site = web.TCPSite(runner, server.options.host, server.options.port)
    await site.start()
    print("ready", site._server.sockets[0].getsockname()[1], flush=True)
    await until_told_to_end()
    await server.close_all()
    await runner.cleanup()


if __name__ == "__main__":
    parsed = arguments().parse_args()
    asyncio.run(serve(lambda: Server(parsed)))
