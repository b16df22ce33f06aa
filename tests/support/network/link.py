"""Joins two network namespaces by a TUN device in each and delivers every packet late, both ways.

Usage: link.py NAMESPACE DEVICE NAMESPACE DEVICE. Prints `ready` when both devices are there; their addresses are for the
caller to set. Lines on its standard input change it from then on: `delay MS` (one way; 0 at first), `rate BITS` (a
second, each way; 0, as at first, is no limit), `bursts SHARE` (of the time, from 0 to 1, in bursts of 100 ms at random
moments, in which every packet that sets out is lost, either way; 0 at first) and `spread MS` (0 at first: packets keep their order; above that each from
the first device takes up to so much longer by chance, and they overtake each other). What would wait longer than a second
for its turn is lost. Ends, and the devices with it, when its standard input does. Needs root.
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LONGEST_PACKET = 65_536
LONGEST_QUEUE_SECONDS = 1.0
BURST_SECONDS = 0.1
STDIN = 0

libc = ctypes.CDLL(None, use_errno=True)


def open_device(namespace, name):
    entered = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if libc.setns(entered, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), f"cannot enter the network namespace {namespace}")
    os.close(entered)
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


class Bursts:
    """Times in which nothing passes, which begin by chance and make up a share of all time."""

    def __init__(self):
        self.begins = 0.0
        self.ends = 0.0

    def are_at(self, now, share):
        if share <= 0:
            return False
        # After a time without bursts, the next begins from now on.
        if now - self.ends > 60:
            self.ends = now
        while now >= self.ends:
            gap = BURST_SECONDS * (1 - share) / share
            self.begins = self.ends + random.expovariate(1 / gap)
            self.ends = self.begins + BURST_SECONDS
        return now >= self.begins


class Direction:
    """Packets from one device to the other, which overtake each other only where they are spread."""

    def __init__(self, source, target, is_spread):
        self.source = source
        self.target = target
        self.is_spread = is_spread
        self.under_way = []
        self.taken = 0
        self.free_at = 0.0
        self.last_due = 0.0

    def take(self, now, settings, is_lost):
        packet = os.read(self.source, LONGEST_PACKET)
        if is_lost:
            return
        leaves = max(now, self.free_at)
        if settings["rate"] > 0:
            leaves += len(packet) * 8 / settings["rate"]
            if leaves - now > LONGEST_QUEUE_SECONDS:
                return
            self.free_at = leaves
        self.last_due = max(self.last_due, leaves + settings["delay"] / 1000)
        late = random.uniform(0, settings["spread"] / 1000) if self.is_spread else 0
        self.taken += 1
        heapq.heappush(self.under_way, (self.last_due + late, self.taken, packet))

    def deliver(self, now):
        while self.under_way and self.under_way[0][0] <= now:
            *_, packet = heapq.heappop(self.under_way)
            try:
                os.write(self.target, packet)
            except OSError:
                # The device is not up: a packet lost, as on any link.
                pass


def forward(one, other):
    settings = {"delay": 0.0, "rate": 0.0, "spread": 0.0, "bursts": 0.0}
    bursts = Bursts()
    directions = (Direction(one, other, True), Direction(other, one, False))
    unread = b""
    while True:
        due = [each.under_way[0][0] for each in directions if each.under_way]
        wait = max(0.0, min(due) - time.monotonic()) if due else None
        readable, _, _ = select.select([one, other, STDIN], [], [], wait)
        now = time.monotonic()
        if STDIN in readable:
            told = os.read(STDIN, 4096)
            if not told:
                return
            *lines, unread = (unread + told).split(b"\n")
            for line in lines:
                name, value = line.decode().split()
                settings[name] = float(value)
        for each in directions:
            if each.source in readable:
                each.take(now, settings, bursts.are_at(now, settings["bursts"]))
            each.deliver(now)


def main():
    namespace, device, other_namespace, other_device = sys.argv[1:]
    one = open_device(namespace, device)
    other = open_device(other_namespace, other_device)
    print("ready", flush=True)
    forward(one, other)


main()
