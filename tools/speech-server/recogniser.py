"""Sound to text by pocketsphinx, in a process of its own, so that a server goes on while it thinks.

`--file`: standard input is a sound file of any format. Prints one line of JSON: `{"duration", "segments"}`, or
`{"undecodable"}`.

`--live`: standard input is pieces of sound, each a header (second of its first sample as a double, number of bytes as
an unsigned int, little endian) and 16 bit mono samples at 48 kHz. Prints a line of JSON for each result:
`{"utterance", "text", "final", "start", "end"}`, seconds as they came in.

Both end when standard input does.
"""

import argparse
import io
import json
import struct
import sys

import av
import numpy
from pocketsphinx import Decoder
from utterances import SAMPLE_RATE, Utterances

MODEL = "/usr/share/pocketsphinx/model/en-us"
HEADER = struct.Struct("<dI")
LIVE_RATE = 48_000
INTERIM_EVERY = SAMPLE_RATE * 3 // 10
"""Samples of an utterance between two interim results."""


class Recogniser:
    """Recognises utterances, and tells `report` what it finds: final results, and interim ones where wanted."""

    def __init__(self, words, report, wants_interim):
        self.decoder = Decoder(configuration(words))
        if words:
            self.decoder.set_jsgf_string("words", grammar(words))
            self.decoder.set_search("words")
        self.report = report
        self.wants_interim = wants_interim
        self.utterance = 0

    def begin(self, second):
        self.utterance += 1
        self.second = second
        self.samples = 0
        self.interim_at = INTERIM_EVERY
        self.said = None
        # Without this, frames count from the first utterance on.
        self.decoder.start_stream()
        self.decoder.start_utt()

    def hear(self, samples):
        self.decoder.process_raw(samples.tobytes(), False, False)
        self.samples += len(samples)
        if self.wants_interim and self.samples >= self.interim_at:
            self.interim_at += INTERIM_EVERY
            self._tell(final=False)

    def end(self):
        self.decoder.end_utt()
        self._tell(final=True)

    def _tell(self, final):
        words = [
            (spoken.word.split("(")[0], spoken.start_frame, spoken.end_frame)
            for spoken in self.decoder.seg() or []
            if spoken.word[0] not in "<[+("
        ]
        # A final result without words follows interim ones where a sound was none: the last of these stands.
        if words:
            said = {
                "text": " ".join(word for word, _, _ in words),
                "start": round(self.second + words[0][1] / 100, 2),
                "end": round(self.second + (words[-1][2] + 1) / 100, 2),
            }
        else:
            said = self.said
        if said is None or (not final and said == self.said):
            return
        self.said = said
        self.report({"utterance": self.utterance, "final": final, **said})


def configuration(words):
    config = Decoder.default_config()
    config.set_string("-hmm", f"{MODEL}/en-us")
    config.set_string("-dict", f"{MODEL}/cmudict-en-us.dict")
    config.set_string("-logfn", "/dev/null")
    if not words:
        config.set_string("-lm", f"{MODEL}/en-us.lm.bin")
    # Frames count from the beginning of the utterance only if none is left out.
    if config.exists("-remove_silence"):
        config.set_boolean("-remove_silence", False)
    # Live speech needs a third of the time with these, and is read as well (measured).
    config.set_boolean("-fwdflat", False)
    config.set_int("-maxhmmpf", 3_000)
    config.set_int("-ds", 2)
    return config


def grammar(words):
    return f"#JSGF V1.0; grammar words; public <words> = ( {' | '.join(words)} )+ ;"


class Decimator:
    """48 kHz to 16 kHz, after a low-pass filter of 63 taps."""

    def __init__(self):
        taps = numpy.arange(-31, 32)
        self.filter = numpy.sinc(taps * 0.3) * numpy.hamming(63) * 0.3
        self.before = numpy.zeros(62)

    def __call__(self, samples):
        """`samples` are a multiple of three."""
        all_samples = numpy.concatenate([self.before, samples])
        self.before = all_samples[-62:]
        filtered = numpy.convolve(all_samples, self.filter, "valid")[::3]
        return numpy.clip(filtered, -32_768, 32_767).astype(numpy.int16)


def recognise_live(words):
    tell = lambda result: print(json.dumps(result), flush=True)
    recogniser = Recogniser(words, tell, wants_interim=True)
    utterances = Utterances(recogniser)
    decimate = Decimator()
    while len(header := sys.stdin.buffer.read(HEADER.size)) == HEADER.size:
        second, length = HEADER.unpack(header)
        samples = numpy.frombuffer(sys.stdin.buffer.read(length), numpy.int16)
        utterances.feed(decimate(samples), second)
    utterances.finish()


def recognise_file(words):
    try:
        samples = decode(sys.stdin.buffer.read())
    except (av.error.FFmpegError, ValueError, IndexError) as error:
        print(json.dumps({"undecodable": str(error)}))
        return
    segments = []
    utterances = Utterances(Recogniser(words, segments.append, wants_interim=False))
    utterances.feed(samples, 0.0)
    utterances.finish()
    print(json.dumps({"duration": len(samples) / SAMPLE_RATE, "segments": segments}))


def decode(file):
    """Any format that FFmpeg knows, as 16 bit mono samples at 16 kHz."""
    with av.open(io.BytesIO(file)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        pieces = [
            resampled.to_ndarray().reshape(-1)
            for frame in container.decode(stream)
            for resampled in resampler.resample(frame)
        ]
        pieces += [resampled.to_ndarray().reshape(-1) for resampled in resampler.resample(None)]
    return numpy.concatenate(pieces) if pieces else numpy.zeros(0, numpy.int16)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--file", action="store_true")
    parser.add_argument("--words", default="", help="the only words there are; without, the model of English")
    options = parser.parse_args()
    (recognise_live if options.live else recognise_file)(options.words.split())
