"""Reads what arrives in this network namespace and says when: `EPOCH_MS KIND SOURCE TARGET SSRC TIMESTAMP BYTES`, a line a fact.

KIND is `stun`, `dtls`, `probe` (an RTP packet that is nothing but padding: bandwidth probes share the audio's SSRC),
`audio`, or `stray` (audio for a port at which nobody listens any more); SSRC and TIMESTAMP are those of RTP, and `-` where
there is none; BYTES is the length of the UDP payload. Each is told the first time that a source sends it to a target, DTLS every time, audio once for each
timestamp. The times are the kernel's, of the moment when the packet was delivered. Prints `ready` first, and ends when
its standard input does. Needs CAP_NET_RAW.
"""

import select
import socket
import struct
import sys
import time

ETH_P_IP = 0x0800
UDP = 17
SO_TIMESTAMPNS = 35
PADDING = 0x20
PORTS_KNOWN_SECONDS = 0.05


def kind_of(payload):
    """By the first byte, as RFC 7983 tells the protocols on one port apart; RTCP's types are those of RFC 5761."""
    first = payload[0]
    if first < 4:
        return "stun"
    if 20 <= first < 64:
        return "dtls"
    if not 128 <= first < 192 or len(payload) < 12 or 64 <= payload[1] & 0x7F < 96:
        return None
    return "probe" if first & PADDING else "audio"


class Listeners:
    """Which UDP ports somebody has open in this namespace."""

    def __init__(self):
        self.ports = set()
        self.read_at = 0.0

    def has(self, port):
        # A port that was opened a moment ago is read for at once: its first audio would else count as stray.
        if port not in self.ports or time.monotonic() - self.read_at > PORTS_KNOWN_SECONDS:
            with open("/proc/net/udp") as table:
                self.ports = {int(line.split()[1].split(":")[1], 16) for line in table.readlines()[1:]}
            self.read_at = time.monotonic()
        return port in self.ports


def main():
    listeners = Listeners()
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
    wire.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    told = set()
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select([wire, sys.stdin], [], [])
        if sys.stdin in readable and not sys.stdin.readline():
            return
        if wire not in readable:
            continue
        packet, ancillary, _, address = wire.recvmsg(2048, 64)
        if address[2] == socket.PACKET_OUTGOING or len(packet) < 28 or packet[9] != UDP:
            continue
        start = (packet[0] & 15) * 4
        source, target, length = struct.unpack("!HHH", packet[start : start + 6])
        payload = packet[start + 8 : start + length]
        kind = kind_of(payload) if payload else None
        if kind is None:
            continue
        if kind == "audio" and not listeners.has(target):
            kind = "stray"
        fact = (
            kind,
            f"{socket.inet_ntoa(packet[12:16])}:{source}",
            f"{socket.inet_ntoa(packet[16:20])}:{target}",
            payload[8:12].hex() if kind in ("probe", "audio", "stray") else "-",
            payload[4:8].hex() if kind in ("audio", "stray") else "-",
        )
        if fact in told and kind != "dtls":
            continue
        told.add(fact)
        seconds, nanoseconds = struct.unpack("qq", ancillary[0][2])
        print(f"{seconds * 1000 + nanoseconds / 1e6:.3f}", *fact, len(payload), flush=True)


main()
