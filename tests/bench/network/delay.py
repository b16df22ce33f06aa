"""Joins two network namespaces by a TUN device in each and delivers every packet late, in order, both ways.

Usage: delay.py DEVICE ONE_WAY_MS NAMESPACE NAMESPACE. Prints `ready` when both devices are there; their addresses are for
the caller to set. Ends, and the devices with it, when its standard input does. Needs root.
"""

import collections
import ctypes
import fcntl
import os
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LONGEST_PACKET = 65_536

libc = ctypes.CDLL(None, use_errno=True)


def open_device(namespace, name):
    entered = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if libc.setns(entered, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), f"cannot enter the network namespace {namespace}")
    os.close(entered)
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def forward(one, other, seconds):
    opposite = {one: other, other: one}
    under_way = collections.deque()
    while True:
        wait = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select([one, other, sys.stdin], [], [], wait)
        now = time.monotonic()
        if sys.stdin in readable and not sys.stdin.readline():
            return
        for device in opposite.keys() & set(readable):
            under_way.append((now + seconds, opposite[device], os.read(device, LONGEST_PACKET)))
        while under_way and under_way[0][0] <= now:
            _, device, packet = under_way.popleft()
            try:
                os.write(device, packet)
            except OSError:
                # The device is not up: a packet lost, as on any link.
                pass


def main():
    name, one_way_ms, *namespaces = sys.argv[1:]
    one, other = (open_device(namespace, name) for namespace in namespaces)
    print("ready", flush=True)
    forward(one, other, float(one_way_ms) / 1000)


main()
