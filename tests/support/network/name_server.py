"""Answers every question for an IPv4 address with one and the same, which may be kept for a second (RFC 1035).

Usage: name_server.py ADDRESS. Listens there on UDP port 53. Prints `ready`, and ends when its standard input does.
"""

import select
import socket
import struct
import sys

ADDRESS_RECORD = 1
SECONDS_TO_KEEP = 1


def answer_to(query, address):
    name_end = query.index(b"\0", 12) + 1
    question = query[12 : name_end + 4]
    kind = struct.unpack("!H", query[name_end : name_end + 2])[0]
    records = b""
    if kind == ADDRESS_RECORD:
        pointer_to_name = 0xC00C
        records = struct.pack("!HHHLH", pointer_to_name, ADDRESS_RECORD, 1, SECONDS_TO_KEEP, 4) + address
    return query[:2] + struct.pack("!HHHHH", 0x8580, 1, 1 if records else 0, 0, 0) + question + records


def main():
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind((sys.argv[1], 53))
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in readable and not sys.stdin.readline():
            return
        if listener in readable:
            query, client = listener.recvfrom(4096)
            listener.sendto(answer_to(query, socket.inet_aton(sys.argv[1])), client)


main()
