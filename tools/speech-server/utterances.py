"""Cuts a stream of sound into utterances: stretches of voice that end with a pause."""

from collections import deque

import numpy

SAMPLE_RATE = 16_000
FRAME = SAMPLE_RATE // 100
"""Samples of 10 ms, by which the level is judged."""

LEAST_LEVEL_DB = 40
"""RMS of 16 bit samples, in dB over 1, below which nothing is a voice: -50 dB of full scale."""
ABOVE_ROOM_DB = 12
ROOM_FRAMES = 1_000
"""Frames of which the tenth quietest is the level of the room: 10 s."""

BEGINS_AT = (3, 5)
"""How many of how many frames are loud where a voice begins."""
ENDS_AFTER = 35
"""Quiet frames that end an utterance: servers take 200 to 500 ms."""
MARGIN = 25
"""Frames before an utterance that belong to it: a consonant may be too quiet to be noticed."""
LONGEST = 2_000
"""Frames after which an utterance ends without a pause: 20 s."""


class Utterances:
    """Takes sound as it comes, and says of each piece to which utterance it belongs.

    `listener` is told `begin(second)`, `hear(samples)` and `end()`; seconds are those that `feed` is told.
    """

    def __init__(self, listener):
        self.listener = listener
        self.rest = numpy.zeros(0, numpy.int16)
        self.at = 0.0
        self.levels = deque(maxlen=ROOM_FRAMES)
        self.before = deque(maxlen=MARGIN)
        self.loud = deque(maxlen=BEGINS_AT[1])
        self.frames = 0
        self.quiet = 0

    def feed(self, samples, at):
        """`samples` are 16 bits at SAMPLE_RATE, `at` is the second of the first one: a gap ends an utterance."""
        if abs(at - (self.at + len(self.rest) / SAMPLE_RATE)) > 0.1:
            self.finish()
            self.before.clear()
            self.rest = self.rest[:0]
            self.at = at
        self.rest = numpy.concatenate([self.rest, samples])
        count = len(self.rest) // FRAME
        for index in range(count):
            self._frame(self.rest[index * FRAME : (index + 1) * FRAME])
        self.rest = self.rest[count * FRAME :]

    def finish(self):
        """Ends the utterance that is being spoken."""
        if self.frames:
            self.listener.end()
        self.frames = 0
        self.loud.clear()

    def _frame(self, frame):
        is_loud = self._is_loud(frame)
        self.at += FRAME / SAMPLE_RATE
        if self.frames == 0:
            self.before.append(frame)
            self.loud.append(is_loud)
            if sum(self.loud) < BEGINS_AT[0]:
                return
            self.listener.begin(self.at - len(self.before) * FRAME / SAMPLE_RATE)
            self.listener.hear(numpy.concatenate(self.before))
            self.frames, self.quiet = len(self.before), 0
            self.before.clear()
            return
        self.listener.hear(frame)
        self.frames += 1
        self.quiet = 0 if is_loud else self.quiet + 1
        if self.quiet >= ENDS_AFTER or self.frames >= LONGEST:
            self.finish()

    def _is_loud(self, frame):
        level = 20 * numpy.log10(numpy.sqrt(numpy.mean(frame.astype(numpy.float64) ** 2)) + 1)
        self.levels.append(level)
        room = numpy.partition(numpy.array(self.levels), len(self.levels) // 10)[len(self.levels) // 10]
        return level > max(LEAST_LEVEL_DB, room + ABOVE_ROOM_DB)
